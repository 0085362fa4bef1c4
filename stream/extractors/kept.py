"""Answers that were paid for: looked up before anything is asked, stored before anything is done with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from stream.errors import ConfigurationError, Problem
from stream.extractors.protocol import AsyncExtractor
from stream.model import Article


class Kept(Protocol):
    """Where answers are kept, by the digest of what was asked."""

    async def get(self, key: str) -> str | None:
        """The answer as it came; None where it was never asked."""

    async def put(self, key: str, article_id: str, raw: str) -> None:
        """Return once it is stored for good."""


def question_key(extractor: AsyncExtractor, article: Article) -> str:
    """Digest of all that an answer may depend on: the extractor, its version (model, prompt), the article's id and what is read of it."""
    published = article.published.isoformat() if article.published else None
    asked = [extractor.name, extractor.version, article.id, article.source, published, article.language, article.title, article.text]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:32]


class KeptInMemory:
    """For one run."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        """The answer as it came."""
        return self.answers.get(key)

    async def put(self, key: str, article_id: str, raw: str) -> None:  # noqa: ARG002 - of use only to people who read a file
        """Keep it."""
        self.answers[key] = raw


class KeptInFile(KeptInMemory):
    """A JSONL file, `{"key": …, "article_id": …, "answer": …}` a line, written as answers come; one process at a time."""

    def __init__(self, file: Path) -> None:
        """Reads what is there. A last line that a crash cut off is left out; raises ConfigurationError for anything else that is no answer."""
        super().__init__()
        self._file = file
        if file.exists():
            self.answers.update(self._read())

    async def put(self, key: str, article_id: str, raw: str) -> None:
        """Append a line; raises OSError."""
        await super().put(key, article_id, raw)
        line = json.dumps({"key": key, "article_id": article_id, "answer": raw}, ensure_ascii=False)
        with self._file.open("a", encoding="utf-8") as out:
            out.write(line + "\n")

    def _read(self) -> Iterator[tuple[str, str]]:
        content = self._file.read_bytes()
        end = content.rfind(b"\n") + 1
        if end != len(content):
            # Else the next line would be written behind the half one.
            with self._file.open("r+b") as file:
                file.truncate(end)
        for number, line in enumerate(content[:end].splitlines(), 1):
            if line.strip():
                yield self._entry(number, line)

    def _entry(self, number: int, line: bytes) -> tuple[str, str]:
        try:
            entry = json.loads(line)
            key, raw = entry["key"], entry["answer"]
        except (ValueError, KeyError, TypeError) as error:
            raise self._mistake(number, f"no answer: {type(error).__name__} {error}") from error
        if not isinstance(key, str) or not isinstance(raw, str):
            raise self._mistake(number, f"found {str(entry)[:60]!r}")
        return key, raw

    def _mistake(self, number: int, message: str) -> ConfigurationError:
        expected = '{"key": "…", "article_id": "…", "answer": "…"}, as written by an earlier run'
        return ConfigurationError([Problem(str(self._file), number, "", message, expected)])
