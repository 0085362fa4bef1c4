"""/live and /ready tell the truth."""

import pytest

from stream.worker.status import STALLED_AFTER, Status


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def status(now):
    return Status(monotonic=lambda: now[0])


def working(status):
    status.broker, status.joined, status.recovered = None, True, True
    return status


def test_a_new_worker_is_not_ready(status):
    """It says what it waits for."""
    assert status.ready()["reasons"] == ["the broker does not answer: not reached yet", "no partitions assigned yet"]


def test_a_worker_without_partitions_is_ready(status):
    """It stands by for the others."""
    assert working(status).ready()["ready"]


def test_restoring_is_told(status):
    """Between assignment and work."""
    working(status).recovered = False
    assert status.reasons() == ["tables are being restored"]


def test_a_refusal_is_told_first(status):
    """Nothing else matters then."""
    working(status).refusal = "state of 8 partitions"
    assert status.reasons()[0] == "state of 8 partitions"


def test_waiting_for_a_broker_is_life(status, now):
    """A restart would not help."""
    status.lag = 5
    status.progressed()
    now[0] = 10 * STALLED_AFTER
    assert status.stalled() is None


def test_nothing_to_do_is_life(status, now):
    """An idle worker is not restarted."""
    working(status).progressed()
    now[0] = 10 * STALLED_AFTER
    assert status.stalled() is None


def test_records_that_wait_while_nothing_moves_are_not(status, now):
    """Then a restart is right."""
    working(status).progressed()
    status.lag = 7
    now[0] = STALLED_AFTER + 1
    assert "7 records wait" in status.stalled()
