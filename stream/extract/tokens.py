"""Text to tokens, and phrases found in them: one pass, no regular expression that can backtrack."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|[^\W\d_]+(?:['’](?![sS]\b)[^\W\d_]+)?|['’][sS]\b|[^\w\s]|_")
_HYPHENS = frozenset("-‐‑–")

#: What a phrase says at the token where it begins: category -> (number of tokens, value).
Tags = dict[str, tuple[int, str]]
_NOTHING: Tags = {}
#: Words that the two keys of the table compare already.
_PAIR = 2


@dataclass(slots=True)
class Token:
    """A word or a mark; `start` and `end` are code point offsets into the field it stands in."""

    raw: str
    word: str
    start: int
    end: int

    @property
    def capitalised(self) -> bool:
        """Begins as a name does."""
        return self.raw[0].isupper()


def tokenise(text: str, offset: int = 0) -> list[Token]:
    """Words, numbers, "'s" and marks; a hyphen inside a word separates two words and is left out, one between digits stays."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        raw, start = match[0], match.start()
        if raw in _HYPHENS and _joins_words(text, start):
            continue
        word = raw.lower()
        begin = start + offset
        tokens.append(Token(raw, word.replace("’", "'") if "’" in word else word, begin, begin + len(raw)))
    return tokens


def _joins_words(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isalnum() and after.isalnum() and not (before.isdecimal() and after.isdecimal())


def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase of a word list as the words that tokens are compared with."""
    return tuple(token.word for token in tokenise(phrase))


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    category: str
    value: str
    #: The words as written, for phrases that are only found in capitals ("IS").
    capitals: tuple[str, ...] | None


@dataclass
class PhraseTable:
    """Phrases found at every token of a sentence in one pass; those of one word, of several, and in capitals are kept apart for speed."""

    #: Shared by all places where the word is found, and never changed there.
    _single: dict[str, Tags] = field(default_factory=dict)
    #: First word, then second word, then phrases from short to long.
    _several: dict[str, dict[str, list[_Phrase]]] = field(default_factory=dict)
    _capitals: dict[str, list[_Phrase]] = field(default_factory=dict)

    def add(self, phrase: str, category: str, value: str) -> None:
        """A phrase that holds a word of capitals is found only where the text has it in capitals too, and nothing else is found there then."""
        raw = tuple(token.raw for token in tokenise(phrase))
        words = tuple(word.lower().replace("’", "'") for word in raw)
        capitals = raw if any(len(word) > 1 and word.isupper() for word in raw) else None
        entry = _Phrase(words, category, value, capitals)
        if capitals:
            self._capitals.setdefault(words[0], []).append(entry)
        elif len(words) == 1:
            self._single.setdefault(words[0], {})[category] = (1, value)
        else:
            row = self._several.setdefault(words[0], {}).setdefault(words[1], [])
            row.append(entry)
            row.sort(key=lambda item: len(item.words))

    def find(self, tokens: list[Token], *, all_capitals: bool = False) -> list[Tags]:
        """For each token, what begins there: the longest phrase of each category."""
        words = [token.word for token in tokens]
        single, several = self._single, self._several
        found = [single.get(word, _NOTHING) for word in words]
        for index, (word, following) in enumerate(pairwise(words)):
            if word in several and following in several[word]:
                found[index] = {**found[index], **self._longer(words, index)}
        if not all_capitals:
            for index, word in enumerate(words):
                if word in self._capitals:
                    found[index] = self._in_capitals(tokens, words, index) or found[index]
        return found

    def _longer(self, words: list[str], index: int) -> Tags:
        tags: Tags = {}
        for phrase in self._several[words[index]][words[index + 1]]:
            end = index + len(phrase.words)
            if len(phrase.words) == _PAIR or tuple(words[index:end]) == phrase.words:
                tags[phrase.category] = (len(phrase.words), phrase.value)
        return tags

    def _in_capitals(self, tokens: list[Token], words: list[str], index: int) -> Tags:
        tags: Tags = {}
        for phrase in sorted(self._capitals[words[index]], key=lambda item: len(item.words)):
            end = index + len(phrase.words)
            if tuple(words[index:end]) == phrase.words and _same_capitals(tokens[index:end], phrase.capitals or ()):
                tags = {phrase.category: (len(phrase.words), phrase.value)}
        return tags

    def telling_words(self, categories: Iterable[str]) -> set[str]:
        """One word of each phrase of these categories, its longest, for a prefilter: where none stands, none of the phrases does."""
        wanted = frozenset(categories)
        single = {word for word, row in self._single.items() if not wanted.isdisjoint(row)}
        several = [phrase for rows in self._several.values() for row in rows.values() for phrase in row]
        capitals = [phrase for row in self._capitals.values() for phrase in row]
        return single | {max(phrase.words, key=len) for phrase in several + capitals if phrase.category in wanted}


def _same_capitals(tokens: list[Token], capitals: tuple[str, ...]) -> bool:
    return all(token.raw == word for token, word in zip(tokens, capitals, strict=True) if word.isupper())
