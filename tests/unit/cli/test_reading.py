from __future__ import annotations

import io
import json

import pytest

from stream.cli.reading import TextFields, article_of, article_of_text, is_incident, lines
from stream.errors import BadRecord


def read(text: str) -> list[tuple[int, bytes]]:
    return [(line.number, line.raw) for line in lines("x", io.BytesIO(text.encode()))]


def test_blank_lines_are_passed_over_and_counted() -> None:
    """The line number is the file's own, so that an editor finds it."""
    assert read('\n{"a": 1}\n\n  \n{"a": 2}\n') == [(2, b'{"a": 1}'), (5, b'{"a": 2}')]


def test_one_article_over_many_lines_is_one_line() -> None:
    """A pretty-printed article is read as a whole."""
    pretty = json.dumps({"title": "x", "text": "y"}, indent=2)
    assert [json.loads(raw) for _, raw in read(pretty)] == [{"title": "x", "text": "y"}]


def test_a_broken_first_line_does_not_spoil_the_others() -> None:
    """What looks like the beginning of a pretty-printed article may be a bad line of JSONL."""
    assert read('{"a": \n{"a": 2}\n{"a": 3}\n') == [(1, b'{"a": '), (2, b'{"a": 2}'), (3, b'{"a": 3}')]


def test_nothing_is_lost_behind_a_long_file_with_a_broken_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first part of a file is held to see whether it is one article."""
    monkeypatch.setattr("stream.cli.reading.MAX_PRETTY", 10)
    text = "{\n" + "".join(f'{{"a": {number}}}\n' for number in range(5))
    assert len(read(text)) == 6


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    """Windows editors put one there."""
    assert read('\ufeff{"a": 1}\n') == [(1, b'{"a": 1}')]


def test_the_first_line_of_plain_text_is_the_title() -> None:
    """The rest is the text, with its paragraphs."""
    article = article_of_text(b"\nTitle \n\nOne.\r\n\r\nTwo.\n", TextFields(published="2021-12-08T11:44:00+03:00", source="Wire"))
    assert (article.title, article.text, article.source) == ("Title", "One.\n\nTwo.", "Wire")


def test_a_bad_date_of_plain_text_is_named() -> None:
    """A date without an offset could be any of two days."""
    with pytest.raises(BadRecord, match="published"):
        article_of_text(b"Title\nText", TextFields(published="2021-12-08"))


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"id": "i", "revision": 1, "type": "bombing"}, True),
        ({"id": "a", "title": "Second revision", "text": 'the "revision" of the law'}, False),
        ({"id": "a", "title": "x", "revision": 2, "type": "story"}, False),
    ],
)
def test_incidents_are_told_by_their_fields(record: dict[str, object], expected: bool) -> None:
    """Scrapers add fields of their own to articles: title or text decides."""
    (line,) = lines("x", io.BytesIO(json.dumps(record).encode()))
    assert is_incident(line) is expected


def test_a_line_says_why_it_is_bad() -> None:
    """The article's own errors come through."""
    (line,) = lines("x", io.BytesIO(b'{"title": 3}'))
    with pytest.raises(BadRecord, match="title"):
        article_of(line)
