"""The four steps, and what the first of them makes of odd articles."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from stream.config import copy_shipped_config, shipped_config
from stream.errors import ConfigurationError
from stream.model import Article, Report, Version
from stream.pipeline import MAX_EXTRACTION_BYTES, Limits, Pipeline, load_pipeline
from tests.unit.build import NOON, report

if TYPE_CHECKING:
    from pathlib import Path

V = Version(1, 0, 0)
SHIPPED = load_pipeline(shipped_config())


class Parrot:
    """An extractor that remembers what it was asked, and says what it was told to."""

    name = "parrot"

    def __init__(self, *reports: Report) -> None:
        self.reports = reports
        self.asked: list[Article] = []

    def extract(self, article: Article) -> tuple[Report, ...]:
        self.asked.append(article)
        return self.reports


def pipeline(parrot: Parrot, **limits: Any) -> Pipeline:
    return Pipeline(
        extractor=parrot, ledgers=SHIPPED.ledgers, words=SHIPPED.words, regions=SHIPPED.regions, rules=SHIPPED.rules, limits=Limits(**limits)
    )


def article(**fields: Any) -> Article:
    return Article.model_validate({"id": "a", "text": "Some text.", "published": NOON, **fields})


def test_an_article_without_date_is_ordered_by_its_record() -> None:
    """It never dates an incident: the extractor sees no date."""
    parrot = Parrot()
    extraction, _ = pipeline(parrot).extract(article(published=None), V, record_time=NOON)
    assert (extraction.published, extraction.reported, parrot.asked[0].published) == (None, NOON, None)


def test_an_article_from_the_future_is_flagged() -> None:
    """Its record's timestamp orders it, and its date dates nothing."""
    parrot = Parrot()
    extraction, facts = pipeline(parrot).extract(article(published=NOON + timedelta(days=30_000)), V, record_time=NOON)
    assert (extraction.flags, extraction.reported, parrot.asked[0].published) == (("future",), NOON, None)
    assert "future" in [fact.name for fact in facts]


def test_a_few_hours_ahead_are_plausible() -> None:
    """Outlets' clocks and time zones are sloppy."""
    extraction, _ = pipeline(Parrot()).extract(article(published=NOON + timedelta(hours=20)), V, record_time=NOON)
    assert extraction.flags == ()


def test_a_text_over_the_limit_is_cut_and_flagged() -> None:
    """The first part is read."""
    parrot = Parrot()
    extraction, _ = pipeline(parrot, max_text=100).extract(article(text="x" * 1000), V, record_time=NOON)
    assert (extraction.flags, len(parrot.asked[0].text)) == (("truncated",), 100)


def test_a_language_we_cannot_read_is_passed_over() -> None:
    """Counted by language, and the extractor is not asked."""
    parrot = Parrot(report())
    extraction, facts = pipeline(parrot).extract(article(language="ku-Arab"), V, record_time=NOON)
    assert (extraction.reports, extraction.flags, parrot.asked) == ((), ("language:ku",), [])
    assert ("languages", ("ku",)) in [(fact.name, fact.labels) for fact in facts]


def test_regional_english_is_english() -> None:
    """The primary subtag decides."""
    assert pipeline(Parrot(report())).extract(article(language="en-GB"), V, record_time=NOON)[0].reports


def test_a_withdrawn_article_says_nothing() -> None:
    """Whatever text it still carries."""
    extraction, _ = pipeline(Parrot(report())).extract(article(withdrawn=True), V, record_time=NOON)
    assert (extraction.withdrawn, extraction.reports) == (True, ())


def test_an_extraction_never_outgrows_a_record() -> None:
    """What is cut is flagged and counted."""
    many = [report("a", place="x" * 2000 + str(number)) for number in range(300)]
    extraction, facts = pipeline(Parrot(*many)).extract(article(), V, record_time=NOON)
    assert len(extraction.to_json()) < MAX_EXTRACTION_BYTES + 2000
    assert "reports_cut" in extraction.flags
    assert sum(fact.value for fact in facts if fact.name == "reports_cut") == 300 - len(extraction.reports)


def test_every_mistake_in_every_file_is_told_at_once(tmp_path: Path) -> None:
    """Rules, ledgers and lists of words, here."""
    copy_shipped_config(tmp_path / "config")
    (tmp_path / "config" / "ledgers.yaml").write_text("ledgers: 3\n")
    (tmp_path / "config" / "reconcile.yaml").write_text("common_place_words: no\n")
    (tmp_path / "config" / "rules.yaml").write_text("rules: 3\n")
    (tmp_path / "config" / "actors.yaml").write_text("actors: 3\n")
    with pytest.raises(ConfigurationError) as caught:
        load_pipeline(tmp_path / "config")
    assert {problem.file.rsplit("/", 1)[1] for problem in caught.value.problems} == {"ledgers.yaml", "reconcile.yaml", "rules.yaml", "actors.yaml"}
