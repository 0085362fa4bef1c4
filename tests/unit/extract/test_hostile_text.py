"""Text that is made to stop a parser."""

from __future__ import annotations

import time

import pytest

from stream.extract.casualties import MAX_HARMS
from stream.extract.sentences import MAX_SENTENCES

LENGTH = 200_000
HOSTILE = {
    "one token": "x" * LENGTH,
    "all digits": "9" * LENGTH,
    "all triggers": "killed " * (LENGTH // 7),
    "numbers and triggers": "3 killed, " * (LENGTH // 10),
    "full stops": "." * LENGTH,
    "spaces": " " * (LENGTH - 6) + "killed",
    "brackets": "(" * LENGTH,
    "number words": "two hundred and " * (LENGTH // 16),
    "dates": "Monday 5 May " * (LENGTH // 13),
    "newlines": "\n" * (LENGTH - 6) + "killed",
    "bullets": "\n• killed" * (LENGTH // 9),
    "deep brackets": "killed " + "(" * (LENGTH // 2 - 10) + ")" * (LENGTH // 2 - 10),
    "no full stop": "gunmen killed three soldiers and two civilians in Kirkuk on Monday and " * (LENGTH // 70),
    "all capitals": "GUNMEN KILLED THREE SOLDIERS IN KIRKUK " * (LENGTH // 39),
    "one name": "Kirkuk " * (LENGTH // 7),
    "one name in short sentences": "Kirkuk 3 killed. " * (LENGTH // 17),
    "combining characters": "killed a" + "\u0301" * (LENGTH - 8),
    "one bomb a bullet": "\n• bomb" * (LENGTH // 7),
    "one bomb a sentence": "A bomb went off. " * (LENGTH // 17),
    "quotation marks": 'killed "' * (LENGTH // 8),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_linear(extract, name):
    """Nothing backtracks: a hostile text of the greatest length is done within seconds on a busy machine."""
    start = time.process_time()
    extract(HOSTILE[name])
    assert time.process_time() - start < 5


def test_reads_so_many_sentences_and_no_more(sentences):
    """What goes on for longer is a list, or made to cost time."""
    assert len(sentences("A bomb went off. " * (MAX_SENTENCES + 5))) == MAX_SENTENCES


def test_counts_so_many_of_one_sentence_and_no_more(extract):
    """A sentence without end tells of no more dead than its first parts do."""
    (report,) = extract("Gunmen attacked a farm on Monday. " + "one farmer killed, " * (2 * MAX_HARMS))
    assert sum(casualty.best for casualty in report.casualties) <= MAX_HARMS


@pytest.mark.parametrize(
    "text", ["killed", "'s killed", "–", "killed by\u00a0", "\u202ekilled 3", "3", "two to", "between and", "of them dead", "🙂 killed two 🙂"]
)
def test_fragments_do_no_harm(extract, text):
    """The edges of a sentence are no stumbling block."""
    extract(text, title=text)
