"""The article at the boundary: strict, and clear about what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.errors import BadRecord
from stream.model import Article, article_id, parse_article


def parse(**fields: Any) -> Article:
    return parse_article(json.dumps({"text": "Some text.", **fields}).encode())


def test_keeps_the_offset_of_published() -> None:
    """Relative dates are the outlet's own."""
    published = parse(published="2021-12-08T11:44:00+03:00").published
    assert published is not None
    assert published.isoformat() == "2021-12-08T11:44:00+03:00"


def test_null_equals_absent() -> None:
    """For every optional field."""
    article = parse(id=None, url=None, source=None, title=None, published=None, language=None, withdrawn=None)
    assert (article.title, article.language, article.withdrawn, article.source) == ("", "en", False, None)


def test_unknown_fields_are_dropped() -> None:
    """Scrapers add their own."""
    assert not hasattr(parse(author="somebody"), "author")


def test_a_missing_id_is_a_hash_of_the_url() -> None:
    """Else of title and text."""
    assert parse(url="https://x.example/1").id == article_id("https://x.example/1", "", "")
    assert parse(title="T").id == article_id(None, "T", "Some text.")


def test_a_title_alone_is_an_article() -> None:
    """Headlines are news."""
    assert parse_article(b'{"title": "Two killed in Kirkuk"}').title == "Two killed in Kirkuk"


def test_a_withdrawal_needs_no_text() -> None:
    """Its id is enough."""
    assert parse_article(b'{"id": "x", "withdrawn": true}').withdrawn


@pytest.mark.parametrize(
    ("raw", "reason", "says"),
    [
        (b"\xff\xfe", "not_utf8", "byte 0"),
        (b"{", "not_json", "line 1"),
        (b"", "not_json", "not JSON"),
        (b"[" * 5000, "too_deep", "100"),
        (b'{"text": "x", "y": ' + b"[" * 1000 + b"]" * 1000 + b"}", "too_deep", "100"),
        (b'{"text": "x", "y": NaN}', "bad_text", "NaN"),
        (b'{"text": "\\ud800"}', "bad_text", "surrogate"),
        (b"[1]", "invalid", "object"),
        (b'{"text": 5}', "invalid", "text"),
        (b"{}", "invalid", "neither title nor text"),
        (b'{"text": "  "}', "invalid", "neither title nor text"),
        (b'{"text": "x", "published": 1638952000}', "invalid", "published"),
        (b'{"text": "x", "published": "2021-12-08T11:44:00"}', "invalid", "published"),
        (b'{"text": "x", "published": "soon"}', "invalid", "published"),
        (b'{"text": "x", "id": 7}', "invalid", "id"),
        (b'{"text": "x", "id": ""}', "invalid", "id"),
        (b'{"text": "x", "withdrawn": "yes"}', "invalid", "withdrawn"),
        (b'{"withdrawn": true}', "invalid", "names no article"),
    ],
)
def test_bad_input_is_named(raw: bytes, reason: str, says: str) -> None:
    """A short reason for the metric, and a message that says where."""
    with pytest.raises(BadRecord) as caught:
        parse_article(raw)
    assert caught.value.reason == reason
    assert says in str(caught.value)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(raw: bytes) -> None:
    """Whatever comes in: an article, or BadRecord."""
    try:
        parse_article(raw)
    except BadRecord as error:
        assert error.reason in {"not_utf8", "not_json", "too_deep", "bad_text", "invalid"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_no_json_does_more_than_be_refused(value: Any) -> None:
    """Whatever JSON comes in: an article, or BadRecord."""
    try:
        parse_article(json.dumps(value).encode())
    except BadRecord as error:
        assert str(error)
