"""Rulings from their topic, on their way to the ledgers that they are for."""

from __future__ import annotations

from typing import Any

from stream.errors import BadRecord
from stream.model import Ruled, Version, ledger_of_ruling, parse_ruling
from stream.worker.times import article_times


def ruled_of(message: Any) -> Ruled:
    """What a record of the topic `rulings` says now; a tombstone takes the ruling of its key back. Raises BadRecord."""
    ingested, _ = article_times(message)
    version = Version(ingested, message.partition, message.offset)
    try:
        key = (message.key or b"").decode()
        ledger_of_ruling(key)
    except ValueError as error:
        raise BadRecord("invalid", f"the key of a ruling is its id: {error}") from error
    if message.value is None:
        return Ruled(id=key, version=version, ingested=ingested)
    ruling = parse_ruling(message.value)
    if ruling.id != key:
        raise BadRecord("invalid", f"the key of a ruling is its id: found key {key!r} for {ruling.id!r}")
    return Ruled(id=key, version=version, ruling=ruling, ingested=ingested)
