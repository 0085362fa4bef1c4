from __future__ import annotations

from datetime import UTC, date, datetime

from stream.cli.demo.board import Board, Toll, outcome
from stream.model import (
    Alert,
    AlertReason,
    AlertState,
    Effect,
    Group,
    Incident,
    IncidentStatus,
    IncidentType,
    RegionName,
    RuleKind,
    Severity,
    Sum,
    Tally,
    Window,
)


def incident(name: str, *reports: str, status: IncidentStatus = IncidentStatus.ACTIVE) -> Incident:
    return Incident(id=name, revision=1, type=IncidentType.BOMBING, reports=reports, status=status)


def alert(name: str, state: AlertState = AlertState.FIRING, reason: AlertReason | None = None) -> Alert:
    return Alert(
        id=name,
        revision=1,
        state=state,
        reason=reason,
        severity=Severity.WARNING,
        kind=RuleKind.SURGE,
        rule="r",
        rule_version="1",
        region=RegionName(id="x", name="X"),
        measure="incidents",
        window=Window(start=date(2021, 12, 1), end=date(2021, 12, 7)),
        observed=5,
        title="t",
        started=datetime(2021, 12, 7, tzinfo=UTC),
        updated=datetime(2021, 12, 7, tzinfo=UTC),
    )


def tally(day: date, killed: int, revision: int = 1) -> Tally:
    sums = (Sum(effect=Effect.KILLED, group=Group.SECURITY, low=killed, best=killed, high=killed),)
    region = RegionName(id="x", name="X")
    return Tally(id=f"x/{day}", region=region, day=day, revision=revision, incidents={IncidentType.BOMBING: 1}, sums=sums)


def test_ids_and_revisions_are_no_part_of_the_outcome() -> None:
    """Another order of the news may give other ids."""
    assert outcome([incident("i-1", "r-1", "r-2")], [alert("a-1")]) == outcome([incident("i-9", "r-2", "r-1")], [alert("a-9")])


def test_merged_incidents_and_withdrawn_alerts_are_no_part_of_the_outcome() -> None:
    """They depend on what was known when."""
    gone = alert("a-1", AlertState.RESOLVED, AlertReason.WITHDRAWN)
    assert outcome([incident("i-1", status=IncidentStatus.MERGED)], [gone]) == outcome([], [])


def test_an_open_alert_is_not_a_resolved_one() -> None:
    """The last state counts; firing and updated are one."""
    assert outcome([], [alert("a")]) == outcome([], [alert("a", AlertState.UPDATED)])
    assert outcome([], [alert("a")]) != outcome([], [alert("a", AlertState.RESOLVED)])


def test_tolls_are_of_the_last_seven_days() -> None:
    """By the last revision of each tally, up to the day of the newest article."""
    board = Board(total=1, today=date(2021, 12, 8))
    for each in (tally(date(2021, 12, 1), 50), tally(date(2021, 12, 2), 3), tally(date(2021, 12, 8), 9), tally(date(2021, 12, 8), 4, revision=2)):
        board.see_tally(each)
    assert board.tolls(frozenset({"x"})) == [Toll("X", 2, 7, 0)]


def test_an_incident_is_new_once() -> None:
    """Later revisions only move it to the front."""
    board = Board(total=1)
    assert [board.see_incident(incident("a")), board.see_incident(incident("b")), board.see_incident(incident("a"))] == [True, True, False]
    assert [each.id for each in board.active()] == ["b", "a"]
