"""Running totals told by a verb: "the number of militants killed rose to six"."""

from __future__ import annotations

from stream.extract.quantities import Quantity, parse_quantity
from stream.extract.sentences import Sentence

#: Words between "the number of" and its effect, and behind that to the number: "killed in Friday's ambush on the Akashat road rose to five".
_REACH, _TO_NUMBER = 8, 16
#: Longest number before "the number of".
_NUMBER = 5


def counted_to(sentence: Sentence, at: int, end: int) -> Quantity | None:
    """The total that the verb at token `at` (`end` behind it) brings with "the number of" before it; None where it brings none."""
    tally = next((index for index in range(at - 1, max(-1, at - _REACH), -1) if sentence.has(index, "tally")), None)
    return None if tally is None else _risen_to(sentence, end) or _brought_to(sentence, tally)


def _risen_to(sentence: Sentence, end: int) -> Quantity | None:
    """The number behind "killed to", or behind "killed in the strike to"."""
    for index in range(end, min(end + _TO_NUMBER, len(sentence.tokens))):
        to = sentence.tag(index, "toll_to")
        if to and (quantity := parse_quantity(sentence, to[0])) and not sentence.has(quantity.end, "unit"):
            return quantity
        if sentence.has(index, "clause") or sentence.word(index) in {",", ";"}:
            break
    return None


def _brought_to(sentence: Sentence, tally: int) -> Quantity | None:
    """The number before "the number of": "bringing to six the number of militants killed"."""
    stop = tally - sentence.has(tally - 1, "definite")
    for start in range(stop - 1, max(-1, stop - _NUMBER), -1):
        quantity = parse_quantity(sentence, start) if sentence.has(start - 1, "toll_to") else None
        if quantity and quantity.end == stop:
            return quantity
    return None
