"""Silence is not peace: what is read of a region's outlets, and what follows where that is too little."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stream.errors import ConfigurationError
from stream.model import Reading, RegionChange
from stream.state import Changes
from stream.watch.sight import blind_days, hear, look
from tests.unit.watch.desk import DAY0, REGION, Desk, change, load, noon, rule

OUTLET = "Tigris Press"


def silent(first: int, last: int, usual: int = 10) -> Callable[[int], dict[str, int]]:
    """So many articles a day, and none from the first to the last day."""
    return lambda day: {} if first <= day <= last else {OUTLET: usual}


def desk(tmp_path: Path, *rules: dict[str, Any], read: Callable[[int], dict[str, int]]) -> Desk:
    return Desk(load(tmp_path, *rules), read=read)


def daily(*days: int) -> list[Any]:
    """The clock, at the beginning of each of the days and those between."""
    return [noon(day, 0) for day in range(days[0], days[-1] + 1)]


def weekly(last: int) -> list[RegionChange]:
    """An attack a week, so that it is known who reports the region."""
    return [change(f"w{day}", day) for day in range(0, last, 7)]


def blind(watch: Desk) -> list[int]:
    return [(entry.day - DAY0.toordinal()) for entry in blind_days(Changes(watch.table), REGION)]


class TestBlindDays:
    def test_a_day_with_a_third_of_the_usual_articles_is_seen(self, tmp_path: Path) -> None:
        """Three of ten are not less than 30 %."""
        watch = desk(tmp_path, rule("coverage"), read=lambda day: {OUTLET: 3 if day == 30 else 10})
        watch.take(*weekly(30), *daily(30, 32))
        assert blind(watch) == []

    def test_a_day_with_less_is_blind(self, tmp_path: Path) -> None:
        """Two of ten are less than 30 %."""
        watch = desk(tmp_path, rule("coverage"), read=lambda day: {OUTLET: 2 if day == 30 else 10})
        watch.take(*weekly(30), *daily(30, 32))
        assert blind(watch) == [30]

    def test_only_the_regions_own_outlets_matter(self, tmp_path: Path) -> None:
        """Another outlet that goes on makes nobody see; one that stops blinds nobody."""
        both = {OUTLET: 10, "Football Daily": 90}
        watch = desk(tmp_path, rule("coverage"), read=lambda day: both if day < 30 else {"Football Daily": 90} if day == 30 else {OUTLET: 10})
        watch.take(*weekly(30), *daily(30, 33))
        assert blind(watch) == [30]

    def test_a_long_silence_is_no_new_normal(self, tmp_path: Path) -> None:
        """After two months without a word the region is still blind."""
        watch = desk(tmp_path, rule("coverage"), read=silent(30, 95))
        watch.take(*weekly(30), *daily(30, 92))
        assert blind(watch) == list(range(30, 92))

    def test_a_short_past_says_nothing(self, tmp_path: Path) -> None:
        """Ten days cannot tell what is usual."""
        watch = desk(tmp_path, rule("coverage"), read=silent(10, 20))
        watch.take(*weekly(8), *daily(10, 14))
        assert blind(watch) == []

    def test_of_outlets_that_bring_little_no_day_is_missed(self, tmp_path: Path) -> None:
        """One article a day may well fail to come."""
        watch = desk(tmp_path, rule("coverage"), read=silent(30, 31, usual=1))
        watch.take(*weekly(30), *daily(30, 33))
        assert blind(watch) == []

    def test_late_articles_open_the_eyes_again(self, tmp_path: Path) -> None:
        """A day of which more is read afterwards was not blind."""
        watch = desk(tmp_path, rule("coverage"), read=silent(30, 30))
        watch.take(*weekly(30), *daily(30, 32))
        changes = Changes(watch.table)
        hear(changes, Reading(partition=0, day=DAY0 + timedelta(days=30), articles={OUTLET: 8}))
        changes.apply()
        watch.take(noon(33, 0))
        assert blind(watch) == []

    def test_counts_of_partitions_add_up(self, tmp_path: Path) -> None:
        """And the same count twice is one."""
        watch = desk(tmp_path, rule("coverage"), read=lambda day: {OUTLET: 2 if day == 30 else 10})
        watch.take(*weekly(30))
        for _ in range(2):
            changes = Changes(watch.table)
            hear(changes, Reading(partition=1, day=DAY0 + timedelta(days=30), articles={OUTLET: 1}))
            changes.apply()
        watch.take(*daily(30, 32))
        assert blind(watch) == []

    @pytest.mark.parametrize("order", [(1, 2), (2, 1), (2, 1, 2)])
    def test_the_newest_reading_holds(self, order: tuple[int, ...], tmp_path: Path) -> None:
        """In whatever order they come, and also where it is the lower one, as an article was withdrawn."""
        watch = desk(tmp_path, rule("coverage"), read=lambda day: {OUTLET: 10})
        watch.take(*weekly(30), *daily(30))
        for revision in order:
            changes = Changes(watch.table)
            hear(changes, Reading(partition=1, day=DAY0 + timedelta(days=29), articles={OUTLET: 70 - 30 * revision}, revision=revision))
            changes.apply()
        found = look(Changes(watch.table), REGION, noon(29).toordinal(), noon(30).toordinal(), None)
        assert found.days[noon(29).toordinal()].articles == 10 + 10

    def test_silence_that_was_asked_for_is_none(self, tmp_path: Path) -> None:
        """Where a replay lets the clock run on, nobody expects articles."""
        watch = desk(tmp_path, rule("coverage"), read=silent(30, 60))
        watch.take(*weekly(30), *daily(30, 31))
        found = look(Changes(watch.table), REGION, noon(30).toordinal(), noon(40).toordinal(), (DAY0 + timedelta(days=30)))
        assert not any(coverage.blind for coverage in found.days.values())


class TestWhatFollows:
    def test_nothing_resolves(self, tmp_path: Path) -> None:
        """An alert stays open for as long as the outlets are silent, and ends after its clear days."""
        watch = desk(tmp_path, rule("at_least", window=1, threshold=2, resolve_after=3), read=silent(31, 50))
        watch.take(*weekly(30), change("a", 30), change("b", 30), *daily(30, 51))
        assert watch.story[-1][0] != "resolved"
        watch.take(*daily(52, 54))
        assert watch.story[-1] == ("resolved", "subsided")

    def test_the_alert_says_so(self, tmp_path: Path) -> None:
        """Its coverage is that of the first blind day."""
        watch = desk(tmp_path, rule("at_least", window=1, threshold=2), read=silent(31, 50))
        watch.take(*weekly(30), change("a", 30), change("b", 30), *daily(30, 40))
        coverage = watch.sent[-1].coverage
        assert (coverage.blind, coverage.articles, coverage.usual) == (True, 0, 10)

    def test_the_tally_says_so(self, tmp_path: Path) -> None:
        """Also of a day on which nothing is known to have happened."""
        watch = desk(tmp_path, rule("at_least"), read=silent(31, 50))
        watch.take(*weekly(30), *daily(30, 33))
        tally = watch.tallies[f"{REGION}/{DAY0 + timedelta(days=31)}"]
        assert (tally.coverage.blind, tally.incidents) == (True, {})

    def test_no_lull_begins(self, tmp_path: Path) -> None:
        """A first attack after ten days, five of them blind, ends no lull of seven."""
        watch = desk(tmp_path, rule("first_after", lull=7), read=silent(33, 37))
        watch.take(*(change(f"w{day}", day) for day in range(0, 30, 5)), *daily(30, 40), change("new", 40))
        assert watch.sent == []

    def test_the_days_leave_the_baseline(self, tmp_path: Path) -> None:
        """A quiet of blind days does not make the pace after it a surge."""
        attacks = [change(f"d{day}", day) for day in (*range(40), *range(60, 67))]
        numbers = {}
        for name, read in (("blind", silent(40, 59)), ("seen", lambda _: {OUTLET: 10})):
            watch = desk(tmp_path, rule("surge", baseline=21, min_history=14, gap=0, window=7), read=read)
            watch.take(*attacks[:40], *daily(40, 60), *attacks[40:], *daily(61, 67))
            numbers[name] = len(watch.last)
        assert numbers == {"blind": 0, "seen": 1}


class TestRule:
    def test_a_silent_feed_raises_an_alert(self, tmp_path: Path) -> None:
        """With what was read, what was usual, and who is missed."""
        watch = desk(tmp_path, rule("coverage"), read=silent(30, 60))
        watch.take(*weekly(30), *daily(30, 31))
        alert = watch.sent[-1]
        assert (alert.kind, alert.state, alert.observed, alert.expected, alert.incidents) == ("coverage", "firing", 0, 10, ())
        assert alert.p_value is not None
        assert alert.p_value < 0.001
        assert OUTLET in alert.title

    def test_it_ends_when_the_feed_is_back(self, tmp_path: Path) -> None:
        """With the first day on which enough was read."""
        watch = desk(tmp_path, rule("coverage"), read=silent(30, 32))
        watch.take(*weekly(30), *daily(30, 33))
        assert watch.story[-1][0] != "resolved"
        watch.take(noon(34, 0))
        assert watch.story[-1] == ("resolved", "subsided")

    def test_few_articles_need_more_days(self, tmp_path: Path) -> None:
        """That three a day fail to come once is chance, three days in a row are none."""
        watch = desk(tmp_path, rule("coverage"), read=silent(30, 60, usual=3))
        watch.take(*weekly(30), *daily(30, 32))
        assert watch.sent == []
        watch.take(noon(33, 0))
        assert watch.story == [("firing", None)]

    def test_a_long_silence_is_told_at_one_two_four_eight_days(self, tmp_path: Path) -> None:
        """Not every day."""
        watch = desk(tmp_path, rule("coverage", severities={"info": 1, "warning": 2, "critical": 8}), read=silent(30, 60))
        watch.take(*weekly(30), *daily(30, 44))
        assert [(alert.window.end - alert.window.start).days + 1 for alert in watch.sent] == [1, 2, 4, 8]
        assert [alert.severity.value for alert in watch.sent] == ["info", "warning", "warning", "critical"]

    @pytest.mark.parametrize("wrong", [{"filter": {"types": ["bombing"]}}, {"bound": "low"}])
    def test_has_no_filter(self, tmp_path: Path, wrong: dict[str, Any]) -> None:
        """It counts articles, which have neither types nor tolls."""
        with pytest.raises(ConfigurationError, match="counts articles"):
            load(tmp_path, rule("coverage", **wrong))
