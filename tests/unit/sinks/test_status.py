from __future__ import annotations

from stream.sinks.status import STALLED_AFTER, SinkStatus, State, Status


def status(**states) -> Status:
    return Status(broker=None, loaded=True, sinks={name: SinkStatus(lambda: 0.0, state) for name, state in states.items()})


def test_ready_means_every_sink():
    """One that is away is named, with its state."""
    assert status(a=State.DELIVERING).ready()["ready"]
    body = status(a=State.DELIVERING, b=State.RETRYING).ready()
    assert (body["ready"], body["reasons"], body["sinks"]["a"]["state"]) == (False, ["sink b: retrying"], "delivering")


def test_a_broker_that_is_away_is_said():
    """So is the time before all is read."""
    assert Status().reasons() == ["the broker does not answer: not reached yet", "reading the alerts of the past"]


def test_a_sink_that_is_away_is_no_reason_to_die():
    """A loop that no longer goes round is."""
    now = 0.0
    sink = SinkStatus(lambda: now, State.RETRYING)
    whole = Status(sinks={"a": sink})
    sink.beat()
    assert whole.stalled() is None
    now = STALLED_AFTER + 1
    assert "sink a" in (whole.stalled() or "")
