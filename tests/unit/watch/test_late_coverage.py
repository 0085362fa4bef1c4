"""How much was read of a day may become known late, and change again: what follows for alerts that are open, and through crashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stream.model import Alert, Reading
from stream.state import Changes
from stream.watch.sight import hear
from tests.unit.watch.desk import DAY0, REGION, Desk, change, last_sent, load, noon, outcome, rule

OUTLET = "Tigris Press"
#: The clock, at the beginning of a day or what was read of one.
Told = datetime | Reading
RULES: dict[str, dict[str, Any]] = {
    "at_least": rule("at_least", window=1, threshold=2, resolve_after=3),
    "surge": rule("surge", baseline=21, min_history=14, gap=0, window=7),
    "first_after": rule("first_after", lull=7),
    "coverage": rule("coverage"),
}


def told(day: int, articles: int = 10) -> Reading:
    """So many articles of the outlet on a day after DAY0."""
    return Reading(partition=0, day=DAY0 + timedelta(days=day), articles={OUTLET: articles} if articles else {})


def daily(first: int, last: int, read: Callable[[int], int] = lambda _: 10) -> Iterator[Told]:
    """From day to day: what was read of it, and the clock that passes it."""
    for day in range(first, last + 1):
        yield told(day, read(day))
        yield noon(day + 1, 0)


def take(desk: Desk, *events: Told) -> None:
    for event in events:
        if isinstance(event, Reading):
            changes = Changes(desk.table)
            hear(changes, event)
            changes.apply()
        else:
            desk.take(event)


def open_alert(tmp_path: Path, *rules: dict[str, Any]) -> Desk:
    """An attack a week for thirty days, then two on one day: an alert is open on day 31."""
    desk = Desk(load(tmp_path, *(rules or (RULES["at_least"],))))
    take(desk, *daily(0, 0))
    for day in range(0, 29, 7):
        desk.take(change(f"w{day}", day))
    take(desk, *daily(1, 30))
    desk.take(change("a", 30), change("b", 30))
    return desk


def distinct(desk: Desk) -> list[Alert]:
    """Each revision once."""
    return list({(alert.id, alert.revision): alert for alert in desk.sent}.values())


def test_a_change_of_coverage_alone_is_a_revision(tmp_path: Path) -> None:
    """The region turns blind while an alert is open: one revision, in which nothing but coverage and revision are others."""
    desk = open_alert(tmp_path)
    (fired,) = distinct(desk)
    take(desk, told(31, 0), noon(32, 0))
    assert [(alert.revision, alert.coverage.blind) for alert in distinct(desk)] == [(1, False), (2, True)]
    same = {"revision", "coverage", "state"}
    assert distinct(desk)[-1].model_dump(exclude=same) == fired.model_dump(exclude=same)


def test_blindness_that_goes_on_is_told_once(tmp_path: Path) -> None:
    """The second blind day, and the third, change nothing of the alert."""
    desk = open_alert(tmp_path)
    take(desk, *daily(31, 36, lambda _: 0))
    assert [alert.revision for alert in distinct(desk)] == [1, 2]


def test_a_day_that_proves_to_have_been_read_two_days_late_is_told_too(tmp_path: Path) -> None:
    """Its articles come when the clock has passed the two days after it: the alert is blind no more, and its clear days count."""
    desk = open_alert(tmp_path)
    take(desk, *daily(31, 33, lambda day: 0 if day == 31 else 10))
    assert distinct(desk)[-1].coverage.blind
    take(desk, told(31), noon(34, 0))
    assert (desk.story[-1], distinct(desk)[-1].coverage.blind) == (("resolved", "subsided"), False)


def test_a_silence_that_was_none_withdraws_its_alert(tmp_path: Path) -> None:
    """The feed had only been slow: what was told of it is taken back."""
    desk = open_alert(tmp_path, RULES["coverage"])
    take(desk, told(31, 0), noon(32, 0), told(32), told(33))
    assert desk.story[-1][0] != "resolved"
    take(desk, told(31), noon(34, 0))
    assert desk.story[-1] == ("resolved", "withdrawn")


@pytest.mark.parametrize("kind", RULES)
def test_coverage_known_late_ends_as_if_it_had_been_known_at_once(tmp_path: Path, kind: str) -> None:
    """Two days late, with the attacks of those days already in: the same alerts and the same tallies."""
    attacks = [change(f"n{day}.{number}", day) for day in (33, 38, 40) for number in range(3)]
    prompt, late = open_alert(tmp_path, RULES[kind]), open_alert(tmp_path, RULES[kind])
    take(prompt, *daily(31, 34, lambda day: 0 if day == 33 else 10))
    take(late, *daily(31, 32), told(33, 0), told(34, 0), noon(34, 0), noon(35, 0), told(34))
    for desk in (prompt, late):
        desk.take(*attacks)
        take(desk, *daily(35, 60))
    assert outcome(late) == outcome(prompt)


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("turns", ["blind", "seen"])
def test_a_crash_while_a_day_turns(tmp_path: Path, kind: str, turns: str) -> None:
    """Between any two writes of the mark by which a day becomes blind, or was not: handled again, it ends in the same rows and tells the same."""
    desk = open_alert(tmp_path, RULES[kind])
    take(desk, *daily(31, 33, lambda day: 10 if day != 32 or turns == "blind" else 0))
    desk.take(change("late", 33))
    take(desk, told(34, 0) if turns == "blind" else told(32))
    undisturbed = desk.step(noon(35, 0))
    before = desk.table
    expected = deepcopy(before)
    Changes(expected, writes=undisturbed.writes).apply()
    for cut in range(len(undisturbed.writes)):
        desk.table = deepcopy(before)
        Changes(desk.table, writes=dict(list(undisturbed.writes.items())[:cut])).apply()
        again = desk.step(noon(35, 0))
        again.apply()
        assert (cut, desk.table) == (cut, expected)
        assert last_sent(again).items() >= last_sent(undisturbed).items()


def test_a_crash_before_more_is_known_of_a_day_forgets_nothing(tmp_path: Path) -> None:
    """Between any two writes of what was read: the day is looked at anew, and is blind no more."""
    desk = open_alert(tmp_path)
    take(desk, *daily(31, 33, lambda day: 0 if day == 31 else 10))
    changes = Changes(desk.table)
    hear(changes, told(31))
    for cut in range(len(changes.writes)):
        again = open_alert(tmp_path)
        take(again, *daily(31, 33, lambda day: 0 if day == 31 else 10))
        Changes(again.table, writes=dict(list(changes.writes.items())[:cut])).apply()
        take(again, told(31), noon(34, 0))
        assert again.tallies[f"{REGION}/{DAY0 + timedelta(days=31)}"].coverage.blind is False


def test_a_worker_that_was_away_makes_a_region_seen_again(tmp_path: Path) -> None:
    """What another partition read of a day comes when its worker is back, three days later: the alert of the silence is taken back."""
    desk = open_alert(tmp_path, RULES["coverage"])
    take(desk, *daily(31, 33, lambda _: 2))
    assert desk.story[-1][0] != "resolved"
    take(desk, *(told(day, 9).model_copy(update={"partition": 1}) for day in (31, 32, 33)), told(34), noon(35, 0))
    assert desk.story[-1] == ("resolved", "withdrawn")
