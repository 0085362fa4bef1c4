"""Spelling: names as they are compared, without case, diacritics, hyphens, apostrophes and Arabic articles."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: One word: letters and digits, with apostrophes (and what is typed for the letter ayn) inside it. No nested repetition: linear time.
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼʻʿʾ`´][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼʻʿʾ`´")
_POSSESSIVE = re.compile(r"['’ʼ`´][sS]\Z")
#: Letters that do not decompose into a Latin base.
_LETTERS = str.maketrans({"ı": "i", "İ": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
#: The Arabic article before a hyphen, also where it has taken on the letter that follows (ash-Shaykhan).
_ARTICLES = frozenset(
    {"al", "el", "ul", "ad", "adh", "ah", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "en", "er", "es", "esh", "et", "ez", "il"}
)


class Token(NamedTuple):
    """One word of a text: its folded form, and where it stands (code points)."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """A word without case, diacritics, apostrophes and possessive ("Sa'diyah's" gives "sadiyah")."""
    if word.isascii() and word.isalnum():
        return word.lower()
    bare = _POSSESSIVE.sub("", word).translate(_APOSTROPHES).translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", bare)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def tokens(text: str) -> list[Token]:
    """The words of a text in order, articles left out; a word begins where its article does ("al-Rashad" is one token)."""
    found: list[Token] = []
    article = -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        folded = fold_word(match[0])
        if folded in _ARTICLES and (text[end : end + 1] in "-‐‑–" or folded == "al") and text[end + 1 : end + 2].isalpha():
            article = start
            continue
        if folded:
            found.append(Token(folded, start if article < 0 else article, end - 2 if _POSSESSIVE.search(match[0]) else end))
        article = -1
    return found


def fold(name: str) -> tuple[str, ...]:
    """The folded words of a name; empty where nothing of it is left."""
    words = tuple(token.folded for token in tokens(name))
    return words or tuple(fold_word(match[0]) for match in _WORD.finditer(name))
