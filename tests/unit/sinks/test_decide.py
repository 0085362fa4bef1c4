from __future__ import annotations

from datetime import timedelta

import pytest

from stream.model import AlertState
from stream.sinks.board import Board
from stream.sinks.config import Only
from stream.sinks.decide import Desk, Passed, Place
from stream.sinks.memory import Delivery, Memory
from stream.sinks.protocol import Message
from tests.unit.sinks.build import NOON, alert


class Topic:
    """A topic of one partition, and a sink that takes all that it is told of."""

    def __init__(self, **desk):
        self.board, self.memory = Board(), Memory()
        self.desk = Desk("s", **{"only": Only(), "board": self.board, "memory": self.memory} | desk)
        self.end = 0

    def put(self, of, quiet=False):
        """Into the topic, as everybody sees it."""
        place = Place(0, self.end, quiet)
        self.board.put(of, 0, self.end, quiet=quiet)
        self.end += 1
        return place

    def tell(self, of, place=None):
        """The message or the reason; what it is told, the sink takes."""
        place = place or self.put(of)
        told = self.desk.decide(of, place, NOON)
        if isinstance(told, Message):
            self.memory.put(
                Delivery(
                    sink="s",
                    alert=of.id,
                    revision=of.revision,
                    state=of.state,
                    partition=0,
                    offset=place.offset,
                    delivered=NOON,
                    kept={"r": of.revision},
                )
            )
        return told


def test_an_alert_is_told_with_its_identity():
    """The same for each attempt, and for every sink."""
    told = Topic().tell(alert(1, 3, "updated"))
    assert (told.ce_id, told.first, told.kept) == (f"{alert(1).id}/3", True, {})


def test_the_next_revision_comes_with_what_was_kept():
    """A sink can refer to what it sent before."""
    topic = Topic()
    topic.tell(alert())
    told = topic.tell(alert(1, 2, "updated"))
    assert (told.first, told.kept) == (False, {"r": 1})


def test_nothing_is_told_twice():
    """Neither what is read again, nor the same revision at a new offset, as a worker's crash leaves it."""
    topic = Topic()
    first = topic.put(alert())
    topic.tell(alert(), first)
    topic.tell(alert(1, 2, "updated"))
    assert topic.tell(alert(), first) is Passed.AGAIN
    assert topic.tell(alert(1, 2, "updated")) is Passed.AGAIN


def test_people_are_told_only_the_newest():
    """A sink that was away hears where things stand."""
    topic = Topic()
    places = [topic.put(alert(1, revision, "updated")) for revision in (1, 2)]
    assert topic.tell(alert(1, 1, "updated"), places[0]) is Passed.SUPERSEDED
    assert isinstance(topic.tell(alert(1, 2, "updated"), places[1]), Message)


def test_a_sink_for_machines_gets_every_revision():
    """In order, however late."""
    topic = Topic(every_revision=True)
    places = [topic.put(alert(1, revision, "updated")) for revision in (1, 2)]
    assert all(isinstance(topic.tell(alert(1, revision, "updated"), place), Message) for revision, place in enumerate(places, 1))


def test_the_end_of_what_was_never_told_is_not_told():
    """Nobody is rung for what is over."""
    assert Topic().tell(alert(1, 2, "resolved")) is Passed.NEVER_TOLD


def test_an_alert_that_comes_back_is_a_new_one():
    """After its end was told."""
    topic = Topic()
    topic.tell(alert())
    topic.tell(alert(1, 2, "resolved"))
    assert topic.tell(alert(1, 3, "updated")).first


@pytest.mark.parametrize(
    "only", [{"severity": "critical"}, {"rules": ["other"]}, {"regions": ["elsewhere"]}, {"kinds": ["single"]}], ids=lambda only: next(iter(only))
)
def test_a_filter_leaves_out(only):
    """By severity, rule, region and kind."""
    assert Topic(only=Only.model_validate(only)).tell(alert()) is Passed.FILTER


def test_what_was_told_is_told_to_the_end():
    """Also where it falls below what the sink asks for."""
    topic = Topic(only=Only(severity="critical"))
    topic.tell(alert(severity="critical"))
    assert isinstance(topic.tell(alert(1, 2, "updated", severity="info")), Message)
    assert isinstance(topic.tell(alert(1, 3, "resolved", severity="info")), Message)


