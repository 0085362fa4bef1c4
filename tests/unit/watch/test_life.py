"""Alerts fire, are updated and resolved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stream.model import AlertState, Severity
from stream.state import Changes
from stream.watch import Watch
from tests.unit.watch.desk import DAY0, REGION, Desk, Regions, change, killed, load, noon, rule, withdrawn


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Three incidents within three days; three clear days end it."""
    return Desk(load(tmp_path, rule("at_least", window=3, threshold=3)))


def single(tmp_path: Path, **fields: Any) -> Desk:
    return Desk(load(tmp_path, rule("single", **fields)))


def test_fires_on_the_change_that_crosses(desk: Desk) -> None:
    """The third incident fires, not the second."""
    desk.take(change("a", 1), change("b", 2))
    assert desk.sent == []
    desk.take(change("c", 3))
    assert desk.story == [("firing", None)]


def test_window_and_numbers(desk: Desk) -> None:
    """An alert names the days and the number."""
    desk.take(change("a", 1), change("b", 2), change("c", 3))
    (alert,) = desk.sent
    assert (alert.window.start, alert.window.end) == (date(2021, 9, 21), date(2021, 9, 23))
    assert (alert.observed, alert.observed_low, alert.observed_high, alert.incidents_total) == (3, 3, 3, 3)


def test_id_is_kept(desk: Desk) -> None:
    """The id is that of rule, version, region and first day of the window that fired first, and stays."""
    desk.take(change("a", 2), change("b", 2), change("c", 3), change("z", 1))
    version = desk.sent[0].rule_version
    assert {alert.id for alert in desk.sent} == {f"a-at-least.{version}.{REGION}.2021-09-21"}


def test_updates_with_every_incident(desk: Desk) -> None:
    """One more incident is one more revision."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), change("d", 3))
    assert [(alert.revision, alert.state, alert.observed) for alert in desk.sent] == [(1, AlertState.FIRING, 3), (2, AlertState.UPDATED, 4)]


def test_clock_fires_nothing(desk: Desk) -> None:
    """However far the clock runs, it raises no alert."""
    desk.take(change("a", 1), change("b", 2), noon(3), noon(60))
    assert desk.sent == []


def test_resolved_by_the_clock(desk: Desk) -> None:
    """The last window that crosses ends on day 3, days 4 to 6 are clear: over at midnight after them, not before."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), noon(6, hour=23))
    assert desk.story == [("firing", None)]
    desk.take(noon(7, hour=1))
    assert desk.story == [("firing", None), ("resolved", "subsided")]
    assert desk.sent[-1].updated == datetime(2021, 9, 27, tzinfo=UTC)


def test_unknown_clock_resolves_nothing(desk: Desk) -> None:
    """Without a clock an alert stays open, whatever lies behind it."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), change("z", 90))
    assert desk.story == [("firing", None)]


def test_already_over_when_it_becomes_known(desk: Desk) -> None:
    """Late news of days that are long past fires and resolves at once."""
    desk.take(noon(12), change("a", 1), change("b", 2), change("c", 3, reported=10))
    assert desk.story == [("firing", None), ("resolved", "subsided")]


def test_clear_days_between_join(desk: Desk) -> None:
    """Fewer clear days than `resolve_after` are a pause in one alert."""
    desk.take(*(change(f"a{n}", 1) for n in range(3)), *(change(f"b{n}", 6) for n in range(3)))
    assert len(desk.last) == 1


def test_clear_days_enough_part(desk: Desk) -> None:
    """As many clear days as `resolve_after` make two alerts."""
    desk.take(*(change(f"a{n}", 1) for n in range(3)), *(change(f"b{n}", 7) for n in range(3)))
    assert len(desk.last) == 2


def test_lower_clear_threshold_keeps_it_open(tmp_path: Path) -> None:
    """With `clear: 1` one incident in the window is enough for the alert to go on."""
    desk = Desk(load(tmp_path, rule("at_least", window=1, threshold=3, clear=1, resolve_after=1)))
    desk.take(*(change(f"a{n}", 1) for n in range(3)), change("b", 2), noon(3))
    assert desk.story == [("firing", None)]
    desk.take(noon(4))
    assert desk.story[-1] == ("resolved", "subsided")


def test_withdrawn_news(desk: Desk) -> None:
    """When an incident is withdrawn and the condition holds no more, so is the alert."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), withdrawn("c", 2))
    assert desk.story == [("firing", None), ("resolved", "withdrawn")]


