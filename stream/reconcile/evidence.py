"""What in an article's own text tells two stories of one event from two events: names, and the text itself.

Names are runs of two and more capitalised words: persons, streets, schools. The fingerprint is a SimHash (Charikar 2002) over runs of three words:
64 bits, of which copies of one text differ in few, and other texts in about half.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from stream.model import Article, Report
from stream.reconcile.words import Words

#: Names that are kept of an article.
MAX_NAMES = 24
#: Characters of a text that are looked at.
MAX_TEXT = 12_000
#: Words that are hashed together.
SHINGLE = 3
#: Fewer words say too little to be a copy of something.
MIN_WORDS = 12
#: Bits by which copies of one text may differ.
COPY_BITS = 10
#: Outlets that are compared with one another; those beyond count as they are.
MAX_OUTLETS = 50

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def with_evidence(reports: tuple[Report, ...], article: Article, words: Words) -> tuple[Report, ...]:
    """The reports with names and the fingerprint of their article."""
    if not reports:
        return reports
    text = fingerprint(article.text[:MAX_TEXT])
    if len(reports) == 1:
        names = names_of(f"{article.title}\n{article.text[:MAX_TEXT]}", words.in_names, words.common)
        return (reports[0].model_copy(update={"names": names, "fingerprint": text}),)
    return tuple(
        report.model_copy(update={"names": names_of(_own_words(report), words.in_names, words.common), "fingerprint": text}) for report in reports
    )


def _own_words(report: Report) -> str:
    """The sentences that a report rests on: where an article tells of several events, its other names may be another's."""
    quotes = [*report.quotes, *(casualty.quote for casualty in report.casualties if casualty.quote)]
    return "\n".join(dict.fromkeys(quote.text for quote in quotes))


def names_of(text: str, common: frozenset[str], kinds: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Names in order of appearance, lower case, each once.

    `common` are words that are no part of a name at its ends; after `kinds` (street, school) a name is not a person's.
    """
    found: dict[str, None] = {}
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        joined = bool(run) and text[end : match.start()] == " "
        capital = word[0].isupper() and not word.isupper()
        if run and not (joined and capital):
            _keep(run, found, common, kinds)
            run = []
        if capital:
            run.append(word.lower().removesuffix("'s").removesuffix("’s"))
            if word.endswith(("'s", "’s")):
                _keep(run, found, common, kinds)
                run = []
        end = match.end()
    _keep(run, found, common, kinds)
    return tuple(found)[:MAX_NAMES]


def _keep(run: list[str], found: dict[str, None], common: frozenset[str], kinds: frozenset[str]) -> None:
    """A run of capitalised words, less the common ones at its ends, and a person's middle name."""
    while run and run[0] in common:
        run = run[1:]
    while run and run[-1] in common:
        run = run[:-1]
    if run and run[-1] in _SUFFIXES:
        run = run[:-1]
    if len(run) == 3 and run[-1] not in kinds:
        run = [run[0], run[-1]]
    if 2 <= len(run) <= 4:
        found.setdefault(" ".join(run))


def fingerprint(text: str) -> str | None:
    """SimHash of a text, in hexadecimal; None for one of a few words."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < MIN_WORDS:
        return None
    shingles = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    hashes = b"".join(hashlib.blake2b(shingle.encode(errors="replace"), digest_size=8).digest() for shingle in shingles)
    ones = np.unpackbits(np.frombuffer(hashes, dtype=np.uint8).reshape(-1, 8), axis=1).sum(axis=0)
    return np.packbits(ones * 2 > len(shingles)).tobytes().hex()


def independent(told: Sequence[tuple[str, str | None]]) -> int:
    """Number of outlets that tell of an event in words of their own, out of (outlet, fingerprint) of its reports in canonical order."""
    outlets = dict(told)
    # Of each outlet its first.
    outlets.update(reversed(told))
    alone = sum(text is None for text in outlets.values())
    texts = [text for text in outlets.values() if text is not None]
    return alone + _own_texts(tuple(texts[:MAX_OUTLETS])) + max(len(texts) - MAX_OUTLETS, 0)


@lru_cache(maxsize=1_000)
def _own_texts(texts: tuple[str, ...]) -> int:
    """How many of the texts are no copy of one before; the same again while a large incident gets reports of outlets that it has."""
    own: list[int] = []
    for bits in (int(text, 16) for text in texts):
        if all((bits ^ other).bit_count() > COPY_BITS for other in own):
            own.append(bits)
    return len(own)
