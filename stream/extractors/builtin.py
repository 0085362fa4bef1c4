"""The built-in extractor, as it is registered: word lists and grammar, no network."""

from __future__ import annotations

from stream.extract import BuiltinExtractor
from stream.extractors.protocol import Setup


def create(setup: Setup) -> BuiltinExtractor:
    """With the word lists and actors of the configuration directory; raises ConfigurationError."""
    return BuiltinExtractor.load(setup.config_dir, setup.gazetteer, setup.regions)
