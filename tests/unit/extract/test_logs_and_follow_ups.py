"""Entries of logs, and what a sentence tells besides its own news: a day in the past, a raid like this one."""

from __future__ import annotations

from collections.abc import Callable

from stream.model import DatePrecision, Effect, IncidentType, Report

Extract = Callable[..., tuple[Report, ...]]

OPERATION = "An ISIS commander was killed on Monday during the storming of a house in Tarmiya by Iraqi troops.\n\n"


def days(reports: tuple[Report, ...]) -> list[str]:
    """First days as they are written."""
    return [str(report.date) for report in reports]


def test_brackets_do_not_lengthen_a_heading(extract: Extract) -> None:
    """What is said in passing in the heading of an entry is no part of it."""
    reports = extract("28 Nov (late for last week's log), Kifri. Sniper, Kulajo. 1 soldier WIA.\n\n29 Nov, Daquq. IED on a convoy. 3 soldiers KIA.")
    assert [(str(report.date), report.admin2) for report in reports] == [("2021-11-28", "Kifri"), ("2021-11-29", "Daquq")]


def test_a_village_below_the_heading_keeps_its_day(extract: Extract) -> None:
    """A line that only names a place stands under the heading before it."""
    (report,) = extract("18 Nov, Makhmour. Old mine, Sultan Abdullah. Three children dead, one wounded by the blast.")
    assert (str(report.date), report.admin2) == ("2021-11-18", "Makhmur")


def test_every_entry_of_a_log_is_news(extract: Extract) -> None:
    """Also one that a sentence without a heading tells."""
    reports = extract("20 Nov, Daquq. IED on a patrol. 2 soldiers KIA.\n\nAnd on 21 Nov two policemen were killed by gunmen in Hawija.")
    assert [report.primary for report in reports] == [True, True]


def test_calm_since_a_month_when_some_were_killed(extract: Extract) -> None:
    """The clause behind the month tells what happened in it."""
    main, past = extract(
        "ISIS militants attacked a post at Garmsar near Kifri on Monday and wounded a soldier.\n\nThe sun rose over an empty hill. Nobody had slept.\n\nThe front has been calm since late November, when six Peshmerga were killed at Awa Spi."
    )
    assert (str(past.date), past.date_precision, past.casualties[0].best) == ("2021-11-01", DatePrecision.MONTH, 6)
    assert not past.primary
    assert main.primary


def test_a_sum_since_a_day_stays_a_sum(extract: Extract) -> None:
    """Only what happened on the day is an incident."""
    reports = extract("Since Friday, when a bomb in Tikrit killed two drivers, 20 people have been murdered in the province, police said on Monday.")
    assert [report.casualties[0].best for report in reports] == [2]


def test_a_similar_raid(extract: Extract) -> None:
    """It was about where this one was, and by the same force."""
    main, before = extract(OPERATION + "In November two militants were killed in a similar raid in the orchards.")
    assert (before.admin2, before.perpetrator) == (main.admin2, main.perpetrator) == ("Tarmiyah", "Iraqi army")


def test_arrests_in_connection_with_an_attack_of_the_day_before(extract: Extract) -> None:
    """One sentence, two events: the arrests are the news, the attack is what they follow."""
    arrests, attack = extract(
        "Five suspects were arrested near Rashad on Monday in connection with the previous day's attack on a patrol, the interior ministry's intelligence agency announced.\n\nThe attack killed two policemen."
    )
    assert (arrests.type, days((arrests,)), arrests.perpetrator, arrests.primary) == (IncidentType.ARREST, ["2021-12-06"], "Iraqi police", True)
    assert (days((attack,)), attack.casualties[0].best, attack.primary) == (["2021-12-05"], 2, False)


def test_a_killing_and_a_kidnapping_a_week_later(extract: Extract) -> None:
    """Two deeds of one man, each on its own day; a clause behind people only named gives their number."""
    _, killing, kidnapping = extract(
        "Iraqi jets bombed a hideout near Hawija on Monday, killing six ISIS militants.\n\nThe eldest of them is thought to be behind the killing of federal policemen at Zanqar on 20 November, in which three men died, and the kidnapping of two Rashad shepherds a week later."
    )
    assert days((killing, kidnapping)) == ["2021-11-20", "2021-11-27"]
    assert [report.perpetrator for report in (killing, kidnapping)] == ["ISIS", "ISIS"]
    assert [report.casualties[0].best for report in (killing, kidnapping)] == [3, 2]


def test_an_arrest_and_its_cause_on_one_day_are_one(extract: Extract) -> None:
    """Without a day of its own the attack is no second event."""
    assert len(extract("Three gunmen were arrested near Rashad on Monday in connection with an attack on a patrol, police said.")) == 1


def test_one_captive_dead_and_one_still_held(extract: Extract) -> None:
    """It stays an abduction of two."""
    (report,) = extract("Two shepherds were kidnapped near Rashad on Monday. One of the shepherds was found dead; the other has not been heard of.")
    assert (report.type, {c.effect: c.best for c in report.casualties}) == (IncidentType.ABDUCTION, {Effect.KILLED: 1, Effect.ABDUCTED: 2})
