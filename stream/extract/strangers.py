"""Victims whom no list knows: told by what was done to them, as that is only done to people."""

from __future__ import annotations

from stream.extract.parties import Party, Shape
from stream.extract.sentences import Sentence
from stream.model import Effect

#: Tokens at the head of a sentence in which its subject may begin, with "[TEXT]" before it.
_LEAD_IN = 4
#: What stands before the head of a sentence.
_BEFORE_HEAD = frozenset({"", "]", ","})


def unknown_object(sentence: Sentence, effect: Effect, at: int, end: int) -> list[Party]:
    """Whom a verb (tokens `at` to `end`) takes that is only done to people: "kidnapped a rancher"; in capitals "murdered Elviro Quispe"."""
    if not _is_grave(sentence, effect, at):
        return []
    if sentence.has(end, "determiner") and _is_word(sentence, end + 1):
        return [_someone(sentence, end, end + 1)]
    named = sentence.all_capitals and _is_word(sentence, end) and _is_word(sentence, end + 1)
    return [_someone(sentence, end, end)] if named else []


def unknown_subject(sentence: Sentence, effect: Effect, at: int, auxiliary: int) -> list[Party]:
    """Who stands at the head of a sentence in capitals and "was" killed or taken: "Elviro Quispe, who …, was murdered", "Quispe was kidnapped"."""
    start = next((index for index in range(_LEAD_IN) if _is_word(sentence, index) and sentence.word(index - 1) in _BEFORE_HEAD), None)
    if not sentence.all_capitals or start is None or sentence.word(auxiliary) != "was":
        return []
    end = start
    while end < auxiliary and _is_word(sentence, end):
        end += 1
    named = end == auxiliary or sentence.word(end) == ","
    return [_someone(sentence, start, start)] if named and (end - start > 1 or _is_grave(sentence, effect, at)) else []


def _is_grave(sentence: Sentence, effect: Effect, at: int) -> bool:
    return sentence.has(at, "deliberate") or effect is Effect.ABDUCTED


def _is_word(sentence: Sentence, at: int) -> bool:
    """Whether a word stands there that no list holds."""
    return sentence.word(at)[:1].isalpha() and not sentence.tags[at]


def _someone(sentence: Sentence, start: int, at: int) -> Party:
    """One person, from token `start` on, told by the words from token `at` on."""
    end = at
    while end < len(sentence.tokens) and _is_word(sentence, end):
        end += 1
    label = " ".join(token.raw for token in sentence.tokens[at:end])
    return Party(start, end, 1, 1, 1, Shape.DEFINITE, None, label, many=False, named=start == at)