def test_back_after_withdrawal(desk: Desk) -> None:
    """A withdrawn alert that fires again with the same first day goes on under its id."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), withdrawn("c", 2), change("c", 3, revision=3))
    assert [alert.revision for alert in desk.sent] == [1, 2, 3]
    assert desk.story[-1] == ("updated", None)


def test_back_after_withdrawal_on_another_day(desk: Desk) -> None:
    """One onset is one alert: where the news wavers, and the window that is enough is the next one, too."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), withdrawn("a", 2), change("d", 4))
    assert desk.story == [("firing", None), ("resolved", "withdrawn"), ("updated", None)]
    assert len(desk.last) == 1


def test_reopened_by_late_news(desk: Desk) -> None:
    """News of one of the clear days lengthens the alert, which opens again."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), noon(7), change("d", 4))
    assert desk.story == [("firing", None), ("resolved", "subsided"), ("updated", None)]
    assert len(desk.last) == 1


def test_correction_of_a_resolved_alert(tmp_path: Path) -> None:
    """A toll that is corrected later is corrected in the alert, which stays resolved."""
    desk = single(tmp_path)
    desk.take(change("a", 1, toll=[killed(6)]), noon(10), change("a", 1, revision=2, toll=[killed(8)]))
    assert desk.story == [("firing", None), ("resolved", "subsided"), ("resolved", "subsided")]
    assert desk.sent[-1].observed == 8


def test_corrected_day(tmp_path: Path) -> None:
    """An incident that moves to another day takes its alert along."""
    desk = single(tmp_path)
    desk.take(change("a", 3, toll=[killed(6)]), change("a", 1, revision=2, toll=[killed(6)]))
    assert len(desk.last) == 1
    assert desk.sent[-1].window.start == date(2021, 9, 21)


def test_two_grown_together(desk: Desk) -> None:
    """Where news joins two alerts, the earlier goes on and the later is withdrawn."""
    desk.take(*(change(f"a{n}", 1) for n in range(3)), *(change(f"b{n}", 9) for n in range(3)), *(change(f"c{n}", 5) for n in range(3)))
    first, second = sorted(desk.last.values(), key=lambda alert: alert.id)
    assert first.state is AlertState.FIRING
    assert second.reason is not None
    assert second.reason.value == "withdrawn"


def test_old_news_fires_nothing(desk: Desk) -> None:
    """An incident first reported later than the rule's lateness neither raises an alert nor rewrites one."""
    desk.take(change("a", 1), change("b", 2), change("c", 3, reported=16))
    assert desk.sent == []


