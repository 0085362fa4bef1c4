"""Time zones, page furniture, quotations, and words that are nouns and verbs at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from stream.model import Effect, Report

Extract = Callable[..., tuple[Report, ...]]

YESTERDAY = "Gunmen killed two policemen at a checkpoint near Daquq yesterday."


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2021-12-08T00:30:00+03:00", "2021-12-07"),
        ("2021-12-07T21:30:00+00:00", "2021-12-06"),
        ("2021-12-07T23:30:00-05:00", "2021-12-06"),
    ],
)
def test_yesterday_leans_on_the_articles_own_clock(extract: Extract, published: str, day: str) -> None:
    """The offset that the article is stamped with says which day it was there."""
    (report,) = extract(YESTERDAY, published=dt.datetime.fromisoformat(published))
    assert str(report.date) == day


@pytest.mark.parametrize("hour", ["at 2130 GMT", "at 9.30 pm local time", "shortly before midnight", "at about 11 pm (2000 GMT)"])
def test_an_hour_moves_no_day(extract: Extract, hour: str) -> None:
    """In whatever zone it is given, the day named beside it stands."""
    (report,) = extract(f"A bomb went off in Tikrit {hour} on Monday, wounding two drivers.")
    assert (str(report.date), sum(casualty.best for casualty in report.casualties)) == ("2021-12-06", 2)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Forty killed in Baghdad market bombing",
        "See also: Suicide bomber kills nine in Mosul",
        "Advertisement",
        "Follow us on Telegram for the latest on attacks and explosions",
        "Share this: 3 shares, 12 comments",
        "Reporting by our staff in Kirkuk; editing by the night desk",
    ],
)
def test_page_furniture_is_no_news(extract: Extract, line: str) -> None:
    """Links to other articles, calls to follow and credits add nothing."""
    (report,) = extract(f"A bomb killed two soldiers near Daquq on Monday.\n\n{line}\n\nA third soldier was wounded.")
    assert {(casualty.effect, casualty.best) for casualty in report.casualties} == {(Effect.KILLED, 2), (Effect.WOUNDED, 1)}


@pytest.mark.parametrize(
    "text",
    [
        "A bomb near Daquq on Monday left four students hospitalised.",
        "A bomb near Daquq on Monday killed a guard; four students were hospitalized.",
        "A bomb near Daquq on Monday: four hospitalised, police said.",
        "A bomb near Daquq on Monday led to the hospitalisation of four students.",
    ],
)
def test_hospitalised_in_every_shape(extract: Extract, text: str) -> None:
    """Who is brought to hospital after a bomb is wounded."""
    (report,) = extract(text)
    assert sum(casualty.best for casualty in report.casualties if casualty.effect is Effect.WOUNDED) == 4


@pytest.mark.parametrize(
    "quote",
    [
        '"They killed everybody in my street in those years," he said.',
        "“We will kill a hundred of them,” a fighter told the crowd.",
        '"It was like a bomb had killed us all," said a shopkeeper.',
    ],
)
def test_what_people_say_is_no_toll(extract: Extract, quote: str) -> None:
    """Memories, threats and comparisons of those who are quoted change no figure."""
    (report,) = extract(f"Gunmen killed two policemen near Daquq on Monday.\n\n{quote}")
    assert [(casualty.effect, casualty.best) for casualty in report.casualties] == [(Effect.KILLED, 2)]


def test_a_figure_that_only_a_quotation_gives(extract: Extract) -> None:
    """Where nobody else counts, a witness does."""
    (report,) = extract('Gunmen attacked a checkpoint near Daquq on Monday. "Two policemen were killed in front of me," a driver said.')
    assert [(casualty.effect, casualty.best) for casualty in report.casualties] == [(Effect.KILLED, 2)]
