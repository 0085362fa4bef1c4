"""The tables: rows by partition, restored from their changelog topics, written by us record by record.

Faust's own table writes go through a buffer that it gives up flushing after 0.1 s, and its memory store keeps showing rows of partitions that
were revoked. So a row is handed to the producer like every other record, and each partition's rows are a dict of their own that goes with it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import faust
import structlog
from aiokafka.errors import KafkaError
from faust.stores import base, rocksdb
from faust.types import TP, CollectionT, EventT
from yarl import URL

from stream.settings import Settings, StoreKind
from stream.state import Row, Table
from stream.worker.exits import WorkerExit, end_at_once
from stream.worker.probe import Probe
from stream.worker.status import Status
from stream.worker.topics import changelog_topic

log = structlog.get_logger(__name__)


def encode_key(key: str) -> bytes:
    """A row's key in the changelog."""
    return key.encode()


def encode_row(row: Row) -> bytes | None:
    """A row in the changelog; None (deleted) is a tombstone."""
    return None if row is None else json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


#: Version of what rows hold; raised whenever a new version could not read the old ones.
STATE_VERSION = 1


def meta_key(partition: int) -> str:
    """Key of the row that says how the other rows of its partition were written."""
    return f"meta/{partition}"


def meta_row(settings: Settings) -> dict[str, int]:
    """How rows are written now."""
    return {"state": STATE_VERSION, "partitions": settings.partitions}


def mismatch(found: Row, settings: Settings) -> str | None:
    """Why rows cannot be used, and the way out; None where they can."""
    if found is None or found == meta_row(settings):
        return None
    fresh = "or begin afresh under another TOCSIN_NAME and TOCSIN_TOPIC_PREFIX"
    if found.get("partitions") != settings.partitions:
        return (
            f"the state was written with {found.get('partitions')} partitions, now TOCSIN_PARTITIONS is {settings.partitions}: set it back, {fresh}"
        )
    return f"the state is of version {found.get('state')}, this program reads {STATE_VERSION}: run the version that wrote it, {fresh}"


def _changelog(table: CollectionT) -> str:
    """Name of a table's changelog topic."""
    return table.changelog_topic.get_topic_name()


class Partition:
    """The rows of one partition, while it is ours: a new object each time it is assigned anew."""

    def __init__(self, rows: Table) -> None:
        self.rows = rows
        #: Offset of the newest record of the changelog that is in `rows` and acknowledged; -1 before the first.
        self.offset = -1

    def acknowledged(self, offset: int) -> None:
        """The broker has our row."""
        self.offset = max(self.offset, offset)


class MemoryRows(base.Store):  # type: ignore[type-arg] # Faust's stores are generic in name only
    """Rows in memory, by partition."""

    logger = logging.getLogger("faust.tables")
    mundane_level = "debug"

    def __post_init__(self) -> None:
        self.held: dict[int, Partition] = {}
        self._generation = -1

    def partition(self, number: int) -> Partition:
        """The rows of a partition of ours."""
        found = self.held.get(number)
        if found is None:
            rows: dict[str, Row] = {}
            found = self.held[number] = Partition(rows)
        return found

    def persisted_offset(self, tp: TP) -> int:
        """Where to go on reading the changelog: from its start, but for a partition that was ours without a break."""
        found = self.held.get(tp.partition)
        return -1 if found is None else found.offset

    def apply_changelog_batch(self, batch: Iterable[EventT[Any]], to_key: Callable[[Any], Any], to_value: Callable[[Any], Any]) -> None:  # noqa: ARG002 - Faust's
        """Restore rows. What is already in them is passed over, and so is what Faust hands to the wrong table."""
        for event in batch:
            message = event.message
            found = self.held.get(message.partition)
            if message.topic != _changelog(self.table) or found is None or message.offset <= found.offset:
                continue
            found.offset = message.offset
            key = (message.key or b"").decode()
            if message.value is not None:
                found.rows[key] = json.loads(message.value)
            elif key in found.rows:
                del found.rows[key]

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


class _RocksView:
    """The rows of one partition in RocksDB, as a dict of decoded rows."""

    def __init__(self, store: RocksRows, number: int) -> None:
        self._store = store
        self._number = number

    def get(self, key: str, default: Row = None) -> Row:
        value = self._store.database(self._number).get(encode_key(key))
        return default if value is None else json.loads(value)

    def __contains__(self, key: object) -> bool:
        return self.get(str(key)) is not None

    def __setitem__(self, key: str, value: Row) -> None:
        self._store.database(self._number).put(encode_key(key), encode_row(value))

    def __delitem__(self, key: str) -> None:
        self._store.database(self._number).delete(encode_key(key))


