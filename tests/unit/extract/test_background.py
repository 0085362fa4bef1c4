"""What is set aside, and what is told as background and stands all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Report

Extract = Callable[..., tuple[Report, ...]]

LEAD = "Two soldiers were killed by a bomb near Daquq on Monday.\n\n"


def test_keeps_background_that_is_told_in_full(extract: Extract) -> None:
    """Weapon, place and victims in numbers, though no day."""
    background = extract(LEAD + "The gravest attack was reported from Tikrit, where gunmen fired on a bus and killed four teachers.")[1:]
    assert [report.casualties[0].best for report in background] == [4]


def test_takes_that_day_of_a_year_long_gone_for_history(extract: Extract) -> None:
    """The words "that day" lean on the date before it."""
    assert len(extract(LEAD + "People still speak of May 2014; that day a bomb in Tikrit killed nine drivers.")) == 1


def test_takes_an_hour_for_no_year(extract: Extract) -> None:
    """Wire copy gives hours as four digits."""
    (report,) = extract("A bomb went off at about 1940 in Tikrit, wounding two drivers.")
    assert report.casualties[0].best == 2


def test_lays_an_event_without_a_place_in_the_articles_country(extract: Extract) -> None:
    """Where most places of the text lie in one country, so does what it tells."""
    reports = extract("Iraqi officials said on Monday that gunmen killed two teachers on Sunday.\n\nThe Iraqi government met in Baghdad.")
    assert [report.country for report in reports] == ["IQ"]


def test_does_not_end_a_sentence_behind_an_abbreviation_with_full_stops(extract: Extract) -> None:
    """The name of the United States as "U.S." is no end."""
    (report,) = extract("A bomb damaged a U.S. Embassy warehouse in Baghdad on Monday.")
    assert "warehouse" in report.quotes[0].text


def test_takes_a_murder_for_done_though_more_is_to_follow(extract: Extract) -> None:
    """What is only presupposed by a forecast has happened."""
    (report,) = extract("The minister will travel to Tikrit after the murder of three teachers there on Monday.")
    assert report.casualties[0].best == 3


@pytest.mark.parametrize("span", ["first half of the year", "second half of the year", "last quarter of the year", "third quarter of 2021"])
def test_takes_a_toll_of_half_a_year_for_a_sum(extract: Extract, span: str) -> None:
    """What was done over a half or a quarter of a year is no incident."""
    assert extract(f"Gunmen killed 26 herders around Daquq in the {span}, a monitor of the valley said on Monday.") == ()


def test_goes_on_with_a_sum_to_the_end_of_its_paragraph(extract: Extract) -> None:
    """Sentences without a day of their own add to the reckoning before them; one with a day is news."""
    assert extract("Forty attacks. A dozen people wounded in Kirkuk, five farmers abducted. So much for the nine weeks since May.") == ()
    (report,) = extract("The district saw 40 attacks in all since May. Gunmen killed five farmers near Tikrit on Sunday.")
    assert report.casualties[0].best == 5


@pytest.mark.parametrize("span", ["in less than fifteen days", "in under ten days", "in more than two weeks"])
def test_takes_a_toll_of_about_so_many_days_for_a_sum(extract: Extract, span: str) -> None:
    """A bound before the number of days changes nothing."""
    assert not extract(f"Police gave details. Two mayors have been murdered {span} in Kirkuk.")
