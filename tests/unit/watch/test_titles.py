"""Titles that a person can read aloud."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from stream.watch.titles import counted, spoken
from tests.unit.watch.desk import Desk, change, killed, load, rule


def test_days_are_spoken() -> None:
    """Not spelled."""
    assert spoken(date(2021, 3, 7).toordinal()) == "7 March 2021"


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("killed", "people killed"),
        ("killed.civilian", "civilians killed"),
        ("casualties.security", "members of security forces killed or wounded"),
        ("incidents", "incidents"),
    ],
)
def test_a_measure_says_whom_it_counts(measure: str, words: str) -> None:
    """Where the rule has no words of its own."""
    assert counted(measure) == words


def test_a_window_is_told_with_its_length_and_last_day(tmp_path: Path) -> None:
    """And with whom it counts."""
    desk = Desk(load(tmp_path, rule("at_least", measure="killed.civilian", window=7, threshold=2)))
    desk.take(change("a", 1, toll=[killed(2, "civilian")]))
    assert desk.sent[-1].title == "Disputed territories: 2 civilians killed in the 7 days to 21 September 2021; 1 incident"


def test_a_title_begins_with_a_capital(tmp_path: Path) -> None:
    """Also where the place is told as "near the village of"."""
    desk = Desk(load(tmp_path, rule("single", measure="killed", threshold=2)))
    desk.take(change("a", 1, toll=[killed(2)], place="near the village of Sarqala"))
    assert desk.sent[-1].title.startswith("Near the village of Sarqala, Disputed territories: 2 people killed")
