"""News of shootings: what stands beside the shots, how few words tell of the dead, and what the page carries besides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Effect, Report

Extract = Callable[..., tuple[Report, ...]]

TOLLS = {
    "and a crash": ("One person is dead after a shooting and a crash near a mill on Monday night.", "", 1, 0),
    "fire crew": ("Two firefighters were shot while they checked on a neighbour on Monday.", "", 0, 2),
    "occasion": ("Four people were injured when gunfire erupted during a memorial service on Monday.", "", 0, 4),
    "street that is a court": ("A teacher was killed and two women were injured in a shooting on Monday at 12 Palm Court in Milltown.", "", 1, 2),
    "block of a street that is a court": ("A baker was shot dead on Monday in the 200 block of Palm Court.", "", 1, 0),
    "court of sport": ("A student was shot dead on Monday after a quarrel at a basketball court.", "", 1, 0),
    "how long ago": ("It has been two weeks since Karim Salih was shot dead in his bakery, police said.", "", 1, 0),
    "no more known": ("So far, police say, a 20-year-old man was shot in the leg on Monday.", "", 0, 1),
    "old death beside the news": (
        "Gunmen opened fire on a vigil for a man slain in 2014, killing one man and wounding three others on Monday.",
        "",
        1,
        3,
    ),
    "fatal": ("Police seek a driver after a fatal shooting outside a market on Monday.", "", 1, 0),
    "fatal, with words between": ("Police seek a driver after a deadly Sunday night shooting outside a market.", "", 1, 0),
    "triple": ("Police are looking into a triple shooting at a car wash on Monday.", "", 0, 3),
    "double murder": ("Police are looking into a double murder at a car wash on Monday.", "", 2, 0),
    "age before who": ("Gunmen attacked a bakery on Monday. Its owner was Omar Aziz, 34 who was shot and killed.", "", 0, 0),
    "found with wounds": ("A woman was shot in a park on Monday. Officers found her on the grass with gunshot wounds.", "", 0, 1),
    "by somebody suspected": ("Police look for the suspect who killed two adults at a farm on Monday.", "", 2, 0),
    "taken in bad condition": ("A man was shot on Monday. A woman was taken in serious condition to Mill River Hospital.", "", 0, 2),
    "one of the triple murder": ("A young mother was killed in a triple murder in a flat on Monday.", "", 3, 0),
    "nearly": ("Gunmen shot two people on Monday. A girl almost lost her life.", "", 0, 2),
    "set off by a comma": ("Neighbours mourned the senator, murdered by gunmen on Monday.", "", 1, 0),
    "one of those hurt died": ("One of five people hurt in a shooting on Monday has died, police said.", "", 1, 4),
    "one of the wounded died": ("One of the four teenagers wounded in a shooting on Monday died on Tuesday, police said.", "", 1, 3),
    "did not make it": ("A boy was shot on Monday near a school. The boy did not survive.", "", 1, 0),
}


def _best(reports: tuple[Report, ...], effect: Effect) -> int:
    return sum(casualty.best for casualty in reports[0].casualties if casualty.effect is effect) if reports else -1


@pytest.mark.parametrize(("text", "title", "killed", "wounded"), TOLLS.values(), ids=TOLLS.keys())
def test_reads_the_toll(extract: Extract, text: str, title: str, killed: int, wounded: int) -> None:
    """Killed and wounded of the one report."""
    reports = extract(text, title)
    assert (_best(reports, Effect.KILLED), _best(reports, Effect.WOUNDED)) == (killed, wounded)


def test_leaves_the_dead_of_a_fatal_attack_open_above(extract: Extract) -> None:
    """One at least; nobody says how many."""
    ((casualty,),) = [report.casualties for report in extract("Police seek a driver after a fatal shooting outside a market on Monday.")]
    assert (casualty.low, casualty.best, casualty.high) == (1, 1, None)


def test_prefers_a_number_to_the_word_fatal(extract: Extract) -> None:
    """The word says only that somebody died."""
    reports = extract("Police seek a driver after a fatal shooting outside a market on Monday. Three men were killed.")
    assert _best(reports, Effect.KILLED) == 3


def test_knows_a_surname_that_the_article_has_introduced(extract: Extract) -> None:
    """The man who was shot and the one who died are one person."""
    text = "A man was shot outside a bakery on Monday.\n\nPolice identified him as Karim Salih, 41.\n\nThe shots left Salih dead."
    reports = extract(text)
    assert (_best(reports, Effect.KILLED), _best(reports, Effect.WOUNDED)) == (1, 0)


def test_tells_people_apart_by_the_age_that_stood_with_their_name(extract: Extract) -> None:
    """He who died is the boy of sixteen, not the man of fifty."""
    text = (
        "A 16-year-old boy was shot on Monday. A 50-year-old man was shot in the arm.\n\n"
        "Friends of Karim Salih, 16, lit candles.\n\nOn Tuesday Salih died of his wounds."
    )
    reports = extract(text)
    assert (_best(reports, Effect.KILLED), _best(reports, Effect.WOUNDED)) == (1, 1)


def test_takes_no_shooter_called_by_surname_for_a_victim(extract: Extract) -> None:
    """Before an active verb stands who did it."""
    text = "A woman was shot at a farm on Monday.\n\nPolice seek Karim Salih, 41. Witnesses say that Salih shot first."
    assert _best(extract(text), Effect.WOUNDED) == 1


def test_takes_no_introduced_surname_for_a_town(extract: Extract) -> None:
    """A man called Houston is no place in Texas."""
    text = "A clerk was shot dead in Baghdad on Monday.\n\nPolice seek Karim Houston, 27. They say Houston opened fire and hit a guard too."
    assert [report.country for report in extract(text)] == ["IQ"]


def test_leaves_out_a_list_of_videos(extract: Extract) -> None:
    """Lines that begin with a length are other stories."""
    text = "1:05 Storm leaves four dead on the coast\n\n0:48 Gunmen kill nine in a far town\n\nA baker was shot dead in Baghdad on Monday."
    reports = extract(text)
    assert [_best((report,), Effect.KILLED) for report in reports] == [1]


def test_keeps_a_log_of_hours(extract: Extract) -> None:
    """An hour says which half of the day it is, or stands before a dash."""
    text = "9:15 a.m. Gunmen killed two guards in Daquq on Monday.\n\n9:40 - Gunmen killed four drivers in Hawija on Monday."
    assert sorted(_best((report,), Effect.KILLED) for report in extract(text)) == [2, 4]


@pytest.mark.parametrize(
    "title",
    ["Woman and two boys shot in Milltown", "Teacher killed by gunfire in Milltown"],
)
def test_reports_what_the_headline_tells_though_the_lead_is_of_the_court(extract: Extract, title: str) -> None:
    """Charges follow the attack; they are not what the article is about."""
    text = "A man faces trial for assault after his arrest, prosecutors said.\n\nHe is held in a county jail."
    assert len(extract(text, title)) == 1


def test_reports_an_attack_of_a_day_of_its_own_though_the_lead_is_of_the_court(extract: Extract) -> None:
    """Told in full and dated, it stands."""
    text = "A man appeared in court on Monday on charges of murder.\n\nOn Saturday he began shooting in a farmhouse, killing a woman and injuring three men."
    assert [report.date and report.date.isoformat() for report in extract(text)] == ["2021-12-04"]


@pytest.mark.parametrize("text", ["Seven people were shot in Chicago in 72 hours.", "Three people have been shot in Houston over 48 hours."])
def test_a_sum_over_hours_is_no_incident(extract: Extract, text: str) -> None:
    """Nobody says how many shootings it was."""
    assert extract(text) == ()


def test_some_hours_of_one_event_are_no_sum(extract: Extract) -> None:
    """A siege of six hours is one event."""
    reports = extract("Three guards were killed in a siege in Houston in six hours on Monday.")
    assert _best(reports, Effect.KILLED) == 3
