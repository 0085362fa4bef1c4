"""Look-ahead: work is begun early, and handed on in order."""

from __future__ import annotations

import asyncio

import pytest

from stream.extractors.ahead import in_order


async def numbers(count, then=None):
    for number in range(count):
        yield number
    if then is not None:
        raise then


class Work:
    """Work that ends when the test says so, and knows how much of it is going on."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.cancelled: list[int] = []
        self.gates = {number: asyncio.Event() for number in range(20)}

    async def __call__(self, number):
        self.begun.append(number)
        try:
            await self.gates[number].wait()
        except asyncio.CancelledError:
            self.cancelled.append(number)
            raise
        return number * 10


async def read_all(pairs, found):
    async for pair in pairs:
        found.append(pair)


async def settle():
    for _ in range(20):
        await asyncio.sleep(0)


async def test_results_come_in_the_order_of_the_items():
    """Also where the last is done first."""
    work, found = Work(), []
    reading = asyncio.create_task(read_all(in_order(numbers(3), work, 3), found))
    for number in (2, 1):
        work.gates[number].set()
        await settle()
    assert found == []
    work.gates[0].set()
    await reading
    assert found == [(0, 0), (1, 10), (2, 20)]


async def test_no_more_is_begun_than_the_limit():
    """Until the first has been handed on and the reader asks for the next."""
    work = Work()
    reading = in_order(numbers(10), work, 3)
    first = asyncio.create_task(anext(reading))
    await settle()
    assert work.begun == [0, 1, 2]
    work.gates[0].set()
    await first
    await settle()
    assert work.begun == [0, 1, 2]
    asking = asyncio.create_task(anext(reading))
    await settle()
    assert work.begun == [0, 1, 2, 3]
    asking.cancel()


async def test_the_end_of_the_reading_cancels_what_was_begun():
    """Nothing is left over."""
    work = Work()
    reading = in_order(numbers(10), work, 4)
    first = asyncio.create_task(anext(reading))
    await settle()
    work.gates[0].set()
    await first
    await reading.aclose()
    await settle()
    assert work.cancelled == [1, 2, 3]


async def test_what_the_source_raises_comes_after_its_items():
    """None is lost."""
    work, found = Work(), []
    for gate in work.gates.values():
        gate.set()
    with pytest.raises(OSError, match="gone"):
        await read_all(in_order(numbers(3, OSError("gone")), work, 2), found)
    assert found == [(0, 0), (1, 10), (2, 20)]
