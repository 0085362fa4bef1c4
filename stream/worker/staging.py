"""A new edition of the state as records: its rows, its extractions, and what it has to say to the public topics."""

from __future__ import annotations

import json
from collections.abc import Iterator

from stream import topics
from stream.drive import REGIONS
from stream.model import Alert
from stream.rebuild import Anew, Report, Today
from stream.settings import Settings
from stream.state import Send
from stream.worker.past import Past
from stream.worker.rows import encode_key, encode_row
from stream.worker.sending import Parcel, pack
from stream.worker.tables import meta_key, meta_row
from stream.worker.topics import changelog_topic


def staged(new: Settings, anew: Anew, past: Past, report: Report, today: Today) -> Iterator[Parcel]:
    """All of it, to the topics of the edition that `new` speaks of: those of the watch alone where the ledger is not made anew."""
    yield from _rows(new, anew)
    if anew.with_ledger:
        yield from _extractions(new, anew, past, today)
    for send in report.sends:
        yield _wrapped(new, send)


def _rows(new: Settings, anew: Anew) -> Iterator[Parcel]:
    """Of every partition first by which version it is written, also where it holds nothing else."""
    for (table, number), rows in anew.tables.items():
        if anew.with_ledger or table == REGIONS:
            topic = changelog_topic(new, table)
            for key, row in {meta_key(number): meta_row(new, anew.pipeline.regions.version), **rows}.items():
                yield Parcel(topic, encode_key(key), encode_row(row), number)


def _extractions(new: Settings, anew: Anew, past: Past, today: Today) -> Iterator[Parcel]:
    """As of today, at their own age; and the marks, to every partition."""
    topic = new.topic(topics.EXTRACTIONS)
    for key, timed in past.extractions.items():
        yield Parcel(topic, key.encode(), today.extraction(timed.extraction).to_json(), anew.partition_of(key), timestamp=timed.timestamp / 1000)
    for mark in past.marks.values():
        for number in range(new.partitions):
            yield Parcel(topic, f"mark/{mark.partition}".encode(), mark.to_json(), number)


def _wrapped(new: Settings, send: Send) -> Parcel:
    """A record for a public topic, as it will lie there."""
    parcel = pack(send, new)
    headers = [*(parcel.headers or ()), *([topics.QUIET] if isinstance(send.record, Alert) else [])]
    wrapped = {
        "topic": parcel.topic,
        "key": send.key,
        "value": None if parcel.value is None else parcel.value.decode(),
        "headers": [[name, value.decode()] for name, value in headers],
    }
    return Parcel(new.topic(topics.REBUILT), send.key.encode(), json.dumps(wrapped, ensure_ascii=False).encode(), 0)


def unwrapped(record: bytes) -> Parcel:
    """What `staged` has wrapped, as it is to be published."""
    found = json.loads(record)
    value = found["value"]
    headers = [(name, text.encode()) for name, text in found["headers"]]
    return Parcel(found["topic"], found["key"].encode(), None if value is None else value.encode(), headers=headers)
