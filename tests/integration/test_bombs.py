"""Records made to stop a worker: each comes to a defined end, in little memory and time, and nothing of them reaches a terminal raw."""

from __future__ import annotations

import asyncio
import gzip
import json
import uuid

import pytest
from aiokafka import AIOKafkaProducer

from stream.worker.batches import MAX_BATCH
from tests.news import attack

pytestmark = pytest.mark.docker
#: Of the worker that they share.
SETTINGS: dict[str, object] = {}

MB = 1_000_000
#: Bytes by which the worker may have grown after all of them.
GROWTH = 400 * MB
CONTROLS = "\x1b[31m\x1b]0;owned\x07\u202e\u2066\x00\x85\u2028 evil"


def article(name, **fields):
    return json.dumps(attack(name) | fields).encode()


#: What becomes of it: the reason in the dead letter, or flags of its extraction.
BOMBS = {
    "one MB of text": (lambda name: article(name, text=attack(name)["text"] + " Nothing else is known." * 43_000), "truncated"),
    "ten MB of text": (lambda name: article(name, text=attack(name)["text"] + " Nothing else is known." * 430_000), "truncated"),
    "ten MB that nobody asked for": (lambda name: article(name, crawl="x" * 10 * MB), ""),
    "a token of 1,000,000 characters": (lambda name: article(name, title="", text="x" * MB), "truncated"),
    "nested 100,000 deep": (lambda name: b'{"id": "x", "text": "t", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"),
    "gzip in place of JSON": (lambda name: gzip.compress(b"\0" * 100 * MB), "not_utf8"),
    "control and bidi characters": (lambda name: article(name, title=CONTROLS, text=attack(name)["text"] + CONTROLS, source=CONTROLS), ""),
    "control and bidi characters for a date": (lambda name: article(name, published=CONTROLS), "invalid"),
}


@pytest.mark.parametrize("what", BOMBS)
async def test_each_has_its_end_and_the_partition_goes_on(shared_worker, shared_topics, what):
    """An extraction, or a dead letter with the same bytes; and the next article is read."""
    make, end = BOMBS[what]
    name = uuid.uuid4().hex[:12]
    value = make(name)
    place = await shared_topics.send(value, key=name.encode())
    await shared_topics.send(article(f"{name}-next"), key=b"next", partition=place.partition)
    await extraction(shared_topics, f"{name}-next")
    if end in {"not_utf8", "too_deep", "invalid"}:
        letter = next(record for record in await shared_topics.all("articles.dlq") if record.key == name.encode())
        assert (letter.value, dict(letter.headers)["__streams.errors.exception"]) == (value, end.encode())
    else:
        found = await extraction(shared_topics, name)
        assert [flag for flag in found["flags"] if flag == "truncated"] == [end] * bool(end)
        assert len(found["reports"]) == (0 if "token" in what else 1)


CODECS = ("gzip", "snappy", "lz4", "zstd")


def folding(broker, codec):
    """A producer that puts all it is given within half a second into one batch."""
    return AIOKafkaProducer(bootstrap_servers=broker.address, compression_type=codec, max_request_size=1 << 30, max_batch_size=1 << 30, linger_ms=500)


@pytest.mark.parametrize("codec", CODECS)
async def test_articles_are_read_however_they_are_compressed(shared_worker, shared_topics, broker, codec):
    """The first and the last of a batch."""
    names = [f"{codec}-{number}" for number in range(20)]
    async with folding(broker, codec) as producer:
        sent = [await producer.send(f"{shared_topics.prefix}articles", article(name), key=name.encode(), partition=0) for name in names]
        await asyncio.gather(*sent)
    for name in (names[0], names[-1]):
        assert len((await extraction(shared_topics, name))["reports"]) == 1


@pytest.mark.parametrize("codec", CODECS)
async def test_a_batch_that_would_unfold_to_too_much_is_one_dead_letter(shared_worker, shared_topics, broker, codec):
    """It says which records it stands for; those after it are read."""
    async with folding(broker, codec) as producer:
        sent = [await producer.send(f"{shared_topics.prefix}articles", b"\0" * (MAX_BATCH // 4), key=b"bomb", partition=0) for _ in range(5)]
        first = (await asyncio.gather(*sent))[0]
        await producer.send_and_wait(f"{shared_topics.prefix}articles", article(f"after-{codec}"), key=b"after", partition=0)
    await extraction(shared_topics, f"after-{codec}")
    letters = [
        record for record in await shared_topics.all("articles.dlq") if dict(record.headers)["__streams.errors.exception"] == b"unreadable_batch"
    ]
    (letter,) = [letter for letter in letters if f"compressed with {codec}".encode() in dict(letter.headers)["__streams.errors.message"]]
    told = dict(letter.headers)["__streams.errors.message"].decode()
    assert f"offsets {first.offset} to {first.offset + 4}" in told
    assert letter.value == b""


def test_memory_stays_bounded(shared_worker):
    """After all of them; comes after them."""
    assert shared_worker.metric("tocsin_process_resident_memory_bytes") < 100 * MB + GROWTH


def test_nothing_raw_is_logged(shared_worker):
    """Comes last: all that was said of them."""
    assert all(char.isprintable() or char == "\n" for char in shared_worker.text())


async def extraction(shared_topics, article_id):
    """What the worker made of an article."""
    wanted = article_id.encode()
    records = await shared_topics.read(
        "extractions", lambda found: any(record.key == wanted for record in found), f"the extraction of {article_id}", 120
    )
    return [json.loads(record.value) for record in records if record.key == wanted][-1]
