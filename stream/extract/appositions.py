"""Who somebody is, between commas or behind "of": "Karim Salih, leader of the Union (UPP), and his driver", "the mayor of Amara and two guards"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from stream.extract.ages import end_of_name, is_age
from stream.extract.by_name import NAME_LEAST, behind_age
from stream.extract.parties import Party
from stream.extract.sentences import Sentence

#: Longest description, in tokens.
_LONGEST = 16
#: Most tokens of "of the small town of Amara", and what links it.
_COMPLEMENT = 7
_LINKS = frozenset({"of", "from"})
#: What no description holds.
_NO_DESCRIPTION = frozenset({"clause", "auxiliary", "perfect", "saying", "active", "participle", "intransitive", "possessive", "part"})
#: One person and what he or she is.
_PAIR = 2
#: What somebody else begins with, behind "and".
_BEGINS_ANOTHER = frozenset({"determiner", "definite", "number", "vague", "more", "adds", "bound", "honorific"})


def described(sentence: Sentence, by_end: Mapping[int, Party], party: Party) -> Party:
    """Whom a phrase describes that stands behind his name and a comma; the phrase itself where it describes nobody."""
    name = by_end.get(party.start - 1)
    if name is None or sentence.word(party.start - 1) != "," or not _describes(sentence, name, party):
        return party
    return _as_told(name, party)


def before_description(sentence: Sentence, by_end: Mapping[int, Party], at: int) -> Party | None:
    """Who is named before a description that ends before token `at`: "Karim Salih, leader of the Union (UPP)"."""
    for index in range(at - 1, max(at - _LONGEST, 0), -1):
        if sentence.word(index) == ",":
            party = by_end.get(index)
            return party if party is not None and _is_one(party) and party.named else None
        if sentence.has_any(index, _NO_DESCRIPTION) or sentence.has(index, "conjunction"):
            return None
    return None


def before_complement(sentence: Sentence, by_end: Mapping[int, Party], at: int) -> Party | None:
    """Who stands before what he or she is in charge of, or from, which ends before token `at`: "the mayor of Amara"."""
    for index in range(at - 1, max(at - _COMPLEMENT, 0), -1):
        if sentence.word(index) in _LINKS and (whose := by_end.get(index)):
            return whose
        if not _in_complement(sentence, index):
            return None
    return None


def behind_complement(sentence: Sentence, by_start: Mapping[int, Party], at: int) -> int:
    """Token behind what somebody is in charge of, or from, if that stands at token `at` and a comma or conjunction ends it; else `at`."""
    if sentence.word(at) not in _LINKS:
        return at
    for index in range(at + 1, min(at + _COMPLEMENT, len(sentence.tokens))):
        if sentence.word(index) == "," or sentence.has(index, "conjunction"):
            return index
        if index in by_start or not _in_complement(sentence, index):
            break
    return at


def behind_own_name(sentence: Sentence, by_start: Mapping[int, Party], by_end: Mapping[int, Party], at: int) -> int:
    """Token behind the name, and age, of the one person whose phrase ends before token `at`, where a comma follows; else `at`: "a judge, Karim Salih, 55, and"."""
    party = by_end.get(at)
    if sentence.word(at) != "," or party is None or not _is_one(party) or party.named or sentence.all_capitals:
        return at
    end = end_of_name(sentence, at + 1)
    if end - at - 1 < NAME_LEAST or any(index in by_start for index in range(at + 1, end)):
        return at
    end = behind_age(sentence, end)
    return end if sentence.word(end) == "," else at


def _in_complement(sentence: Sentence, at: int) -> bool:
    known = sentence.has(at, "person") or sentence.has(at, "conjunction") or sentence.has_any(at, _NO_DESCRIPTION)
    return sentence.word(at)[:1].isalpha() and not known


def with_description(sentence: Sentence, by_start: Mapping[int, Party], party: Party) -> tuple[Party, int]:
    """Somebody with what is said of him behind a comma, and the token behind that, or behind the name where nothing is."""
    other = by_start.get(party.end + 1) if sentence.word(party.end) == "," else None
    if other is None or not (_describes(sentence, party, other) or _is_name_of(sentence, party, other)):
        return party, party.end
    told = _as_told(party, other)
    for index in range(other.end, min(other.end + _LONGEST, len(sentence.tokens))):
        if sentence.word(index) == "," or (index == other.end and sentence.has(index, "conjunction")):
            return told, index
        if sentence.has_any(index, _NO_DESCRIPTION):
            break
    return told, other.end


def _describes(sentence: Sentence, party: Party, other: Party) -> bool:
    """Whether the second of two phrases of one person each says who the first is: a name, and what he or she is."""
    if not (_is_one(party) and _is_one(other)) or sentence.has(other.start, "possessive"):
        return False
    return party.named and not other.named


def _is_name_of(sentence: Sentence, party: Party, other: Party) -> bool:
    """Whether the second phrase is the name of the first, between commas: "the mayor, Karim Salih, his wife"."""
    one = _is_one(party) and _is_one(other) and not party.named and other.named
    return one and other.group is None and sentence.has(party.start, "definite") and sentence.word(other.end) == ","


def _as_told(name: Party, description: Party) -> Party:
    """The person of that name, of the side that the description says."""
    return replace(name, group=name.group or description.group, actor=name.actor or description.actor)


def _is_one(party: Party) -> bool:
    return party.best == 1 and party.high == 1 and not party.more and not party.partitive


def without_apposition(sentence: Sentence, chain: list[Party]) -> list[Party]:
    """The chain without who is named twice in it: read "the teenager, a student at the school, was shot" and "Sara Salih, wife of a judge" as one person."""
    return chain[:1] if len(chain) == _PAIR and is_one(sentence, *chain) else chain


def is_one(sentence: Sentence, first: Party, second: Party) -> bool:
    """Whether the second phrase says what the person of the first one is: "the driver, a cousin", "a boy, and son of a judge"."""
    if any(party.best != 1 or party.more for party in (first, second)):
        return False
    comma = sentence.word(first.end) == ","
    kin = sentence.has(second.start, "kin") and sentence.word(second.start + 1) == "of"
    between = comma and (second.start == first.end + 1 or (kin and second.start == first.end + _PAIR))
    mine = sentence.has(first.start, "definite") and sentence.word(first.start) == sentence.word(second.start)  # "my boy, my son"
    aged = is_age(sentence, second.start) and sentence.may_name(second.end - 1) and not first.named  # "the driver, 40-year-old Sara Salih"
    introduced = kin or mine or aged or sentence.has(second.start, "determiner") or sentence.word(second.start) == "the"
    return between and introduced and not _joins_another(sentence, second.end)


def _joins_another(sentence: Sentence, at: int) -> bool:
    """Whether "and" stands there and joins somebody else to the one before, and no further word for him: "a neighbour and close friend"."""
    behind = sentence.word(at + 1)
    return sentence.word(at) == "and" and not (behind.isalpha() and not sentence.has_any(at + 1, _BEGINS_ANOTHER) and not sentence.may_name(at + 1))
