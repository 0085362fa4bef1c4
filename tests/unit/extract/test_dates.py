"""Days, nights and weeks against the day of publication (here Wednesday 2021-12-08)."""

from __future__ import annotations

import datetime as dt

import pytest

from stream.extract.dates import WhenKind, find_dates
from stream.model import DatePrecision

WEDNESDAY = dt.date(2021, 12, 8)
DAYS = {
    "They attacked on Tuesday.": "2021-12-07",
    "They attacked on Tuesday night.": "2021-12-07",
    "They attacked late on Sunday.": "2021-12-05",
    "They attacked on Wednesday.": "2021-12-08",
    "They attacked last Wednesday.": "2021-12-01",
    "They attacked on Thursday.": "2021-12-02",
    "They attacked yesterday.": "2021-12-07",
    "They attacked overnight.": "2021-12-07",
    "They attacked last night.": "2021-12-07",
    "They attacked early today.": "2021-12-08",
    "They attacked on 29 November.": "2021-11-29",
    "They attacked on Nov 27.": "2021-11-27",
    "They attacked on Nov. 27, 2021.": "2021-11-27",
    "They attacked on the first of December.": "2021-12-01",
    "They attacked on Sunday, December 5.": "2021-12-05",
    "They attacked on 2021-12-01.": "2021-12-01",
    "They attacked two days ago.": "2021-12-06",
    "They attacked on the 4th.": "2021-12-04",
    "They attacked on the 24th, killing two.": "2021-11-24",
}


@pytest.mark.parametrize("text", DAYS)
def test_days(sentences, text):
    """A weekday is the latest such day; a night belongs to its evening."""
    assert [(str(when.day), when.precision) for when in find_dates(sentences(text)[0], WEDNESDAY)] == [(DAYS[text], DatePrecision.DAY)]


@pytest.mark.parametrize("text", ["They attacked on the 4th floor.", "They attacked the 4th.", "They attacked on the 4th Brigade's orders."])
def test_an_ordinal_of_something_is_no_day(sentences, text):
    """Only "on the 4th" alone is a day."""
    assert find_dates(sentences(text)[0], WEDNESDAY) == []


def test_what_came_of_it_later_is_no_day_of_the_event(sentences):
    """A day by its number alone, behind another day, tells what followed."""
    text = "On 27 November a guard was shot, who died on the 29th."
    assert [str(when.day) for when in find_dates(sentences(text)[0], WEDNESDAY)] == ["2021-11-27"]


def test_a_week_is_its_monday_to_sunday(sentences):
    """Week precision: the Monday, up to the Sunday."""
    (when,) = find_dates(sentences("They attacked last week.")[0], WEDNESDAY)
    assert (str(when.day), str(when.last_day), when.precision) == ("2021-11-29", "2021-12-05", DatePrecision.WEEK)


def test_a_month_is_its_first_to_last(sentences):
    """Month precision: the first, up to the last day of the month."""
    (when,) = find_dates(sentences("They attacked in October.")[0], WEDNESDAY)
    assert (str(when.day), str(when.last_day), when.precision) == ("2021-10-01", "2021-10-31", DatePrecision.MONTH)


@pytest.mark.parametrize("text", ["ISIS came in 2014.", "ISIS came in June 2014.", "ISIS came on June 10, 2014."])
def test_years_ago_is_history(sentences, text):
    """A year gone by is no news."""
    assert find_dates(sentences(text)[0], WEDNESDAY)[0].kind is WhenKind.HISTORY


@pytest.mark.parametrize("text", ["Many died since November 27.", "Since Monday many died.", "Many died before Monday."])
def test_since_begins_a_span(sentences, text):
    """A span is what sums are given over."""
    assert find_dates(sentences(text)[0], WEDNESDAY)[0].kind is WhenKind.SPAN


def test_without_publication_relative_days_stay_unknown(sentences):
    """Nothing dates an article that does not say when it appeared."""
    assert find_dates(sentences("They attacked on Tuesday, and again yesterday.")[0], None) == []


def test_may_is_also_a_verb(sentences):
    """Only the month is a date."""
    assert find_dates(sentences("They may attack again.")[0], WEDNESDAY) == []
