"""The seed article gives exactly four incidents, all in the disputed territories."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from stream.extract import BuiltinExtractor
from stream.model import Article, Effect, Group, IncidentType, PlacePrecision, Report
from tests.unit.extract.conftest import tolls

SEED = Path(__file__).parents[2] / "data" / "seed-article.txt"
PUBLISHED = dt.datetime.fromisoformat("2021-12-08T11:44:00+03:00")


@pytest.fixture(scope="module")
def seed() -> Article:
    title, _, text = SEED.read_text(encoding="utf-8").partition("\n")
    return Article(title=title, text=text, published=PUBLISHED)


@pytest.fixture(scope="module")
def by_day(extractor: BuiltinExtractor, seed: Article) -> dict[str, Report]:
    reports = extractor.extract(seed)
    assert len(reports) == 4
    return {str(report.date): report for report in reports}


def test_makhmur_is_told_twice_and_reported_once(by_day):
    """Thursday: ten Peshmerga and three civilians killed by ISIS."""
    report = by_day["2021-12-02"]
    assert (report.type, report.perpetrator, report.admin1, report.admin2) == (IncidentType.ARMED_ATTACK, "ISIS", "Erbil", "Makhmur")
    assert tolls(report) == {(Effect.KILLED, Group.SECURITY): 10, (Effect.KILLED, Group.CIVILIAN): 3}


def test_dibis_on_tuesday_night(by_day):
    """Tuesday night: two Iraqi soldiers killed by ISIS, as background."""
    report = by_day["2021-12-07"]
    assert (report.type, report.perpetrator, report.admin1, report.admin2) == (IncidentType.ARMED_ATTACK, "ISIS", "Kirkuk", "Dibis")
    assert tolls(report) == {(Effect.KILLED, Group.SECURITY): 2}
    assert not report.primary


def test_kirkuk_on_sunday_is_only_known_to_the_governorate(by_day):
    """Late on Sunday: four of the Peshmerga killed, claimed by "the terror group"."""
    report = by_day["2021-12-05"]
    assert (report.type, report.perpetrator, report.admin1, report.admin2) == (IncidentType.ARMED_ATTACK, "ISIS", "Kirkuk", None)
    assert report.place_precision is PlacePrecision.ADMIN1
    assert tolls(report) == {(Effect.KILLED, Group.SECURITY): 4}
    assert not report.primary


def test_the_operation_is_the_main_event(by_day):
    """Wednesday: the joint operation at the Kifri-Garmaser front, by the forces named, without casualties."""
    report = by_day["2021-12-08"]
    assert (report.type, report.admin1, report.admin2) == (IncidentType.SECURITY_OPERATION, "Diyala", "Kifri")
    assert report.place is not None
    assert "Kifri-Garmaser front" in report.place
    assert report.perpetrator is not None
    assert "Peshmerga" in report.perpetrator
    assert tolls(report) == {}
    assert report.primary


def test_all_lie_in_the_disputed_territories(by_day):
    """Kirkuk as a whole, Makhmur, Dibis and Kifri are disputed."""
    assert all("disputed-territories" in report.regions for report in by_day.values())


def test_each_figure_has_its_quote(by_day, seed):
    """A quote's offsets cut its own text out of the article."""
    casualties = [casualty for report in by_day.values() for casualty in report.casualties]
    assert all(c.quote and getattr(seed, c.quote.field)[c.quote.start : c.quote.end] == c.quote.text for c in casualties)


def test_nothing_comes_of_sums_and_history(by_day):
    """No quote holds the sum since November 27, or 2014 and 2017; nobody counts the "over twenty soldiers" of recent weeks."""
    quoted = " ".join(casualty.quote.text for report in by_day.values() for casualty in report.casualties if casualty.quote)
    assert not any(words in quoted for words in ("Twenty-two", "over twenty", "2014", "2017"))


def test_same_article_same_reports(extractor, seed):
    """Extraction is deterministic, ids included."""
    assert extractor.extract(seed) == extractor.extract(seed)
