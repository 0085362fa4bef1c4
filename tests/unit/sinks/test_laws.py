"""What holds whatever happens: sinks that fail, crashes between any two steps, records that come twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stream.sinks.board import Board
from stream.sinks.config import Only
from stream.sinks.courier import Courier, Hands
from stream.sinks.decide import Desk
from stream.sinks.memory import Memory
from stream.sinks.metrics import Metrics
from stream.sinks.protocol import Prepared, Sink, Unreachable
from stream.sinks.retry import Backoff
from stream.sinks.status import SinkStatus
from tests.unit.sinks.build import NOON, alert, record


class Crash(BaseException):
    """The process is gone."""


class Script:
    """True where the next step fails; when the script is at its end, nothing fails any more."""

    def __init__(self, steps):
        self._steps = list(steps)
        self.failed = 0

    def fails(self):
        failed = bool(self._steps) and self._steps.pop(0)
        self.failed += failed
        return failed


class Receiver(Sink):
    """What it gets it has, even where the answer is lost."""

    def __init__(self, every_revision, away, crashes):
        self.every_revision = every_revision
        self.got = []
        self._away = away
        self._crashes = crashes

    def prepare(self, message):
        return Prepared(message.ce_id, message, "", {})

    async def send(self, prepared):
        if self._away.fails():
            raise Unreachable("status_5xx", "")
        self.got.append((prepared.payload.alert.id, prepared.payload.alert.revision, prepared.payload.alert.state.value))
        if self._crashes.fails():
            raise Crash


class Life:
    """A topic, a receiver and the topic `deliveries`, which outlive every process."""

    def __init__(self, alerts, every_revision, away, crashes):
        self.topic = [record(each, offset) for offset, each in enumerate(alerts)]
        self.alerts = alerts
        self.crashes = Script(crashes)
        self.receiver = Receiver(every_revision, Script(away), self.crashes)
        self.deliveries = []
        self.committed = 0

    def run(self):
        while self.committed < len(self.topic):
            try:
                asyncio.run(self._process())
            except Crash:
                continue

    async def _process(self):
        board, memory = Board(), Memory()
        for each, of in zip(self.topic, self.alerts, strict=True):
            board.put(of, each.partition, each.offset)
        for delivery in self.deliveries:
            memory.put(delivery)
        hands = Hands(self._keep, self._bury, lambda: NOON + timedelta(hours=9), lambda: 0.0, asyncio.Event(), self._wait)
        desk = Desk("s", Only(), board, memory, self.receiver.every_revision)
        courier = Courier(self.receiver, desk, hands, SinkStatus(), Metrics(), backoff=Backoff(first=0, longest=0))
        for each in self.topic[self.committed :]:
            await courier.carry(each)
            if self.crashes.fails():
                raise Crash
            self.committed = each.offset + 1

    async def _keep(self, delivery):
        if self.crashes.fails():
            raise Crash
        self.deliveries.append(delivery)

    async def _bury(self, *_):
        raise AssertionError("nothing is refused here")

    async def _wait(self, event, seconds):
        return None


@st.composite
def revisions(draw):
    """The revisions of three alerts, in the order of each, some sent twice by the worker."""
    found, reached = [], Counter()
    for number in draw(st.lists(st.integers(1, 3), max_size=12)):
        again = reached[number] > 0 and draw(st.booleans())
        reached[number] += not again
        state = "firing" if reached[number] == 1 else draw(st.sampled_from(["updated", "resolved"]))
        previous = next((each for each in reversed(found) if each.id == alert(number).id), None)
        found.append(previous if again and previous else alert(number, reached[number], state))
    return found


fates = st.lists(st.booleans(), max_size=30)


@settings(max_examples=60, deadline=None)
@given(revisions(), fates, fates)
def test_a_machine_gets_every_revision_in_order(alerts, away, crashes):
    """What is repeated is no more than what crashes cut off."""
    life = Life(alerts, every_revision=True, away=away, crashes=crashes)
    life.run()
    got = life.receiver.got
    assert {(name, revision) for name, revision, _ in got} == {(each.id, each.revision) for each in alerts}
    assert len(got) - len(set(got)) <= life.crashes.failed
    for each in alerts:
        firsts = list(dict.fromkeys(revision for name, revision, _ in got if name == each.id))
        assert firsts == sorted(firsts)


@settings(max_examples=60, deadline=None)
@given(revisions(), fates, fates)
def test_a_person_ends_up_knowing_what_is_open(alerts, away, crashes):
    """The newest state of each alert that was open when they came to hear of it; and of nothing that was over by then."""
    life = Life(alerts, every_revision=False, away=away, crashes=crashes)
    life.run()
    newest = {each.id: each for each in alerts}
    assert {(name, revision) for name, revision, _ in life.receiver.got} == {
        (each.id, each.revision) for each in newest.values() if each.state != "resolved"
    }