def test_late_news_is_shown(desk: Desk) -> None:
    """Within `resolve_after` + lateness of the end it is shown in an alert that stands on other news."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), change("d", 3, reported=16))
    assert desk.sent[-1].observed == 4


def test_frozen_after_the_horizon(tmp_path: Path) -> None:
    """Long after its end an alert is not rewritten, and its row is gone."""
    desk = single(tmp_path)
    desk.take(change("a", 1, toll=[killed(6)]), noon(10), noon(90))
    sent = len(desk.sent)
    desk.take(change("a", 1, revision=2, toll=[killed(7)]))
    assert len(desk.sent) == sent
    assert not [key for key in desk.table if key.startswith("alert")]


def test_severity_steps(tmp_path: Path) -> None:
    """The gravest step that the number reaches; below all of them, info."""
    desk = single(tmp_path, severities={"warning": 10, "critical": 20})
    desk.take(*(change("a", 1, revision=n, toll=[killed(dead)]) for n, dead in enumerate([6, 10, 25], start=1)))
    assert [alert.severity for alert in desk.sent] == [Severity.INFO, Severity.WARNING, Severity.CRITICAL]


def test_step_holds_small_updates_back(tmp_path: Path) -> None:
    """With `step: 3` a toll that rises by one is no update; the end tells the last number."""
    desk = single(tmp_path, step=3)
    desk.take(*(change("a", 1, revision=n, toll=[killed(dead)]) for n, dead in enumerate([6, 7, 9], start=1)))
    assert [alert.observed for alert in desk.sent] == [6, 9]
    desk.take(change("a", 1, revision=4, toll=[killed(10)]), noon(10))
    assert desk.sent[-1].observed == 10


def test_single_attacks_days_apart(tmp_path: Path) -> None:
    """Two mass-casualty attacks with a day between are two alerts."""
    desk = single(tmp_path)
    desk.take(change("a", 1, toll=[killed(6)]), change("b", 3, toll=[killed(9)]))
    assert sorted(alert.observed for alert in desk.last.values()) == [6, 9]


def test_single_shows_only_grave_incidents(tmp_path: Path) -> None:
    """Incidents below the threshold are no evidence."""
    desk = single(tmp_path)
    desk.take(change("small", 1, toll=[killed(2)]), change("grave", 1, toll=[killed(6)]), change("graver", 1, toll=[killed(8)]))
    assert [incident.id for incident in desk.sent[-1].incidents] == ["graver", "grave"]
    assert desk.sent[-1].observed == 8


def test_started_and_updated_are_the_data_s(desk: Desk) -> None:
    """`started`: the newest first report of what fired; `updated`: the newest report of all that it rests on."""
    desk.take(change("a", 1), change("b", 2, last_reported=noon(8)), change("c", 3, reported=1))
    (alert,) = desk.sent
    assert (alert.started, alert.updated, alert.emitted) == (noon(4), noon(8), None)


def test_evidence_from_the_incident(desk: Desk) -> None:
    """Place, quote and sources of an incident are shown, a long quote cut."""
    desk.take(change("a", 1, quote="x" * 2_000, sources=("One", "Two"), place="Kifri"), change("b", 2), change("c", 3))
    (shown,) = (incident for incident in desk.sent[-1].incidents if incident.id == "a")
    assert (shown.date, shown.place, shown.sources) == (DAY0 + timedelta(days=1), "Kifri", ("One", "Two"))
    assert shown.quote is not None
    assert len(shown.quote) == 300


def test_fifty_gravest(desk: Desk) -> None:
    """Of many incidents the fifty gravest are shown, and the true number."""
    desk.take(*(change(f"i{n:02}", 1, toll=[killed(n)], sources=("S",) * 40, quote="й" * 900) for n in range(60)), noon(2))
    alert = desk.sent[-1]
    assert ([incident.id for incident in alert.incidents], alert.incidents_total) == ([f"i{n:02}" for n in range(59, 9, -1)], 60)
    assert len(alert.to_json()) < 256 * 1024


def test_changed_rule(desk: Desk, tmp_path: Path) -> None:
    """Another version of the rule ends the alerts of the old one, and raises its own."""
    desk.take(change("a", 1), change("b", 2), change("c", 3))
    desk.watch = Watch(load(tmp_path, rule("at_least", window=3, threshold=2)), Regions())
    desk.take(change("d", 3))
    assert desk.story == [("firing", None), ("resolved", "rule_changed"), ("firing", None)]


def test_removed_rule(desk: Desk, tmp_path: Path) -> None:
    """A rule that is no more ends its alerts, and its rows go in time."""
    desk.take(change("a", 1), change("b", 2), change("c", 3))
    desk.watch = Watch(load(tmp_path, rule("single")), Regions())
    desk.take(change("d", 3), noon(9), noon(300))
    assert desk.story == [("firing", None), ("resolved", "rule_changed")]
    assert not [key for key in desk.table if key.startswith(("alert", "ruled"))]


def test_region_watched_no_more(desk: Desk, tmp_path: Path) -> None:
    """A rule that goes on, but leaves a region, ends its alerts there."""
    desk.take(change("a", 1), change("b", 2), change("c", 3))
    desk.watch = Watch(load(tmp_path, rule("at_least", window=3, threshold=3, regions=["iq-ki"])), Regions())
    desk.take(change("d", 3))
    assert desk.story == [("firing", None), ("resolved", "region_changed")]


def test_mark_that_comes_again(desk: Desk) -> None:
    """The mark that resolved an alert sends it again, once, also where all its rows were written."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), noon(7))
    resolved = desk.sent[-1]
    desk.take(noon(7))
    assert desk.sent[-2:] == [resolved, resolved]
    sent = len(desk.sent)
    desk.take(noon(7), noon(8), noon(9))
    assert len(desk.sent) == sent


def alerts_of(changes: Changes) -> list[Any]:
    """The alerts that an event sends."""
    return [send.record for send in changes.sends if send.topic == "alerts"]


def test_mark_after_a_crash(desk: Desk) -> None:
    """A mark whose alert rows were written, but not what ends its handling, sends the alert again."""
    desk.take(change("a", 1), change("b", 2), change("c", 3))
    interrupted = desk.step(noon(7))
    (resolved,) = alerts_of(interrupted)
    for key in Changes(desk.table, writes=interrupted.writes).apply_stepwise():
        if key.startswith("alert/"):
            break
    desk.clock = noon(7)
    assert alerts_of(desk.step(noon(7))) == [resolved]


def test_same_change_sends_alerts_again(desk: Desk) -> None:
    """A change that comes again sends the alerts of its region as they stand."""
    desk.take(change("a", 1), change("b", 2), change("c", 3))
    assert alerts_of(desk.step(change("c", 3))) == desk.sent


def test_gone_for_good_is_no_news(desk: Desk) -> None:
    """Later revisions of an incident that has left the region send nothing here."""
    desk.take(change("a", 1), change("b", 2), change("c", 3), change("d", 3), withdrawn("d", 2))
    assert desk.step(withdrawn("d", 3)).sends == []
    assert desk.step(withdrawn("never-here", 1)).sends == []


