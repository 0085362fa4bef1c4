"""Event time, as it flows through the steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stream.clock import SourceClock, advance, pass_on
from stream.model import Mark
from stream.state import Changes
from tests.unit.build import NOON, at, extraction

LATENESS = timedelta(days=2)


def clock() -> SourceClock:
    return SourceClock(3, LATENESS)


def move(table: dict[str, Any], *marks: Mark, upstream: int = 2) -> Any:
    last = None
    for mark in marks:
        changes = Changes(table)
        last = advance(changes, mark, upstream)
        changes.apply()
    return last


def passed(table: dict[str, Any], mark: Mark) -> list[bool]:
    """What a mark of one of two partitions tells the one partition of the next step: whether all is quiet."""
    changes = Changes(table)
    pass_on(changes, advance(changes, mark, 2), "next", 1)
    changes.apply()
    return [send.record.quiet for send in changes.sends if isinstance(send.record, Mark)]


class TestSource:
    def test_has_no_mark_before_the_first_article(self) -> None:
        """There is nothing to say yet."""
        assert clock().due() is None

    def test_stays_behind_the_newest_article_by_the_lateness(self) -> None:
        """The newest, not the last."""
        source = clock()
        source.observe(extraction("a", published=at(5)))
        source.observe(extraction("b", published=at(1)))
        assert source.clock == at(5) - LATENESS

    def test_marks_once_an_hour_of_news(self) -> None:
        """Not for every article."""
        source, marks = clock(), 0
        for minutes in range(0, 180, 10):
            source.observe(extraction("a", published=at(minutes / 60)))
            marks += source.due() is not None
        assert marks == 3

    def test_an_article_without_date_moves_nothing(self) -> None:
        """Its record's timestamp orders it, and is no news of time."""
        source = clock()
        source.observe(extraction("a", published=None))
        assert source.clock is None

    def test_an_article_from_the_future_moves_nothing(self) -> None:
        """2099 is a typing mistake."""
        source = clock()
        source.observe(extraction("a", published=at(1e5), flags=("future",)))
        assert source.clock is None

    def test_stands_at_whole_hours(self) -> None:
        """Whatever the offset in which the article gives its time."""
        source = clock()
        source.observe(extraction("a", published=datetime.fromisoformat("2021-12-06T00:20:00+05:30")))
        assert source.clock == datetime.fromisoformat("2021-12-03T18:00:00+00:00")

    @given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.data())
    def test_one_that_starts_anew_owes_nothing(self, minutes: list[int], data: st.DataObject) -> None:
        """After a crash nobody remembers the articles that were read: what was told with each must have been all there was to tell."""
        crash = data.draw(st.integers(0, len(minutes)))

        def told(*parts: list[int]) -> Any:
            table: dict[str, Any] = {}
            for part in parts:
                source = clock()
                for minute in part:
                    source.observe(extraction("a", published=at(minute / 60)))
                    if (mark := source.due()) is not None:
                        move(table, mark, upstream=1)
            return move(table, source.idle(), upstream=1).after

        assert told(minutes[:crash], minutes[crash:]) == told(minutes)

    def test_a_partition_that_wakes_says_so(self) -> None:
        """It counts in the minimum again."""
        source = clock()
        source.observe(extraction("a"))
        source.idle()
        source.observe(extraction("b"))
        mark = source.due()
        assert mark is not None
        assert not mark.idle

    def test_is_quiet_at_its_end_until_the_next_article(self) -> None:
        """Not where the wall clock ends its days."""
        source = clock()
        source.observe(extraction("a"))
        assert source.idle().quiet
        source.observe(extraction("b"))
        mark = source.due()
        assert mark is not None
        assert not mark.quiet
        assert not source.idle(at(100), quiet=False).quiet

    def test_follows_the_wall_clock_when_told_to(self) -> None:
        """And never goes back with it."""
        source = clock()
        source.observe(extraction("a"))
        assert source.idle(at(100)).clock == at(100) - LATENESS
        assert source.idle(at(50)).clock == at(100) - LATENESS


