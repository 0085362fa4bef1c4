"""Articles as sentences."""

from __future__ import annotations

import pytest


def texts(found):
    return [sentence.text for sentence in found]


def test_abbreviations_end_no_sentence(sentences):
    """A full stop behind a rank or an initial goes on."""
    assert len(sentences("Lt. Gen. A. Karim spoke. He left.")) == 2


def test_blank_lines_end_a_sentence(sentences):
    """A paragraph without a full stop is a sentence of its own."""
    assert texts(sentences("No stop here\n\nNext one.")) == ["No stop here", "Next one."]


def test_bullets_are_sentences(sentences):
    """Each line of a list stands alone."""
    assert len(sentences("- two killed in Daquq\n- one wounded in Tuz")) == 2


@pytest.mark.parametrize(
    "dateline", ["KIRKUK – ", "BAGHDAD, Sept. 27 - ", "SAN SALVADOR, 8 JAN 90 (AFP) -- ", "ERBIL, Kurdistan Region\u00a0-\u00a0"]
)
def test_dateline_is_left_out(sentences, dateline):
    """The place of writing is no place of the news."""
    assert texts(sentences(f"{dateline}Gunmen attacked a village.")) == ["Gunmen attacked a village."]


def test_a_quote_ends_with_its_mark(sentences):
    """The closing quotation mark belongs to its sentence."""
    assert texts(sentences("“We fled.” She wept.")) == ["“We fled.”", "She wept."]


def test_a_headline_glued_to_the_text_is_left_out(sentences):
    """Page furniture repeats the headline in front of the first sentence; nothing is told twice by it."""
    title = "Two men shot in a park in Basra"
    assert [item.text for item in sentences(f"{title} Two men were shot on Monday, police said.", title=title)] == [
        title,
        "Two men were shot on Monday, police said.",
    ]


def test_offsets_are_those_of_the_field(sentences):
    """Start and end cut the sentence out of the article's text, whatever the script."""
    text = "  Çaq – ünïcode 😀 first.  Then gunmen came."
    assert [text[s.start : s.end] for s in sentences(text)] == texts(sentences(text))


def test_long_sentences_are_cut(sentences):
    """No step looks at more than a few hundred tokens at once."""
    assert max(len(s.tokens) for s in sentences("word " * 2000)) <= 300
