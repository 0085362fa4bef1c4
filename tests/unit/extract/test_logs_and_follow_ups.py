"""Entries of logs, and what a sentence tells besides its own news: a day in the past, a raid like this one."""

from __future__ import annotations

from collections.abc import Callable

from stream.model import DatePrecision, Report

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
