"""Every form in which news gives a toll, one short text each: (killed, wounded) by the article's own words."""

from __future__ import annotations

import pytest

from stream.model import Effect

IN = "near Daquq on Monday"
AT = f"Gunmen attacked a checkpoint {IN}."

VERBS = {
    f"ISIS killed three policemen {IN}.": (3, 0),
    f"Three policemen were killed by gunmen {IN}.": (3, 0),
    f"The killing of three policemen by gunmen {IN} was condemned.": (3, 0),
    f"An ambush left three policemen dead {IN}.": (3, 0),
    f"An ambush claimed the lives of three policemen {IN}.": (3, 0),
    f"{AT} The death toll rose to seven from five, officials said.": (7, 0),
    f"IED {IN}, 2 soldiers KIA, 3 WIA.": (2, 3),
    f"Two soldiers were martyred in a terrorist attack {IN}.": (2, 0),
    f"A soldier wounded in an ambush {IN} succumbed to his injuries.": (1, 0),
    f"A mukhtar was gunned down {IN}.": (1, 0),
    f"Two shepherds were beheaded by militants {IN}.": (2, 0),
    f"Two shepherds were found dead {IN} with gunshot wounds.": (2, 0),
    f"A bomb exploded {IN}, injuring four students.": (0, 4),
    f"Four students were hospitalised after a bomb exploded {IN}.": (0, 4),
    f"A roadside bomb {IN} took the lives of two farmers and injured a third.": (2, 1),
    f"The attack {IN} resulted in the martyrdom of two soldiers and the wounding of three others.": (2, 3),
    f"Three soldiers lost their lives in an attack {IN}.": (3, 0),
}
LISTS = {
    f"Gunmen killed two officers, a civilian and three soldiers {IN}.": (6, 0),
    f"Gunmen killed six people, including two officers, {IN}.": (6, 0),
    f"Five soldiers were killed, among them a captain, in an attack {IN}.": (5, 0),
    f"{AT} Two policemen were killed and another was wounded.": (2, 1),
    f"{AT} Two policemen were killed. A further three were wounded.": (2, 3),
    f"Four soldiers and the same number of villagers were killed in an attack {IN}.": (8, 0),
    f"A bomb killed four farmers, all of them brothers, {IN}.": (4, 0),
}
NUMBERS = {
    f"Gunmen killed between four and six soldiers {IN}.": (4, 4, 6),
    f"Gunmen killed at least ten soldiers {IN}.": (10, 10, None),
    f"Gunmen killed more than ten soldiers {IN}.": (11, 11, None),
    f"Gunmen killed up to ten soldiers {IN}.": (0, 10, 10),
    f"Gunmen killed four to six soldiers {IN}.": (4, 4, 6),
    f"Gunmen killed several soldiers {IN}.": (3, 3, None),
    f"Gunmen killed about a dozen soldiers {IN}.": (12, 12, 12),
    f"Gunmen killed dozens of soldiers {IN}.": (24, 24, None),
    f"Gunmen killed one or two soldiers {IN}.": (1, 1, 2),
    f"Gunmen killed nearly twenty soldiers {IN}.": (20, 20, 20),
}
DENIED = [
    f"Rockets fell {IN}. There were no casualties.",
    f"A bomb exploded {IN}. The driver escaped unhurt.",
    f"Gunmen fired on a patrol {IN}, but nobody was killed or wounded.",
    f"Mortars hit a base {IN} without causing casualties.",
]


def tolls(reports, effect):
    return [sum(casualty.best for casualty in report.casualties if casualty.effect is effect) for report in reports]


@pytest.mark.parametrize("text", {**VERBS, **LISTS})
def test_forms_of_a_toll(extract, text):
    """Active, passive and nominal forms; lists and parts."""
    killed, wounded = {**VERBS, **LISTS}[text]
    reports = extract(text)
    assert (tolls(reports, Effect.KILLED), tolls(reports, Effect.WOUNDED)) == ([killed], [wounded])


