"""Extractors by name, behind one protocol: those that compute, and those that ask over a network. Outside the pure core."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from stream.extract import BuiltinExtractor, Extractor
from stream.extractors.files import Waiting
from stream.extractors.kept import Kept, KeptInFile, KeptInMemory
from stream.extractors.limits import Patience
from stream.extractors.protocol import AsyncExtractor, Setup, Unanswered
from stream.extractors.registry import find
from stream.extractors.remote import FALLBACK, Remote
from stream.pipeline import Answer, ExtractorFactory
from stream.places import Gazetteer, Regions
from stream.settings import Settings

__all__ = [
    "FALLBACK",
    "Answer",
    "AsyncExtractor",
    "Kept",
    "KeptInFile",
    "KeptInMemory",
    "Patience",
    "Remote",
    "Setup",
    "Unanswered",
    "Waiting",
    "for_files",
    "for_worker",
]


def for_worker(settings: Settings) -> ExtractorFactory:
    """The extractor that the settings choose, for a driver with an event loop: one over a network comes as a Remote. Raises ConfigurationError."""
    return _factory(settings, KeptInMemory(), _patience(settings))


def for_files(settings: Settings, answers: Path | None = None) -> ExtractorFactory:
    """The extractor that the settings choose, for a driver without one: one over a network comes as Waiting, its answers kept in `answers` (JSONL).

    Nothing else waits, so an article waits for the budget as long as it takes. Raises ConfigurationError.
    """
    make = _factory(settings, KeptInFile(answers) if answers else KeptInMemory(), replace(_patience(settings), budget_wait=math.inf, total=None))

    def factory(config_dir: Path, gazetteer: Gazetteer, regions: Regions) -> Extractor:
        made = make(config_dir, gazetteer, regions)
        return Waiting(made, settings.extractor_lookahead) if isinstance(made, Remote) else made

    return factory


def _patience(settings: Settings) -> Patience:
    return Patience(
        per_minute=settings.extractor_per_minute,
        budget_wait=settings.extractor_patience,
        attempts=settings.extractor_attempts,
        timeout=settings.extractor_timeout,
    )


def _factory(settings: Settings, kept: Kept, patience: Patience) -> ExtractorFactory:
    create = find(settings.extractor)

    def factory(config_dir: Path, gazetteer: Gazetteer, regions: Regions) -> Extractor:
        made = create(Setup(config_dir, gazetteer, regions, settings))
        if not isinstance(made, AsyncExtractor):
            return made
        return Remote(made, BuiltinExtractor.load(config_dir, gazetteer, regions), kept, patience)

    return factory
