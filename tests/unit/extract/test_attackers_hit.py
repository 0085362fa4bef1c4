"""Attackers who are hit themselves: beside their victims, whatever word or pronoun tells of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Effect, Group, Report
from tests.unit.extract.conftest import killed_and_wounded, tolls

Extract = Callable[..., tuple[Report, ...]]

#: Text, and killed and wounded with the attacker among them.
TOLLS = {
    "shot dead by another": ("A gunman killed two people at a mill in Hawija on Monday. Police shot the gunman dead.", (3, 0)),
    "shot and wounded": ("A gunman wounded three people at a mill in Hawija on Monday. Police shot and wounded the suspect.", (0, 4)),
    "was shot": ("A gunman wounded three people at a mill in Hawija on Monday. The suspect was shot by a guard.", (0, 4)),
    "fire returned": ("A gunman wounded three people at a mill in Hawija on Monday. Guards returned fire, striking the suspect.", (0, 4)),
    "clause that tells how he is": (
        "A gunman wounded three people at a mill in Hawija on Monday. Guards shot the gunman, who is in critical condition.",
        (0, 4),
    ),
    "he": ("A gunman wounded three people at a mill in Hawija on Monday before he was shot by a guard.", (0, 4)),
    "him": ("A gunman wounded three people at a mill in Hawija on Monday before guards shot and killed him.", (1, 3)),
    "told of twice": (
        "A suspect was shot by guards at a mill in Hawija on Monday. The suspect was wounded in the arm.",
        (0, 1),
    ),
    "both in one row": (
        "A suspect and two victims were shot dead at a mill in Hawija on Monday.",
        (3, 0),
    ),
}


@pytest.mark.parametrize(("text", "toll"), TOLLS.values(), ids=TOLLS.keys())
def test_counts_attackers_beside_their_victims(extract: Extract, text: str, toll: tuple[int, int]) -> None:
    """Who was hit after the attack is none of those whom he hit."""
    (report,) = extract(text)
    assert killed_and_wounded(report) == toll


def test_takes_the_gunman_for_no_guard(extract: Extract) -> None:
    """The one called "him" began it, and is none of those who shot him."""
    (report,) = extract("A gunman wounded three people at a mill in Hawija on Monday before guards shot and killed him.")
    assert tolls(report)[Effect.KILLED, Group.MILITANT] == 1


def test_hangs_a_clause_on_whom_it_follows(extract: Extract) -> None:
    """What "who" begins is said of the baker, and not of those who shot him."""
    (report,) = extract("Officers shot a baker, who is in critical condition, in Hawija on Monday.")
    assert killed_and_wounded(report) == (0, 1)