class TestStep:
    def test_waits_for_every_upstream_partition(self) -> None:
        """One that was not heard of may hold anything."""
        assert move({}, Mark(partition=0, clock=NOON)).after is None

    def test_is_the_minimum(self) -> None:
        """The slowest partition decides."""
        assert move({}, Mark(partition=0, clock=at(5)), Mark(partition=1, clock=at(1))).after == at(1)

    def test_leaves_idle_partitions_out(self) -> None:
        """A dead feed does not hold the clock."""
        assert move({}, Mark(partition=0, clock=at(5)), Mark(partition=1, clock=None, idle=True)).after == at(5)

    def test_is_the_maximum_once_all_are_idle(self) -> None:
        """Whichever fell silent first."""
        one, two = Mark(partition=0, clock=at(5), idle=True), Mark(partition=1, clock=at(1), idle=True)
        assert move({}, one, two).after == move({}, two, one).after == at(5)

    def test_passes_on_only_what_is_news(self) -> None:
        """To each partition of the next step."""
        table: dict[str, Any] = {}
        move(table, Mark(partition=0, clock=at(5)))
        changes = Changes(table, partition=0)
        pass_on(changes, advance(changes, Mark(partition=1, clock=at(1)), 2), "next", 3)
        assert [(send.partition, send.record.clock) for send in changes.sends if isinstance(send.record, Mark)] == [(n, at(1)) for n in range(3)]

    def test_a_mark_that_changes_nothing_is_not_passed_on(self) -> None:
        """The fast partition may run ahead in silence."""
        table: dict[str, Any] = {}
        move(table, Mark(partition=0, clock=at(5)), Mark(partition=1, clock=at(1)))
        changes = Changes(table)
        pass_on(changes, advance(changes, Mark(partition=0, clock=at(9)), 2), "next", 3)
        assert changes.sends == []

    def test_a_repeated_mark_is_passed_on_again(self) -> None:
        """What it led to may have been lost in a crash."""
        table: dict[str, Any] = {}
        move(table, Mark(partition=0, clock=at(5)), Mark(partition=1, clock=at(1)))
        changes = Changes(table)
        pass_on(changes, advance(changes, Mark(partition=1, clock=at(1)), 2), "next", 1)
        assert len(changes.sends) == 1

    def test_what_a_clock_that_began_anew_repeats_is_not_passed_on(self) -> None:
        """After a rebalance every partition of `articles` tells everybody; were it passed on, each step would multiply it."""
        table: dict[str, Any] = {}
        move(table, Mark(partition=0, clock=NOON, begun="a"), upstream=1)
        changes = Changes(table)
        pass_on(changes, advance(changes, Mark(partition=0, clock=NOON, begun="b"), 1), "next", 3)
        assert changes.sends == []

    def test_a_crash_between_two_clocks_that_say_the_same_loses_nothing(self) -> None:
        """Both marks were handled, what the first led to was lost: handled again in their order, it is sent."""
        table: dict[str, Any] = {}
        marks = [Mark(partition=0, clock=NOON, begun=begun) for begun in "ab"]
        move(table, *marks, upstream=1)
        sent = 0
        for mark in marks:
            changes = Changes(table)
            pass_on(changes, advance(changes, mark, 1), "next", 3)
            changes.apply()
            sent += len(changes.sends)
        assert sent >= 3

    def test_is_quiet_once_all_are(self) -> None:
        """And says so though its clock stands where it stood; that one of them is quiet is no news."""
        table: dict[str, Any] = {}
        told = [passed(table, Mark(partition=number, clock=NOON, quiet=quiet)) for quiet in (False, True) for number in (0, 1)]
        assert told == [[], [False], [], [True]]

    def test_is_quiet_no_more_when_one_wakes(self) -> None:
        """The next step must hear of it, or the next silence would be no news there."""
        table: dict[str, Any] = {}
        move(table, *(Mark(partition=number, clock=NOON, quiet=True) for number in (0, 1)))
        told = [passed(table, Mark(partition=1, clock=NOON, quiet=quiet)) for quiet in (False, False, True, True)]
        assert told == [[False], [False], [True], [True]], "the second and the fourth came again"

    def test_quiet_leaves_no_clock_out(self) -> None:
        """A step that is quiet may be behind: what it says of its clock holds."""
        assert move({}, Mark(partition=0, clock=at(5), quiet=True), Mark(partition=1, clock=at(1), quiet=True)).after == at(1)

    @given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 100), st.booleans())))
    def test_never_goes_back(self, marks: list[tuple[int, int, bool]]) -> None:
        """Whatever marks come in whatever order."""
        table: dict[str, Any] = {}
        seen = None
        for partition, hours, idle in marks:
            after = move(table, Mark(partition=partition, clock=at(hours), idle=idle)).after
            assert seen is None or after >= seen
            seen = after
