"""What carries violent words and is no incident: sums over time, history, threats, trials, accidents, sport."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stream.extract.claims import Claim
from stream.extract.dates import When, WhenKind
from stream.extract.lexicon import BACKGROUND_KINDS
from stream.extract.quantities import parse_quantity
from stream.extract.sentences import Sentence
from stream.model import Group

#: Kinds that set the whole sentence aside; the others only the clause they stand in.
_WHOLE = frozenset({"anniversary", "legal", "statement", "figurative"})
#: Marks that end a clause.
_MARKS = frozenset({";", ":", "—", "–"})
_PARTS = _MARKS | {","}
#: What a correction begins with: "six had died; …", "… but later".
_TURNED = frozenset({";", "but"})
#: A phrase of time this near to the beginning is fronted: "In 2014, …" speaks of the whole sentence.
_FRONT = 3
#: What a clause hands down to those that hang on it: "60 strikes since January, in which 70 were killed".
_INHERITED = frozenset({"history", "cumulative", "forecast", "threat", "superseded"})
#: What has not happened yet; what is presupposed in it has: "will look into the murder of", "vowed to avenge those who were killed".
_UNREAL = frozenset({"forecast", "threat"})
#: Fewest tokens of an inserted clause.
_SHORTEST = 3
_OPENING, _CLOSING = frozenset("\"“‘'«"), frozenset("\"”’'»")
#: Hours over which a sum is given, at least.
_HOURS = 12
#: So many attacks are a sum; two may be told together.
_MANY_EVENTS = 4
_COUNTED_REACH = 4
#: What parts a number from the word behind it: "seven martyrs as they ambush".
_NOT_COUNTED = frozenset({"clause", "state", "participle", "active"})
#: How far before "this year" a superlative stands.
_NEAR = 8
#: Most words of a street's name, with the one before it.
_STREET = 4
#: Words between an officer of the law and his court, and what none of them is.
_OFFICE_REACH = 6
_NO_OFFICE = frozenset({"auxiliary", "clause", "participle", "active", "intransitive", "saying", "trigger", "person"})
#: What stands before "would-be bomber", and never before a verb.
_PHRASE_BEGINS = frozenset({"determiner", "definite", "number"})
#: What tells of an attack, also where it is no word for what was done to people.
_DEEDS = frozenset({"trigger", "active", "impact"})
#: How far before "since" stands "it has been".
_ELAPSED = 6
#: Words between "comes" and "a week after".
_RECALLING = 5
#: Words between a participle and the year that it brings: "a man slain in 2014".
_BROUGHT = 3


class Scope:
    """Clauses of one sentence, and what sets each of them aside."""

    def __init__(self, sentence: Sentence, dates: list[When]) -> None:
        self._clauses = _clauses(sentence, [when for when in dates if when.kind is WhenKind.POINT and when.anaphor is None])
        #: By clause, and by token where a single word is set aside.
        #: Days of which a clause tells what happened on them: "since November, when …".
        self._told_of = {when.start for when in dates if _is_told_of(sentence, when)}
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
                if not _harmless(sentence, kind, at):
                    self._set(kind, at, whole=kind in _WHOLE)
        self._quoted = {at for category in ("trigger", "participle") for at, end, _ in sentence.find(category) if _in_scare_quotes(sentence, at, end)}
        for at in _recalled(sentence):
            self._set("history", at, whole=False)
        for at in sentence.where.get("answered", ()):
            if at <= 1:  # "In revenge for the dead of Monday, the air force bombed …"
                self._tokens |= dict.fromkeys(range(at, _comma_behind(sentence, at)), "history")
            else:
                self._set("history", at, whole=False)
        for at in _sums(sentence):
            if _superlative(sentence, at):
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
            elif when.kind is WhenKind.SPAN and not _superlative(sentence, when.start):
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

    def _clause(self, at: int) -> _Clause:
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

    def _handed_down(self, clause: _Clause) -> str | None:
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


@dataclass(frozen=True, slots=True)
class _Clause:
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
    within: _Clause | None = None


def _clauses(sentence: Sentence, days: list[When]) -> list[_Clause]:
    """The clauses of a sentence; `days` are those on which something may have happened."""
    told = {when.end + (sentence.word(when.end) == ",") for when in days if _is_told_of(sentence, when)}
    clauses = [_Clause(0, 0, None)]
    begun = {*sentence.where.get("clause", ()), *(at for at in sentence.where.get("answered", ()) if at > 1)}
    for at, token in enumerate(sentence.tokens):
        if not at or not (at in begun or token.raw in _PARTS):
            continue
        last = clauses[-1]
        if at in begun and at > last.start:
            clauses.append(_Clause(at, at, last.identity, free=at in told, told=_tells_what_was_done(sentence, at)))
        elif token.raw in _MARKS and at > last.start:
            dated = any(at < when.start <= at + _FRONT for when in days)  # "87 since January; in September a driver was shot"
            clauses.append(_Clause(at, at, last.identity if token.raw == ";" and not dated else None))
        elif token.raw == "," and (_adds_on(sentence, at) or sentence.has(at + 1, "revises")):
            clauses.append(_Clause(at, at, None, within=last))
        elif token.raw == "," and last.within is not None and at - last.start >= _SHORTEST:
            clauses.append(_Clause(at, last.within.identity, last.within.above))
        elif token.raw == "," and last.above is not None and at - last.start >= _SHORTEST and sentence.word(last.start - 1) == ",":
            above = next(clause for clause in clauses if clause.identity == last.above)
            clauses.append(_Clause(at, above.identity, above.above))
    return clauses


def _tells_what_was_done(sentence: Sentence, at: int) -> bool:
    """Whether a clause says of somebody, or of an attack, what was done: "those who were killed", "the attack that killed ten", "who opened fire"."""
    if not sentence.has(at, "relative"):
        return False
    verb = at + 1 + sentence.has(at + 1, "adverb")
    past = sentence.word(verb).endswith("ed") and sentence.has_any(verb, _DEEDS) and not sentence.has(verb, "intransitive")
    return sentence.has(at + 1, "past") or sentence.has(verb, "participle") or past


def _is_told_of(sentence: Sentence, when: When) -> bool:
    """Whether a clause behind a day tells what happened on it."""
    return when.kind is WhenKind.POINT and sentence.word(when.end + (sentence.word(when.end) == ",")) == "when"


def _comma_behind(sentence: Sentence, at: int) -> int:
    """The first comma behind a token, or the end of the sentence."""
    return next((index for index in range(at, len(sentence.tokens)) if sentence.word(index) == ","), len(sentence.tokens))


def _recalled(sentence: Sentence) -> Iterator[int]:
    """Where an earlier event is told that this one comes "just a week after", "four days after another"."""
    for at in sorted(sentence.where.get("span_unit", []) + sentence.where.get("unit", [])):
        told = sentence.tag(at, "elapsed") == (at + 1, "1") and any(known < at for known in sentence.where.get("trigger", ()))
        comes = sentence.has_within("recalls", at - _RECALLING, at) and not told  # "the attack came a day after …" gives that a day
        if sentence.word(at + 1) == "after" and sentence.has(at + 1, "clause") and (comes or sentence.has(at + 2, "adds")):
            yield at + 1


def _sums(sentence: Sentence) -> Iterator[int]:
    """Where a sum over a span of time or over several events is given: "in the past ten days", "in four days", "76 strikes"."""
    for at, _, _ in sentence.find("span_unit"):
        number = sentence.has(at - 1, "number") or sentence.word(at - 1).isdecimal() or sentence.has(at - 1, "vague")
        before = _before_bound(sentence, at - 2) if number else at - 1
        if (sentence.has(before, "window") and sentence.word(before - 1) != "for") or (number and sentence.word(before) in {"in", "over", "within"}):
            yield at
    for at, _, hours in sentence.find("elapsed"):
        long = parse_quantity(sentence, at - 1) if hours == "0" else None
        if long and long.end == at and long.best >= _HOURS and sentence.word(at - 2) in {"in", "over", "within"}:
            yield at  # "seven shot in 72 hours"
    for at, _, _ in sentence.find("counted"):
        if sentence.has(at, "strike_word"):
            continue  # "four strikes on hideouts" are one incident
        for first in range(max(0, at - _COUNTED_REACH), at):
            quantity = None if _names_model(sentence, first) else parse_quantity(sentence, first)
            if (
                quantity
                and not any(sentence.has_any(i, _NOT_COUNTED) for i in range(quantity.end, at))
                and (quantity.best >= _MANY_EVENTS or (quantity.best > 1 and sentence.has_within("earlier_ones", quantity.end, at)))
                and quantity.end <= at
                and not sentence.has_within("person", quantity.end, at)
            ):
                yield at
                break


def _names_model(sentence: Sentence, at: int) -> bool:
    """Whether a number belongs to a name: "F-16 jets"."""
    start = sentence.tokens[at].start - sentence.start
    return start > 1 and sentence.text[start - 1] == "-" and sentence.text[start - 2].isalpha()


def _before_bound(sentence: Sentence, at: int) -> int:
    """The token in front of a bound that ends with token `at`: "in less than ten days"."""
    for first in (at, at - 1):
        tag = sentence.tag(first, "bound")
        if tag and tag[0] == at + 1:
            return first - 1
    return at


def _adds_on(sentence: Sentence, at: int) -> bool:
    """Read ", the seventh attack in ten days" behind the news itself: what it says of time holds for it alone."""
    return sentence.has_within("superlative", at + 2, at + 5) and (sentence.has(at + 1, "definite") or sentence.word(at + 1) in {"in", "a"})


def _harmless(sentence: Sentence, kind: str, at: int) -> bool:
    """A word of that kind that says nothing here: the month of May, the Supreme Court, "the deadliest attack this year"."""
    if kind == "accident":
        return sentence.holds("bullets")  # "a shooting and a crash"
    if kind == "anniversary":
        return _is_occasion(sentence, at)
    if kind == "forecast":
        hoped = any(tag and tag[1] == "wounded" for tag in (sentence.tag(at, "participle"), sentence.tag(at + 1, "participle")))
        would_be = sentence.word(at) == "would" and sentence.word(at + 1) == "be" and sentence.has_any(at - 1, _PHRASE_BEGINS)
        return hoped or would_be or (sentence.has(at, "month") and sentence.tokens[at].capitalised)
    if kind == "legal":
        return sentence.has(at, "office") or sentence.has(at - 1, "office") or _is_street(sentence, at) or _is_of_somebody(sentence, at)
    if kind == "cumulative" and (sentence.has(at, "day_word") or (sentence.has(at - 1, "perfect") and sentence.word(at) == "since")):
        return True  # "in the past few hours"; "the ministry has since made clear"
    if kind == "cumulative" and sentence.has(at, "several_events") and not sentence.holds("perfect"):
        return True
    return kind == "cumulative" and (_superlative(sentence, at) or _is_elapsed(sentence, at) or _since_attack(sentence, at))


def _is_occasion(sentence: Sentence, at: int) -> bool:
    """Whether people were shot at what is named there: "gunfire erupted during a memorial service"."""
    before = at - 1 - (sentence.has(at - 1, "definite") or sentence.has(at - 1, "determiner"))
    return sentence.has(before, "preposition") and any(shot < before for shot in sentence.where.get("bullets", ()))


def _is_of_somebody(sentence: Sentence, at: int) -> bool:
    """Whether a word of the law says of what court somebody is: "a judge of the drug offences court"."""
    for of in range(at - 1, max(0, at - _OFFICE_REACH), -1):
        if sentence.word(of) in {"of", "at", "in"} and sentence.has(of - 1, "person"):
            return True
        if not sentence.word(of)[:1].isalpha() or sentence.has_any(of, _NO_OFFICE):
            return False
    return False


def _is_street(sentence: Sentence, at: int) -> bool:
    """Whether a word of the law ends an address: "the 200 block of Palm Court", "12 Palm Court"."""
    if sentence.is_title or not sentence.tokens[at].capitalised:
        return False
    before = at - 1
    while before > at - _STREET and sentence.tokens[before].capitalised and not sentence.tags[before]:
        before -= 1
    named = before < at - 1
    return named and (sentence.word(before).isdigit() or (sentence.word(before) == "of" and sentence.has(before - 1, "street")))


def _is_elapsed(sentence: Sentence, at: int) -> bool:
    """Whether it only says how long ago something was, or that no more is known: "it has been two months since", "So far, police say"."""
    if at == 0 and sentence.word((sentence.tag(0, "cumulative") or (0, ""))[0]) == ",":
        return sentence.has(0, "up_to_now")
    return sentence.has(at - 1, "span_unit") and sentence.has_within("auxiliary", at - _ELAPSED, at)


def _since_attack(sentence: Sentence, at: int) -> bool:
    """Read "who had been in a coma since last Thursday's bombing": it tells of one man, and of that attack."""
    relative = sentence.has_within("relative", at - _ELAPSED - _NEAR, at)
    day = next((index for index in range(at + 1, at + 1 + _FRONT) if sentence.has(index, "weekday")), None)
    return relative and day is not None and any(sentence.word(index) == "'s" for index in (day + 1, day + 2))


def _in_scare_quotes(sentence: Sentence, at: int, end: int) -> bool:
    """Whether one word stands in quotation marks of its own: it is not meant."""
    return end == at + 1 and sentence.word(at - 1) in _OPENING and sentence.word(end) in _CLOSING


def _described(sentence: Sentence, year: int) -> int | None:
    """The participle that tells whom a sentence speaks of, and not what happened: "a vigil for a man slain in 2014"."""
    for at in range(year - 1, max(0, year - _BROUGHT), -1):
        if sentence.has(at, "participle") and sentence.has(at - 1, "person"):
            return at
    return None


def _superlative(sentence: Sentence, at: int) -> bool:
    return sentence.has_within("superlative", at - _NEAR, at)
