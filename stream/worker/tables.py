"""The tables, one a step: Faust recovers them from their changelog topics, we write them record by record.

Faust's own table writes go through a buffer that it gives up flushing after 0.1 s. So a row is handed to the producer like every other record.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import faust
import structlog
from aiokafka.errors import KafkaError
from faust.types import TP
from yarl import URL

from stream.settings import Settings, StoreKind
from stream.state import Row
from stream.worker.exits import WorkerExit, end_at_once
from stream.worker.probe import Probe
from stream.worker.rows import MemoryRows, Partition, RocksRows
from stream.worker.status import Status
from stream.worker.topics import changelog_topic

log = structlog.get_logger(__name__)
#: Version of what rows hold; raised whenever a new version could not read the old ones.
STATE_VERSION = 3


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