@pytest.mark.parametrize("text", NUMBERS)
def test_ranges_bounds_and_vague_quantities(extract, text):
    """By the guideline's table: low, best and high."""
    ((casualty,),) = [report.casualties for report in extract(text)]
    assert (casualty.low, casualty.best, casualty.high) == NUMBERS[text]


@pytest.mark.parametrize("text", DENIED)
def test_nobody_hurt(extract, text):
    """An attack that hurt nobody is an incident without casualties."""
    (report,) = extract(text)
    assert report.casualties == ()


def test_killed_and_wounded_not_split(extract):
    """A figure for both together is neither's."""
    (report,) = extract(f"Nine soldiers were killed or wounded in an attack {IN}.")
    assert [(casualty.effect, casualty.best) for casualty in report.casualties] == [(Effect.KILLED_OR_WOUNDED, 9)]


def test_correction_inside_an_article(extract):
    """A figure that the article takes back does not count."""
    (report,) = extract(f"Four policemen were killed in an attack {IN}.\n\nThe police had at first spoken of six dead.")
    assert tolls([report], Effect.KILLED) == [4]


def test_official_against_militant_figures(extract):
    """The official figure is best; the claim only opens the range."""
    (report,) = extract(f"Four soldiers were killed in an attack {IN}, officials said.\n\nIslamic State said it had killed eleven soldiers.")
    assert [(casualty.best, casualty.high) for casualty in report.casualties] == [(4, 11)]


def test_dead_of_the_attackers_apart(extract):
    """The dead attackers are militants, their victims are not."""
    (report,) = extract(f"Gunmen attacked an army post {IN}, killing two soldiers. Three of the attackers were killed too.")
    assert {casualty.group.value: casualty.best for casualty in report.casualties} == {"security": 2, "militant": 3}


def test_all_capitals_with_a_dateline(extract):
    """Wire copy in capitals reads as any other."""
    (report,) = extract("KIRKUK, DEC 7 (GWS) -- GUNMEN KILLED TWO POLICEMEN AT A CHECKPOINT NEAR DAQUQ ON MONDAY.")
    assert (report.admin2, tolls([report], Effect.KILLED)) == ("Daquq", [2])


def test_headline_without_a_verb(extract):
    """A headline alone tells of an incident."""
    (report,) = extract("", title="Two policemen dead, three hurt in Daquq checkpoint attack")
    assert (tolls([report], Effect.KILLED), tolls([report], Effect.WOUNDED)) == ([2], [3])


DAYS = {
    "Gunmen killed two policemen near Daquq last night.": "2021-12-07",
    "Gunmen killed two policemen near Daquq two days ago.": "2021-12-06",
    "Gunmen killed two policemen near Daquq on the night of 4 December.": "2021-12-04",
    "A captain said on Tuesday that gunmen had killed two policemen near Daquq the previous evening.": "2021-12-06",
    "Gunmen killed two policemen near Daquq on Sunday, December 5, 2021.": "2021-12-05",
    "Gunmen killed two policemen near Daquq at dawn today.": "2021-12-08",
}


@pytest.mark.parametrize("text", DAYS)
def test_days(extract, text):
    """Relative and absolute dates, nights, and the evening before."""
    (report,) = extract(text)
    assert report.date.isoformat() == DAYS[text]


def test_follow_up_that_repeats_an_old_attack(extract):
    """The old attack has its own date and is not primary."""
    first, old = extract(f"Gunmen killed two policemen {IN}.\n\nThe road was closed.\n\nOn 12 November a bomb killed three soldiers near Hawija.")
    assert (first.primary, old.primary, old.date.isoformat()) == (True, False, "2021-11-12")


def test_one_incident_told_three_times(extract):
    """Headline, lead and witness tell one event."""
    reports = extract(
        f"Two policemen were killed {IN} when gunmen attacked a checkpoint.\n\nThe attack began at ten, a witness said. The two policemen were shot at once.",
        title="Two policemen killed in attack near Daquq",
    )
    assert tolls(reports, Effect.KILLED) == [2]
