"""The setting chooses; drivers get what fits them."""

from __future__ import annotations

import pytest

from stream import extractors, topics
from stream.config import shipped_config
from stream.extract import BuiltinExtractor
from stream.extractors import Remote, Waiting, for_files, for_worker
from stream.pipeline import Answer, load_pipeline
from stream.settings import load_settings
from stream.worker.topics import wanted
from tests.unit.build import report


class Sync:
    """Computes."""

    name = "sync"

    def extract(self, article):
        return (report(article.id),)


class Network:
    """Asks."""

    name = "network"
    version = "1"

    async def ask(self, article):
        return article.id

    def read(self, article, raw):
        return Answer((report(raw),))


@pytest.fixture
def choose(monkeypatch):
    """The pipeline's extractor when such a one is registered and chosen."""

    def choice(made, factory, **settings):
        monkeypatch.setattr(extractors, "find", lambda _: lambda _: made)
        chosen = factory(load_settings(env_file=None, extractor=made.name, **settings))
        return load_pipeline(shipped_config(), extractor=chosen).extractor

    return choice


def test_the_built_in_one_is_the_default():
    """Without a setting, for files and on Kafka."""
    settings = load_settings(env_file=None)
    for factory in (for_files, for_worker):
        assert isinstance(load_pipeline(shipped_config(), extractor=factory(settings)).extractor, BuiltinExtractor)


def test_one_that_computes_is_called_as_it_is(choose):
    """Nothing stands between."""
    sync = Sync()
    assert choose(sync, for_files) is sync
    assert choose(sync, for_worker) is sync


def test_one_that_asks_is_asked_by_what_fits_the_driver(choose, article):
    """Files wait for it; the worker's event loop awaits it."""
    assert isinstance(choose(Network(), for_worker), Remote)
    waiting = choose(Network(), for_files)
    assert isinstance(waiting, Waiting)
    assert waiting.extract(article) == (report(article.id),)


def test_answers_have_a_topic_where_they_are_asked_for():
    """Compacted, for as long as articles can be read again."""

    def specs(**settings):
        return {spec.name: spec for spec in wanted(load_settings(env_file=None, **settings))}

    assert topics.ANSWERS not in specs()
    assert specs(extractor="openai")[topics.ANSWERS].configs["cleanup.policy"] == "compact,delete"
    assert specs(extractor="openai")[topics.ANSWERS].configs["retention.ms"] == specs()[topics.ARTICLES].configs["retention.ms"]


def test_the_key_is_shown_nowhere(monkeypatch):
    """Neither by the settings nor by their mistakes."""
    monkeypatch.setenv("TOCSIN_LLM_API_KEY", "hunter2")
    settings = load_settings(env_file=None)
    assert settings.llm_api_key is not None
    assert "hunter2" not in repr(settings) + settings.model_dump_json()
