"""python -m tests.fuzz.guided [--keep DIR] [libFuzzer's options]: inputs that Atheris finds by what they make the code do.

The first byte picks the target: articles (as bytes, and as words of the lexicon), places, inner records, rules. Needs the package atheris
(`make fuzz-guided` brings it to build/fuzz). An input that makes a crash, or takes longer than a second of processor time, ends it.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-not-found] # comes with make fuzz-guided

with atheris.instrument_imports(include=["stream"]):
    from tests.fuzz.targets import LIMIT, Targets

from pydantic import ValidationError

from stream.errors import BadRecord
from stream.model import extraction_record, parse_ruling, region_record, statement_record
from tests.fuzz.__main__ import originals
from tests.fuzz.mutate import NASTY, mutated_bytes

#: Longest text that is made of words.
MOST_WORDS = 400


class Guided:
    """What is done with an input."""

    def __init__(self, folder: Path) -> None:
        self.targets = Targets()
        self.file = folder / "rules.yaml"
        articles = originals()
        self.raw = [json.dumps(article).encode() for article in articles]
        self.words = sorted({word for article in articles for word in str(article["text"]).split()} | set(NASTY))
        self.ways: list[Callable[[atheris.FuzzedDataProvider], object]] = [
            self._bytes, self._mutated, self._worded, self._worded, self._places, self._inner, self._rules,
        ]  # fmt: skip

    def __call__(self, data: bytes) -> None:
        """One input. Raises whatever it finds."""
        provider = atheris.FuzzedDataProvider(data)
        way = self.ways[provider.ConsumeIntInRange(0, len(self.ways) - 1)]
        start = time.process_time()
        way(provider)
        took = time.process_time() - start
        if took > LIMIT:
            raise TimeoutError(f"{way.__name__} took {took:.2f} s of processor time")

    def _bytes(self, provider: atheris.FuzzedDataProvider) -> None:
        self.targets.article(provider.ConsumeBytes(provider.remaining_bytes()))

    def _mutated(self, provider: atheris.FuzzedDataProvider) -> None:
        raw = self.raw[provider.ConsumeIntInRange(0, len(self.raw) - 1)]
        for _ in range(provider.ConsumeIntInRange(1, 4)):
            raw = mutated_bytes(raw, random.Random(provider.ConsumeInt(4)))
        self.targets.article(raw)

    def _worded(self, provider: atheris.FuzzedDataProvider) -> None:
        """A text of words that articles have: what Atheris learns is their order."""
        words = [self.words[provider.ConsumeIntInRange(0, len(self.words) - 1)] for _ in range(min(MOST_WORDS, provider.remaining_bytes() // 2))]
        article = {"text": " ".join(words), "title": " ".join(words[:8]), "published": "2021-12-08T11:44:00+03:00"}
        self.targets.article(json.dumps(article).encode("utf-8", "surrogatepass"))

    def _places(self, provider: atheris.FuzzedDataProvider) -> None:
        gazetteer = self.targets.gazetteer
        gazetteer.resolve(gazetteer.find(provider.ConsumeUnicodeNoSurrogates(4_000), adjectives=provider.ConsumeBool()), home="IQ")

    def _inner(self, provider: atheris.FuzzedDataProvider) -> None:
        raw = provider.ConsumeBytes(provider.remaining_bytes())
        for read in (extraction_record.validate_json, statement_record.validate_json, region_record.validate_json, parse_ruling):
            try:
                read(raw)
            except (ValidationError, BadRecord):
                continue

    def _rules(self, provider: atheris.FuzzedDataProvider) -> None:
        self.targets.rules(provider.ConsumeUnicode(2_000), self.file)


def main() -> None:
    """Until libFuzzer has enough (-atheris_runs, -max_total_time), or something is found."""
    with tempfile.TemporaryDirectory() as folder:
        atheris.Setup(sys.argv, Guided(Path(folder)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
