"""What an extractor is to the drivers: one that computes (stream.extract.Extractor), or one that asks over a network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from stream.errors import TocsinError
from stream.extract import Extractor
from stream.model import Article
from stream.pipeline import Answer
from stream.places import Gazetteer, Regions
from stream.settings import Settings


@dataclass(frozen=True, slots=True)
class Setup:
    """What an extractor is made of."""

    config_dir: Path
    gazetteer: Gazetteer
    regions: Regions
    settings: Settings


class Unanswered(TocsinError):  # noqa: N818 - no mistake of ours: no usable answer came
    """One attempt to get an answer failed."""

    def __init__(self, reason: str, message: str, *, again: bool = False, after: float | None = None) -> None:
        #: A short word for the metric.
        self.reason = reason
        #: Another attempt may do better.
        self.again = again
        #: Seconds before which the other side wants no other attempt; None: it does not say.
        self.after = after
        super().__init__(message)


@runtime_checkable
class AsyncExtractor(Protocol):
    """Asks over a network. One attempt a call: time-outs, retries, budget, fallback and keeping the answers are stream.extractors.remote's."""

    name: str
    #: Another version, another answer to be expected (model, prompt, schema): kept answers of other versions are not used.
    version: str

    async def ask(self, article: Article) -> str:
        """The answer as it came, which is kept as it is. Raises Unanswered; may be cancelled."""

    def read(self, article: Article, raw: str) -> Answer:
        """What an answer, new or kept, says: deterministic, and nothing in it is believed. Raises Unanswered."""


#: What an entry point of the group `tocsin.extractors` names. Raises ConfigurationError.
Create = Callable[[Setup], Extractor | AsyncExtractor]
