"""Headings of the entries of a log: a day and a place, or a place alone."""

from __future__ import annotations

from stream.extract.sentences import Sentence

#: Longest heading, in tokens: "20 Sept, Daquq."
HEADING = 12
#: Most words of a label.
LABEL = 7
#: What no heading in capitals holds: it is a sentence.
_SENTENCE = ("auxiliary", "person", "saying", "intransitive", "participle", "active", "negation")


def is_label(sentence: Sentence) -> bool:
    """Whether a sentence is nothing but names, as the heads of entries in a log are."""
    if sentence.is_title or sentence.text[-1] not in ".:":
        return False
    words = [at for at, token in enumerate(sentence.tokens) if token.word[0].isalpha()]
    if not 0 < len(words) <= LABEL or not any(sentence.tokens[at].capitalised for at in words):
        return False
    if sentence.text.isupper() and any(sentence.holds(category) for category in _SENTENCE):
        return False
    return sentence.tokens[0].capitalised and all(
        sentence.tokens[at].capitalised or any(sentence.has(at, category) for category in ("settlement", "article", "preposition", "conjunction"))
        for at in words
    )


def fits_heading(sentence: Sentence) -> bool:
    """Whether a sentence is short enough for the heading of an entry, what stands in brackets left aside."""
    if "(" not in sentence.text:
        return len(sentence.tokens) <= HEADING
    inside = depth = 0
    for token in sentence.tokens:
        depth += (token.raw == "(") - (token.raw == ")")
        inside += depth > 0
    return len(sentence.tokens) - inside <= HEADING
