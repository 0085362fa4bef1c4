"""The clauses of a sentence: which hangs on which, which goes on behind another, which tells of a day of its own."""

from __future__ import annotations

from dataclasses import dataclass

from stream.extract.dates import When, WhenKind
from stream.extract.sentences import Sentence

#: Marks that end a clause.
_MARKS = frozenset({";", ":", "—", "–"})
_PARTS = _MARKS | {","}
#: A phrase of time this near to the beginning is fronted: "In 2014, …" speaks of the whole sentence.
_FRONT = 3
#: Fewest tokens of an inserted clause.
_SHORTEST = 3
#: What tells of an attack, also where it is no word for what was done to people.
_DEEDS = frozenset({"trigger", "active", "impact"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, from the token that it starts with to the next."""

    start: int
    #: Clauses of one identity are one clause, interrupted by another ("ISIS, which rose in 2014, attacked …").
    identity: int
    #: The clause that this one hangs on.
    above: int | None
    #: It says of somebody what was done: "those who were killed".
    told: bool = False
    #: It tells of a day of its own, whatever the clause above says: "since November, when …".
    free: bool = False
    #: The clause that it is put in, and that goes on behind the next comma: "an earlier toll, the bloodiest in months, gave …".
    within: Clause | None = None


def clauses_of(sentence: Sentence, days: list[When]) -> list[Clause]:
    """The clauses of a sentence; `days` are those on which something may have happened."""
    told = {when.end + (sentence.word(when.end) == ",") for when in days if is_told_of(sentence, when)}
    clauses = [Clause(0, 0, None)]
    begun = {*sentence.where.get("clause", ()), *(at for at in sentence.where.get("answered", ()) if at > 1)}
    for at, token in enumerate(sentence.tokens):
        if not at or not (at in begun or token.raw in _PARTS):
            continue
        last = clauses[-1]
        if at in begun and at > last.start:
            clauses.append(Clause(at, at, last.identity, free=at in told, told=_tells_what_was_done(sentence, at)))
        elif token.raw in _MARKS and at > last.start:
            dated = any(at < when.start <= at + _FRONT for when in days)  # "87 since January; in September a driver was shot"
            clauses.append(Clause(at, at, last.identity if token.raw == ";" and not dated else None))
        elif token.raw == "," and (_adds_on(sentence, at) or sentence.has(at + 1, "revises")):
            clauses.append(Clause(at, at, None, within=last))
        elif token.raw == "," and last.within is not None and at - last.start >= _SHORTEST:
            clauses.append(Clause(at, last.within.identity, last.within.above))
        elif token.raw == "," and last.above is not None and at - last.start >= _SHORTEST and sentence.word(last.start - 1) == ",":
            above = next(clause for clause in clauses if clause.identity == last.above)
            clauses.append(Clause(at, above.identity, above.above))
    return clauses


def _tells_what_was_done(sentence: Sentence, at: int) -> bool:
    """Whether a clause says of somebody, or of an attack, what was done: "those who were killed", "the attack that killed ten", "who opened fire"."""
    if not sentence.has(at, "relative"):
        return False
    verb = at + 1 + sentence.has(at + 1, "adverb")
    past = sentence.word(verb).endswith("ed") and sentence.has_any(verb, _DEEDS) and not sentence.has(verb, "intransitive")
    return sentence.has(at + 1, "past") or sentence.has(verb, "participle") or past


def is_told_of(sentence: Sentence, when: When) -> bool:
    """Whether a clause behind a day tells what happened on it."""
    return when.kind is WhenKind.POINT and sentence.word(when.end + (sentence.word(when.end) == ",")) == "when"


def _adds_on(sentence: Sentence, at: int) -> bool:
    """Read ", the seventh attack in ten days" behind the news itself: what it says of time holds for it alone."""
    return sentence.has_within("superlative", at + 2, at + 5) and (sentence.has(at + 1, "definite") or sentence.word(at + 1) in {"in", "a"})


def comma_behind(sentence: Sentence, at: int) -> int:
    """The first comma behind a token, or the end of the sentence."""
    return next((index for index in range(at, len(sentence.tokens)) if sentence.word(index) == ","), len(sentence.tokens))
