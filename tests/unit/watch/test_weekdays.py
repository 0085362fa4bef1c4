"""Where the week has its own pattern."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream.watch.statistics import Baseline
from stream.watch.weekdays import by_weekday
from tests.unit.watch.desk import Desk, change, load, rule

#: Twenty weeks with six incidents on each first day, and none else.
MARKET_DAYS = [(day % 7, 6 if day % 7 == 0 else 0) for day in range(140)]


def test_a_busy_weekday_counts_for_more_than_a_day() -> None:
    """120 incidents in 20 weeks, all on one weekday: nearly seven days' worth on it, nearly none on the others; together seven."""
    busy, calm = by_weekday(MARKET_DAYS, [0])[1], by_weekday(MARKET_DAYS, [3])[1]
    assert busy > 5
    assert calm < 0.5
    assert by_weekday(MARKET_DAYS, range(7))[1] == pytest.approx(7)


def test_days_that_are_all_alike() -> None:
    """A window counts its days, and nothing is explained."""
    baseline, window = by_weekday([(day % 7, 2) for day in range(70)], [2, 3])
    assert window == pytest.approx(2)
    assert baseline.squares == pytest.approx(Baseline.of([2] * 70).squares)


def test_few_incidents_tell_no_pattern() -> None:
    """Three in eight weeks, all on one weekday, are drawn towards nothing special."""
    few = [(day % 7, 1 if day in {0, 7, 14} else 0) for day in range(56)]
    assert by_weekday(few, [0])[1] < 1.6


def test_what_the_week_explains_is_no_dispersion() -> None:
    """Six on one day of the week and none else looks clumped, until one knows the day."""
    plain = Baseline.of([number for _, number in MARKET_DAYS])
    assert by_weekday(MARKET_DAYS, [0])[0].dispersion < plain.dispersion / 2


@pytest.mark.parametrize(("weekday", "fires"), [(True, False), (False, True)])
def test_a_rule_that_knows_the_week_is_not_surprised_by_it(tmp_path: Path, *, weekday: bool, fires: bool) -> None:
    """Five incidents on one day, each week on the same: a window of one day."""
    fields: dict[str, Any] = {"window": 1, "baseline": 84, "min_history": 28, "p": 0.05, "weekday": weekday, "gap": 0}
    desk = Desk(load(tmp_path, rule("surge", **fields)))
    desk.take(*(change(f"m{day}-{n}", day) for day in range(0, 99, 7) for n in range(5)))
    assert bool(desk.sent) is fires
