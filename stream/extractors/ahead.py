"""Look-ahead that keeps the order: work is begun on what comes later while what came first is still waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def in_order(items: AsyncIterable[T], begin: Callable[[T], Awaitable[R]], limit: int) -> AsyncIterator[tuple[T, R]]:
    """Each item with the result of `begin`, in the order of the items; at most `limit` are begun and not yet done with by the reader.

    An item that is waited for does not hold up the beginning of others, and the end of the reading cancels what was begun. Raises what `items` or
    `begin` raise, in its place in the order.
    """
    room = asyncio.Semaphore(limit)
    begun: asyncio.Queue[tuple[T, asyncio.Future[R]] | None] = asyncio.Queue()

    async def feed() -> None:
        try:
            async for item in items:
                await room.acquire()
                begun.put_nowait((item, asyncio.ensure_future(begin(item))))
        finally:
            begun.put_nowait(None)

    feeder = asyncio.create_task(feed())
    try:
        while (entry := await begun.get()) is not None:
            item, work = entry
            try:
                yield item, await work
            finally:
                work.cancel()
            room.release()
        await feeder
    finally:
        feeder.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait({feeder})
        while not begun.empty():
            left = begun.get_nowait()
            if left is not None:
                left[1].cancel()