def test_windows_for_the_metrics(desk: Desk) -> None:
    """After each change, and each day while it is not zero, the current window is noted by rule, region and measure."""
    noted = [
        (fact.labels, fact.value)
        for event in (change("a", 1), noon(1), noon(2), noon(4), noon(5), noon(6))
        for fact in _taken(desk, event).facts
        if fact.name == "window"
    ]
    labels = ("a-at-least", REGION, "incidents")
    assert noted == [(labels, 1), (labels, 1), (labels, 1), (labels, 0)]


def _taken(desk: Desk, event: Any) -> Changes:
    changes = desk.step(event)
    changes.apply()
    if isinstance(event, datetime):
        desk.clock = event
    return changes


def test_started_is_the_report_that_was_enough(desk: Desk) -> None:
    """Not the later reports of the same days, and whatever the order in which they came."""
    news = [change("a", 1, reported=0), change("b", 1, reported=0.25), change("c", 1, reported=0.5), change("d", 1, reported=2)]
    desk.take(*reversed(news))
    (alert,) = desk.last.values()
    assert alert.started == noon(1) + timedelta(days=0.5)


def test_pause(tmp_path: Path) -> None:
    """In a pause a rule raises nothing; what crosses it after them fires."""
    desk = Desk(load(tmp_path, rule(pauses=[{"from": noon(1).date(), "to": noon(3).date()}])))
    desk.take(change("a", 1), change("b", 2), change("c", 3))
    assert desk.sent == []
    desk.take(change("d", 4))
    assert desk.story == [("firing", None)]


def test_pause_ends_nothing(tmp_path: Path) -> None:
    """An alert that is open goes on through a pause."""
    desk = Desk(load(tmp_path, rule(pauses=[{"from": noon(4).date(), "to": noon(9).date()}])))
    desk.take(change("a", 1), change("b", 2), change("c", 3), change("d", 4), noon(6))
    assert desk.sent[-1].state is not AlertState.RESOLVED


def revisions(desk: Desk) -> set[int]:
    """Those that were sent, some of them more than once."""
    return {alert.revision for alert in desk.sent}


def test_evidence_waits_for_the_end_of_the_day(desk: Desk) -> None:
    """Another sentence or source of an incident is no revision by itself; what was gathered is published when the clock's day is over."""
    desk.take(noon(3), change("a", 1), change("b", 2), change("c", 3))
    desk.take(change("a", 1, revision=2, quote="One more sentence."), change("b", 2, revision=2, sources=("One", "Two")), noon(3, hour=20))
    assert revisions(desk) == {1}
    desk.take(noon(4, hour=1))
    assert revisions(desk) == {1, 2}
    assert {incident.quote for incident in desk.sent[-1].incidents} == {"One more sentence.", None}


def test_evidence_waits_for_silence(desk: Desk) -> None:
    """A mark that comes again says that nothing else is to come: what was gathered is published, once."""
    desk.take(noon(3), change("a", 1), change("b", 2), change("c", 3), change("a", 1, revision=2, quote="One more sentence."))
    assert revisions(desk) == {1}
    desk.take(noon(3))
    assert revisions(desk) == {1, 2}
    desk.take(noon(3), noon(3), noon(3))
    assert revisions(desk) == {1, 2}


def test_gathered_news_leaves_with_what_matters(desk: Desk) -> None:
    """One more incident takes along what waited, and nothing is left for the evening."""
    desk.take(noon(3), change("a", 1), change("b", 2), change("c", 3), change("a", 1, revision=2, quote="One more sentence."), change("d", 3))
    assert {(alert.revision, alert.observed) for alert in desk.sent} == {(1, 3), (2, 4)}
    desk.take(noon(5))
    assert revisions(desk) == {1, 2}


def test_a_tenth_is_a_step(tmp_path: Path) -> None:
    """Of thirty dead one more waits; three more do not."""
    desk = single(tmp_path)
    desk.take(*(change("a", 1, revision=n, toll=[killed(dead)]) for n, dead in enumerate([30, 31, 32, 33], start=1)))
    assert [alert.observed for alert in desk.sent] == [30, 33]


def test_flush_after_a_crash(desk: Desk) -> None:
    """A mark whose alert rows were written, but not what ends its handling, sends what it had published again."""
    desk.take(noon(3), change("a", 1), change("b", 2), change("c", 3), change("a", 1, revision=2, quote="One more sentence."))
    interrupted = desk.step(noon(4))
    (published,) = alerts_of(interrupted)
    for key in Changes(desk.table, writes=interrupted.writes).apply_stepwise():
        if key.startswith("alert/"):
            break
    desk.clock = noon(4)
    assert alerts_of(desk.step(noon(4))) == [published]
