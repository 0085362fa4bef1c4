"""The rows of the changelogs, read batch by batch over a connection of their own.

Faust's recovery hands them on record by record, from its consumer's thread through a conductor and a queue: some three thousand a second. Until all are
restored nothing is handled, and where workers come and go faster than that, nothing ever would be.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from stream.settings import Settings
from stream.worker.connection import client_options, started

#: A topic's name and the number of a partition.
Place = tuple[str, int]
#: Milliseconds that the broker may take to answer one question.
ATTEMPT = 15_000
#: Records that are handed on at once (some ten milliseconds), and milliseconds after which a broker that says nothing is a batch without records.
BATCH, SILENCE = 2_000, 500


class Changelogs:
    """Reads parts of changelogs; each reading has a client of its own, which goes with it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def read(
        self, begin: Mapping[Place, int], ends: Mapping[Place, int], wanted: Callable[[], bool]
    ) -> AsyncGenerator[tuple[Place, Sequence[Any], int]]:
        """Records from these offsets up to these (a few more, where there are more), with the offset at which their partition goes on.

        Offsets may be missing, the last ones, too. Ends early where it is `wanted` no more. Raises KafkaError, OSError or TimeoutError where no broker
        answers.
        """
        client: Any = AIOKafkaConsumer(  # type: ignore[no-untyped-call] # aiokafka's
            **client_options(self._settings), request_timeout_ms=ATTEMPT, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        async with started(client):
            waiting = {TopicPartition(*place) for place in begin}
            client.assign(waiting)
            for place, offset in begin.items():
                client.seek(TopicPartition(*place), offset)
            while waiting and wanted():
                found = await client.getmany(timeout_ms=SILENCE, max_records=BATCH)
                for tp in list(waiting):
                    place = (tp.topic, tp.partition)
                    position = await client.position(tp)
                    if found.get(tp) or position >= ends[place]:
                        yield place, found.get(tp, ()), position
                    if position >= ends[place]:
                        waiting.discard(tp)
                        client.pause(tp)
