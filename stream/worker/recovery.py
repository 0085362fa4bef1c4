"""What Faust's recovery of tables is not left to do: to tell the records of one generation of the group from those of the next.

Where partitions are dealt out anew in the middle of a recovery, Faust still has records of the last one: in its buffers, which it writes into the
tables that it is about to fill anew, and one that waited to enter its queue. It remembers their offsets as read, and passes over the records before
them: rows would be missing, and nothing would say so.
"""

from __future__ import annotations

from typing import Any

from faust.tables.manager import TableManager
from mode.utils.queues import ThrowableQueue


def is_fresh(app: Any, event: Any) -> bool:
    """The record was read in the generation that is in force."""
    return bool(event.message.generation_id == app.consumer_generation_id)


class FreshQueue(ThrowableQueue[Any]):
    """Hands out only what was read in the generation that is in force."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(flow_control=app.flow_control, **options)
        self._app = app

    async def get(self) -> Any:
        """The next record, waited for."""
        while True:
            event = await super().get()
            if is_fresh(self._app, event):
                return event


class Tables(TableManager):
    """Faust's tables, whose changelogs come through such a queue."""

    @property
    def changelog_queue(self) -> ThrowableQueue[Any]:
        """The records of all changelogs, on their way to the tables."""
        if self._changelog_queue is None:
            self._changelog_queue = FreshQueue(self.app, maxsize=self.app.conf.stream_buffer_maxsize, clear_on_resume=True)
        return self._changelog_queue

    def overtaken(self, generation: int) -> bool:
        """The recovery of this generation is not the one to be ended: partitions are being dealt out anew, or were, or another one waits to begin.

        Faust goes on to the end of a recovery where a rebalance cuts it off while it waits for rows.
        """
        app: Any = self.app
        recovery = self.recovery
        in_force = app.consumer_generation_id == generation == recovery._generation_id  # noqa: SLF001 - Faust keeps it there only
        return bool(app.lost_generation is not None or not in_force or recovery.signal_recovery_start.is_set())
