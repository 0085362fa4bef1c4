"""Alerts of different regions that rest on the same incidents know of each other."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stream.model import Alert, RegionChange
from stream.state import Changes
from stream.watch import Rules
from tests.unit.watch.desk import REGION, Desk, Event, change, killed, load, noon, outcome, rule, told_itself, withdrawn

SMALL = "iq-ki"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    both = {"regions": [REGION, SMALL]}
    return load(
        Path(tmp_path_factory.mktemp("rules")),
        rule("single", threshold=4, **both),
        rule("at_least", id="killed", measure="killed", threshold=5, window=5, **both),
    )


def attack(name: str, day: int, *, dead: int = 6, revision: int = 1, regions: tuple[str, ...] = (REGION, SMALL)) -> list[RegionChange]:
    """What one incident adds to each region that holds it."""
    return [change(name, day, revision=revision, region=region, toll=[killed(dead)]) for region in regions]


def of(desk: Desk, rule_id: str, region: str) -> Alert:
    found = [alert for alert in desk.last.values() if (alert.rule, alert.region.id) == (rule_id, region)]
    assert len(found) == 1
    return found[0]


def names(desk: Desk, rule_id: str) -> list[str]:
    """The alerts of smaller regions that the larger region's names: their rules."""
    return [desk.last[inner].rule for inner in of(desk, rule_id, REGION).contained]


def test_the_larger_region_names_the_smaller(rules: Rules) -> None:
    """One attack that fires rules of both: whichever region hears of it first."""
    for changes in (attack("i1", 30), attack("i1", 30)[::-1]):
        desk = Desk(rules)
        desk.take(*changes)
        assert names(desk, "a-single") == names(desk, "killed") == ["a-single", "killed"]
        assert of(desk, "a-single", SMALL).contained == ()


def test_alerts_of_one_region_do_not_contain_each_other(rules: Rules) -> None:
    """Neither is of the smaller region: people are told of both."""
    desk = Desk(rules)
    desk.take(*attack("i1", 30, regions=(REGION,)))
    assert [alert.contained for alert in desk.sent] == [(), ()]


def test_an_alert_that_rests_on_more_says_more(rules: Rules) -> None:
    """An attack outside the smaller region: the larger one's toll is no longer of the same incidents, and stands for itself."""
    desk = Desk(rules)
    desk.take(*attack("i1", 30), *attack("i2", 31, dead=2, regions=(REGION,)))
    assert names(desk, "killed") == []
    assert names(desk, "a-single") == ["a-single", "killed"]


def test_what_was_withdrawn_is_contained_no_more(rules: Rules) -> None:
    """The attack proves to lie outside the smaller region."""
    desk = Desk(rules)
    desk.take(*attack("i1", 30), withdrawn("i1", 2, SMALL))
    assert names(desk, "killed") == []


def test_an_alert_that_ends_first_is_still_named(rules: Rules) -> None:
    """Its end is no news of the other one."""
    desk = Desk(rules)
    desk.take(*attack("i1", 30), noon(33))
    assert of(desk, "a-single", SMALL).state == "resolved"
    assert names(desk, "killed") == ["a-single", "killed"]


def test_told_once(rules: Rules) -> None:
    """An alert alone is published as often as without any other region; one that contains others once more."""
    alone, both = Desk(rules), Desk(rules)
    alone.take(*attack("i1", 30, regions=(SMALL,)))
    both.take(*attack("i1", 30, regions=(SMALL, REGION)))
    assert [alert.revision for alert in alone.sent] == [1, 1]
    assert {alert.revision for alert in both.last.values() if alert.region.id == REGION} == {2}


quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@st.composite
def streams(draw: st.DrawFn) -> list[RegionChange]:
    """Attacks in both regions or the larger alone, some of them moved, revised or withdrawn."""
    changes: list[RegionChange] = []
    for number in range(draw(st.integers(1, 6))):
        day = draw(st.integers(20, 26))
        for revision in range(1, draw(st.integers(1, 3)) + 1):
            regions = (REGION, SMALL) if revision == 1 or draw(st.booleans()) else (REGION,)
            changes += attack(f"i{number}", day, dead=draw(st.integers(1, 7)), revision=revision, regions=regions)
            if len(regions) == 1:
                changes.append(withdrawn(f"i{number}", revision, SMALL))
    return changes


class Slow(Desk):
    """What the step tells itself comes when it comes: late, and not in the order of other keys."""

    def __init__(self, rules: Rules, seed: int) -> None:
        super().__init__(rules)
        self._choose = random.Random(seed)
        self._waiting: dict[str, list[Event]] = {}

    def take(self, *events: Event) -> None:
        for event in events:
            self.handle(event)
            while self._waiting and self._choose.random() < 0.3:
                self.deliver()

    def handle(self, event: Event) -> None:
        changes = self.step(event)
        changes.apply()
        self.read(changes)
        for send in changes.sends:
            if send.record in told_itself(changes):
                self._waiting.setdefault(send.key, []).append(send.record)  # type: ignore[arg-type] # it is one of these

    def deliver(self) -> None:
        key = self._choose.choice(sorted(self._waiting))
        event = self._waiting[key].pop(0)
        if not self._waiting[key]:
            del self._waiting[key]
        self.handle(event)

    def settle(self) -> Desk:
        while self._waiting:
            self.deliver()
        return self


@quick
@given(streams(), st.integers(0, 1000))
def test_order(rules: Rules, stream: list[RegionChange], seed: int) -> None:
    """Which alerts contain which is a function of the incidents, however late and in whatever order regions hear of each other."""
    shuffled = list(stream)
    random.Random(seed).shuffle(shuffled)
    prompt, slow = Desk(rules), Slow(rules, seed)
    prompt.take(*stream, noon(40), noon(40))
    slow.take(*shuffled)
    slow.settle()
    slow.take(noon(40), noon(40))
    assert outcome(slow.settle()) == outcome(prompt)


@quick
@given(streams(), st.data())
def test_crash(rules: Rules, stream: list[RegionChange], data: st.DataObject) -> None:
    """A record by which alerts meet, handled again after any prefix of its writes, ends in the same rows and sends the same."""
    desk = Desk(rules)
    events: list[Any] = []
    for event in stream:
        changes = desk.step(event)
        changes.apply()
        desk.read(changes)
        events += told_itself(changes)
    crash_at = data.draw(st.integers(0, max(0, len(events) - 1)))
    for number, event in enumerate(events):
        undisturbed = desk.step(event)
        if number == crash_at:
            expected = dict(desk.table)
            Changes(expected, writes=undisturbed.writes).apply()
            lost = data.draw(st.integers(0, len(undisturbed.writes)))
            Changes(desk.table, writes=dict(list(undisturbed.writes.items())[:lost])).apply()
            again = desk.step(event)
            again.apply()
            assert desk.table == expected
            assert [send for send in undisturbed.sends if send not in again.sends] == []
            return
        undisturbed.apply()
        events += told_itself(undisturbed)


@quick
@given(streams(), st.data())
def test_redelivery(rules: Rules, stream: list[RegionChange], data: st.DataObject) -> None:
    """A record by which alerts met that comes again, at the end or at once, changes no row."""
    desk = Desk(rules)
    told: list[Any] = []
    for event in stream:
        changes = desk.step(event)
        changes.apply()
        queue = told_itself(changes)
        while queue:
            record = queue.pop(0)
            told.append(record)
            following = desk.step(record)
            following.apply()
            queue += told_itself(following)
    before = dict(desk.table)
    if told:
        desk.step(data.draw(st.sampled_from(told[-1:]))).apply()
    assert desk.table == before
