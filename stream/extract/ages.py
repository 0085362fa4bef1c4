"""Names and ages: what tells one person from a number of people."""

from __future__ import annotations

from stream.extract.sentences import Sentence

#: Tokens of "10-year-old".
AGE = 3
#: Most words of a name.
_NAME_LENGTH = 4


def is_age(sentence: Sentence, at: int) -> bool:
    """Whether a token begins "10-year-old"."""
    return sentence.has(at + 1, "years_old")


def behind_old(sentence: Sentence, at: int) -> int:
    """Token behind the age that begins there: "10-year-old", "10 yo"."""
    old = sentence.tag(at + 1, "years_old")
    return old[0] if old else at


def end_of_name(sentence: Sentence, at: int) -> int:
    """Token behind a name that no list holds, where one begins here; else that token."""
    if sentence.all_capitals:
        return sentence.names.get(at, at)
    if sentence.is_title:
        return at
    end = at
    while end < len(sentence.tokens) and end - at < _NAME_LENGTH and sentence.may_name(end):
        end += 1
    return end


def gives_age(sentence: Sentence, at: int) -> bool:
    """Whether a bare number tells how old somebody is: "aged 20", "between the ages of 18 and 22", "two others 37"."""
    if sentence.has_within("age", at - AGE, at):
        return True
    digits = sentence.word(at).isdecimal()
    if digits and len(sentence.word(at)) <= AGE - 1 and (_is_of_one(sentence, at) or _is_behind_name(sentence, at)):
        return True
    if digits and sentence.has_within("age", at - 2 * AGE, at):
        return True
    if digits and sentence.word(at - 1) == "and" and sentence.word(at - 2).isdecimal() and sentence.word(at - 3) in {",", "are", "is"}:
        return True
    if digits and sentence.word(at + 1) == "and" and sentence.word(at + 2).isdecimal() and sentence.word(at + 3) in {"year", "years"}:
        return True
    before = at - 1 - (sentence.word(at - 1) == ",")
    told = sentence.has(before, "person") or (before >= 0 and sentence.word(before) in {"others", "another"})
    child = len(sentence.word(at)) == 1 and not sentence.word(at + 1)[:1].isalpha() and _is_of_single(sentence, before)
    return digits and (child or len(sentence.word(at)) == 2) and told and not (sentence.word(at + 1)[:1].isalpha() and sentence.word(at + 1) != "and")


def _is_of_single(sentence: Sentence, at: int) -> bool:
    """Whether a token is the word for one person: the number behind it is no number of people, "the shooting of his stepson, 3"."""
    person = sentence.tag(at, "person")
    return person is not None and person[1].endswith("/one")


def _is_of_one(sentence: Sentence, at: int) -> bool:
    """Read "Karim Salih, 24 was shot", "who was 24, ", "both 24 and from Basra"."""
    if sentence.word(at + 1) in {"was", "is"} or sentence.word(at - 1) == "both":
        return True
    return sentence.word(at - 1) in {"was", "is"} and sentence.word(at + 1) in {",", ".", "when", "and"}


def _is_behind_name(sentence: Sentence, at: int) -> bool:
    """Read "Karim Salih, 24; Omar Aziz, 32 - were", "Karim Salih, 24 of Basra" and "Karim Salih 21, was"."""
    if sentence.is_title or sentence.text.isupper():
        return False
    comma = sentence.word(at - 1) == ","
    name = at - 1 - comma
    if not (sentence.may_name(name) and sentence.may_name(name - 1)):
        return False
    behind = sentence.word(at + 1)
    if comma and sentence.has(at + 1, "relative"):
        return True
    if comma and behind == "of":
        return at + 2 < len(sentence.tokens) and sentence.tokens[at + 2].capitalised
    return behind in ({";", "–", "—", "-", ")"} if comma else {",", ";"})
