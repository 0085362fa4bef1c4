"""The extractor with the shipped configuration, loaded once."""

from __future__ import annotations

import pytest

from stream.config import shipped_config
from stream.extract import BuiltinExtractor
from stream.places import Gazetteer, Regions


@pytest.fixture(scope="session")
def extractor() -> BuiltinExtractor:
    config = shipped_config()
    gazetteer = Gazetteer.load(config)
    return BuiltinExtractor.load(config, gazetteer, Regions.load(config, gazetteer))