class _RocksPartition(Partition):
    """A partition whose rows, and the offset up to which they are known, lie on disk."""

    def __init__(self, store: RocksRows, tp: TP) -> None:
        super().__init__(_RocksView(store, tp.partition))
        self._store = store
        self._tp = tp
        known = store.persisted_offset(tp)
        self.offset = -1 if known is None else known

    def acknowledged(self, offset: int) -> None:
        """The broker has our row, which is on our disk."""
        if offset > self.offset and self._store.held.get(self._tp.partition) is self:
            self.offset = offset
            self._store.set_persisted_offset(self._tp, offset)


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

    def apply_changelog_batch(self, batch: Iterable[EventT[Any]], to_key: Callable[[Any], Any], to_value: Callable[[Any], Any]) -> None:
        """Restore rows; what Faust hands to the wrong table is passed over."""
        ours = [event for event in batch if event.message.topic == _changelog(self.table)]
        super().apply_changelog_batch(ours, to_key, to_value)
        for event in ours:
            found = self.held.get(event.message.partition)
            if found is not None:
                found.offset = max(found.offset, event.message.offset)

    async def on_rebalance(self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP], generation_id: int = 0) -> None:
        """Close what is not ours any more, open what is."""
        self.held.clear()
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)


class RowTable(faust.Table):  # type: ignore[type-arg] # keys are str, rows JSON
    """A Faust table for the sake of its recovery; rows are reached by partition, and written by the agent that holds the event."""

    logger = logging.getLogger("faust.tables")
    mundane_level = "debug"

    def __init__(self, app: faust.App, settings: Settings, name: str, *, status: Status, probe: Probe, **options: Any) -> None:
        self._settings = settings
        self._status = status
        self._probe = probe
        super().__init__(
            app,
            name=name,
            partitions=settings.partitions,
            key_type=bytes,
            value_type=bytes,
            recovery_buffer_size=1_000,
            **options,
        )

    def _changelog_topic_name(self) -> str:
        return changelog_topic(self._settings, self.name)

    def _new_store(self) -> Any:
        kind, url = (MemoryRows, URL("memory://")) if self._settings.store is StoreKind.MEMORY else (RocksRows, URL("rocksdb://"))
        return kind(
            url,
            self.app,
            self,
            table_name=self.name,
            key_type=bytes,
            key_serializer="raw",
            value_type=bytes,
            value_serializer="raw",
            loop=self.loop,
            options={"driver": "rocksdict"} if self._settings.store is StoreKind.ROCKSDB else self.options,
        )

    @property
    def held(self) -> dict[int, Partition]:
        """The partitions of ours."""
        store: Any = self.data
        found: dict[int, Partition] = store.held
        return found

    def partition(self, number: int) -> Partition:
        """The rows of a partition of ours."""
        store: Any = self.data
        found: Partition = store.partition(number)
        return found

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """Begin only with rows that are whole, and that we can read: Faust goes on with what it has when the broker was silent during recovery.

        Where the rows are of another version or number of partitions, it never returns: nothing is handled, and /ready says why.
        """
        await super().on_recovery_completed(active_tps, standby_tps)
        held = {(tp.topic, tp.partition): self.partition(tp.partition) for tp in active_tps}
        ends, starts = await self._bounds(list(held))
        for (topic, number), partition in held.items():
            if self.held.get(number) is not partition:
                return  # dealt out anew meanwhile: the next recovery checks
            if ends[topic, number] > starts[topic, number] and partition.offset < ends[topic, number] - 1:
                end_at_once(
                    WorkerExit.BROKEN,
                    "a table was not restored whole",
                    table=self.name,
                    partition=number,
                    restored=partition.offset,
                    end=ends[topic, number],
                )
            why = mismatch(partition.rows.get(meta_key(number)), self._settings)
            if why is not None:
                log.critical("refusing to work", reason=why, table=self.name, partition=number)
                self._status.refusal = why
                await asyncio.Event().wait()

    async def _bounds(self, partitions: list[tuple[str, int]]) -> tuple[dict[tuple[str, int], int], dict[tuple[str, int], int]]:
        """Ends and starts of changelogs, however long the broker is silent: nothing is handled before they are known."""
        while partitions:
            try:
                return await self._probe.ends(partitions), await self._probe.starts(partitions)
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("cannot tell yet whether a table is whole", table=self.name, reason=str(error) or type(error).__name__)
                await asyncio.sleep(1)
        return {}, {}
