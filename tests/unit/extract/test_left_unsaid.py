"""What a sentence leaves unsaid or puts in quotation marks: verbs told once, the wounded who died, words that are somebody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Effect, Group, IncidentType, Report
from tests.unit.extract.conftest import killed_and_wounded, tolls

Extract = Callable[..., tuple[Report, ...]]

TOLLS = {
    "an auxiliary told once": ("Gunmen fired on a car near Hatra on Monday. A grocer was killed and his cousin, a nurse, wounded.", (1, 1)),
    "a verb told once": ("Two bombs went off in Baquba on Monday. The first bomb killed four people, the second seven.", (11, 0)),
    "one of two": ("Two bombs went off in Baquba on Monday. One killed four people and the other seven.", (11, 0)),
    "two of the wounded, fatally": ("Gunmen wounded nine shoppers, two fatally, in a market in Baquba on Monday.", (2, 7)),
    "a place in the row of victims": (
        "Friday's bombing of a market in Baquba claimed its fifth victim on Monday when a porter died of his wounds.",
        (5, 0),
    ),
    "who all the dead are": ("A bomb went off in Tuz Khurmatu on Monday. The dead are a sergeant and three porters.", (4, 0)),
    "some of the dead": ("A bomb killed eight people in Tuz Khurmatu on Monday. Among the dead are a sergeant and three porters.", (8, 0)),
    "a number put in": ("Gunmen raided a post near Makhmour on Monday. The attackers, said to be four, were killed.", (4, 0)),
}


@pytest.mark.parametrize("case", TOLLS)
def test_toll(extract: Extract, case: str) -> None:
    """Killed and wounded of the only report."""
    text, toll = TOLLS[case]
    (report,) = extract(text)
    assert killed_and_wounded(report) == toll


def test_who_was_put_in_numbers_keeps_his_side(extract: Extract) -> None:
    """The attackers of whom only a number is put in are no soldiers."""
    (report,) = extract("Gunmen raided an army post near Makhmour on Monday. The attackers, said to be four, were killed.")
    assert tolls(report) == {(Effect.KILLED, Group.MILITANT): 4}


@pytest.mark.parametrize("told", ['Turkish jets "neutralised" six PKK fighters', 'Six PKK fighters were "neutralised" by Turkish jets'])
def test_a_word_of_somebody_else_only_opens_the_range(extract: Extract, told: str) -> None:
    """Who says that militants were "neutralised" is not vouched for."""
    (report,) = extract(f"{told} near Amadiya on Monday, the ministry said.")
    assert [(casualty.low, casualty.best, casualty.high) for casualty in report.casualties] == [(0, 0, 6)]


def test_a_would_be_bomber_is_no_forecast(extract: Extract) -> None:
    """Who was shot before he could set off his belt is dead."""
    (report,) = extract("A would-be suicide bomber was shot dead by guards outside a bank in Baquba on Monday before he could set off his belt.")
    assert (report.type, tolls(report)) == (IncidentType.SUICIDE_BOMBING, {(Effect.KILLED, Group.MILITANT): 1})


def test_an_attack_that_killed_has_happened(extract: Extract) -> None:
    """What is to follow from it says nothing against it."""
    (report,) = extract("BOGOTA, 7 DEC (ABC) -- THE GOVERNMENT WILL INVESTIGATE THE ATTACK THAT KILLED SIX TEACHERS ON 2 DECEMBER IN CALI.")
    assert (str(report.date), killed_and_wounded(report)) == ("2021-12-02", (6, 0))


def test_a_day_behind_that_is_no_day_of_saying(extract: Extract) -> None:
    """What is reported to have happened on a day happened on it."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- THE POLICE REPORTED THAT ON 4 DECEMBER GUERRILLAS MURDERED TWO FARMERS IN PUNO.")
    assert str(report.date) == "2021-12-04"


@pytest.mark.parametrize("span", ["IN THE PAST FEW HOURS", "OVER THE LAST 24 HOURS"])
def test_hours_past_are_today_and_no_sum(extract: Extract, span: str) -> None:
    """A wire tells so of its own day."""
    (report,) = extract(f"LIMA, 7 DEC (ABC) -- {span} GUERRILLAS MURDERED TWO FARMERS IN PUNO.")
    assert str(report.date) == "2021-12-08"


def test_a_wire_adds_events(extract: Extract) -> None:
    """What is told in addition, at a place of its own, is one more event."""
    text = "LIMA, 7 DEC (ABC) -- GUERRILLAS YESTERDAY BLEW UP A BANK IN CUZCO. LIKEWISE, THE REBELS ATTACKED A POLICE POST IN AYACUCHO."
    assert [report.admin1 for report in extract(text)] == ["Cuzco", "Ayacucho"]
