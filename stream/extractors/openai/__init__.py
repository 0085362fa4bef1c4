"""The extractor `openai`: a language model behind any OpenAI-compatible endpoint, held to the article's own words (docs/extractors.md)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from stream.config import collect
from stream.errors import ConfigurationError, Problem
from stream.extract import Actors
from stream.extractors.openai.endpoint import Endpoint
from stream.extractors.openai.reading import AnswerReader
from stream.extractors.openai.schema import answer_schema
from stream.extractors.protocol import Setup
from stream.model import Article
from stream.pipeline import Answer
from stream.settings import PREFIX, Settings

#: The instruction, below the configuration directory: an analyst may edit it, and answers to another one are asked for anew.
PROMPT = Path("extractors") / "openai.txt"


class OpenAIExtractor:
    """Asks an endpoint, one request a call; reads answers by AnswerReader."""

    name = "openai"

    def __init__(self, endpoint: Endpoint, reader: AnswerReader, prompt: str, model: str) -> None:
        self._endpoint = endpoint
        self._reader = reader
        self._prompt = prompt
        self._schema: dict[str, Any] = answer_schema()
        self.version = hashlib.sha256(json.dumps([model, prompt, self._schema], sort_keys=True).encode()).hexdigest()[:16]

    async def ask(self, article: Article) -> str:
        """The content of the model's message, not yet read."""
        return await self._endpoint.complete(self._prompt, question(article), self._schema)

    def read(self, article: Article, raw: str) -> Answer:
        """The reports that stand."""
        return self._reader.read(article, raw)


def question(article: Article) -> str:
    """The article as the model gets it: when and by whom published, title, text."""
    published = article.published.isoformat() if article.published else "unknown"
    weekday = f" ({article.published:%A})" if article.published else ""
    return f"PUBLISHED: {published}{weekday}\nSOURCE: {article.source or 'unknown'}\nTITLE: {article.title}\n\n{article.text}"


def create(setup: Setup) -> OpenAIExtractor:
    """By TOCSIN_LLM_URL, TOCSIN_LLM_MODEL and TOCSIN_LLM_API_KEY; raises ConfigurationError with every mistake in them, the prompt and the actors."""
    url, model = _needed(setup.settings)
    prompt, actors = collect(lambda: _prompt(setup.config_dir / PROMPT), lambda: Actors.load(setup.config_dir / "actors.yaml"))
    endpoint = Endpoint(url, model, setup.settings.llm_api_key, timeout=setup.settings.extractor_timeout)
    return OpenAIExtractor(endpoint, AnswerReader(setup.gazetteer, setup.regions, actors), prompt, model)


def _needed(settings: Settings) -> tuple[str, str]:
    needed = {"llm_url": "such as http://localhost:8000/v1", "llm_model": "the name of a model that the endpoint has"}
    missing = [
        Problem("environment", None, f"{PREFIX}{name.upper()}", "is missing, which the extractor 'openai' needs", expected)
        for name, expected in needed.items()
        if getattr(settings, name) is None
    ]
    if missing:
        raise ConfigurationError(missing)
    assert settings.llm_url is not None
    assert settings.llm_model is not None
    return settings.llm_url, settings.llm_model


def _prompt(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError([Problem(str(file), None, "", f"cannot be read: {error}", "the instruction to the model, UTF-8")]) from error
    if not text:
        raise ConfigurationError([Problem(str(file), None, "", "is empty", "the instruction to the model")])
    return text
