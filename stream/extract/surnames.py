"""Surnames alone in text that marks names by capitals: "Salih died", where the article has told who Karim Salih is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stream.extract.ages import AGE, is_age
from stream.extract.sentences import Sentence

#: Fewest and most words of a name, and fewest letters of a surname.
_LEAST, _MOST, _LETTERS = 2, 4, 3
#: Digits of an age.
_AGE = 2


def mark_surnames(sentences: Iterable[Sentence]) -> None:
    """Write into each sentence where somebody is called by surname alone who is introduced anywhere in the article: by age, trade or as the one identified."""
    written = [sentence for sentence in sentences if not (sentence.all_capitals or sentence.is_title)]
    known: dict[str, int | None] = {}
    several: set[str] = set()
    for sentence in written:
        for surname, age in _introduced(sentence):
            if age is not None and known.get(surname, age) not in {None, age}:
                several.add(surname)
            known[surname] = age if age is not None else known.get(surname)
    for sentence in written if known else ():
        for at, token in enumerate(sentence.tokens):
            if token.raw in known and token.raw not in several and _stands_alone(sentence, at):
                sentence.names[at] = at + 1
                if (age := known[token.raw]) is not None:
                    sentence.ages[at] = age


def _introduced(sentence: Sentence) -> Iterator[tuple[str, int | None]]:
    """The surnames of those whom a sentence introduces, and their ages where it tells them."""
    tokens, end = sentence.tokens, 0
    for at in [index for index, token in enumerate(tokens) if token.raw[0].isupper() and sentence.may_name(index)]:
        if at < end:
            continue
        end = at
        while end < len(tokens) and _may_be_name(sentence, end):
            end += 1
        if _LEAST <= end - at <= _MOST and len(tokens[end - 1].raw) >= _LETTERS:
            age = _age(sentence, at, end)
            if age is not None or _is_called(sentence, at) or _is_from(sentence, end):
                yield tokens[end - 1].raw, age


def _may_be_name(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at]
    return sentence.may_name(at) and token.raw.isalpha() and not token.raw.isupper()


def _age(sentence: Sentence, start: int, end: int) -> int | None:
    """Read ", 23," or "(23)" behind a name, or "23-year-old" before it."""
    behind, before = sentence.word(end + 1), sentence.word(start - AGE)
    if sentence.word(end) in {",", "("} and behind.isdigit() and len(behind) <= _AGE:
        return int(behind)
    return int(before) if sentence.word(start - 1) == "old" and is_age(sentence, start - AGE) and before.isdigit() else None


def _is_called(sentence: Sentence, at: int) -> bool:
    """Whether what somebody is, or "identified as", stands before a name."""
    return sentence.has(at - 1, "person") or _ends(sentence, at, "introduces")


def _is_from(sentence: Sentence, end: int) -> bool:
    """Whether where somebody lives stands behind a name: "Karim Salih, of Milltown, was"."""
    return sentence.word(end) == "," and sentence.word(end + 1) == "of" and end + 2 < len(sentence.tokens) and sentence.tokens[end + 2].capitalised


def _ends(sentence: Sentence, at: int, category: str) -> bool:
    return any((tag := sentence.tag(at - width, category)) is not None and tag[0] == at for width in (1, 2, 3))


def _stands_alone(sentence: Sentence, at: int) -> bool:
    """Whether a surname is no part of a longer name, of a place, or of somebody's mother."""
    if (
        not sentence.may_name(at)
        or sentence.has(at - 1, "preposition")
        or sentence.has(at - 1, "definite")
        or sentence.word(at + 1) in {"'s", "'", "’"}
    ):
        return False
    before, behind = at > 0 and _may_be_name(sentence, at - 1), at + 1 < len(sentence.tokens) and _may_be_name(sentence, at + 1)
    return not (before or behind)
