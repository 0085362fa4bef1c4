"""What a batch of records may unfold to, and what comes in the place of one that may not."""

from __future__ import annotations

import gzip
import struct

import cramjam
import pytest
from aiokafka import TopicPartition, codec
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords

from stream.worker import batches
from stream.worker.batches import GuardedRecords, TooLarge, Unreadable, unfold

#: Where a batch says how it is compressed (the lower of the two bytes of its attributes), and a number that means nothing.
ATTRIBUTES, NOBODYS = 22, 5
#: What aiokafka folds with, and what unfolds it here.
CODECS = {
    "gzip": (codec.gzip_encode, batches.unfold),
    "snappy of Java": (codec.snappy_encode, batches.unfold_snappy),
    "snappy of others": (lambda payload: bytes(cramjam.snappy.compress_raw(payload)), batches.unfold_snappy),
    "lz4": (codec.lz4_encode, batches.unfold_lz4),
    "zstd": (codec.zstd_encode, batches.unfold_zstd),
}


@pytest.fixture
def guarded(monkeypatch):
    """The worker's aiokafka, and as it was after the test; a batch may unfold to 10,000 bytes."""
    monkeypatch.setattr(fetcher, "PartitionRecords", fetcher.PartitionRecords)
    module = batches.sys.modules[DefaultRecordBatch.__module__]
    for name in ("gzip", "snappy", "lz4", "zstd"):
        monkeypatch.setattr(module, f"{name}_decode", getattr(module, f"{name}_decode"))
    monkeypatch.setattr(batches, "MAX_BATCH", 10_000)
    batches.guard()


def batch(*values, offset=0, compression=1, headers=()):
    """A batch, as a broker sends it; of gzip, if not said otherwise."""
    builder = DefaultRecordBatchBuilder(
        magic=2, compression_type=compression, is_transactional=0, producer_id=-1, producer_epoch=-1, base_sequence=0, batch_size=1 << 30
    )
    for number, value in enumerate(values):
        builder.append(number, 0, b"key", value, dict(headers).get(number, []))
    raw = builder.build()
    raw[:8] = offset.to_bytes(8, "big")
    return raw


def read(*raw):
    """Offset and value of all that a consumer gets to see."""
    records = fetcher.PartitionRecords(TopicPartition("t", 0), MemoryRecords(b"".join(map(bytes, raw))), [], 0, None, None, False, 0)
    return [(record.offset, record.value) for record in records]


@pytest.mark.parametrize("compression", range(5))
def test_records_that_are_not_too_much_come_as_they_are(guarded, compression):
    """Compressed or not."""
    assert read(batch(b"one", b"two", compression=compression)) == [(0, b"one"), (1, b"two")]


def test_aiokafka_asks_here(guarded):
    """A new version of it may not."""
    assert fetcher.PartitionRecords is GuardedRecords


def test_a_batch_that_unfolds_to_too_much_is_one_record_that_says_so(guarded):
    """Those before and after it are read."""
    found = read(batch(b"before"), batch(b"\0" * 6_000, b"\0" * 6_000, offset=1), batch(b"after", offset=3))
    assert [offset for offset, _ in found] == [0, 2, 3]
    assert (found[0][1], found[2][1]) == (b"before", b"after")
    assert isinstance(found[1][1], Unreadable)
    assert found[1][1].why == "the records of offsets 1 to 2, in one batch compressed with gzip, unfold to more than 10000 bytes"
    assert not found[1][1].ours


def test_a_batch_whose_compression_is_none_of_ours_is_not_passed_over(guarded):
    """It may be good, and we are the ones who cannot read it."""
    raw = batch(b"one")
    raw[ATTRIBUTES] = NOBODYS
    ((_, value),) = read(raw)
    assert (value.ours, "compressed with 5" in value.why) == (True, True)


@pytest.mark.parametrize("compression", range(1, 5))
def test_a_batch_that_is_broken_is_one_record_that_says_so(guarded, compression):
    """Whatever its producer did."""
    raw = batch(b"one" * 1000, compression=compression)
    raw[-20:-10] = b"\xff" * 10
    ((_, value),) = read(raw)
    assert (value.ours, "cannot be" in value.why) == (False, True)


def test_a_header_whose_name_is_no_text_costs_the_records_from_there_on(guarded):
    """Brokers take it; those before it are read, and so is the next batch."""
    raw = bytes(batch(b"one", b"two", b"three", compression=0, headers={1: [("name", b"")]})).replace(b"name", b"n\xffme")
    found = read(raw, batch(b"four", offset=3))
    assert [(offset, value) for offset, value in found if offset != 2] == [(0, b"one"), (3, b"four")]
    assert found[1][1].why.startswith("the records of offsets 1 to 2, ")


@pytest.mark.parametrize("payload", [b"", b"a" * 10_000, b"ab" * 100])
def test_gzip_of_any_make_is_unfolded(guarded, payload):
    """In one member, in two, and with zeros behind it."""
    assert unfold(gzip.compress(payload)) == payload
    assert unfold(gzip.compress(payload[:50]) + gzip.compress(payload[50:]) + b"\0\0") == payload


@pytest.mark.parametrize("kind", CODECS)
@pytest.mark.parametrize("payload", [b"a", b"a" * 10_000, bytes(range(256)) * 39])
def test_what_is_not_too_much_is_unfolded(guarded, kind, payload):
    """To its last byte."""
    fold, unfold = CODECS[kind]
    assert unfold(bytes(fold(payload))) == payload


@pytest.mark.parametrize("kind", CODECS)
def test_what_is_too_much_is_told_by_every_codec(guarded, kind):
    """A byte more."""
    fold, unfold = CODECS[kind]
    with pytest.raises(TooLarge):
        unfold(bytes(fold(b"a" * 10_001)))


@pytest.mark.parametrize("size", [-4, 0, 1 << 30])
def test_a_block_of_snappy_that_lies_about_its_length_is_no_block(guarded, size):
    """Nobody goes back, nor beyond the end."""
    with pytest.raises(struct.error, match="a block of"):
        batches.unfold_snappy(codec.snappy_encode(b"a" * 99)[:16] + struct.pack("!i", size) + b"abc")


@pytest.mark.parametrize(
    ("payload", "error"),
    [(gzip.compress(b"a" * 10_001), TooLarge), (gzip.compress(b"a")[:-9], EOFError), (b"no", gzip.BadGzipFile)],
    # gzip writes the time of day: parallel test processes would call them by different names
    ids=["too much", "cut off", "none"],
)
def test_what_cannot_be_unfolded_is_told(guarded, payload, error):
    """Never by what it costs."""
    with pytest.raises(error):
        unfold(payload)
