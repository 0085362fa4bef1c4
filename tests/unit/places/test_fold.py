"""Spelling: what counts as the same name."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stream.places.fold import fold, sound, split_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khanaqin", "KHĀNAQĪN"),
        ("al-Rashad", "Rashad"),
        ("Al Hawija", "hawija"),
        ("Salah ad-Din", "Salah al-Din"),
        ("Sa'diya", "Sadiya"),
        ("Tal-Afar", "Tal Afar"),
        ("Xaneqîn", "xaneqin"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    """Case, diacritics, hyphens, apostrophes and the Arabic article tell no names apart."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Makhmour", "Mexmur"), ("Qara Tapa", "Qara Tabba"), ("Kifri", "Kifry"), ("Haweeja", "Hawiga")])
def test_transliterations_sound_alike(one: str, other: str) -> None:
    """The sounds that Latin letters write in several ways fall together."""
    assert sound(fold(one)) == sound(fold(other))


def test_an_article_of_another_language_stays() -> None:
    """El Salvador is not "Salvador": no hyphen joins its article."""
    assert fold("El Salvador") == ("el", "salvador")


def test_a_possessive_ends_the_name() -> None:
    """The name of "Diyala's Kifri" ends before the apostrophe."""
    words = split_words("Diyala's Kifri")
    assert (words.folded, words.end(0)) == (["diyala", "kifri"], len("Diyala"))


@given(st.text())
@example("S`")
def test_words_lie_in_the_text_in_order(text: str) -> None:
    """Offsets are code points of the original text, whatever it holds."""
    words = split_words(text)
    ends = [words.end(index) for index in range(len(words))]
    assert all(0 <= start < end <= len(text) for start, end in zip(words.starts, ends, strict=True))
    assert all(end <= start for end, start in zip(ends, words.starts[1:], strict=False))
