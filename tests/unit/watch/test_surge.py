"""A surge is what the region's own past does not lead to expect."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stream.model import RegionChange
from stream.watch.statistics import Baseline, predict
from tests.unit.watch.desk import DAY0, Desk, change, load, noon, rule


def desk(tmp_path: Path, covered_from: date | None = DAY0, **fields: Any) -> Desk:
    return Desk(load(tmp_path, rule("surge", **{"window": 7, "baseline": 28, "min_history": 28, "gap": 2, "p": 0.01, **fields})), covered_from)


def quiet(until: int, every: int = 3) -> list[RegionChange]:
    """One incident in so many days."""
    return [change(f"quiet{day}", day) for day in range(0, until, every)]


def burst(day: int, number: int) -> list[RegionChange]:
    return [change(f"burst{day}-{n}", day) for n in range(number)]


def test_fires_when_improbable(tmp_path: Path) -> None:
    """Ten incidents in a week after one in three days."""
    watch = desk(tmp_path)
    watch.take(*quiet(42), *burst(44, 10))
    assert watch.story[0] == ("firing", None)


def test_numbers_of_the_model(tmp_path: Path) -> None:
    """Expected, ratio and p are those of the 28 days that end `gap` days before the window: here days 8 to 35, ten incidents."""
    watch = desk(tmp_path)
    watch.take(*burst(44, 12), *quiet(39), noon(45))
    alert = watch.sent[-1]
    counts = [1 if day % 3 == 0 else 0 for day in range(8, 36)]
    prediction = predict(Baseline.of(counts), 7)
    assert alert.expected == pytest.approx(prediction.mean, rel=1e-3)
    assert alert.p_value == pytest.approx(prediction.tail(12), rel=1e-3)
    assert alert.observed == 12
    assert alert.ratio == pytest.approx(12 / prediction.mean, rel=1e-3)


def test_usual_week_is_none(tmp_path: Path) -> None:
    """Two incidents a week for months are no surge."""
    watch = desk(tmp_path)
    watch.take(*quiet(120))
    assert watch.sent == []


def test_below_minimum_count(tmp_path: Path) -> None:
    """After a silent past even two are improbable, but too few."""
    watch = desk(tmp_path)
    watch.take(*burst(60, 2))
    assert watch.sent == []
    watch.take(*burst(61, 1))
    assert watch.story == [("firing", None)]


def test_history_too_short(tmp_path: Path) -> None:
    """Without enough days covered nothing fires, and a fact says so."""
    watch = desk(tmp_path, covered_from=noon(20).date())
    changes = watch.step(burst(50, 1)[0])
    watch.take(*burst(50, 8))
    changes = watch.step(change("one-more", 50))
    assert watch.sent == []
    assert "history_short" in {fact.name for fact in changes.facts}


def test_coverage_unknown(tmp_path: Path) -> None:
    """Where it is not known since when the region was covered, silence is no past."""
    watch = desk(tmp_path, covered_from=None)
    watch.take(*burst(50, 8))
    assert watch.sent == []


def test_days_of_an_alert_leave_the_baseline(tmp_path: Path) -> None:
    """A second surge is measured by the quiet before the first one, not by the first."""
    watch = desk(tmp_path, gap=0)
    watch.take(*quiet(41), *burst(42, 9), *burst(56, 9))
    first, second = sorted(watch.last.values(), key=lambda alert: alert.id)
    assert second.expected is not None
    assert first.expected is not None
    assert second.expected < 1.3 * first.expected


def test_same_after_the_first_is_forgotten(tmp_path: Path) -> None:
    """Also where the first alert was forgotten by then."""
    remembered, forgotten = desk(tmp_path, baseline=90), desk(tmp_path, baseline=90)
    past, late = [*quiet(41), *burst(42, 9)], burst(108, 9)
    remembered.take(*past, *late)
    forgotten.take(*past, noon(107), *late)
    assert not [key for key in forgotten.table if key.startswith("alert/") and "2021-10-2" in key]
    assert forgotten.sent[-1].expected == remembered.sent[-1].expected


def test_new_normal(tmp_path: Path) -> None:
    """A level that stays high for months becomes the new normal: the alert ends while it lasts."""
    watch = desk(tmp_path, step=100)
    watch.take(*quiet(60))
    for day in range(60, 200):
        watch.take(change(f"high{day}-a", day), change(f"high{day}-b", day), noon(day))
    assert watch.story[0] == ("firing", None)
    assert watch.story[-1] == ("resolved", "subsided")


def test_title(tmp_path: Path) -> None:
    """The title says what, where, how many in which days, and what was expected."""
    watch = desk(tmp_path, what="attacks")
    watch.take(*quiet(42), *burst(44, 10))
    expected = watch.sent[-1].expected
    assert watch.sent[-1].title == (
        f"Surge of attacks in Disputed territories: 11 in the 7 days to 3 November 2021, {expected:.1f} expected; nobody reported killed or wounded"
    )


def test_what_it_takes_to_fire(tmp_path: Path) -> None:
    """With one incident less than `fires_from` the window would not have been improbable enough."""
    watch = desk(tmp_path)
    watch.take(*quiet(42), *burst(44, 12))
    alert = watch.sent[-1]
    prediction = predict(Baseline.of([1 if day % 3 == 0 else 0 for day in range(8, 36)]), 7)
    assert alert.fires_from is not None
    assert prediction.tail(int(alert.fires_from)) <= 0.01 < prediction.tail(int(alert.fires_from) - 1)
