"""The shipped gazetteer, and a small one that a test can spoil."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stream.config import shipped_config
from stream.places import Gazetteer, Place, Regions

COUNTRIES = "code\tname\tlat\tlon\tvariants\tadjectives\nIQ\tIraq\t33\t44\t\tIraqi\n"
PLACES = (
    "name\tkind\tcountry\tadmin1\tadmin2\tlat\tlon\tpopulation\tcode\tvariants\n"
    "Kirkuk\tadmin1\tIQ\tKirkuk\t\t35.3\t44.1\t\tIQ-KI\t\n"
    "Dibis\tadmin2\tIQ\tKirkuk\tDibis\t35.7\t44.1\t\t\t\n"
    "Sarkran\tsubdistrict\tIQ\tKirkuk\tDibis\t35.7\t43.9\t\t\tSargaran\n"
    "Hawija\tadmin2\tIQ\tKirkuk\tHawija\t35.3\t43.8\t\t\t\n"
    "Riyadh\tsubdistrict\tIQ\tKirkuk\tHawija\t35.2\t43.8\t\t\t\n"
)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(shipped_config())


@pytest.fixture(scope="session")
def regions(gazetteer: Gazetteer) -> Regions:
    return Regions.load(shipped_config(), gazetteer)


@pytest.fixture(scope="session")
def where(gazetteer: Gazetteer) -> Callable[..., dict[str, str]]:
    """A text's names as written, with the id of the place that each was taken for."""

    def resolved(text: str, home: str | None = None) -> dict[str, str]:
        return {item.mention.text: item.place.id for item in gazetteer.resolve(gazetteer.find(text, adjectives=True), home=home)}

    return resolved


@pytest.fixture(scope="session")
def place(gazetteer: Gazetteer) -> Callable[[str], Place]:
    def by_id(identity: str) -> Place:
        found = gazetteer.place(identity)
        assert found is not None, identity
        return found

    return by_id


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration of one country, one governorate and two districts, without regions of its own."""
    (tmp_path / "places").mkdir()
    (tmp_path / "regions").mkdir()
    (tmp_path / "places" / "countries.tsv").write_text(COUNTRIES, encoding="utf-8")
    (tmp_path / "places" / "iraq.tsv").write_text(PLACES, encoding="utf-8")
    context = (shipped_config() / "places" / "context.yaml").read_text(encoding="utf-8")
    (tmp_path / "places" / "context.yaml").write_text(context, encoding="utf-8")
    return tmp_path
