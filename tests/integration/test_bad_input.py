"""Every row of the table of bad input (docs/architecture.md), on a real broker, with one worker that survives them all."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.news import attack

pytestmark = pytest.mark.docker
#: Of the worker that they share.
SETTINGS = {"max_text": 2_000}

BAD = {
    "not UTF-8": b'{"id": "x", "text": "\xff\xfe"}',
    "not JSON": b"{id: x}",
    "no object": b'["text"]',
    "empty": b"",
    "wrong type": b'{"id": 7, "text": "t"}',
    "text of a wrong type": b'{"id": "x", "text": ["t"]}',
    "a number for a date": b'{"id": "x", "text": "t", "published": 1638950640}',
    "a date without offset": b'{"id": "x", "text": "t", "published": "2021-12-08T11:44:00"}',
    "no text and no title": b'{"id": "x", "title": " ", "text": ""}',
    "nested 1,000 deep": b'{"id": "x", "text": "t", "more": ' + b"[" * 1000 + b"]" * 1000 + b"}",
    "a lone surrogate": b'{"id": "x", "text": "a \\ud800 b"}',
    "NaN": b'{"id": "x", "text": "t", "score": NaN}',
    "an id of 201 characters": json.dumps({"id": "x" * 201, "text": "t"}).encode(),
}


async def extraction(shared_topics, article_id):
    """What the worker made of an article."""
    records = await shared_topics.read(
        "extractions", lambda found: any(record.key == article_id.encode() for record in found), f"the extraction of {article_id}"
    )
    return [json.loads(record.value) for record in records if record.key == article_id.encode()][-1]


@pytest.mark.parametrize("what", BAD)
async def test_what_is_no_article_goes_to_the_dead_letters_unchanged(shared_worker, shared_topics, what):
    """Same bytes, same key, same headers, and where it came from; the partition goes on."""
    key = uuid.uuid4().hex.encode()
    place = await shared_topics.send(BAD[what], key=key, headers=[("scraper", b"7")])
    records = await shared_topics.read("articles.dlq", lambda found: any(record.key == key for record in found), "the dead letter")
    (letter,) = [record for record in records if record.key == key]
    headers = dict(letter.headers)
    assert letter.value == BAD[what]
    assert headers["scraper"] == b"7"
    assert headers["__streams.errors.exception"]
    assert headers["__streams.errors.message"]
    assert headers["__streams.errors.topic"].decode() == f"{shared_topics.prefix}articles"
    assert (int(headers["__streams.errors.partition"]), int(headers["__streams.errors.offset"])) == (place.partition, place.offset)
    assert headers["__streams.errors.stage"] == b"extract"


async def test_good_articles_pass_between_bad_ones(shared_worker, shared_topics):
    """In the same partition, right behind a bad one."""
    place = await shared_topics.send(b"{", key=b"bad")
    article = attack("good")
    await shared_topics.send(json.dumps(article).encode(), key=b"good", partition=place.partition)
    assert len((await extraction(shared_topics, "good"))["reports"]) == 1


async def test_a_text_over_the_limit_is_read_in_part(shared_worker, shared_topics):
    """Flagged and counted."""
    article = attack("long")
    article["text"] += " Nothing else is known." * 1_000
    await shared_topics.publish([article])
    found = await extraction(shared_topics, "long")
    assert ("truncated" in found["flags"], len(found["reports"])) == (True, 1)
    assert shared_worker.metric("tocsin_articles_truncated_total") == 1


async def test_a_tombstone_without_key_is_ignored(shared_worker, shared_topics):
    """Counted, and no dead letter."""
    await shared_topics.send_nothing()
    await shared_topics.publish([attack("after-tombstone")])
    await extraction(shared_topics, "after-tombstone")
    await shared_worker.until_read()
    assert shared_worker.metric("tocsin_articles_total", outcome="ignored") == 1
    assert not any(record.value is None for record in await shared_topics.all("articles.dlq"))


async def test_a_missing_date_is_not_made_up(shared_worker, shared_topics):
    """The record's timestamp orders the article; no incident gets a date from it."""
    article = attack("undated")
    del article["published"]
    await shared_topics.send(json.dumps(article).encode(), key=b"undated", timestamp_ms=1638950640000)
    found = await extraction(shared_topics, "undated")
    assert (found["published"], found["reported"]) == (None, "2021-12-08T08:04:00Z")
    assert [report["date"] for report in found["reports"]] == [None]


async def test_an_article_from_the_future_is_flagged(shared_worker, shared_topics):
    """Its date orders nothing and moves no clock."""
    await shared_topics.publish([attack("future", published="2099-01-01T00:00:00+00:00")])
    found = await extraction(shared_topics, "future")
    assert ("future" in found["flags"], found["published"]) == (True, None)
    assert shared_worker.metric("tocsin_articles_future_total") == 1


async def test_a_language_that_we_cannot_read_is_passed_over(shared_worker, shared_topics):
    """Counted by language, no error."""
    await shared_topics.publish([attack("german") | {"language": "de"}])
    assert (await extraction(shared_topics, "german"))["reports"] == []
    await shared_worker.until_read()
    assert shared_worker.metric("tocsin_articles_unread_total", language="de") == 1


async def test_unknown_fields_and_nulls_are_no_errors(shared_worker, shared_topics):
    """Scrapers add their own, and write null for what they do not know."""
    await shared_topics.publish([attack("extra") | {"url": None, "crawl": {"depth": 2}, "language": None}])
    assert len((await extraction(shared_topics, "extra"))["reports"]) == 1


async def test_a_tombstone_whose_key_is_no_id_is_a_dead_letter(shared_worker, shared_topics):
    """An id is text."""
    await shared_topics.send(None, key=b"\xff\xfe")
    await shared_topics.read(
        "articles.dlq", lambda found: any(record.key == b"\xff\xfe" and record.value is None for record in found), "the dead letter"
    )


@pytest.mark.parametrize("topic", ["extractions", "reports", "region-changes"])
async def test_an_inner_record_that_cannot_be_read_is_a_dead_letter(shared_worker, shared_topics, topic):
    """Whoever wrote it: the partition goes on."""
    await shared_topics.send(b'{"kind": "nonsense"}', key=topic.encode(), topic=topic)
    records = await shared_topics.read("articles.dlq", lambda found: any(record.key == topic.encode() for record in found), "the dead letter")
    (letter,) = [record for record in records if record.key == topic.encode()]
    assert dict(letter.headers)["__streams.errors.topic"].decode() == f"{shared_topics.prefix}{topic}"


async def test_no_log_line_holds_a_raw_control_character(shared_worker, shared_topics):
    """An article cannot forge lines or speak to a terminal."""
    await shared_topics.send(b'{"id": "x", "text": "t", "published": "\\u001b[31m\\u0000\\n\\u202e"}', key=b"escape")
    await shared_topics.read("articles.dlq", lambda found: any(record.key == b"escape" for record in found), "the dead letter")
    text = shared_worker.text()
    assert all(char.isprintable() or char == "\n" for char in text)
    assert all(json.loads(line) for line in text.splitlines())
