"""The tables, one a step: Faust says when they are to be restored, we read their changelog topics and write them record by record.

Faust's own table writes go through a buffer that it gives up flushing after 0.1 s. So a row is handed to the producer like every other record.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

import faust
import structlog
from aiokafka.errors import KafkaError
from faust.types import TP
from yarl import URL

from stream import topics
from stream.errors import BrokerUnavailable
from stream.settings import Settings, StoreKind
from stream.state import Row
from stream.worker.changelogs import Changelogs, Place
from stream.worker.exits import WorkerExit, end_at_once
from stream.worker.probe import Probe
from stream.worker.rows import MemoryRows, Partition, RocksRows
from stream.worker.status import Status
from stream.worker.topics import RECONCILE_TABLE, REGISTER_TABLE, WATCH_TABLE, changelog_topic, committed

log = structlog.get_logger(__name__)
#: Seconds between two looks whether partitions are dealt out.
DEALING = 0.05
#: Version of what rows hold; raised whenever a new version could not read the old ones.
STATE_VERSION = 3
#: What can be done about state that cannot be used.
WAY_OUT = "or stop all workers and run `tocsin rebuild`, which computes it anew from the topics"
#: What each table is made of.
_INPUTS = {REGISTER_TABLE: topics.EXTRACTIONS, RECONCILE_TABLE: topics.REPORTS, WATCH_TABLE: topics.REGION_CHANGES}


def meta_key(partition: int) -> str:
    """Key of the row that says how the other rows of its partition were written."""
    return f"meta/{partition}"


def meta_row(settings: Settings, regions: str) -> dict[str, int | str]:
    """How rows are written now, and with which regions (`stream.places.Regions.version`)."""
    return {"state": STATE_VERSION, "partitions": settings.partitions, "regions": regions}


def mismatch(found: Row, settings: Settings, regions: str) -> str | None:
    """Why rows cannot be used, and the way out; None where they can. Rows that do not say with which regions they were written are taken as they are."""
    if found is None or {"regions": regions, **found} == meta_row(settings, regions):
        return None
    if found.get("partitions") != settings.partitions:
        return (
            f"the state was written with {found.get('partitions')} partitions, now TOCSIN_PARTITIONS is {settings.partitions}: set it back, {WAY_OUT}"
        )
    if found.get("state") != STATE_VERSION:
        return f"the state is of version {found.get('state')}, this program reads {STATE_VERSION}: run the version that wrote it, {WAY_OUT}"
    return other_regions(found["regions"], regions)


def other_regions(found: str, regions: str) -> str:
    """Why state of other regions cannot be used, and the way out: what was drawn anew would have a past of nothing, and every attack there be a surge."""
    return f"the state was made with other regions or units (version {found}, here {regions}): set them back, {WAY_OUT}, with the past of each region"


class RowTable(faust.Table):  # type: ignore[type-arg] # keys are str, rows JSON
    """A Faust table for the sake of its partitions; rows are reached by partition, and written by the agent that holds the event."""

    logger = logging.getLogger("faust.tables")
    mundane_level = "debug"

    def __init__(
        self, app: faust.App, settings: Settings, name: str, *, regions: str, status: Status, probe: Probe, edition_seen: int = 0, **options: Any
    ) -> None:
        self._settings = settings
        self._regions = regions
        self._edition_seen = edition_seen
        self._status = status
        self._probe = probe
        self._changelogs = Changelogs(settings)
        super().__init__(
            app,
            name=name,
            partitions=settings.partitions,
            key_type=bytes,
            value_type=bytes,
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
        """Restore the rows; begin only with such as are whole, and that we can read.

        Where the rows are of another version, number of partitions or regions, it never returns: nothing is handled, and /ready says why.
        """
        await super().on_recovery_completed(active_tps, standby_tps)
        generation = self.app.consumer_generation_id
        if await self._overtaken(generation):
            return
        held = {(tp.topic, tp.partition): self.partition(tp.partition) for tp in active_tps}
        editions = (self._settings.topic(topics.EDITIONS), 0)
        ends, starts = await self._bounds([*held, editions])
        if ends[editions] > self._edition_seen:
            # While we were in the group nobody could swap one in: it was done before we joined.
            end_at_once(WorkerExit.BROKEN, "another edition of the state is in force now: to be started again", table=self.name)
        await self._restore(held, starts, ends, generation)
        for (topic, number), partition in held.items():
            meta = partition.rows.get(meta_key(number))
            why = mismatch(meta, self._settings, self._regions) if meta is not None else await self._lost(number)
            if await self._overtaken(generation) or self.held.get(number) is not partition:
                return
            if ends[topic, number] > starts[topic, number] and partition.offset < ends[topic, number] - 1:
                end_at_once(
                    WorkerExit.BROKEN,
                    "a table was not restored whole",
                    table=self.name,
                    partition=number,
                    restored=partition.offset,
                    end=ends[topic, number],
                )
            if why is not None:
                log.critical("refusing to work", reason=why, table=self.name, partition=number)
                self._status.refusal = why
                await asyncio.Event().wait()

    async def _restore(self, held: Mapping[Place, Partition], starts: Mapping[Place, int], ends: Mapping[Place, int], generation: int) -> None:
        """The rows up to these ends, however long the broker is silent; returns early where another recovery follows."""
        tables: Any = self.app.tables
        store: Any = self.data
        while not tables.overtaken(generation):
            begin = {
                place: max(starts[place], partition.offset + 1)
                for place, partition in held.items()
                if starts[place] < ends[place] and partition.offset < ends[place] - 1
            }
            if not begin:
                return
            try:
                async with aclosing(self._changelogs.read(begin, ends, lambda: not tables.overtaken(generation))) as batches:
                    async for (topic, number), records, position in batches:
                        if tables.overtaken(generation) or self.held.get(number) is not held[topic, number]:
                            return
                        store.restore(number, records, position)
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("cannot read a changelog yet", table=self.name, reason=str(error) or type(error).__name__)
                await asyncio.sleep(1)
            else:
                return

    async def _overtaken(self, generation: int) -> bool:
        """Another recovery follows, and checks. Where partitions are being dealt out, wait until they are: Faust would hand out records meanwhile."""
        app: Any = self.app
        overtaken: bool = app.tables.overtaken(generation)
        while app.lost_generation is not None:  # noqa: ASYNC110 - the consumer's thread says so, which cannot set an event of this loop
            await asyncio.sleep(DEALING)
        return overtaken

    async def _lost(self, number: int) -> str | None:
        """Why a partition without rows must not be worked on: its input was read before, and what that led to is gone. None: it is new."""
        source = self._settings.topic(_INPUTS[self.name])
        while True:
            try:
                handled = await committed(self._settings, source, number)
            except BrokerUnavailable as error:
                log.warning("cannot tell yet whether a table is new", table=self.name, reason=str(error))
                await asyncio.sleep(1)
            else:
                break
        if not handled:
            return None
        return (
            f"{self._changelog_topic_name()} holds nothing of partition {number}, though {source} was read there up to offset {handled}: "
            f"the state was lost; stop all workers and run `tocsin rebuild`, which computes it anew from the topics"
        )

    async def _bounds(self, partitions: list[tuple[str, int]]) -> tuple[dict[tuple[str, int], int], dict[tuple[str, int], int]]:
        """Ends and starts of changelogs, however long the broker is silent: nothing is handled before they are known."""
        while partitions:
            try:
                return await self._probe.ends(partitions), await self._probe.starts(partitions)
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("cannot tell yet whether a table is whole", table=self.name, reason=str(error) or type(error).__name__)
                await asyncio.sleep(1)
        return {}, {}
