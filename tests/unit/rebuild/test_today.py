"""Reports of the past by the regions and names of today."""

from __future__ import annotations

import pytest

from stream.config import shipped_config
from stream.extract.actors import Actors
from stream.model import validate_article
from stream.rebuild import Today
from stream.rebuild.today import former_names
from tests.news import DISTRICTS, abroad, attack
from tests.unit.rebuild.world import SHIPPED

NAMES = former_names(Actors.load(shipped_config() / "actors.yaml"))
TODAY = Today(SHIPPED.regions.gazetteer, SHIPPED.regions, NAMES)
TEXTS = [
    *(attack(f"a{number}", district=district, province=province) for number, (district, province) in enumerate(DISTRICTS)),
    abroad("b1"),
    attack("c1") | {"text": "ISIS militants attacked a checkpoint near Bashiqa in Nineveh on Tuesday, killing two soldiers."},
    attack("c2") | {"text": "Gunmen killed two soldiers in Baghdad on Tuesday."},
    attack("c3") | {"text": "ISIS militants killed two soldiers in Diyala province on Tuesday."},
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["id"])
def test_where_nothing_was_changed_nothing_is_other(text):
    """Villages, offsets, districts, governorates, cities: the regions are found again that the extractor found."""
    reports = SHIPPED.extractor.extract(validate_article(text))
    assert reports
    assert [TODAY.report(report) for report in reports] == list(reports)


def test_a_name_that_was_canonical_once_becomes_that_of_today():
    """And the report is the one that its article would give today."""
    (report,) = SHIPPED.extractor.extract(validate_article(attack("a1")))
    before = report.model_copy(update={"perpetrator": "Islamic State"}).with_id()
    assert TODAY.report(before) == report
