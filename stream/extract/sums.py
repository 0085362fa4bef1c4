"""Where a sentence adds up: over a span of time, over several events; and where it recalls the event before this one."""

from __future__ import annotations

from collections.abc import Iterator

from stream.extract.quantities import parse_quantity
from stream.extract.sentences import Sentence

#: Hours over which a sum is given, at least.
_HOURS = 12
#: So many attacks are a sum; two may be told together.
_MANY_EVENTS = 4
_COUNTED_REACH = 4
#: What parts a number from the word behind it: "seven martyrs as they ambush".
_NOT_COUNTED = frozenset({"clause", "state", "participle", "active"})
#: Words between "comes" and "a week after".
_RECALLING = 5


def recalled(sentence: Sentence) -> Iterator[int]:
    """Where an earlier event is told that this one comes "just a week after", "four days after another"."""
    for at in sorted(sentence.where.get("span_unit", []) + sentence.where.get("unit", [])):
        told = sentence.tag(at, "elapsed") == (at + 1, "1") and any(known < at for known in sentence.where.get("trigger", ()))
        comes = sentence.has_within("recalls", at - _RECALLING, at) and not told  # "the attack came a day after …" gives that a day
        if sentence.word(at + 1) == "after" and sentence.has(at + 1, "clause") and (comes or sentence.has(at + 2, "adds")):
            yield at + 1


def sums(sentence: Sentence) -> Iterator[int]:
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
