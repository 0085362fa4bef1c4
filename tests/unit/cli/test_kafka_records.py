"""Reading a topic to its end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from stream.cli import kafka


class Client:
    """Two partitions that had two records each when asked; the first gets three more meanwhile."""

    def __init__(self) -> None:
        self.at = {0: 0, 1: 0}
        self.batches = [{0: range(5)}, {0: range(2, 5), 1: range(2)}]

    def assignment(self) -> set[int]:
        return {0, 1}

    async def end_offsets(self, _: Any) -> dict[int, int]:
        return {0: 2, 1: 2}

    async def position(self, partition: int) -> int:
        return self.at[partition]

    async def getmany(self, **_: Any) -> dict[int, list[SimpleNamespace]]:
        batch = self.batches.pop(0)
        self.at |= {partition: offsets.stop for partition, offsets in batch.items()}
        return {partition: [SimpleNamespace(partition=partition, offset=offset) for offset in offsets] for partition, offsets in batch.items()}

    def seek(self, partition: int, offset: int) -> None:
        self.at[partition] = offset


async def test_what_comes_meanwhile_is_left_for_the_next_time() -> None:
    """A dead letter that is replayed and comes back at once would be replayed twice; and none is committed unread."""
    client: Any = Client()
    read = [(record.partition, record.offset) async for record in kafka.records(client, follow=False)]
    assert (read, client.at) == ([(0, 0), (0, 1), (1, 0), (1, 1)], {0: 2, 1: 2})
