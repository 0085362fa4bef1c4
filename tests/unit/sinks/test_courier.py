from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from stream.sinks.board import Board
from stream.sinks.config import Only
from stream.sinks.courier import Courier, Hands, Interrupted
from stream.sinks.decide import Desk
from stream.sinks.memory import Memory
from stream.sinks.metrics import Metrics
from stream.sinks.protocol import Gone, Prepared, Refused, Sink, Unreachable
from stream.sinks.retry import Backoff
from stream.sinks.status import SinkStatus, State
from tests.unit.sinks.build import NOON, alert, record

AWAY = Unreachable("status_5xx", "status 503")


class Scripted(Sink):
    """Raises what it is told to, in that order; after that it takes everything."""

    resend_seconds = 60

    def __init__(self, *failures):
        self.failures = list(failures)
        self.attempts = []
        self.taken = []
        self.again = []

    def prepare(self, message):
        if message.alert.rule == "broken":
            raise ZeroDivisionError
        return Prepared(message.ce_id, message, "", {"revision": message.alert.revision})

    async def send(self, prepared):
        self.attempts.append(prepared.ce_id)
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(prepared.ce_id)

    async def resend(self, kept):
        self.again.append(kept)
        if self.failures:
            raise self.failures.pop(0)


class World:
    """A courier on a clock of its own, which moves only where somebody waits."""

    def __init__(self, *failures, settle=0.0, give_up_after=1e9):
        self.seconds = 0.0
        self.waits = []
        self.kept = []
        self.buried = []
        self.sink = Scripted(*failures)
        self.status = SinkStatus(monotonic=lambda: self.seconds)
        self.metrics = Metrics()
        self.board, self.memory = Board(), Memory()
        self.hands = Hands(self._keep, self._bury, lambda: NOON + timedelta(seconds=self.seconds), lambda: self.seconds, asyncio.Event(), self._wait)
        desk = Desk("s", Only(), self.board, self.memory)
        self.courier = Courier(
            self.sink,
            desk,
            self.hands,
            self.status,
            self.metrics,
            settle=settle,
            give_up_after=give_up_after,
            backoff=Backoff(first=1, longest=60, chance=lambda: 1.0),
        )

    async def _keep(self, delivery):
        self.kept.append(delivery)

    async def _bury(self, what, sink, reason, message):
        self.buried.append((what, sink, reason, message))

    async def _wait(self, event, seconds):
        self.waits.append(seconds)
        self.seconds += seconds

    def count(self, name, **labels):
        return self.metrics.registry.get_sample_value(f"tocsin_forward_{name}_total", {"sink": "s", **labels})


async def test_what_is_taken_is_kept_before_anything_is_committed():
    """So that whoever reads it again knows."""
    world = World()
    assert await world.courier.carry(record(alert(), 7))
    assert [(delivery.revision, delivery.offset, delivery.kept) for delivery in world.kept] == [(1, 7, {"revision": 1})]
    assert world.status.delivered == 1


async def test_a_sink_that_is_away_is_asked_again_ever_more_rarely():
    """Doubled up to the longest, and in the end it is taken, once."""
    world = World(*[AWAY] * 8)
    await world.courier.carry(record(alert(), 0))
    assert world.waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert world.sink.taken == [f"{alert().id}/1"]
    assert world.count("retried", reason="status_5xx") == 8


async def test_what_a_receiver_asks_for_counts_where_it_is_longer():
    """429 with Retry-After."""
    world = World(Unreachable("status_429", "", after=45), Unreachable("status_429", "", after=0.1))
    await world.courier.carry(record(alert(), 0))
    assert world.waits == [45, 2]


async def test_a_long_rest_is_no_sign_of_death():
    """An hour in pieces, with a sign of life before each."""
    world = World(Unreachable("status_429", "", after=3600))
    await world.courier.carry(record(alert(), 0))
    assert max(world.waits) <= 60
    assert world.seconds == 3600


async def test_chance_spreads_the_attempts():
    """Between half of the pause and all of it."""
    assert Backoff(first=8, chance=lambda: 0.0).pause(1) == 4
    assert Backoff(first=8, chance=lambda: 1.0).pause(1) == 8


async def test_what_is_refused_for_good_is_buried_with_the_reason():
    """And is not taken for told: the next revision is news to the sink."""
    world = World(Refused("status_422", "no such region"))
    assert not await world.courier.carry(record(alert(), 0))
    ((what, sink, reason, told),) = world.buried
    assert (what.value, sink, reason, told) == (alert().to_json(), "s", "status_422", "no such region")
    assert world.memory.get("s", alert().id) is None
    assert world.count("dead", reason="status_422") == 1


