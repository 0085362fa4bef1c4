"""The extractor with the shipped configuration, loaded once, and short ways to read a text with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from stream.config import shipped_config
from stream.extract import Actors, BuiltinExtractor, Lexicon
from stream.extract.sentences import Sentence, split_article
from stream.model import Article, Effect, Group, Report
from stream.places import Gazetteer, Regions

#: A Wednesday.
PUBLISHED = dt.datetime.fromisoformat("2021-12-08T11:44:00+03:00")


@pytest.fixture(scope="session")
def actors() -> Actors:
    return Actors.load(shipped_config() / "actors.yaml")


@pytest.fixture(scope="session")
def lexicon(actors: Actors) -> Lexicon:
    loaded = Lexicon.load(shipped_config() / "lexicon")
    actors.add_to(loaded.phrases)
    return loaded


@pytest.fixture(scope="session")
def extractor() -> BuiltinExtractor:
    config = shipped_config()
    gazetteer = Gazetteer.load(config)
    return BuiltinExtractor.load(config, gazetteer, Regions.load(config, gazetteer))


@pytest.fixture(scope="session")
def sentences(lexicon: Lexicon) -> Callable[..., list[Sentence]]:
    def split(text: str, title: str = "") -> list[Sentence]:
        return split_article(Article(text=text, title=title), lexicon.phrases, lexicon.words["abbreviations"])

    return split


@pytest.fixture(scope="session")
def extract(extractor: BuiltinExtractor) -> Callable[..., tuple[Report, ...]]:
    def run(text: str, title: str = "", published: dt.datetime | None = PUBLISHED) -> tuple[Report, ...]:
        return extractor.extract(Article(text=text, title=title, published=published))

    return run


def killed_and_wounded(report: Report) -> tuple[int, int]:
    """Persons of all groups."""
    killed, wounded = (sum(c.best for c in report.casualties if c.effect is effect) for effect in (Effect.KILLED, Effect.WOUNDED))
    return killed, wounded


def tolls(report: Report) -> dict[tuple[Effect, Group], int]:
    """Best figures by effect and group."""
    return {(casualty.effect, casualty.group): casualty.best for casualty in report.casualties}
