"""Rows by partition: in memory, or on disk with RocksDB. Restored from the changelog topics, forgotten with their partition.

Faust's own memory store keeps showing rows of partitions that were revoked, so here each partition's rows are a dict of their own that goes with it.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any, NamedTuple

from faust.stores import base, rocksdb
from faust.types import TP, CollectionT, EventT

from stream.state import Row, Table

#: Bytes on disk of the rows of a partition that are kept decoded, which takes some five times as much memory: what news of a day looks at.
MOST_DECODED = 4 * 1024 * 1024


def encode_key(key: str) -> bytes:
    """A row's key in the changelog."""
    return key.encode()


def encode_row(row: Row) -> bytes | None:
    """A row in the changelog; None (deleted) is a tombstone."""
    return None if row is None else json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _changelog(table: CollectionT) -> str:
    """Name of a table's changelog topic."""
    return table.changelog_topic.get_topic_name()


class Partition:
    """The rows of one partition, while it is ours: a new object each time it is assigned anew."""

    def __init__(self, rows: Table) -> None:
        self.rows = rows
        #: Offset of the newest record of the changelog that is in `rows` and acknowledged; -1 before the first.
        self.offset = -1
        #: It is known that a row says how the others are written.
        self.signed = False

    def acknowledged(self, offset: int) -> None:
        """The broker has our row."""
        self.offset = max(self.offset, offset)