async def test_what_nobody_takes_for_days_is_buried():
    """So that one alert which breaks its receiver does not hold up the others for ever."""
    world = World(*[AWAY] * 100, give_up_after=600)
    await world.courier.carry(record(alert(), 0))
    assert [reason for _, _, reason, _ in world.buried] == ["gave_up"]
    assert 600 <= world.seconds < 700


async def test_410_ends_it_and_buries_nothing():
    """The alert waits in the topic."""
    world = World(Gone("status_410", ""))
    with pytest.raises(Gone):
        await world.courier.carry(record(alert(), 0))
    assert (world.kept, world.buried) == ([], [])


async def test_what_is_no_alert_is_buried():
    """With its bytes."""
    world = World()
    await world.courier.carry(record(alert(), 0).__class__(0, 0, 0, b"k", b"{"))
    assert [(what.value, reason) for what, _, reason, _ in world.buried] == [(b"{", "invalid")]


async def test_a_mistake_of_ours_costs_one_alert():
    """It is buried, not tried for ever."""
    world = World()
    await world.courier.carry(record(alert(rule="broken"), 0))
    assert [reason for _, _, reason, _ in world.buried] == ["error"]


async def test_a_mistake_while_sending_is_tried_again():
    """Libraries raise what they like."""
    world = World(KeyError("x"))
    assert await world.courier.carry(record(alert(), 0))


async def test_who_is_interrupted_leaves_the_rest_to_others():
    """Nothing is kept, nothing is buried."""
    world = World(AWAY, AWAY)

    async def interrupted(event, seconds):
        event.set()

    world.hands.wait = interrupted
    with pytest.raises(Interrupted):
        await world.courier.carry(record(alert(), 0))
    assert (len(world.sink.attempts), world.kept, world.buried) == (1, [], [])


async def test_a_new_alert_waits_for_what_belongs_to_it():
    """Seconds; what has been lying there does not wait."""
    world = World(settle=5)
    await world.courier.carry(record(alert(), 0))
    await world.courier.carry(record(alert(2), 1))
    assert world.waits == [5]


async def test_tombstones_say_nothing():
    """Alerts are never taken back by them."""
    world = World()
    assert not await world.courier.carry(record(alert(), 0).__class__(0, 0, 0, b"k", None))
    assert world.sink.attempts == []


async def test_open_alerts_are_told_again_from_time_to_time():
    """All that is open, no more often than the sink wants."""
    world = World()
    await world.courier.carry(record(alert(), 0))
    await world.courier.tell_again(frozenset({0}))
    world.seconds += 59
    await world.courier.tell_again(frozenset({0}))
    world.seconds += 1
    await world.courier.tell_again(frozenset({0}))
    assert world.sink.again == [[{"revision": 1}]] * 2


async def test_telling_again_may_fail():
    """/ready says so, and the next time it is made good."""
    world = World()
    await world.courier.carry(record(alert(), 0))
    world.sink.failures = [AWAY]
    await world.courier.tell_again(frozenset({0}))
    assert world.status.state is State.RETRYING
    world.seconds += 60
    await world.courier.tell_again(frozenset({0}))
    assert world.status.state is State.DELIVERING


async def test_what_the_smallest_region_spoke_for_is_told_when_it_is_over():
    """Also where its end is read again after a crash."""
    world = World()
    inner, over = alert(1), alert(1, 2, "resolved")
    outer = alert(2, id="outer", contained=(inner.id,))
    for offset, each in enumerate((inner, outer)):
        world.board.put(each, 0, offset)
        await world.courier.carry(record(each, offset))
    assert world.sink.taken == [f"{inner.id}/1"]
    world.board.put(over, 0, 2)
    await world.courier.carry(record(over, 2))
    await world.courier.carry(record(over, 2))
    assert world.sink.taken == [f"{inner.id}/1", f"{inner.id}/2", "outer/1"]


async def test_what_a_sink_refused_is_told_when_it_is_mended():
    """At the next start, where it is still open; what it has is not told again, and what lies ahead comes in its turn."""
    world = World(Refused("status_400", ""))
    for offset, each in enumerate((alert(1), alert(2), alert(3))):
        world.board.put(each, 0, offset)
    await world.courier.carry(record(alert(1), 0))
    await world.courier.carry(record(alert(2), 1))
    await world.courier.catch_up({0: 2})
    assert world.sink.taken == [f"{alert(2).id}/1", f"{alert(1).id}/1"]


async def test_what_is_over_is_not_told_at_a_start():
    """Nor what lies in another's partition."""
    world = World()
    world.board.put(alert(1, 2, "resolved"), 0, 0)
    world.board.put(alert(2), 1, 0)
    await world.courier.catch_up({0: 5})
    assert world.sink.attempts == []
