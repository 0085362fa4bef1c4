"""Laws of the watch: order, redelivery, crashes and conservation."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stream import topics
from stream.model import IncidentType, RegionChange
from stream.state import Changes
from stream.watch import Rules
from tests.unit.watch.desk import Desk, change, killed, last_sent, load, noon, outcome, rule, withdrawn

END = 100
TYPES = [IncidentType.ARMED_ATTACK, IncidentType.BOMBING, IncidentType.ARREST]

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    return load(
        Path(tmp_path_factory.mktemp("rules")),
        rule("at_least", threshold=3, clear=2, resolve_after=2, filter={"types": ["armed_attack", "bombing"]}),
        rule("single", threshold=4),
        rule("surge", window=4, baseline=21, min_history=14, gap=1, p=0.05, clear_p=0.1, resolve_after=2),
        rule("at_least", id="killed", measure="killed", threshold=6, window=5, severities={"warning": 6, "critical": 9}),
        rule("ratio", measure="killed", window=4, baseline=14, min_history=10, gap=1, min_count=4, factor=2, clear_factor=1.5, resolve_after=2),
        rule("spread", window=5, threshold=3, clear=2, resolve_after=2),
        rule("coverage", p=0.05),
        rule("first_after", lull=7, resolve_after=2, pauses=[{"from": noon(33).date(), "to": noon(34).date()}]),
    )


@st.composite
def incident(draw: st.DrawFn, number: int) -> list[RegionChange]:
    """All revisions of one incident, the last perhaps its withdrawal."""
    base = draw(st.integers(20, 40))
    reported = draw(st.sampled_from([0, 0, 0, 1, 2, 9, 16, 20]))
    revisions: list[RegionChange] = []
    for revision in range(1, draw(st.integers(1, 3)) + 1):
        moved = draw(st.sampled_from([0, 0, 0, -1, 1]))
        toll = [killed(draw(st.integers(0, 6)), draw(st.sampled_from(["security", "civilian", "militant"])), 0, draw(st.sampled_from([7, None])))]
        revisions.append(
            change(
                f"i{number}",
                base + moved,
                revision=revision,
                reported=reported - moved,
                type=draw(st.sampled_from(TYPES)),
                certain=draw(st.sampled_from([True, True, True, False])),
                toll=toll,
                admin2=draw(st.sampled_from(["Kifri", "Daquq", "Makhmur", None])),
                last_reported=noon(base) + timedelta(days=reported, hours=revision),
            )
        )
    if draw(st.integers(0, 5)) == 0:
        revisions.append(withdrawn(f"i{number}", len(revisions) + 1))
    return revisions


@st.composite
def streams(draw: st.DrawFn) -> list[RegionChange]:
    """Changes of several incidents in the order of their reports, the revisions of each in theirs."""
    incidents = [draw(incident(number)) for number in range(draw(st.integers(1, 12)))]
    timed = [(told(revisions) + timedelta(hours=3 * change.revision), change) for revisions in incidents for change in revisions]
    return [change for _, change in sorted(timed, key=lambda entry: (entry[0], entry[1].incident_id, entry[1].revision))]


def papers(day: int) -> dict[str, int]:
    """What was read of a day: nothing now and then, and nothing for a week."""
    return {"Tigris Press": 0 if day % 9 == 4 or 33 <= day < 40 else 5 + day % 3, "Globe Relay": 2}


def told(revisions: list[RegionChange]) -> datetime:
    assert revisions[0].contribution is not None
    return revisions[0].contribution.first_reported


def with_clock(stream: list[RegionChange]) -> list[RegionChange | datetime]:
    """The clock follows the news, two days behind."""
    events: list[RegionChange | datetime] = []
    clock = noon(0)
    for event in stream:
        events.append(event)
        if event.contribution is not None and event.contribution.first_reported - timedelta(days=2) > clock:
            clock = event.contribution.first_reported - timedelta(days=2)
            events.append(clock)
    return events


def run_out(desk: Desk) -> Desk:
    """Let the clock run on, day by day, until all is resolved."""
    start = desk.clock or noon(20)
    day = start
    while day < noon(END):
        day += timedelta(days=1)
        desk.take(day)
    return desk


@quick
@given(streams(), st.randoms(use_true_random=False))
def test_order(rules: Rules, stream: list[RegionChange], random: object) -> None:
    """Alerts and tallies end the same in whatever order changes came, with the clock or before it."""
    shuffled = list(stream)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    in_order, disordered = Desk(rules, read=papers), Desk(rules, read=papers)
    in_order.take(*with_clock(stream))
    disordered.take(*shuffled)

    assert outcome(run_out(disordered)) == outcome(run_out(in_order))


@quick
@given(streams(), st.randoms(use_true_random=False))
def test_order_while_open(rules: Rules, stream: list[RegionChange], random: object) -> None:
    """Alerts that are still open say the same, too, once it is known that nothing else is to come."""
    shuffled = list(stream)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    end = max((event for event in with_clock(stream) if isinstance(event, datetime)), default=noon(20))
    in_order, disordered = Desk(rules, read=papers), Desk(rules, read=papers)
    in_order.take(*with_clock(stream), end, end)
    disordered.take(*shuffled, end, end)

    assert outcome(disordered) == outcome(in_order)


@quick
@given(streams(), st.data())
def test_redelivery(rules: Rules, stream: list[RegionChange], data: st.DataObject) -> None:
    """A change that comes again changes no row, and tells the world only what it was told before."""
    desk = Desk(rules, read=papers)
    desk.take(*with_clock(stream))
    before = dict(desk.table)
    again = desk.step(data.draw(st.sampled_from(stream)))
    again.apply()

    assert desk.table == before
    public = [send.record for send in again.sends if send.topic != topics.REGION_CHANGES]
    assert all(record in [*desk.sent, *desk.tallies_sent] for record in public)


@quick
@given(streams(), st.data())
def test_crash(rules: Rules, stream: list[RegionChange], data: st.DataObject) -> None:
    """An event that is handled again after any prefix of its writes ends in the same rows, and sends all that it led to."""
    events = with_clock(stream)
    crash_at = data.draw(st.integers(0, len(events) - 1))
    desk = Desk(rules, read=papers)
    desk.take(*events[:crash_at])
    event = events[crash_at]
    desk.hear(event)
    undisturbed = desk.step(event)
    expected = dict(desk.table)
    Changes(expected, writes=undisturbed.writes).apply()
    lost = data.draw(st.integers(0, len(undisturbed.writes)))
    for number, _ in enumerate(Changes(desk.table, writes=dict(list(undisturbed.writes.items())[:lost])).apply_stepwise()):
        assert number < lost
    again = desk.step(event)
    again.apply()

    assert desk.table == expected
    if lost < len(undisturbed.writes):
        assert last_sent(again).items() >= last_sent(undisturbed).items()


@quick
@given(streams())
def test_conservation(rules: Rules, stream: list[RegionChange]) -> None:
    """Every incident that stands is in exactly one tally, and its toll with it."""
    desk = Desk(rules, read=papers)
    desk.take(*stream)
    standing = {event.incident_id: event.contribution for event in stream}
    certain = [told for told in standing.values() if told is not None and told.certain]
    by_type: Counter[str] = Counter()
    dead = 0
    for tally in desk.tallies.values():
        by_type.update({str(kind): number for kind, number in tally.incidents.items()})
        dead += sum(total.best for total in tally.sums)

    assert by_type == Counter(str(told.type) for told in certain)
    assert dead == sum(entry.best for told in certain for entry in told.toll)
    assert sum(tally.possible for tally in desk.tallies.values()) == sum(1 for told in standing.values() if told is not None and not told.certain)


@quick
@given(streams())
def test_one_alert_an_episode(rules: Rules, stream: list[RegionChange]) -> None:
    """No alert flaps: its revisions rise by one, and it ends resolved."""
    desk = Desk(rules, read=papers)
    desk.take(*with_clock(stream))
    run_out(desk)
    revisions: dict[str, list[int]] = {}
    for alert in desk.sent:
        known = revisions.setdefault(alert.id, [])
        if not known or known[-1] != alert.revision:
            known.append(alert.revision)

    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in revisions.values())
    assert {alert.state.value for alert in desk.last.values()} <= {"resolved"}
