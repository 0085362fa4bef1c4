"""Victims given by name alone, right before their verb: one, or a list of them."""

from __future__ import annotations

from stream.extract.ages import end_of_name
from stream.extract.parties import Party, Shape
from stream.extract.sentences import Sentence

#: Words of a name.
NAME_LEAST, _NAME_LENGTH = 2, 4
#: Names of a list, at most.
_NAMES = 9
#: What stands behind a surname that the sentence is about.
_SAID_OF = frozenset({"auxiliary", "intransitive", "adverb", "sustains"})
#: Before a name that is a place's or a street's: "in the 200 block of South Karim with gunshot wounds".
_WHERE = frozenset({"locative", "elsewhere", "street"})
#: Longest insertion behind a name, and what none holds.
_INSERTED, _OF_CLAUSE = 9, frozenset({"clause", "auxiliary", "perfect", "saying", "conjunction", "participle"})
#: What stands between the names of a list.
SEPARATORS = {",", "and", "&", "or", "plus"}
#: Digits of an age.
_DIGITS = 2


def named_before(sentence: Sentence, at: int) -> list[Party]:
    """Somebody given by name alone: "Karim Salih, 63, was killed"."""
    end = at
    while sentence.has(end - 1, "adverb"):
        end -= 1
    end = before_age(sentence, _before_insertion(sentence, end))
    start = end
    while start > 0 and sentence.may_name(start - 1) and end - start < _NAME_LENGTH:
        start -= 1
    if (
        sentence.text.isupper()
        or sentence.is_title
        or (end - start >= NAME_LEAST and (sentence.word(start - 1) == "of" or sentence.has_any(start - 1, _WHERE)))
    ):
        return []
    if end - start < NAME_LEAST:
        return _spoken_of(sentence, end - 1)
    return [*_names_before(sentence, start), one_named(sentence, start, end)]


def _before_insertion(sentence: Sentence, end: int) -> int:
    """The comma in front of what is inserted: "Karim Salih, 24, of Milltown, was shot"; `end` where nothing is."""
    if sentence.word(end - 1) != ",":
        return end
    for index in range(end - 2, max(end - _INSERTED, 0), -1):
        if sentence.word(index) == ",":
            return end if index == end - 1 or sentence.word(index + 1).isdecimal() else index
        if sentence.has_any(index, _OF_CLAUSE):
            break
    return end


def _names_before(sentence: Sentence, end: int) -> list[Party]:
    """The other names of a list that ends before token `end`: "Karim Salih, 63, and Omar Aziz were killed"."""
    found: list[Party] = []
    while end > 0 and (sentence.word(end - 1) in SEPARATORS or sentence.word(end - 1).isdecimal()) and len(found) < _NAMES:
        while end > 0 and (sentence.word(end - 1) in SEPARATORS or sentence.word(end - 1).isdecimal()):
            end -= 1
        start = end
        while start > 0 and sentence.may_name(start - 1) and end - start < _NAME_LENGTH:
            start -= 1
        if end - start < NAME_LEAST:
            break
        found.insert(0, one_named(sentence, start, end))
        end = start
    return found


def names_behind(sentence: Sentence, party: Party) -> list[Party]:
    """Who they are of whom no number is told: "the brothers, Karim Salih, 22, and Omar Salih, were"; [] where fewer than two names follow."""
    at = party.end + (sentence.word(party.end) == ",")
    called = sentence.tag(at, "introduces")
    at = called[0] if called else at
    found: list[Party] = []
    while len(found) < _NAMES and (end := end_of_name(sentence, at)) - at >= NAME_LEAST:
        found.append(one_named(sentence, at, end))
        at = behind_age(sentence, end)
        while sentence.word(at) in SEPARATORS:
            at += 1
    return found if len(found) > 1 else []


def _spoken_of(sentence: Sentence, at: int) -> list[Party]:
    """Somebody spoken of before, by a pronoun or a surname right before the verb: "He died", "Salih was shot"."""
    if sentence.has(at, "spoken_of") or (at == 0 and sentence.may_name(0) and sentence.has_any(1, _SAID_OF)):
        return [one_named(sentence, at, at + 1)]
    return []


def before_age(sentence: Sentence, at: int) -> int:
    """Token behind a name or noun that an age stands behind: ", 24," or ", 24" or "(24)"."""
    end = at - 1 if sentence.word(at - 1) in {",", ")"} else at
    age = sentence.word(end - 1)
    return end - 2 if age.isdecimal() and len(age) <= _DIGITS and sentence.word(end - 2) in {",", "("} else at


def behind_age(sentence: Sentence, at: int) -> int:
    """Token behind the age that stands behind a name which ends before token `at`; `at` where none does."""
    age = sentence.word(at + 1)
    return at + 2 if sentence.word(at) == "," and age.isdecimal() and len(age) <= _DIGITS else at


def one_named(sentence: Sentence, start: int, end: int) -> Party:
    """The person whose name, or word for him, stands there."""
    label = " ".join(token.raw for token in sentence.tokens[start:end])
    return Party(start, end, 1, 1, 1, Shape.DEFINITE, None, label, many=False, named=end - start >= NAME_LEAST)
