"""Batches of records that would harm: compressed ones that unfold to more than memory should hold, and those in a compression that nobody knows.

aiokafka unfolds a batch whole, whatever becomes of it: a megabyte of gzip holds a gigabyte of zeros, and one of zstd a hundred. And where it cannot read a batch, it raises, and
goes on behind the records before it. So each such batch comes to the agents as one record that says what it is.
"""

from __future__ import annotations

import gzip
import io
import mmap
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cramjam
from aiokafka import codec
from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException, UnsupportedCodecError
from aiokafka.record.default_records import DefaultRecordBatch

#: Bytes to which a batch may unfold: four of the largest records that the dead letter topic takes.
MAX_BATCH = 64 * 1_048_576
#: By the number in a batch's attributes; https://kafka.apache.org/documentation/#recordbatch
COMPRESSIONS = ("none", "gzip", "snappy", "lz4", "zstd")


class TooLarge(Exception):  # noqa: N818 - never leaves this module
    """The batch would unfold to more than MAX_BATCH bytes."""


class Unreadable(bytes):
    """The value of the record that stands for a batch; as bytes, it is empty."""

    why: str
    #: The batch is good, and we are not: nothing of it may be passed over.
    ours: bool


@dataclass(frozen=True, slots=True)
class _Stand:
    """The record in its place, with what aiokafka asks of a record."""

    offset: int
    timestamp: int
    value: Unreadable
    timestamp_type: int = 0
    key: None = None
    headers: tuple[Any, ...] = ()
    checksum: None = None


class _Batch:
    """A batch of aiokafka's whose records, where they cannot be had, are one that says why."""

    def __init__(self, batch: Any) -> None:
        self._batch = batch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        """A record of a control batch, which are not compressed."""
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        batch = self._batch
        try:
            # unfolds it
            records = iter(batch)
        except TooLarge:
            yield self._stand(f"unfold to more than {MAX_BATCH} bytes", ours=False)
        except (gzip.BadGzipFile, zlib.error, EOFError, cramjam.DecompressionError, struct.error) as error:
            yield self._stand(f"cannot be unfolded: {error}", ours=False)
        except UnsupportedCodecError:
            yield self._stand(
                "cannot be read here: let the producer use gzip, snappy, lz4, zstd or none, or set compression.type of the topic", ours=True
            )
        else:
            yield from self._each(records)

    def _each(self, records: Iterator[Any]) -> Iterator[Any]:
        """The records; where one is none (the name of a header may be any bytes), what is left of the batch is one that says so."""
        first = self._batch.base_offset
        try:
            for record in records:
                first = record.offset + 1
                yield record
        except (CorruptRecordException, ValueError) as error:
            yield self._stand(f"cannot be told apart: {error}", ours=False, first=first)

    def _stand(self, what: str, *, ours: bool, first: int | None = None) -> _Stand:
        batch = self._batch
        first = batch.base_offset if first is None else first
        value = Unreadable()
        kind = COMPRESSIONS[batch.compression_type] if batch.compression_type < len(COMPRESSIONS) else str(batch.compression_type)
        value.why = f"the records of offsets {first} to {batch.next_offset - 1}, in one batch compressed with {kind}, {what}"
        value.ours = ours
        # The last of them: what follows on it follows on the batch.
        return _Stand(batch.next_offset - 1, batch.max_timestamp, value)


class _Batches:
    """The batches of one answer of the broker."""

    def __init__(self, records: Any) -> None:
        self._records = records

    def has_next(self) -> bool:
        found: bool = self._records.has_next()
        return found

    def next_batch(self) -> _Batch:
        return _Batch(self._records.next_batch())


class GuardedRecords(fetcher.PartitionRecords):
    """The records of one partition, as aiokafka's fetcher hands them out."""

    def __init__(self, tp: Any, records: Any, *others: Any) -> None:
        super().__init__(tp, _Batches(records), *others)  # type: ignore[no-untyped-call] # aiokafka's


def unfold(payload: Any) -> bytes:
    """gzip, but no further than MAX_BATCH bytes. Raises TooLarge, or as the modules gzip and zlib do."""
    with gzip.GzipFile(fileobj=io.BytesIO(payload)) as folded:
        unfolded = folded.read(MAX_BATCH + 1)
    if len(unfolded) > MAX_BATCH:
        raise TooLarge
    return unfolded


def unfold_lz4(payload: Any) -> bytes:
    """lz4 as frames, but no further than MAX_BATCH. Raises TooLarge, or cramjam.DecompressionError."""
    return _unfold_into(cramjam.lz4.decompress_into, payload)


def unfold_zstd(payload: Any) -> bytes:
    """zstd, but no further than MAX_BATCH. Raises TooLarge, or cramjam.DecompressionError."""
    return _unfold_into(cramjam.zstd.decompress_into, payload)


def _unfold_into(decompress: Callable[[Any, Any], int], payload: Any) -> bytes:
    """Into memory that costs nothing before it is written to, unlike a bytearray."""
    with mmap.mmap(-1, MAX_BATCH) as room:
        try:
            size = decompress(payload, room)
        except cramjam.DecompressionError as error:
            # Rust's own words for a writer that takes no more (std::io::ErrorKind::WriteZero)
            if "whole buffer" in str(error):
                raise TooLarge from error
            raise
        return room[:size]


def unfold_snappy(payload: Any) -> bytes:
    """snappy, with or without the blocks of its Java library; what each unfolds to, its head tells. Raises TooLarge, cramjam.DecompressionError or struct.error."""
    blocks = list(_java_blocks(payload)) if codec._detect_xerial_stream(payload) else [payload]  # noqa: SLF001 - the format's own name for it
    if sum(cramjam.snappy.decompress_raw_len(block) for block in blocks) > MAX_BATCH:
        raise TooLarge
    return b"".join(bytes(cramjam.snappy.decompress_raw(block)) for block in blocks)


def _java_blocks(payload: bytes) -> Iterator[bytes]:
    """Each with its length before it (four bytes), after a head of sixteen: https://github.com/xerial/snappy-java."""
    at = 16
    while at < len(payload):
        (size,) = struct.unpack_from("!i", payload, at)
        if not 0 < size <= len(payload) - at - 4:
            raise struct.error(f"a block of {size} bytes, where {len(payload) - at - 4} are left")
        yield payload[at + 4 : at + 4 + size]
        at += 4 + size


def guard() -> None:
    """From now on, in this process, aiokafka's consumers hand out batches so."""
    fetcher.PartitionRecords = GuardedRecords  # type: ignore[misc] # that is what it is for
    # where the class looks for them, be it the compiled one or not
    there: Any = sys.modules[DefaultRecordBatch.__module__]
    there.gzip_decode, there.snappy_decode, there.lz4_decode, there.zstd_decode = unfold, unfold_snappy, unfold_lz4, unfold_zstd
