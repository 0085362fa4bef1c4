"""A worker that hangs is ended, and only that one: a consumer of Faust's may stand still for ever after a rebalance."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from stream.settings import load_settings
from stream.worker import watchdog
from stream.worker.status import Status
from stream.worker.watchdog import STUCK_AFTER, Watchdog


class Ended(Exception):  # noqa: N818 - stands for the end of the process
    pass


class Worker:
    """As far as a watchdog looks at one."""

    def __init__(self):
        self.rows, self.unsent = 0, 0.0
        self.outbox = SimpleNamespace(age=lambda: self.unsent, outstanding=1)

    def restored(self):
        return self.rows


@pytest.fixture
def now():
    return [1_000.0]


@pytest.fixture
def status(now):
    """Recovered, with records that wait, and a broker that answers."""
    status = Status(monotonic=lambda: now[0], broker=None, joined=True, recovered=True, lag=5)
    status.progressed()
    return status


@pytest.fixture
def worker():
    return Worker()


@pytest.fixture
def look(monkeypatch, worker, status, now):
    """Looks again, so many seconds later."""

    def end(_code, event, **_):
        raise Ended(event)

    monkeypatch.setattr(watchdog, "end_at_once", end)
    dog = Watchdog(worker, load_settings(env_file=None), status, metrics=None, probe=None)

    def look(later=0.0):
        now[0] += later
        dog._end_what_hangs()

    look()
    return look


def test_records_that_wait_while_nothing_is_handled_end_it(look):
    """After five minutes, whatever Faust believes."""
    look(10)
    look(STUCK_AFTER - 10)
    with pytest.raises(Ended, match="nothing moves"):
        look(11)


def test_one_record_in_five_minutes_is_enough(look, status):
    """It is slow, and does not hang."""
    for _ in range(10):
        look(STUCK_AFTER - 10)
        status.progressed()
        look()


def test_no_partitions_after_a_rebalance_end_it(look, status):
    """It waits for an assignment that never comes."""
    status.recovered = False
    look(1)
    with pytest.raises(Ended, match="nothing moves"):
        look(STUCK_AFTER + 1)


def test_a_restore_that_goes_on_is_none(look, status, worker):
    """However long it takes."""
    status.recovered = False
    for _ in range(10):
        worker.rows += 1
        look(STUCK_AFTER - 10)


@pytest.mark.parametrize("why", ["lag", "broker", "refusal", "stopping"])
def test_who_has_a_reason_to_stand_still_is_left_alone(look, status, why):
    """Nothing to do, nobody to ask, nothing to be done, or on its way out."""
    setattr(status, why, {"lag": 0, "broker": "silent", "refusal": "no", "stopping": True}[why])
    look(1)
    look(10 * STUCK_AFTER)


def test_a_record_that_cannot_be_sent_for_too_long_ends_it(look, worker, status):
    """Though the broker answers nobody: what was handed over is sent again after the next start."""
    status.broker = "silent"
    worker.unsent = 299.0
    look(1)
    worker.unsent = 301.0
    with pytest.raises(Ended, match="records could not be sent"):
        look(1)
