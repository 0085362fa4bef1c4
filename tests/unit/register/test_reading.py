"""What was read of each outlet, day by day, and when the watch is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from stream.model import Extraction, Mark, Reading
from stream.register import Ledgers, register
from stream.state import Changes
from tests.unit.build import extraction

DAY = datetime(2021, 12, 3, tzinfo=UTC)


def step(table: dict[str, Any], record: Extraction | Mark) -> Changes:
    changes = Changes(table)
    register(changes, record, Ledgers(), upstream=1, partitions=2, retention=timedelta(days=400))
    return changes


def feed(table: dict[str, Any], *records: Extraction | Mark) -> list[Reading]:
    """Readings that the records lead to, as one of the two partitions gets them."""
    found = []
    for record in records:
        changes = step(table, record)
        changes.apply()
        found += [send.record for send in changes.sends if isinstance(send.record, Reading) and send.partition == 1]
    return found


def article(name: str, day: int = 0, source: str | None = "Tigris Press", version: int = 1) -> Extraction:
    return extraction(name, published=DAY + timedelta(days=day, hours=9), source=source, version=version)


def withdrawn(name: str) -> Extraction:
    return extraction(name, published=None, version=9, withdrawn=True)


def clock(day: int, hours: int = 1) -> Mark:
    return Mark(partition=0, clock=DAY + timedelta(days=day, hours=hours), covered_from=DAY.date())


def test_a_day_is_told_when_the_clock_has_passed_it() -> None:
    """With the articles of each outlet; one without outlet is nobody's."""
    table: dict[str, Any] = {}
    assert feed(table, article("a"), article("b"), article("c", source="Globe Relay"), article("d", source=None), clock(0)) == []
    (reading,) = feed(table, clock(1))
    assert (reading.day, reading.articles) == (DAY.date(), {"Globe Relay": 1, "Tigris Press": 2})


def test_an_article_counts_once() -> None:
    """Neither delivered again nor corrected is it another one."""
    (reading,) = feed({}, article("a"), article("a"), article("a", version=2), clock(1))
    assert reading.articles == {"Tigris Press": 1}


def test_a_crash_before_any_row_counts_once() -> None:
    """Handled again after each prefix of its writes, an article counts once."""
    for lost in range(8):
        table: dict[str, Any] = {}
        feed(table, article("a"))
        changes = step(table, article("b"))
        Changes(table, writes=dict(list(changes.writes.items())[:lost])).apply()
        (reading,) = feed(table, article("b"), clock(1))
        assert reading.articles == {"Tigris Press": 2}


def test_a_late_article_is_told_with_the_next_day() -> None:
    """Its day is told once more, with all that is known of it."""
    table: dict[str, Any] = {}
    feed(table, article("a"), clock(1))
    told = feed(table, article("late"), clock(2))
    assert [(reading.day, reading.articles) for reading in told] == [(DAY.date(), {"Tigris Press": 2})]


def test_the_same_mark_again_tells_the_same_once() -> None:
    """What may have been lost in a crash is sent again, but not with every reminder."""
    table: dict[str, Any] = {}
    first = feed(table, article("a"), clock(1))
    assert [feed(table, clock(1)), feed(table, clock(1))] == [first, []]


def test_days_come_before_the_mark_that_passes_them() -> None:
    """So that the watch knows them when its clock moves."""
    table: dict[str, Any] = {}
    feed(table, article("a"))
    kinds = [type(send.record) for send in step(table, clock(1)).sends]
    assert kinds == [Reading, Reading, Mark, Mark]


def test_a_withdrawn_article_counts_no_more() -> None:
    """Neither before its day is told nor after: then the day is told anew, under a higher revision."""
    table: dict[str, Any] = {}
    (before,) = feed(table, article("a"), article("b"), article("gone"), withdrawn("gone"), clock(1))
    (after,) = feed(table, withdrawn("b"), clock(2))
    assert (before.articles, after.articles) == ({"Tigris Press": 2}, {"Tigris Press": 1})
    assert after.revision > before.revision


def test_the_last_article_of_a_day_is_withdrawn() -> None:
    """What is told of the day is that nothing was read."""
    table: dict[str, Any] = {}
    feed(table, article("a"), clock(1))
    assert [reading.articles for reading in feed(table, withdrawn("a"), clock(2))] == [{}]


def test_a_correction_moves_an_article() -> None:
    """It counts on the day and for the outlet of its newest version, as if that were the only one."""
    known = feed({}, article("a"), article("a", day=1, source="Globe Relay", version=2), clock(2))
    assert [(reading.day.day, reading.articles) for reading in known] == [(3, {}), (4, {"Globe Relay": 1})]


def test_a_crash_amid_a_correction_moves_it_once() -> None:
    """Handled again after each prefix of its writes."""
    for lost in range(10):
        table: dict[str, Any] = {}
        feed(table, article("a"), article("b"))
        moved = article("a", day=1, version=2)
        Changes(table, writes=dict(list(step(table, moved).writes.items())[:lost])).apply()
        told = feed(table, moved, clock(2))
        assert [reading.articles for reading in told] == [{"Tigris Press": 1}, {"Tigris Press": 1}]
