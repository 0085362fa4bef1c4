"""What Faust's recovery of tables is not left to do: to read them.

Where partitions are dealt out anew in the middle of a recovery, Faust still has records of the last one, writes them into the tables that it is about to
fill anew, and passes over the records before them; and it reads some three thousand a second. So each table reads its changelog itself
(`RowTable.on_recovery_completed`), and Faust only tells when.
"""

from __future__ import annotations

from typing import Any

from faust.tables import recovery
from faust.tables.manager import TableManager


class Recovery(recovery.Recovery):
    """Finds nothing to be read."""

    def need_recovery(self) -> bool:
        """Not by Faust."""
        return False

    async def _build_highwaters(self, consumer: Any, tps: Any, destination: Any, title: str) -> None:  # noqa: ARG002 - Faust's
        destination.clear()

    async def _build_offsets(self, consumer: Any, tps: Any, destination: Any, title: str) -> None:
        """Faust asks for each where it starts, on the connection on which its fetches wait for news."""

    async def _seek_offsets(self, consumer: Any, tps: Any, offsets: Any, title: str) -> None:  # noqa: ARG002 - Faust's
        """Else our own rows would be fetched, and wait for somebody to take them."""
        await consumer.never_fetch(tps)


class Tables(TableManager):
    """Faust's tables with such a recovery."""

    @property
    def recovery(self) -> Recovery:
        """Says when tables are to be restored, and that records may flow once they are."""
        if self._recovery is None:
            self._recovery = Recovery(self.app, self, beacon=self.beacon, loop=self.loop)
        found: Any = self._recovery
        assert isinstance(found, Recovery)
        return found

    def overtaken(self, generation: int) -> bool:
        """The recovery of this generation is not the one to be ended: partitions are being dealt out anew, or were, or another one waits to begin.

        Faust goes on to the end of a recovery where a rebalance cuts it off.
        """
        app: Any = self.app
        recovery = self.recovery
        in_force = app.consumer_generation_id == generation == recovery._generation_id  # noqa: SLF001 - Faust keeps it there only
        return bool(app.lost_generation is not None or not in_force or recovery.signal_recovery_start.is_set())
