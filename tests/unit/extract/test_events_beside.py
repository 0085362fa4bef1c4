"""Events that one sentence tells beside each other, bombers beside their victims, and numbers that somebody without authority gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from stream.model import Effect, Group, IncidentType, Report
from tests.unit.extract.conftest import killed_and_wounded

Extract = Callable[..., tuple[Report, ...]]

#: Text; day, toll and place's district of each of its two events. Published on Wednesday 8 December.
TWO_EVENTS = {
    "days after, there": (
        "Warplanes killed six militants in Hawija on Monday, the army said, two days after militants killed four soldiers there.",
        [(6, (6, 0), "Hawija"), (4, (4, 0), "Hawija")],
    ),
    "a day after, elsewhere": (
        "Gunmen killed two policemen near Hawija on Monday, a day after a bomb wounded three farmers in Daquq.",
        [(6, (2, 0), "Hawija"), (5, (0, 3), "Daquq")],
    ),
    "hours after, elsewhere": (
        "Gunmen killed a policeman in Tuz Khurmatu on Monday, hours after a mortar shell killed two boys in Daquq.",
        [(6, (1, 0), "Tuz Khurmatu"), (6, (2, 0), "Daquq")],
    ),
    "an arrest after an attack": (
        "Officers in Daquq arrested two men on Monday, a day after a roadside bomb killed three soldiers near Hawija.",
        [(6, (0, 0), "Daquq"), (5, (3, 0), "Hawija")],
    ),
    "last month at the same place": (
        "Oil police repelled an attack by Daesh on a field near Dibis on Monday night. Two guards lost their lives in an assault on the same field in November.",
        [(6, (0, 0), "Dibis"), (1, (2, 0), "Dibis")],
    ),
}


@pytest.mark.parametrize("case", TWO_EVENTS)
def test_two_events(extract: Extract, case: str) -> None:
    """Each has its own day and its own toll."""
    text, events = TWO_EVENTS[case]
    found = extract(text)
    assert [(report.date.day if report.date else None, killed_and_wounded(report), report.admin2) for report in found] == events


NO_DAY = {
    "hours after, nowhere else": "Jets bombed a ridge near Zakho on Monday, hours after militants killed two soldiers.",
    "a week after, nowhere else": "A bomb killed three people in Kirkuk on Monday, a week after a similar blast killed five.",
}


@pytest.mark.parametrize("case", NO_DAY)
def test_the_dead_of_another_event_are_not_added(extract: Extract, case: str) -> None:
    """What was told of before is no part of the news, also where it is no incident of its own."""
    assert killed_and_wounded(extract(NO_DAY[case])[0])[0] == (3 if "people" in NO_DAY[case] else 0)


def test_who_dies_days_after_he_was_hit_is_of_one_event(extract: Extract) -> None:
    """A pronoun behind "after" speaks of the same people."""
    (report,) = extract("A policeman died on Monday, three days after he was wounded by a bomb in Kirkuk.")
    assert killed_and_wounded(report) == (1, 0)


def test_what_follows_goes_on_with_the_news(extract: Extract) -> None:
    """A sentence behind two events told in one is of the first."""
    text = "Warplanes killed six militants near Rutba on Monday, three days after militants killed four soldiers in Hit. Two of the air strikes hit a tent."
    news, background = extract(text)
    assert (news.primary, background.primary) == (True, False)
    assert (news.type, killed_and_wounded(background)) == (IncidentType.AIRSTRIKE, (4, 0))


def by_group(report: Report, effect: Effect) -> dict[Group, int]:
    return {casualty.group: casualty.best for casualty in report.casualties if casualty.effect is effect}


def test_a_bomber_says_nothing_of_what_his_victims_are(extract: Extract) -> None:
    """People and bare numbers beside him are no militants."""
    (report,) = extract(
        "A suicide bomber blew himself up at a mosque in Mosul on Monday, killing eight people and wounding at least 23, police said."
    )
    assert by_group(report, Effect.KILLED) == {Group.CIVILIAN: 8, Group.MILITANT: 1}
    assert by_group(report, Effect.WOUNDED) == {Group.CIVILIAN: 23}


HEARSAY = {
    "a local official": ("A local official put the number of dead at 14.", (11, 11, 14)),
    "residents": ("Residents spoke of at least 13 dead.", (11, 11, None)),
    "somebody without a name": ("A councillor, who asked not to be named, said nine had died.", (9, 11, 11)),
    "the toll rises": ("The death toll later rose to 14.", (14, 14, 14)),
}


@pytest.mark.parametrize("case", HEARSAY)
def test_best_is_what_those_with_authority_say(extract: Extract, case: str) -> None:
    """Others only open the range; a later word of the article replaces."""
    said, toll = HEARSAY[case]
    (report,) = extract("Armed men killed 11 villagers near Hawija on Monday, the governor said.\n\n" + said)
    (killed,) = (casualty for casualty in report.casualties if casualty.effect is Effect.KILLED)
    assert (killed.low, killed.best, killed.high) == toll


PARTS = {
    "a clause on the whole": ("Two of the three shepherds who were kidnapped near Hawija on Monday have been freed.", Effect.ABDUCTED, 3),
    "a participle on the whole": ("Two of the five policemen killed in Monday's ambush near Hawija were brothers.", Effect.KILLED, 5),
    "a verb on the part": ("Two of the five policemen in the car were killed in Monday's ambush near Hawija.", Effect.KILLED, 2),
}


@pytest.mark.parametrize("case", PARTS)
def test_of_how_many_it_is_told(extract: Extract, case: str) -> None:
    """What is said of "the three" is said of all three."""
    text, effect, number = PARTS[case]
    assert sum(by_group(extract(text)[0], effect).values()) == number


PERPETRATORS = {
    "a force owns up": ("Iran's Revolutionary Guards said they were behind a rocket attack on Monday that wounded two people in Erbil.", "Iran"),
    "a state claims it": ("Turkey claimed responsibility for an air strike on Monday that killed three people near Zakho.", "Turkey"),
    "one state accuses another": ("The army said Turkey was behind the strike that killed two people near Zakho on Monday.", "Turkey"),
}


@pytest.mark.parametrize("case", PERPETRATORS)
def test_states_that_own_up_or_are_accused(extract: Extract, case: str) -> None:
    """Who speaks of his own deed did it; who speaks of another's did not."""
    text, name = PERPETRATORS[case]
    assert extract(text)[0].perpetrator == name


def test_a_governor_is_no_place(extract: Extract) -> None:
    """A name behind an office is a person's, also where its last word is a town's."""
    (report,) = extract("Rockets hit Erbil on Monday. A driver was wounded, the governor, Karim Shaqlawa, said.")
    assert report.place == "Erbil"


def test_a_friend_with_a_name_and_a_clause_is_hit(extract: Extract) -> None:
    """The subject stands before name and insertion."""
    (report,) = extract("Gunmen fired at a car in Amara on Monday. His friend Karim al-Salih, who was at the wheel, suffered a wound in the arm.")
    assert killed_and_wounded(report) == (0, 1)


def test_an_attempt_on_a_life_is_an_assassination(extract: Extract) -> None:
    """Also one that fails."""
    (report,) = extract("A judge escaped an attempt on his life in Amara on Monday when gunmen fired at his car.")
    assert (report.type, report.date) == (IncidentType.ASSASSINATION, dt.date(2021, 12, 6))


def test_who_has_died_is_not_the_town(extract: Extract) -> None:
    """A town behind "near" does not act, though "has" follows."""
    (report,) = extract("One of the two men injured in Sunday's bombing near Kalar has died.")
    assert (report.admin2, killed_and_wounded(report)) == ("Kalar", (1, 1))
