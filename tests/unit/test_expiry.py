"""What is to be forgotten, and when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from stream.expiry import BATCH, expired, schedule
from stream.state import Changes

DAY = date(2021, 12, 3)


def fill(*keys: tuple[date, str]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for day, key in keys:
        changes = Changes(table)
        schedule(changes, day, key)
        changes.apply()
    return table


def take(table: dict[str, Any], horizon: date) -> list[str]:
    changes = Changes(table)
    keys = expired(changes, horizon)
    changes.apply()
    return keys


def test_gives_what_lies_before_the_horizon() -> None:
    """The horizon's own day stays."""
    table = fill((DAY, "x"), (DAY + timedelta(days=1), "y"), (DAY - timedelta(days=30), "z"))
    assert sorted(take(table, DAY + timedelta(days=1))) == ["x", "z"]


def test_gives_each_key_once() -> None:
    """And leaves no row behind."""
    table = fill((DAY, "x"))
    take(table, DAY + timedelta(days=1))
    assert take(table, DAY + timedelta(days=1)) == []
    assert list(table) == ["expiry/0"]


def test_a_large_day_takes_several_rounds() -> None:
    """No event deletes more than a batch."""
    table = fill(*((DAY, str(number)) for number in range(BATCH + 5)))
    first, second = take(table, DAY + timedelta(days=1)), take(table, DAY + timedelta(days=1))
    assert (len(first), len(second)) == (BATCH, 5)
    assert len({*first, *second}) == BATCH + 5


def test_partitions_do_not_share_rows() -> None:
    """One worker's table holds the rows of several partitions."""
    table: dict[str, Any] = {}
    changes = Changes(table, partition=4)
    schedule(changes, DAY, "x")
    changes.apply()
    assert take(table, DAY + timedelta(days=9)) == []


@pytest.mark.parametrize("crash_after", range(4))
def test_scheduling_again_after_a_crash_amid_it_adds_nothing(crash_after: int) -> None:
    """Whichever of its rows was the last that was written."""
    table: dict[str, Any] = {}
    interrupted = Changes(table)
    schedule(interrupted, DAY, "x")
    for _ in zip(range(crash_after), interrupted.apply_stepwise(), strict=False):
        pass
    assert fill((DAY, "x")) == {**table, **_scheduled(table, "x")}


def _scheduled(table: dict[str, Any], key: str) -> dict[str, Any]:
    changes = Changes(table)
    schedule(changes, DAY, key)
    return changes.writes
