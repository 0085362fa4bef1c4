"""Later deaths, figures that take the place of others, and counts that somebody doubts."""

from __future__ import annotations

import pytest

from stream.model import Effect, Group

ATTACK = "Gunmen attacked a checkpoint near Daquq on Monday, killing two policemen and wounding three."


def toll(report, effect):
    return sum(casualty.best for casualty in report.casualties if casualty.effect is effect)


DEATHS = {
    "One of the three wounded policemen died of his wounds on Tuesday.": (3, 2),
    "A third policeman died in hospital on Tuesday.": (3, 3),
    "A fifth policeman succumbed to his wounds.": (5, 3),
}


@pytest.mark.parametrize("text", DEATHS)
def test_later_death_of_the_wounded(extract, text):
    """Who of the wounded dies is killed, and no longer wounded; an ordinal gives the running total."""
    (report,) = extract(f"{ATTACK}\n\n{text}")
    assert toll(report, Effect.KILLED) == DEATHS[text][0]


def test_who_is_left_of_the_wounded(extract):
    """Where one of two wounded dies, one is wounded."""
    (report,) = extract("One of the two soldiers injured in Monday's attack near Daquq has succumbed to his wounds, the army said.")
    assert (toll(report, Effect.KILLED), toll(report, Effect.WOUNDED)) == (1, 1)


def test_place_and_day_of_a_death_are_not_those_of_the_attack(extract):
    """Who dies in Erbil on Tuesday of wounds from an ambush near Dibis was hit near Dibis, on Monday."""
    (report,) = extract("A policeman died of his wounds in Erbil on Tuesday after an ambush near Dibis the night before.")
    assert (report.admin2, report.date.isoformat()) == ("Dibis", "2021-12-06")


def test_known_number_replaces_a_vague_one(extract):
    """Several soldiers who turn out to be two were two."""
    (report,) = extract("Several soldiers were killed in an attack near Daquq on Monday.\n\nTwo soldiers were killed, the army said later.")
    assert toll(report, Effect.KILLED) == 2


DOUBTS = [
    "Residents who went to the place said they had seen no bodies.",
    "The claim could not be verified.",
    "A councillor disputed the figure.",
]


@pytest.mark.parametrize("text", DOUBTS)
def test_doubted_count_of_the_enemys_dead(extract, text):
    """A side's count of enemy dead that is doubted stays at 0, and only opens the range."""
    (report,) = extract(f"The Iraqi army said on Monday that its troops had killed five militants in a raid near Hawija.\n\n{text}")
    (dead,) = [casualty for casualty in report.casualties if casualty.group is Group.MILITANT]
    assert (dead.low, dead.best, dead.high) == (0, 0, 5)


def test_attackers_own_count_does_not_replace_that_of_others(extract):
    """What those who struck say of their victims only widens the range."""
    (report,) = extract(
        "Turkish warplanes hit a car near Amadiya on Monday, killing three PKK fighters, a mayor said.\n\nTurkey's defence ministry said five terrorists were killed."
    )
    assert [(casualty.best, casualty.high) for casualty in report.casualties] == [(3, 5)]


APPOSED = {
    "Five heroes, First Lieutenant Karim Salih and four of his comrades, gave their lives in an attack near Daquq on Monday.": 5,
    "A drone killed a commander of the Sinjar Resistance Units (YBS) and his driver near Sinjar on Monday.": 2,
    "The driver, a cousin who was wounded in the shooting near Daquq, died on Monday.": 1,
    "In October 13 soldiers died in an ambush near Rutba.": 13,
}


@pytest.mark.parametrize("text", APPOSED)
def test_who_is_one_and_who_are_two(extract, text):
    """Appositions, brackets and months beside numbers neither add nor hide a victim."""
    (report,) = extract(text)
    assert (toll(report, Effect.KILLED), toll(report, Effect.WOUNDED)) == (APPOSED[text], 0)


def test_hope_is_no_forecast(extract):
    """Who is expected to recover is wounded."""
    (report,) = extract("Gunmen fired on a patrol near Daquq on Monday.\n\nTwo policemen were taken to hospital and are expected to recover.")
    assert toll(report, Effect.WOUNDED) == 2


def test_fellows_are_what_their_leader_is(extract):
    """The driver of a militant is no civilian, and the fighters of a state force are security."""
    (strike,) = extract("A drone killed a PKK commander and his driver near Sinjar on Monday.")
    (attack,) = extract("Gunmen attacked a checkpoint of the PMF near Tuz Khurmatu on Monday, killing two of its fighters.")
    assert [casualty.group for casualty in (*strike.casualties, *attack.casualties)] == [Group.MILITANT, Group.SECURITY]
