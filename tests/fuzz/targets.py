"""What a mutated input goes through, and what may come of it: a result, or an error of tocsin's own that says what was wrong."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stream.config import shipped_config
from stream.errors import BadRecord, ConfigurationError
from stream.model import EPOCH, Extraction, Version, parse_article
from stream.pipeline import Pipeline, load_pipeline
from stream.places import Gazetteer, Regions
from stream.watch.rules import Rules

#: Seconds of processor time that one input may take.
LIMIT = 1.0


@dataclass
class Outcome:
    """What came of many inputs."""

    kinds: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0
    #: (what went wrong, the input)
    failures: list[tuple[str, bytes]] = field(default_factory=list)


class Targets:
    """The parts that read what others write, loaded once."""

    def __init__(self) -> None:
        self.pipeline: Pipeline = load_pipeline(shipped_config())
        self.gazetteer = Gazetteer.load(shipped_config())
        self.regions = Regions.load(shipped_config(), self.gazetteer)

    def article(self, raw: bytes) -> str:
        """Boundary and extraction; the name of what came of it."""
        try:
            article = parse_article(raw)
        except BadRecord as error:
            assert str(error).isprintable(), "control characters in the error"
            return error.reason
        extraction, _ = self.pipeline.extract(article, Version(0, 0, 1), record_time=article.published or EPOCH)
        written = extraction.model_dump_json()
        assert Extraction.model_validate_json(written) == extraction, "does not come back from JSON as it was"
        for report in extraction.reports:
            for quote in report.quotes:
                assert getattr(article, quote.field)[quote.start : quote.end] == quote.text, f"quote {quote} does not stand there"
        return "reports" if extraction.reports else "empty"

    def rules(self, text: str, file: Path) -> str:
        """Loading of rules."""
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            Rules.load(file, self.regions)
        except ConfigurationError as error:
            assert str(error), "says nothing"
            return "refused"
        return "loaded"

    def drawn(self, text: str, file: Path) -> str:
        """Loading of regions that a user draws."""
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            Regions.load(shipped_config(), self.gazetteer, file)
        except ConfigurationError as error:
            assert str(error), "says nothing"
            return "refused"
        return "loaded"

    def articles(self, inputs: Iterable[bytes], outcome: Outcome) -> Outcome:
        """Every one of them; a crash or one that takes too long is a failure."""
        for raw in inputs:
            with _watched(outcome, raw):
                outcome.kinds[self.article(raw)] += 1
        return outcome


@contextlib.contextmanager
def _watched(outcome: Outcome, raw: bytes) -> Iterator[None]:
    start = time.process_time()
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a find
        outcome.failures.append((f"{type(error).__name__}: {error}"[:300], raw))
    took = time.process_time() - start
    outcome.worst = max(outcome.worst, took)
    if took > LIMIT:
        outcome.failures.append((f"took {took:.2f} s", raw))
