"""What carries violent words and is no incident: sums over time, history, threats, trials, accidents, sport."""

from __future__ import annotations

from collections import defaultdict

from stream.extract.dates import When, WhenKind
from stream.extract.lexicon import BACKGROUND_KINDS
from stream.extract.sentences import Sentence

#: Kinds that set the whole sentence aside; the others only the clause they stand in.
_WHOLE = frozenset({"anniversary", "legal", "statement", "figurative"})
#: Marks that end a clause.
_MARKS = frozenset({";", ":", "—", "–"})
#: A phrase of time this near to the beginning is fronted: "In 2014, …" speaks of the whole sentence.
_FRONT = 3


class Scope:
    """Clauses of one sentence, and what sets each of them aside."""

    def __init__(self, sentence: Sentence, dates: list[When]) -> None:
        self.starts = _clause_starts(sentence)
        self._reason: dict[int, str] = {}
        self._whole: str | None = None
        for kind in BACKGROUND_KINDS:
            for at, _, _ in sentence.find(kind):
                if not (kind == "forecast" and sentence.has(at, "month") and sentence.tokens[at].capitalised):
                    self._set(kind, at, whole=kind in _WHOLE)
        for when in dates:
            if when.kind is WhenKind.HISTORY:
                self._set("history", when.start, whole=when.start <= _FRONT)
            elif when.kind is WhenKind.SPAN:
                self._set("cumulative", when.start, whole=when.start <= _FRONT)

    def _set(self, kind: str, at: int, *, whole: bool) -> None:
        if whole:
            self._whole = self._whole or kind
        self._reason.setdefault(self.clause(at), kind)

    def clause(self, at: int) -> int:
        """Number of the clause that holds a token."""
        clause = 0
        for number, start in enumerate(self.starts):
            if start <= at:
                clause = number
        return clause

    def reason(self, at: int) -> str | None:
        """Why what stands at that token is no incident; None where nothing speaks against it."""
        return self._whole or self._reason.get(self.clause(at))


def _clause_starts(sentence: Sentence) -> list[int]:
    starts = [0]
    for at, token in enumerate(sentence.tokens):
        if at and (sentence.has(at, "clause") or token.raw in _MARKS) and at > starts[-1]:
            starts.append(at)
    return starts


def topic_of(sentences: list[Sentence], enough: int) -> str | None:
    """What a whole article is about, where it has so many distinct words of one topic: sport, film, market, weather."""
    words: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for at, _, topic in sentence.find("topic"):
            words[topic].add(sentence.word(at))
    best = max(words, key=lambda topic: (len(words[topic]), topic), default=None)
    return best if best is not None and len(words[best]) >= enough else None
