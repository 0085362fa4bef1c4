"""What the tests of extractors share: an article, an answer to it, and an extractor over the shipped configuration."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from stream.config import shipped_config
from stream.extract import Actors
from stream.extractors.limits import Timing
from stream.extractors.openai import PROMPT, OpenAIExtractor
from stream.extractors.openai.endpoint import Endpoint
from stream.extractors.openai.reading import AnswerReader
from stream.model import Article, Report
from stream.places import Gazetteer, Regions
from tests.news import attack
from tests.unit.extractors.endpoint import told_of


class Clock:
    """Time that passes only where somebody waits, and all waits told."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)

    def timing(self) -> Timing:
        return Timing(now=lambda: self.time, sleep=self.sleep, chance=lambda: 1.0)


class Stand:
    """What reads in the chosen extractor's place."""

    name = "stand-in"

    def __init__(self) -> None:
        self.read: list[str] = []

    def extract(self, article: Article) -> tuple[Report, ...]:
        self.read.append(article.id)
        return ()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def stand():
    return Stand()


@pytest.fixture(scope="session")
def reader():
    config = shipped_config()
    gazetteer = Gazetteer.load(config)
    return AnswerReader(gazetteer, Regions.load(config, gazetteer), Actors.load(config / "actors.yaml"))


@pytest.fixture
def openai(reader):
    """An extractor that asks the endpoint at an address."""

    def make(url: str, key: str | None = None, timeout: float = 5.0) -> OpenAIExtractor:
        endpoint = Endpoint(url, "a-model", SecretStr(key) if key else None, timeout=timeout)
        return OpenAIExtractor(endpoint, reader, (shipped_config() / PROMPT).read_text(), "a-model")

    return make


@pytest.fixture
def article():
    return Article.model_validate(attack("a1", killed=3))


@pytest.fixture
def told(article) -> dict[str, Any]:
    """What a good model says of the article; tests spoil it."""
    return told_of(article.text)
