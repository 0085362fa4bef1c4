"""What carries violent words and is no incident: sums over time, history, threats, trials, accidents, sport."""

from __future__ import annotations

from stream.extract.claims import Claim
from stream.extract.clauses import Clause, clauses_of, comma_behind, is_told_of
from stream.extract.dates import When, WhenKind
from stream.extract.harmless import is_harmless, is_superlative
from stream.extract.lexicon import BACKGROUND_KINDS
from stream.extract.sentences import Sentence
from stream.extract.sums import recalled, sums
from stream.model import Group

#: Kinds that set the whole sentence aside; the others only the clause they stand in.
_WHOLE = frozenset({"anniversary", "legal", "statement", "figurative"})
#: What a correction begins with: "six had died; …", "… but later".
_TURNED = frozenset({";", "but"})
#: A phrase of time this near to the beginning is fronted: "In 2014, …" speaks of the whole sentence.
_FRONT = 3
#: What a clause hands down to those that hang on it: "60 strikes since January, in which 70 were killed".
_INHERITED = frozenset({"history", "cumulative", "forecast", "threat", "superseded"})
#: What has not happened yet; what is presupposed in it has: "will look into the murder of", "vowed to avenge those who were killed".
_UNREAL = frozenset({"forecast", "threat"})
_OPENING, _CLOSING = frozenset("\"“‘'«"), frozenset("\"”’'»")
#: Words between a participle and the year that it brings: "a man slain in 2014".
_BROUGHT = 3


class Scope:
    """Clauses of one sentence, and what sets each of them aside."""

    def __init__(self, sentence: Sentence, dates: list[When]) -> None:
        self._clauses = clauses_of(sentence, [when for when in dates if when.kind is WhenKind.POINT and when.anaphor is None])
        #: Days of which a clause tells what happened on them: "since November, when …".
        self._told_of = {when.start for when in dates if is_told_of(sentence, when)}
        #: By clause, and by token where a single word is set aside.
        self._reason: dict[int, str] = {}
        self._tokens: dict[int, str] = {}
        self._whole: str | None = None
        #: Where earlier figures are taken back, and where the sentence is parted in two.
        self._taken_back = sentence.where.get("superseded", [])
        self._parts = [at for at, token in enumerate(sentence.tokens) if token.raw in _TURNED]
        if self._taken_back and sentence.has(0, "revises"):  # "Contrary to first reports that six were killed, three died"
            self._parts += [at for at, token in enumerate(sentence.tokens) if token.raw == ","]
        for kind in BACKGROUND_KINDS:
            for at, _, _ in sentence.find(kind):
                if not is_harmless(sentence, kind, at):
                    self._set(kind, at, whole=kind in _WHOLE)
        self._quoted = {at for category in ("trigger", "participle") for at, end, _ in sentence.find(category) if _in_scare_quotes(sentence, at, end)}
        for at in recalled(sentence):
            self._set("history", at, whole=False)
        for at in sentence.where.get("answered", ()):
            if at <= 1:  # "In revenge for the dead of Monday, the air force bombed …"
                self._tokens |= dict.fromkeys(range(at, comma_behind(sentence, at)), "history")
            else:
                self._set("history", at, whole=False)
        for at in sums(sentence):
            if is_superlative(sentence, at):
                continue
            self._set("cumulative", at, whole=at <= _FRONT)
        past = min((when.start for when in dates if when.kind is WhenKind.HISTORY), default=len(sentence.tokens))
        for when in dates:
            if when.anaphor is not None and when.start > past:  # "in 2018; that day …"
                self._set("history", when.start, whole=False)
            elif when.kind is WhenKind.HISTORY:
                described = _described(sentence, when.start)
                if described is None:
                    self._set("history", when.start, whole=when.start <= _FRONT)
                else:
                    self._tokens[described] = "history"
            elif when.kind is WhenKind.SPAN and not is_superlative(sentence, when.start):
                self._set("cumulative", when.start, whole=when.start <= _FRONT)
                self._set_above("cumulative", when.start)

    def reason_of(self, claim: Claim) -> str | None:
        """Why what was done to somebody is no incident; a murder that is spoken of by name has happened, whatever is to follow from it."""
        reason = self.reason(claim.at)
        known = claim.presupposed and (reason in _UNREAL or (reason == "cumulative" and claim.party.named))
        return None if known else reason

    def is_quoted_word(self, claim: Claim) -> bool:
        """Whether nothing speaks against what was done to armed men but that its word is somebody else's: troops "neutralised" nine militants."""
        if claim.at not in self._quoted or claim.party.group is not Group.MILITANT or self._whole:
            return False
        clause = self._clause(claim.at)
        return clause.identity not in self._reason and self._handed_down(clause) is None

    def _set(self, kind: str, at: int, *, whole: bool) -> None:
        if whole:
            self._whole = self._whole or kind
        self._reason.setdefault(self._clause(at).identity, kind)

    def _set_above(self, kind: str, at: int) -> None:
        """A date behind "before" speaks of the clause that it ends, not of one of its own."""
        clause = self._clause(at)
        if clause.above is not None and at - clause.start <= _FRONT:
            self._reason.setdefault(clause.above, kind)

    def _clause(self, at: int) -> Clause:
        return next(clause for clause in reversed(self._clauses) if clause.start <= at)

    def reason(self, at: int) -> str | None:
        """Why what stands at that token is no incident; None where nothing speaks against it."""
        reason = self._reason_at(at)
        if reason == "superseded" and any(mark < at and self._taken_back and max(self._taken_back) < mark for mark in self._parts):
            return None  # "early reports spoke of ten dead; the hospital gave the toll as six"
        return reason

    def _reason_at(self, at: int) -> str | None:
        if self._whole:
            return self._whole
        if at in self._quoted:
            return "figurative"
        if at in self._told_of:
            return None
        if at in self._tokens:
            return self._tokens[at]
        clause = self._clause(at)
        reason = self._reason.get(clause.identity) or self._handed_down(clause)
        if reason in _UNREAL and any(other.told and other.start == at + 1 for other in self._clauses):
            return None  # "will investigate the attack that killed ten"
        return reason

    def _handed_down(self, clause: Clause) -> str | None:
        """What the clauses that a clause hangs on, however many, say of it."""
        own = clause
        while clause.above is not None and not clause.free:
            above = self._reason.get(clause.above)
            if above in _INHERITED and not (above in _UNREAL and (own.told or clause is not own)):
                return above
            if above is not None:
                return None
            identity = clause.above
            clause = next(other for other in self._clauses if other.identity == identity)
        return None


def _in_scare_quotes(sentence: Sentence, at: int, end: int) -> bool:
    """Whether one word stands in quotation marks of its own: it is not meant."""
    return end == at + 1 and sentence.word(at - 1) in _OPENING and sentence.word(end) in _CLOSING


def _described(sentence: Sentence, year: int) -> int | None:
    """The participle that tells whom a sentence speaks of, and not what happened: "a vigil for a man slain in 2014"."""
    for at in range(year - 1, max(0, year - _BROUGHT), -1):
        if sentence.has(at, "participle") and sentence.has(at - 1, "person"):
            return at
    return None
