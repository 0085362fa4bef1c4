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


def test_a_lead_that_sums_up_is_no_event(extract: Extract) -> None:
    """What the text tells one by one is what happened; the lead's day is theirs."""
    found = extract(
        "Three policemen were killed and five others wounded in two separate attacks in Diyala and Kirkuk on Monday, officials said.\n\n"
        "In Diyala, militants opened fire at a post near Jalawla, killing two policemen and wounding three.\n\n"
        "In Kirkuk, a policeman was killed and two others were injured when a roadside bomb hit their car near Daquq."
    )
    assert [(report.admin2, report.date, killed_and_wounded(report), report.primary) for report in found] == [
        ("Khanaqin", dt.date(2021, 12, 6), (2, 3), True),
        ("Daquq", dt.date(2021, 12, 6), (1, 2), True),
    ]


def test_a_lead_whose_attacks_are_not_told_is_one_event(extract: Extract) -> None:
    """A sum without its parts is all that there is."""
    (report,) = extract("Three people were killed in two separate attacks in Daquq on Monday, police said. They were two farmers and a policeman.")
    assert killed_and_wounded(report)[0] == 3


def test_two_days_in_one_sentence_are_two_events(extract: Extract) -> None:
    """A conjunction and another day lead over to another place."""
    first, second = extract("On Sunday a guard was shot dead in Jalawla, and on Monday a bomb wounded three policemen in Daquq.")
    assert [(report.admin2, report.date.day if report.date else None) for report in (first, second)] == [("Khanaqin", 5), ("Daquq", 6)]


def test_the_toll_is_that_of_the_victims(extract: Extract) -> None:
    """Attackers whom the army killed later are not among those of whom the toll speaks."""
    (report,) = extract(
        "The number of people killed in an attack on the village of Zanqar near Daquq on Sunday has risen to 19, the government said.\n\n"
        "The army says it then killed about 40 of the militants."
    )
    killed = by_group(report, Effect.KILLED)
    assert killed.pop(Group.MILITANT) == 40
    assert list(killed.values()) == [19]


def test_bodies_found_later_do_not_move_the_attack(extract: Extract) -> None:
    """The day on which bodies are found is not that of the attack which the text has told."""
    (report,) = extract(
        "Nineteen people were killed in an attack on the village of Zanqar near Daquq, the government said on Tuesday.\n\n"
        "Ten more bodies had been found on Tuesday, a spokesman said. Gunmen struck the village on Sunday night."
    )
    assert report.date == dt.date(2021, 12, 5)


def test_the_number_of_soldiers_killed_rises_far_behind(extract: Extract) -> None:
    """Place and attack may stand between."""
    (report,) = extract("The number of soldiers killed in Sunday's ambush on the old road near Hawija rose to five on Monday.")
    assert killed_and_wounded(report) == (5, 0)


def test_makers_of_bombs_are_arrested(extract: Extract) -> None:
    """What they once did is not what happened."""
    (report,) = extract(
        "The ministry announced on Monday the arrest of nine ISIS members in Kirkuk, among them an expert in making explosive devices.\n\n"
        "They confessed to having planted a bomb that killed three policemen last year.",
        title="Nine ISIS members arrested in Kirkuk",
    )
    assert (report.type, killed_and_wounded(report)) == (IncidentType.ARREST, (0, 0))


def test_a_log_by_places(extract: Extract) -> None:
    """A place and a colon begin an entry, also where only the next sentence tells the toll; what nobody confirms is none."""
    found = extract(
        "Jalawla: IED against a Peshmerga car, 07:15. Two Peshmerga wounded.\n\n"
        "Hawija: army sweep in a valley. One militant killed.\n\n"
        "Makhmour: shots heard; nothing confirmed.",
        title="Daily log: Tuesday 7 December",
    )
    assert [(report.type, report.admin2, killed_and_wounded(report)) for report in found] == [
        (IncidentType.BOMBING, "Khanaqin", (0, 2)),
        (IncidentType.SECURITY_OPERATION, "Hawija", (1, 0)),
    ]
