"""What the extractor hands over while it reads."""

from __future__ import annotations

from stream.extract.trace import Mark, Trace
from stream.model import Article
from tests.unit.extract.conftest import PUBLISHED

TEXT = "Gunmen killed two policemen in Kirkuk on Tuesday. Sixty people have been killed in the province since January. The market was open."


def traced(extractor) -> Trace:
    trace = Trace()
    extractor.extract(Article(text=TEXT, published=PUBLISHED), trace)
    return trace


def test_spans_are_the_words_that_were_read(extractor):
    """Victims, day and place are marked where they stand."""
    marked = {(span.mark, TEXT[span.start : span.end]) for span in traced(extractor).spans()}
    assert {(Mark.FIGURE, "two policemen"), (Mark.PLACE, "Kirkuk"), (Mark.DATE, "Tuesday")} <= marked


def test_every_other_sentence_has_its_reason(extractor):
    """A sum is cumulative, and a sentence of nothing tells no event."""
    assert [item.reasons for item in traced(extractor).aside()] == [("cumulative",), ("no event",)]


def test_a_trace_changes_no_report(extractor):
    """The same reports with and without."""
    article = Article(text=TEXT, published=PUBLISHED)
    assert extractor.extract(article, Trace()) == extractor.extract(article)
