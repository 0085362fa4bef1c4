"""Only a certain member may send."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.producer.message_accumulator import MessageAccumulator

from stream.worker.membership import Membership, gate


@pytest.fixture
def now():
    return [0.0]


class Coordinator:
    """As aiokafka's, for what is looked at."""

    def __init__(self):
        self.member_id = "me"
        self.answers = True

    async def _do_heartbeat(self):
        return self.answers


@pytest.fixture
def coordinator():
    return Coordinator()


@pytest.fixture
def membership(now, coordinator):
    membership = Membership(10, lambda: now[0])
    membership.watch(coordinator)
    return membership


def test_before_the_first_assignment_nothing_may_leave(membership):
    """There is nothing of ours."""
    assert (membership.certain, membership.evicted) == (False, False)


def test_an_assignment_makes_certain_for_a_session(membership, now):
    """Not a moment longer."""
    membership.heard()
    now[0] = 9.9
    assert membership.certain
    now[0] = 10
    assert (membership.certain, membership.evicted) == (False, False)


async def test_a_heartbeat_that_is_answered_counts_from_when_it_was_asked(membership, coordinator, now):
    """The broker's timer began no later."""
    membership.heard()
    now[0] = 5
    assert await coordinator._do_heartbeat()
    now[0] = 14.9
    assert membership.certain


async def test_a_heartbeat_that_is_not_answered_does_not(membership, coordinator, now):
    """The session runs out."""
    membership.heard()
    coordinator.answers = False
    now[0] = 5
    assert not await coordinator._do_heartbeat()
    now[0] = 10
    assert not membership.certain


def test_whom_the_coordinator_does_not_know_is_out(membership, coordinator):
    """At once, however long the session lasts."""
    membership.heard()
    coordinator.member_id = ""
    assert (membership.certain, membership.evicted) == (False, True)


class Accumulator:
    """As aiokafka's, for what is looked at."""

    def __init__(self):
        self._loop = asyncio.get_running_loop()
        self._waiter_future = self._loop.create_future()

    def drain_by_nodes(self, ignore_nodes, muted_partitions=frozenset()):
        return {1: "batches"}, False

    @staticmethod
    def _wakeup(future):
        if not future.done():
            future.set_result(None)


async def test_batches_wait_until_we_are_certain(membership):
    """Then they go, without anything new being sent."""
    accumulator = Accumulator()
    gate(accumulator, membership, look_again=0.001)
    assert accumulator.drain_by_nodes(ignore_nodes=set(), muted_partitions=set()) == ({}, False)
    membership.heard()
    await asyncio.wait_for(accumulator._waiter_future, 1)
    assert accumulator.drain_by_nodes(ignore_nodes=set(), muted_partitions=set()) == ({1: "batches"}, False)


async def test_aiokafka_has_what_is_watched_and_gated():
    """A new version of it may not."""
    accumulator = MessageAccumulator(SimpleNamespace(), 1, None, 1)
    assert callable(GroupCoordinator._do_heartbeat)
    assert callable(MessageAccumulator._wakeup)
    assert accumulator._loop is asyncio.get_running_loop()
    assert not accumulator._waiter_future.done()
