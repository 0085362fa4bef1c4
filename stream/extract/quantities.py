"""How many: digits, number words, ranges, bounds and vague quantities, by the table of the coding guideline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stream.extract.sentences import Sentence

#: More is no number of victims of one incident, but a typing error or a sum of money.
MAX_COUNT = 100_000


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of persons with its ends; `high` None is open. `end` is the token behind it."""

    low: int
    best: int
    high: int | None
    end: int
    #: A word for a number that is not known ("several", "dozens").
    vague: bool = False


#: What a bound in front of N makes of it: (low, best, high).
_BOUNDS: dict[str, Callable[[int, int | None], tuple[int, int, int | None]]] = {
    "at_least": lambda n, _: (n, n, None),
    "more_than": lambda n, _: (n + 1, n + 1, None),
    "about": lambda n, high: (n, n, high),
    "up_to": lambda n, _: (0, n, n),
    "fewer_than": lambda n, _: (0, max(n - 1, 0), max(n - 1, 0)),
}


def parse_quantity(sentence: Sentence, at: int) -> Quantity | None:
    """The quantity that begins at that token, with its bound ("at least ten", "between 3 and 5", "dozens"); None where none begins."""
    bounds: list[str] = []
    start = at
    while (bound := sentence.tag(start, "bound")) and len(bounds) < 3:  # "at least another ten" is as long as they get
        bounds.append(bound[1])
        start = bound[0]
    between = sentence.word(start) == "between"
    plain = _range(sentence, start + between)
    if plain is None or (between and plain.low == plain.high):
        return None
    low, best, high, end = plain.low, plain.best, plain.high, plain.end
    ranges = high is not None and high > best
    for bound_name in bounds:
        if bound_name != "about" and not (bound_name == "at_least" and ranges):
            low, best, high = _BOUNDS[bound_name](best, high)
    behind = sentence.tag(end, "or_more")
    if behind and not bounds:
        low, high, end = best, None, behind[0]
    if best > MAX_COUNT:
        return None
    return Quantity(low, best, high, end, vague=plain.vague)


def _range(sentence: Sentence, at: int) -> Quantity | None:
    vague = sentence.tag(at, "vague")
    if vague:
        low, best, high = (int(part) if part else None for part in vague[1].split("/"))
        return Quantity(low or 0, best or 0, high, vague[0], vague=high is None)
    if (double := sentence.tag(at, "doubled")) and (half := _number_before(sentence, at)):
        return Quantity(2 * half, 2 * half, 2 * half, double[0])
    same = sentence.tag(at, "same_number")
    first = (_number_before(sentence, at), same[0]) if same else number_at(sentence, at)
    if first is None or first[0] == 0:
        return None
    value, end = first
    most = sentence.tag(end + 1, "bound") if sentence.word(end) in {"and", "or", "but"} else None
    if most and most[1] == "up_to" and (second := number_at(sentence, most[0])) and value < second[0]:
        return Quantity(value, value, second[0], second[1])  # "at least two and as many as five"
    if sentence.word(end) in {"-", "–", "to", "or", "and"}:
        second = number_at(sentence, end + 1)
        joined = sentence.word(end) != "and" or sentence.word(at - 1) == "between"
        alike = sentence.word(at)[:1].isdecimal() == sentence.word(end + 1)[:1].isdecimal()
        if second and joined and alike and value < second[0] <= value * 4 + 4:
            return Quantity(value, value, second[0], second[1])
    return Quantity(value, value, value, end)


def number_at(sentence: Sentence, at: int) -> tuple[int, int] | None:
    """Value and end of a plain number in digits or words ("1,200", "twenty-two", "two hundred and five")."""
    word = sentence.word(at)
    if word[:1].isdecimal():
        return _digits(word, sentence, at)
    total = current = 0
    end = at
    while end < len(sentence.tokens):
        number, scale = sentence.tag(end, "number"), sentence.tag(end, "scale")
        if number and _continues(current, int(number[1]), end > at):
            current += int(number[1])
            end = number[0]
        elif scale and (current or end == at) and end > at:
            current *= int(scale[1])
            if int(scale[1]) > 100:  # thousands close a group, hundreds go on
                total, current = total + current, 0
            end = scale[0]
        elif sentence.word(end) == "and" and current >= 100 and sentence.has(end + 1, "number"):  # "two hundred and five"
            end += 1
        else:
            break
    return (total + current, end) if end > at else None


def _number_before(sentence: Sentence, at: int) -> int:
    """The last number before a token; 0 where there is none."""
    for index in range(at - 1, -1, -1):
        number = number_at(sentence, index)
        if number:
            return number[0]
    return 0


def _continues(current: int, number: int, begun: bool) -> bool:
    """Whether a number word adds to what stands before it: "twenty" + "two", "hundred" + "five", but not "two" + "three"."""
    if not begun:
        return True
    if current % 100 == 0:
        return current > 0
    return current % 10 == 0 and 0 < number < 10  # tens and units


def _digits(word: str, sentence: Sentence, at: int) -> tuple[int, int] | None:
    if word[-1].isalpha() or ":" in word or len(word) > 12:  # ordinals, times, and what is no count
        return None
    parts = word.replace(".", ",").split(",")
    if len(parts) > 1 and any(len(part) != 3 for part in parts[1:]):  # thousands come in threes
        return None
    end = at + 1
    value = int("".join(parts))
    scale = sentence.tag(end, "scale")
    return (value * int(scale[1]), scale[0]) if scale else (value, end)
