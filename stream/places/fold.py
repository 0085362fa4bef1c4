"""Spelling: names as they are compared, without case, diacritics, hyphens, apostrophes and Arabic articles."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

#: The folded words of a name.
Name = tuple[str, ...]
_APOSTROPHE = "'’‘ʼʻʿʾ`´"
#: One word: letters and digits, with apostrophes (and what is typed for the letter ayn) inside it. No nested repetition of one class: linear time.
_WORD = re.compile(rf"([^\W_]+(?:[{_APOSTROPHE}][^\W_]+)*)")
_DROP_APOSTROPHES = str.maketrans("", "", _APOSTROPHE)
_POSSESSIVE = re.compile(rf"[{_APOSTROPHE}][sS]\Z")
#: Letters that do not decompose into a Latin base.
_LETTERS = str.maketrans({"ı": "i", "İ": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
#: The Arabic article before a hyphen, also where it has taken on the letter that follows (ash-Shaykhan).
_ARTICLES = frozenset({"al", "el", "ul", "ad", "adh", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "en", "er", "es", "esh", "et", "ez", "il"})
_HYPHENS = "-‐‑–"

#: Transliterations of one sound, longest first: "Mexmur", "Makhmour"; "Hawiga", "Hawija"; "Tabba", "Tapa"; "Kifry", "Kifri".
_SOUNDS = (
    ("kh", "x"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("sh", "c"), ("ch", "c"), ("ph", "f"),
    ("ou", "u"), ("oo", "u"), ("ow", "u"), ("aw", "au"), ("ee", "i"), ("ai", "a"), ("ei", "a"), ("ay", "a"), ("ey", "a"),
    ("q", "k"), ("j", "g"), ("p", "b"), ("y", "i"), ("o", "u"), ("e", "a"), ("w", "u"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_NO_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """A word without case, diacritics, apostrophes and possessive ("Sa'diyah's" gives "sadiyah")."""
    if word.isascii() and word.isalnum():
        return word.lower()
    bare = _POSSESSIVE.sub("", word).translate(_DROP_APOSTROPHES).translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", bare)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


@lru_cache(maxsize=1 << 16)
def sound_word(folded: str) -> str:
    """What a folded word sounds like, so that transliterations of one name fall together; coarser than spelling, never finer."""
    bare = folded[:-1] if len(folded) > 3 and folded.endswith("h") and folded[-2] in "aeiouy" else folded
    for written, sound in _SOUNDS:
        bare = bare.replace(written, sound)
    return _DOUBLED.sub(r"\1", bare)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order, Arabic articles joined to what follows: folded, and where each begins (code points)."""

    text: str
    folded: list[str]
    starts: list[int]
    _ends: list[int]
    #: The text is all in capitals.
    shouts: bool
    #: Whether each word begins with a capital, its article aside, or its script has none.
    capitals: list[bool]

    def __len__(self) -> int:
        return len(self.folded)

    def end(self, index: int) -> int:
        """Where a word ends, before a possessive s."""
        end = self._ends[index]
        possessive = end - self.starts[index] > 2 and self.text[end - 1] in "sS" and self.text[end - 2] in _APOSTROPHE
        return end - 2 if possessive else end

    def touch(self, one: int, other: int) -> bool:
        """Whether nothing but one space lies between two words."""
        return self.text[self.end(one) : self.starts[other]] == " "


def split_words(text: str) -> Words:
    """The words of a text; a word begins where its article does ("al-Rashad" is one), and ends before a possessive s."""
    parts = _WORD.split(text)
    bounds = list(accumulate(map(len, parts)))
    written, starts, ends = parts[1::2], bounds[:-1:2], bounds[1::2]
    folded = list(map(fold_word, written))
    articles = [index for index, word in enumerate(folded[:-1]) if word in _ARTICLES and _joins(text, word, starts[index + 1], ends[index])]
    for index in articles:
        starts[index + 1] = starts[index]
    for index in reversed(articles):
        del folded[index], starts[index], ends[index]
    capitals = [not text[start].islower() for start in starts]
    for removed, index in enumerate(articles):
        capitals[index - removed] = capitals[index - removed] or _capital_behind_article(text[starts[index - removed] : ends[index - removed]])
    return Words(text, folded, starts, ends, text.isupper(), capitals)


@lru_cache(maxsize=1 << 14)
def fold(name: str) -> tuple[str, ...]:
    """The folded words of a name, articles left out."""
    if name.isascii() and name.isalpha():
        return (name.lower(),)
    return tuple(word for word in split_words(name).folded if word)


def slug(name: str) -> str:
    """A name in small letters, digits and hyphens, as ids have it."""
    return "-".join(part for part in map(fold_word, _NO_LETTERS.split(name.replace("'", ""))) if part)


def sound(words: tuple[str, ...]) -> tuple[str, ...]:
    """What the folded words of a name sound like."""
    return tuple(map(sound_word, words))


def _capital_behind_article(word: str) -> bool:
    article, hyphen, rest = word.partition("-")
    return bool(hyphen) and len(article) <= 3 and rest[:1].isupper()


def _joins(text: str, article: str, following: int, end: int) -> bool:
    """Whether an article belongs to the next word: "al" also over a space, the others over a hyphen only ("as Kurdish", "El Salvador")."""
    between = text[end:following]
    return (len(between) == 1 and between in _HYPHENS) or (article == "al" and between == " ")