class LazyRows(MutableMapping[str, Row]):
    """The rows of one partition in memory. Those that were restored are decoded when they are first asked for: most are replaced by newer ones before."""

    def __init__(self) -> None:
        self._raw: dict[str, bytes] = {}
        self._rows: dict[str, Row] = {}

    def restore(self, key: str, raw: bytes | None) -> None:
        """A record of the changelog; None deletes."""
        self._rows.pop(key, None)
        if raw is None:
            self._raw.pop(key, None)
        else:
            self._raw[key] = raw

    def get(self, key: str, default: Any = None) -> Any:
        """The row, or the default."""
        raw = self._raw.pop(key, None)
        if raw is not None:
            self._rows[key] = json.loads(raw)
        return self._rows.get(key, default)

    def __getitem__(self, key: str) -> Row:
        if key not in self:
            raise KeyError(key)
        return self.get(key)

    def __setitem__(self, key: str, value: Row) -> None:
        self._raw.pop(key, None)
        self._rows[key] = value

    def __delitem__(self, key: str) -> None:
        if self._raw.pop(key, None) is None:
            del self._rows[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows or key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter([*self._rows, *self._raw])

    def __len__(self) -> int:
        return len(self._rows) + len(self._raw)


class _MemoryPartition(Partition):
    """A partition whose rows are in memory, and come out of its changelog."""

    def __init__(self) -> None:
        self._lazy = LazyRows()
        super().__init__(self._lazy)

    def restore(self, key: str, raw: bytes | None, offset: int) -> None:
        """A record of the changelog, which comes after all that were restored before."""
        self._lazy.restore(key, raw)
        self.offset = offset


class MemoryRows(base.Store):  # type: ignore[type-arg] # Faust's stores are generic in name only
    """Rows in memory, by partition."""

    logger = logging.getLogger("faust.tables")
    mundane_level = "debug"

    def __post_init__(self) -> None:
        self.held: dict[int, _MemoryPartition] = {}
        self._generation = -1

    def partition(self, number: int) -> _MemoryPartition:
        """The rows of a partition of ours."""
        found = self.held.get(number)
        if found is None:
            found = self.held[number] = _MemoryPartition()
        return found

    def persisted_offset(self, tp: TP) -> int:
        """Where to go on reading the changelog: from its start, but for a partition that was ours without a break."""
        found = self.held.get(tp.partition)
        return -1 if found is None else found.offset

    def restore(self, number: int, records: Iterable[Any], position: int) -> None:
        """Restore rows from the next records of a changelog, after which it goes on at this offset. What is already in them is passed over."""
        found = self.partition(number)
        for record in records:
            if record.offset > found.offset:
                found.restore((record.key or b"").decode(), record.value, record.offset)
        found.acknowledged(position - 1)

    def apply_changelog_batch(self, batch: Iterable[EventT[Any]], to_key: Callable[[Any], Any], to_value: Callable[[Any], Any]) -> None:
        """Faust has nothing to restore."""

    async def on_rebalance(self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0) -> None:  # noqa: ARG002 - Faust's
        """Forget what is not ours, and what may have changed hands: only the generation after the last one we were part of leaves no gap."""
        ours = {tp.partition for tp in self.app.assignor.assigned_actives() if tp.topic == _changelog(self.table)}
        unbroken = generation_id == self._generation + 1 and generation_id == self.app.consumer_generation_id
        self._generation = generation_id
        self.held = {number: held for number, held in self.held.items() if number in ours and unbroken}
        for number in ours:
            self.partition(number)

    def reset_state(self) -> None:
        """Nothing is kept on disk."""

    # What follows makes it a mapping, as Faust wants; nobody reads rows this way, for they are told apart by partition only.
    def __getitem__(self, key: Any) -> Row:
        raise NotImplementedError("rows are read by partition")

    def __setitem__(self, key: Any, value: Row) -> None:
        raise NotImplementedError("rows are written by partition")

    def __delitem__(self, key: Any) -> None:
        raise NotImplementedError("rows are written by partition")

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return len(self.held)

    async def backup_partition(self, tp: TP | int, flush: bool = True, purge: bool = False, keep: int = 1) -> None:
        """There is nothing to back up: the changelog is the backup."""

    def restore_backup(self, tp: TP | int, latest: bool = True, backup_id: int = 0) -> None:
        """There is nothing to restore from but the changelog."""


class RocksView:
    """The rows of one partition in RocksDB, as a dict of decoded rows.

    What was read or written last is kept decoded: looking it up costs a fraction of a microsecond then, not some thirty. Whoever writes to the database
    otherwise says so (`forget`).
    """

    def __init__(self, database: Callable[[], Any]) -> None:
        self._database = database
        #: Row and its bytes on disk by key, the one that was not asked for the longest first; and how many bytes they are in all.
        self._decoded: OrderedDict[str, tuple[Row, int]] = OrderedDict()
        self._size = 0

    def get(self, key: str, default: Row = None) -> Row:
        """The row, or the default."""
        known = self._decoded.get(key)
        if known is not None:
            self._decoded.move_to_end(key)
            return known[0]
        value: bytes | None = self._database().get(encode_key(key))
        if value is None:
            return default
        row = json.loads(value)
        self._keep(key, row, len(value))
        return row

    def __contains__(self, key: object) -> bool:
        return key in self._decoded or self._database().get(encode_key(str(key))) is not None

    def __setitem__(self, key: str, value: Row) -> None:
        encoded = encode_row(value) or b"null"
        self._database().put(encode_key(key), encoded)
        self._drop(key)
        self._keep(key, value, len(encoded))

    def __delitem__(self, key: str) -> None:
        self._database().delete(encode_key(key))
        self._drop(key)

    def forget(self) -> None:
        """Nothing is kept decoded: the database may hold other rows now."""
        self._decoded.clear()
        self._size = 0

    def _keep(self, key: str, row: Row, size: int) -> None:
        self._decoded[key] = (row, size)
        self._size += size
        while self._size > MOST_DECODED:
            _, (_, oldest) = self._decoded.popitem(last=False)
            self._size -= oldest

    def _drop(self, key: str) -> None:
        known = self._decoded.pop(key, None)
        if known is not None:
            self._size -= known[1]


class _RocksPartition(Partition):
    """A partition whose rows, and the offset up to which they are known, lie on disk."""

    def __init__(self, store: RocksRows, tp: TP) -> None:
        self._view = RocksView(lambda: store.database(tp.partition))
        super().__init__(self._view)
        self._store = store
        self._tp = tp
        known = store.persisted_offset(tp)
        self.offset = -1 if known is None else known

    def restored(self, offset: int) -> None:
        """A record of the changelog is on our disk."""
        self._view.forget()
        self.offset = max(self.offset, offset)

    def acknowledged(self, offset: int) -> None:
        """The broker has our row, which is on our disk."""
        if offset > self.offset and self._store.held.get(self._tp.partition) is self:
            self.offset = offset
            self._store.set_persisted_offset(self._tp, offset)


class _Message(NamedTuple):
    """A record of a changelog as Faust's store takes it."""

    tp: TP
    partition: int
    offset: int
    key: bytes
    value: bytes | None


class _Event(NamedTuple):
    message: _Message


class RocksRows(rocksdb.Store):
    """Rows on disk, a RocksDB a partition; opened and closed by Faust's store."""

    logger = logging.getLogger("faust.tables")
    mundane_level = "debug"

    held: dict[int, _RocksPartition]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {}

    def database(self, number: int) -> Any:
        """The database of one partition."""
        return self._db_for_partition(number)

    def partition(self, number: int) -> Partition:
        """The rows of a partition of ours."""
        found = self.held.get(number)
        if found is None:
            found = self.held[number] = _RocksPartition(self, TP(_changelog(self.table), number))
        return found

    def restore(self, number: int, records: Iterable[Any], position: int) -> None:
        """Restore rows from the next records of a changelog, after which it goes on at this offset."""
        tp = TP(_changelog(self.table), number)
        self.partition(number)
        events: Any = [_Event(_Message(tp, number, record.offset, record.key, record.value)) for record in records]
        self.apply_changelog_batch(events, bytes, bytes)
        self.held[number].restored(position - 1)

    async def on_rebalance(self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0) -> None:
        """Close what is not ours any more, open what is."""
        self.held.clear()
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)
