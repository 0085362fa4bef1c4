"""Figures that stand apart from what they belong to: in hospital, by a speaker elsewhere, "of them", in a headline, above a log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Effect, Group, IncidentType, Report
from tests.unit.extract.conftest import tolls

Extract = Callable[..., tuple[Report, ...]]


def total(report: Report, effect: Effect) -> int:
    """Best figure of all groups."""
    return sum(casualty.best for casualty in report.casualties if casualty.effect is effect)


def test_the_wounded_lie_in_hospital_elsewhere(extract: Extract) -> None:
    """Where they lie is not where they were hit, and they are of the same attack."""
    (report,) = extract("Gunmen attacked a post near Kifri on Monday, killing two soldiers.\n\nFive are still in hospital in Kalar.")
    assert (report.admin2, total(report, Effect.WOUNDED)) == ("Kifri", 5)


def test_a_speaker_elsewhere(extract: Extract) -> None:
    """A figure behind which somebody in another town speaks is of the same attack."""
    (report,) = extract(
        "Mortar rounds hit a street in Tuz Khurmatu on Monday, killing two people.\n\nAt least nine were hurt, said a spokesman for the clinics in Mosul."
    )
    assert (report.admin2, total(report, Effect.WOUNDED)) == ("Tuz Khurmatu", 9)


def test_them_are_those_of_the_sentence_before(extract: Extract) -> None:
    """Some "of them" are attackers where attackers were spoken of last."""
    (report,) = extract(
        "Three policemen were killed near Samarra on Monday in an attack. The attackers were driven back into the desert. Four of them were killed."
    )
    assert tolls(report) == {(Effect.KILLED, Group.SECURITY): 3, (Effect.KILLED, Group.MILITANT): 4}


def test_their_own_men_are_of_the_side_spoken_of(extract: Extract) -> None:
    """Not of those whom that side has killed."""
    (report,) = extract("Iraqi troops killed three ISIS gunmen near Hawija on Monday after an attack in which one of their own men died.")
    assert tolls(report) == {(Effect.KILLED, Group.SECURITY): 1, (Effect.KILLED, Group.MILITANT): 3}


@pytest.mark.parametrize("whose", ["the family of a baker", "a family", "his family"])
def test_members_of_a_family_are_no_soldiers(extract: Extract, whose: str) -> None:
    """Also where they stand in one row with some."""
    (report,) = extract(f"Gunmen raided a village near Daquq on Friday. The dead, officials said, are three soldiers and two members of {whose}.")
    assert tolls(report) == {(Effect.KILLED, Group.SECURITY): 3, (Effect.KILLED, Group.CIVILIAN): 2}


def test_a_nephew_who_is_hurt_is_not_the_sheikh_who_is_dead(extract: Extract) -> None:
    """A member of the family whom a sentence brings in is another person."""
    (report,) = extract("A tribal sheikh was shot dead near Hawija on Monday. A nephew who was driving was wounded in the chest.")
    assert (total(report, Effect.KILLED), total(report, Effect.WOUNDED)) == (1, 1)


def test_dozens_taken_to_hospital(extract: Extract) -> None:
    """An open number of people brought to hospital counts, though nothing else is said of the hurt."""
    (report,) = extract(
        "A bomb went off in Tikrit on Monday. A shopkeeper said he had helped carry three bodies. Dozens of people were taken to the hospital."
    )
    assert (total(report, Effect.KILLED), total(report, Effect.WOUNDED)) == (3, 24)


def test_a_double_murder_holds_the_driver_who_died(extract: Extract) -> None:
    """The number is that of those told of."""
    (report,) = extract(
        "A lawyer was shot dead by gunmen in Basra on Monday.\n\nHis driver, who was hit too, died at dawn, which makes it a double murder."
    )
    assert total(report, Effect.KILLED) == 2


def test_the_dead_again_by_their_number(extract: Extract) -> None:
    """A number without a word on who they were repeats what was given by groups."""
    (report,) = extract(
        "A car bomb killed at least six people, including two soldiers, in Tikrit on Monday. Whether the driver is one of the six dead is not known."
    )
    assert tolls(report) == {(Effect.KILLED, Group.SECURITY): 2, (Effect.KILLED, Group.UNKNOWN): 4}


def test_the_headline_says_who_they_were(extract: Extract) -> None:
    """Where the text only gives their number."""
    (report,) = extract(
        "A bomb hit a bus near Rutba on Monday, killing eight, state media said.", title="Bomb kills eight pipeline workers near Rutba"
    )
    assert tolls(report) == {(Effect.KILLED, Group.CIVILIAN): 8}


def test_guards_among_six_who_were_hurt(extract: Extract) -> None:
    """The clause that hangs on a number is about all of them."""
    (report,) = extract("A bomb near Rutba on Monday killed two drivers. Three guards were among another six people who were wounded.")
    assert total(report, Effect.WOUNDED) == 6


def test_a_headline_above_a_log_is_no_entry(extract: Extract) -> None:
    """It sums up what the entries tell."""
    reports = extract(
        "20 Nov, Daquq. IED on a patrol. 2 soldiers KIA.\n\n21 Nov, Hawija. Sniper. 1 soldier WIA.", title="Weekly log: 2 dead, one wounded"
    )
    assert [report.admin2 for report in reports] == ["Daquq", "Hawija"]


def test_an_entry_of_a_log_is_not_like_the_entry_before(extract: Extract) -> None:
    """What is only told by its dead is no bombing because the first entry was."""
    reports = extract("20 Nov, Daquq. IED on a patrol. 2 soldiers KIA.\n\n21 Nov, Hawija. Nothing known of the cause. 1 soldier KIA.")
    assert [report.type for report in reports] == [IncidentType.BOMBING, IncidentType.ARMED_ATTACK]


def test_a_dated_case_behind_a_sum(extract: Extract) -> None:
    """A semicolon and a month of its own part it from the sum."""
    reports = extract(
        "A bomb killed two soldiers near Baiji on Monday.\n\nMonitors say that 87 people have been murdered around Tikrit since January; in November two teachers were shot dead there by gunmen."
    )
    assert [total(report, Effect.KILLED) for report in reports] == [2, 2]


@pytest.mark.parametrize("way", ["rode into", "burst into"])
def test_the_attackers_came_to_a_town(extract: Extract, way: str) -> None:
    """The sentence that says where they came narrows a place known by its state only."""
    (report,) = extract(f"Gunmen killed four traders at a market in Iraq's Kirkuk province on Monday.\n\nThe attackers {way} Hawija at noon.")
    assert report.admin2 == "Hawija"


@pytest.mark.parametrize("unit", ["of the same force", "of a mountain brigade"])
def test_men_of_a_unit_are_security(extract: Extract, unit: str) -> None:
    """What people belong to says what they are."""
    (report,) = extract(f"Two men {unit} were killed by a bomb near Baiji on Monday.")
    assert tolls(report) == {(Effect.KILLED, Group.SECURITY): 2}


def test_the_headline_names_whose_body_it_is(extract: Extract) -> None:
    """Where the text only speaks of a body."""
    (report,) = extract(
        "One body was found in a ditch near Daquq on Monday, the hands tied.", title="Body found in Daquq; second shepherd still missing"
    )
    assert tolls(report)[Effect.KILLED, Group.CIVILIAN] == 1


def test_a_lawyer_and_his_driver_as_a_double_murder(extract: Extract) -> None:
    """The number holds where the persons cannot be told apart."""
    (report,) = extract(
        "Police spoke on Tuesday of the assassination of a lawyer in Basra on Monday.\n\nThe lawyer's driver, a cousin who was injured in the shooting, died at dawn, which makes it a double murder.",
        title="Suspects named in lawyer's killing; driver dies",
    )
    assert total(report, Effect.KILLED) == 2


def test_led_away_and_found_shot(extract: Extract) -> None:
    """Captives who are found shot are dead."""
    (report,) = extract("Two bus drivers were led away by gunmen near Baiji on Monday and found shot.")
    assert (report.type, total(report, Effect.KILLED), total(report, Effect.WOUNDED)) == (IncidentType.EXECUTION, 2, 0)


def test_the_articles_own_count(extract: Extract) -> None:
    """It takes the place of what two sides say."""
    (report,) = extract("25 Nov, Makhmour. Air strike, Qarachogh. Baghdad says 5 IS killed, the Peshmerga say 3. We count 3.")
    assert tolls(report) == {(Effect.KILLED, Group.MILITANT): 3}


def test_the_wounded_number_four(extract: Extract) -> None:
    """A noun and a verb that look like one figure."""
    (report,) = extract("Gunmen attacked a post near Samarra on Monday, killing two soldiers. The wounded number four, not six as first said.")
    assert total(report, Effect.WOUNDED) == 4
