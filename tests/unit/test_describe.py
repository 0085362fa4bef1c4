from __future__ import annotations

from datetime import UTC, date, datetime

from stream.describe import alert_line, alert_text, explanation, incident_line, toll
from stream.model import (
    Alert,
    AlertReason,
    AlertState,
    Casualty,
    DatePrecision,
    Effect,
    Evidence,
    Group,
    Incident,
    IncidentStatus,
    IncidentType,
    PlacePrecision,
    RegionName,
    RuleKind,
    Severity,
    Window,
)

NOW = datetime(2021, 12, 2, 12, tzinfo=UTC)


def incident(**changed: object) -> Incident:
    fields: dict[str, object] = {
        "id": "i-1",
        "revision": 2,
        "type": IncidentType.ARMED_ATTACK,
        "date": date(2021, 12, 2),
        "date_precision": DatePrecision.DAY,
        "place": "Khidirjija",
        "admin1": "Erbil",
        "admin2": "Makhmur",
        "country": "IQ",
        "place_precision": PlacePrecision.POINT,
        "perpetrator": "ISIS",
        "casualties": (Casualty(effect=Effect.KILLED, group=Group.SECURITY, low=10, best=10, high=10),),
        "independent_sources": 1,
    }
    return Incident.model_validate(fields | changed)


def alert(**changed: object) -> Alert:
    fields: dict[str, object] = {
        "id": "al-1",
        "revision": 1,
        "state": AlertState.FIRING,
        "severity": Severity.CRITICAL,
        "kind": RuleKind.SURGE,
        "rule": "surge",
        "rule_version": "1",
        "region": RegionName(id="r", name="Region"),
        "measure": "incidents",
        "window": Window(start=date(2021, 11, 26), end=date(2021, 12, 2)),
        "observed": 9,
        "title": "Surge of attacks",
        "started": NOW,
        "updated": NOW,
    }
    return Alert.model_validate(fields | changed)


def test_an_incident_reads_as_a_sentence() -> None:
    """When, what, by whom, where, with what toll, on whose word."""
    expected = "2021-12-02  armed attack by ISIS, Khidirjija (Makhmur, Erbil): 10 killed (10 security) (1 source, revision 2)"
    assert incident_line(incident()) == expected


def test_a_merged_incident_says_where_it_went() -> None:
    """A reader of the topic can follow it."""
    assert incident_line(incident(status=IncidentStatus.MERGED, merged_into="i-0")).endswith("[merged into i-0]")


def test_terminals_obey_no_article() -> None:
    """Control characters of a place name are shown, not sent to the terminal."""
    assert "\x1b" not in incident_line(incident(place="\x1b[2JKifri"))


def test_nobody_hurt_is_said() -> None:
    """An empty toll reads as such, not as nothing."""
    assert toll(()) == "no casualties"


def test_an_alert_line_begins_with_its_state() -> None:
    """The eye finds what fires."""
    assert alert_line(alert()).startswith("FIRING critical  Surge of attacks")


def test_an_alert_explains_its_numbers() -> None:
    """Observed, expected, ratio and p stand beside the window."""
    text = "\n".join(alert_text(alert(expected=2.14, ratio=4.2, p_value=0.0004)))
    assert "2021-11-26 to 2021-12-02; incidents 9; 2.1 expected, 4.2 times that, p = 0.0004" in text


def test_an_alert_says_what_would_have_been_none() -> None:
    """And that a range is open above."""
    text = "\n".join(alert_text(alert(observed_low=7, observed_high=None, fires_from=6)))
    assert "incidents 9 (7 or more); below 6 no alert" in text


def test_a_window_of_one_day_is_a_day() -> None:
    """Not a span from it to itself."""
    day = Window(start=NOW.date(), end=NOW.date())
    assert "  window 2021-12-02; incidents 9" in "\n".join(alert_text(alert(window=day)))


def test_the_end_of_an_alert_is_told_in_words() -> None:
    """Who was told that it began must not take what was withdrawn for what was so."""
    over = alert(state=AlertState.RESOLVED, reason=AlertReason.WITHDRAWN)
    assert any("reports were corrected or taken back" in line for line in explanation(over))


def test_an_alert_shows_the_gravest_and_counts_the_rest() -> None:
    """Fifty incidents on a screen help nobody."""
    evidence = tuple(Evidence(id=f"i-{number}", type=IncidentType.BOMBING, place=f"Place {number}") for number in range(7))
    text = list(alert_text(alert(incidents=evidence, incidents_total=60), most=2))
    assert text[-1].strip() == "… and 58 more incidents"
    assert sum("Place" in line for line in text) == 2
