"""A ratio is so many times the region's own past."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stream.model import RegionChange
from tests.unit.watch.desk import DAY0, Desk, change, killed, load, noon, rule


def desk(tmp_path: Path, covered_from: date | None = DAY0, **fields: Any) -> Desk:
    """Seven days against the 28 that end two days before them; three times as much is an alert."""
    written = {"window": 7, "baseline": 28, "min_history": 28, "gap": 2, "factor": 3, "min_count": 3, **fields}
    return Desk(load(tmp_path, rule("ratio", **written)), covered_from)


def past(killed_each: int = 1) -> list[RegionChange]:
    """One incident on every fourth day from day 0 to 36: seven in the 28 days 8 to 35."""
    return [change(f"past{day}", day, toll=[killed(killed_each)]) for day in range(0, 40, 4)]


def burst(day: int, number: int) -> list[RegionChange]:
    return [change(f"burst{day}-{n}", day, toll=[killed(4)]) for n in range(number)]


def test_fires_at_the_factor(tmp_path: Path) -> None:
    """Seven in 28 days are 1.75 in seven; three times that is 5.25: five incidents are too few, six are enough."""
    watch = desk(tmp_path)
    watch.take(*past(), *burst(44, 5))
    assert watch.sent == []
    watch.take(change("sixth", 44))
    assert watch.story == [("firing", None)]


def test_numbers(tmp_path: Path) -> None:
    """Expected is the past scaled to the window; there is no probability."""
    watch = desk(tmp_path)
    watch.take(*past(), *burst(44, 7))
    alert = watch.sent[-1]
    assert (alert.observed, alert.expected, alert.ratio, alert.p_value) == (7, 1.75, 4.0, None)


def test_people(tmp_path: Path) -> None:
    """Killed in the window against killed in the past: 14 in 28 days are 3.5 in seven."""
    watch = desk(tmp_path, measure="killed")
    watch.take(*past(2), *burst(44, 3))
    alert = watch.sent[-1]
    assert (alert.observed, alert.expected) == (12, 3.5)


def test_fewer_than_min_count(tmp_path: Path) -> None:
    """However little the past holds, so many there must be."""
    watch = desk(tmp_path, min_count=4)
    watch.take(*burst(44, 3))
    assert watch.sent == []


def test_nothing_in_the_past(tmp_path: Path) -> None:
    """After days without any the least number decides; there is nothing to divide by."""
    watch = desk(tmp_path, what="attacks")
    watch.take(*burst(44, 3))
    alert = watch.sent[-1]
    assert (alert.expected, alert.ratio) == (0, None)
    assert alert.title == "Disputed territories: 3 attacks in the 7 days to 3 November 2021, none in the 28 days before; 12 killed"


def test_nothing_in_the_past_ignored(tmp_path: Path) -> None:
    """A rule may say that what never was has no multiple."""
    watch = desk(tmp_path, if_none_before="ignore")
    watch.take(*burst(44, 9))
    assert watch.sent == []


@pytest.mark.parametrize("covered_from", [None, noon(20).date()])
def test_history_too_short(tmp_path: Path, covered_from: date | None) -> None:
    """Without enough days covered nothing fires, and a fact says so."""
    watch = desk(tmp_path, covered_from)
    watch.take(*burst(44, 8))
    changes = watch.step(change("one-more", 44))
    assert watch.sent == []
    assert "history_short" in {fact.name for fact in changes.facts}


def test_days_of_an_alert_leave_the_past(tmp_path: Path) -> None:
    """A second rise is measured by the days before the first."""
    watch = desk(tmp_path, gap=0)
    watch.take(*past(), *burst(42, 9), *burst(58, 9))
    first, second = sorted(watch.last.values(), key=lambda alert: alert.id)
    assert second.expected is not None
    assert first.expected is not None
    assert second.expected <= first.expected


def test_goes_on_above_the_clear_factor(tmp_path: Path) -> None:
    """With `clear_factor: 1` an alert stays open while the window is above the past."""
    watch = desk(tmp_path, clear_factor=1, resolve_after=1)
    watch.take(*past(), *burst(44, 6), change("a", 48), change("b", 50), change("c", 51), noon(52))
    assert watch.story[-1][0] != "resolved"


def test_title(tmp_path: Path) -> None:
    """The title says how many times the usual."""
    watch = desk(tmp_path, what="attacks")
    watch.take(*past(), *burst(44, 7))
    assert watch.sent[-1].title == "Disputed territories: 7 attacks in the 7 days to 3 November 2021, 4.0 times the usual 1.8; 28 killed"
