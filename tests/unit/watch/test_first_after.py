"""The first incident after a lull."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tests.unit.watch.desk import DAY0, Desk, change, killed, load, noon, rule, withdrawn


def desk(tmp_path: Path, covered_from: date | None = DAY0, **fields: Any) -> Desk:
    """Fourteen quiet days."""
    return Desk(load(tmp_path, rule("first_after", **{"lull": 14, **fields})), covered_from)


def test_fires_after_enough_quiet_days(tmp_path: Path) -> None:
    """Days 2 to 15 are fourteen quiet days between incidents on 1 and 16."""
    watch = desk(tmp_path)
    watch.take(change("a", 1), change("b", 16))
    assert [alert.window.start for alert in watch.sent] == [noon(16).date()]


def test_one_day_short(tmp_path: Path) -> None:
    """Thirteen are too few."""
    watch = desk(tmp_path)
    watch.take(change("a", 1), change("b", 15))
    assert watch.sent == []


def test_days_that_nobody_covered_are_not_quiet(tmp_path: Path) -> None:
    """Of the days before the first article nothing is known."""
    watch = desk(tmp_path, noon(10).date())
    watch.take(change("a", 23))
    assert watch.sent == []
    watch.take(change("b", 24))
    assert watch.sent == []  # the day before was not quiet
    other = desk(tmp_path, noon(10).date())
    other.take(change("a", 24))
    assert len(other.sent) == 1


def test_coverage_unknown(tmp_path: Path) -> None:
    """Where it is not known since when the region was covered, nothing is a lull."""
    watch = desk(tmp_path, None)
    watch.take(change("a", 1), change("b", 90))
    assert watch.sent == []


def test_only_what_the_rule_counts_breaks_a_lull(tmp_path: Path) -> None:
    """With a measure of people, an incident without any is quiet."""
    watch = desk(tmp_path, measure="killed")
    watch.take(change("a", 1, toll=[killed(2)]), change("b", 10), change("c", 16, toll=[killed(1)]))
    assert watch.sent[-1].observed == 1


def test_news_of_the_lull_takes_it_back(tmp_path: Path) -> None:
    """An incident in the quiet days, reported in time, shows that they were not quiet; withdrawn, they are again."""
    watch = desk(tmp_path)
    watch.take(change("a", 1), change("b", 16), change("late", 9, reported=9))
    assert watch.story == [("firing", None), ("resolved", "withdrawn")]
    watch.take(withdrawn("late", 2))
    assert watch.story[-1] == ("updated", None)


def test_news_too_late_changes_nothing(tmp_path: Path) -> None:
    """News of the lull that comes after the lateness (14 days after the incident) neither ends the alert nor shortens its lull."""
    watch = desk(tmp_path)
    watch.take(change("a", 1), change("b", 16), change("late", 9, reported=22))
    assert watch.story == [("firing", None)]


def test_over_after_the_day(tmp_path: Path) -> None:
    """Further incidents are no first ones: three clear days after it the alert is resolved."""
    watch = desk(tmp_path)
    watch.take(change("a", 1), change("b", 16), change("c", 17), change("d", 19), noon(20))
    assert watch.story[-1] == ("resolved", "subsided")
    assert len(watch.last) == 1


def test_title(tmp_path: Path) -> None:
    """The title says how long it was quiet, and where it ended."""
    watch = desk(tmp_path, what="attack")
    watch.take(change("a", 1), change("b", 49, toll=[killed(2)]))
    assert watch.sent[-1].title == "First attack in Disputed territories after 47 quiet days: on 8 November 2021 in Kifri; 2 killed"


def test_title_without_an_incident_before(tmp_path: Path) -> None:
    """Where nothing was ever known, there may have been more quiet days; of two incidents that day both are told."""
    watch = desk(tmp_path)
    watch.take(change("b", 30), change("c", 30))
    title = "First incident in Disputed territories after at least 30 quiet days: on 20 October 2021 in Kifri, and 1 more that day"
    assert watch.sent[-1].title.startswith(title)