def test_history_is_told_to_nobody():
    """By the newest article of the revision, not by when the worker saw it."""
    topic = Topic(not_before=NOON + timedelta(hours=1))
    assert topic.tell(alert(emitted=NOON + timedelta(days=400))) is Passed.HISTORY
    assert isinstance(topic.tell(alert(2, updated=NOON + timedelta(hours=2))), Message)


def test_of_alerts_on_the_same_incidents_the_smallest_region_speaks():
    """And names the others."""
    topic = Topic()
    inner, outer = alert(1), alert(2, id="outer", contained=(alert(1).id,))
    places = [topic.put(outer), topic.put(inner)]
    assert topic.tell(outer, places[0]) is Passed.CONTAINED
    assert [each.id for each in topic.tell(inner, places[1]).containing] == ["outer"]


def test_a_larger_region_speaks_where_the_sink_does_not_want_the_smaller():
    """Else nobody would."""
    topic = Topic(only=Only(severity="critical"))
    inner, outer = alert(1), alert(2, id="outer", severity="critical", contained=(alert(1).id,))
    topic.put(inner)
    assert isinstance(topic.tell(outer), Message)


def test_when_the_smallest_is_over_the_larger_speaks_for_itself():
    """It is still open, and was not told of yet."""
    topic = Topic()
    inner, outer = alert(1), alert(2, id="outer", contained=(alert(1).id,))
    topic.tell(inner)
    assert topic.tell(outer) is Passed.CONTAINED
    over = alert(1, 2, "resolved")
    topic.tell(over)
    ((freed, place),) = topic.desk.freed(over)
    assert topic.tell(freed, place).first


def test_a_larger_region_that_was_told_of_goes_on():
    """Nobody is left with an alert that never ends."""
    topic = Topic()
    topic.tell(alert(2, id="outer"))
    topic.tell(alert(1))
    assert isinstance(topic.tell(alert(2, 2, "updated", id="outer", contained=(alert(1).id,))), Message)


def test_of_two_that_contain_each_other_one_speaks():
    """As two regions of the same places may."""
    topic = Topic()
    one, two = alert(1, id="a", contained=("b",)), alert(2, id="b", contained=("a",))
    places = [topic.put(one), topic.put(two)]
    told = [topic.tell(each, place) for each, place in zip((one, two), places, strict=True)]
    assert sum(isinstance(each, Message) for each in told) == 1


def test_only_open_alerts_and_those_just_over_are_told_again():
    """Of the partitions that are ours."""
    memory = Memory()
    for name, state, partition, hours in [
        ("open", "firing", 0, 9),
        ("over", "resolved", 0, 9),
        ("just", "resolved", 0, 0),
        ("theirs", "firing", 1, 0),
    ]:
        delivered = NOON - timedelta(hours=hours)
        memory.put(Delivery(sink="s", alert=name, revision=1, state=AlertState(state), partition=partition, offset=0, delivered=delivered, kept={}))
    found = memory.to_tell_again("s", frozenset({0}), timedelta(minutes=15), NOON)
    assert {delivery.alert for delivery in found} == {"open", "just"}


def test_what_a_rebuild_finds_pages_nobody():
    """Neither when it is read, nor when a sink is new and asks what is open; a revision that follows is news again."""
    topic = Topic()
    assert topic.tell(alert(), topic.put(alert(), quiet=True)) is Passed.REBUILT
    ((_, posted),) = topic.board.open_before({0: topic.end})
    assert posted.quiet
    assert topic.tell(alert(1, 2, "updated")).first


def test_a_sink_that_holds_an_alert_open_hears_of_its_end_by_a_rebuild_too():
    """But of no change of it."""
    topic = Topic()
    topic.tell(alert())
    changed, ended = alert(1, 2, "updated"), alert(1, 3, "resolved")
    assert topic.tell(changed, topic.put(changed, quiet=True)) is Passed.REBUILT
    assert topic.tell(ended, topic.put(ended, quiet=True)).alert.revision == 3
