"""Records as a person reads them: one line each, and an alert in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stream.model import (
    Alert,
    AlertReason,
    Casualty,
    Coverage,
    Effect,
    Evidence,
    Group,
    Heartbeat,
    Incident,
    IncidentStatus,
    PlacePrecision,
    Sum,
    Tally,
)

#: How each effect reads after a number; the order is that of gravity.
_WORDS: dict[Effect, str] = {
    Effect.KILLED: "killed",
    Effect.WOUNDED: "wounded",
    Effect.KILLED_OR_WOUNDED: "killed or wounded",
    Effect.ABDUCTED: "abducted",
    Effect.MISSING: "missing",
    Effect.DETAINED: "detained",
    Effect.SURRENDERED: "surrendered",
}


#: Why an alert is over, for somebody who was told that it began.
ENDED: dict[AlertReason, str] = {
    AlertReason.SUBSIDED: "Subsided: the rule was not crossed any more for its clear days.",
    AlertReason.WITHDRAWN: "Withdrawn: reports were corrected or taken back, and the rule was not crossed.",
    AlertReason.RULE_CHANGED: "Ended because the rule was changed, not because it subsided.",
    AlertReason.REGION_CHANGED: "Ended because the region was changed, not because it subsided.",
}


def safe(text: str) -> str:
    """The same text without control characters (terminals obey them), on one line."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def incident_words(incident: Incident) -> str:
    """`2021-12-02  armed attack by ISIS, Khidirjija (Makhmur, Erbil): 10 killed (10 security)`."""
    when = incident.date.isoformat() if incident.date else "no date   "
    by = f" by {incident.perpetrator}" if incident.perpetrator else ""
    return safe(f"{when}  {_plain(incident.type)}{by}, {place(incident)}: {toll(incident.casualties)}")


def incident_line(incident: Incident) -> str:
    """The same, with how many sources say so, its revision, and whether it still stands."""
    tail = (
        "" if incident.status is IncidentStatus.ACTIVE else f" [{incident.status}{' into ' + incident.merged_into if incident.merged_into else ''}]"
    )
    sources = f"{incident.independent_sources} source{'' if incident.independent_sources == 1 else 's'}"
    sources += ", by a side's own word" if incident.claimed_only else ""
    return safe(f"{incident_words(incident)} ({sources}, revision {incident.revision}){tail}")


def alert_line(alert: Alert) -> str:
    """`FIRING critical  Surge of attacks in …`, as its title says."""
    reason = f" ({_plain(alert.reason)})" if alert.reason else ""
    return safe(f"{alert.state.upper()}{reason} {alert.severity}  {alert.title}  [{alert.id} revision {alert.revision}]")


def heartbeat_line(beat: Heartbeat) -> str:
    """`2021-12-02T12:00:00+00:00  tocsin@host/7 ready, regions watched up to 2021-11-30T12:00:00+00:00, 0 records wait`."""
    state = "ready" if beat.ready else f"NOT ready ({'; '.join(beat.reasons)})"
    clock = "not yet" if beat.clock is None else f"up to {beat.clock.isoformat()}"
    return safe(f"{beat.sent.isoformat(timespec='seconds')}  {beat.worker} {state}, regions watched {clock}, {beat.lag} records wait")


def tally_line(tally: Tally) -> str:
    """`2021-12-02  Disputed territories: 2 incidents (armed attack 2); 14 killed`."""
    number = sum(tally.incidents.values())
    kinds = ", ".join(f"{_plain(kind)} {count}" for kind, count in tally.incidents.items() if count)
    extra = "".join(f", {count} {word}" for count, word in ((tally.undated, "undated"), (tally.possible, "possible")) if count)
    return safe(
        f"{tally.day.isoformat()}  {tally.region.name}: {number} incident{'' if number == 1 else 's'}"
        f"{f' ({kinds})' if kinds else ''}{extra}; {toll(tally.sums)}{_blind(tally.coverage)} (revision {tally.revision})"
    )


def alert_text(alert: Alert, most: int = 5) -> Iterator[str]:
    """An alert with its explanation, line by line: its title, and what `explanation` says."""
    yield safe(alert.title)
    yield from explanation(alert, most)


def explanation(alert: Alert, most: int = 5) -> Iterator[str]:
    """What stands below the title of an alert: state, window, numbers, what would have been no alert, and at most `most` of its incidents."""
    reason = f", {_plain(alert.reason)}" if alert.reason else ""
    yield safe(f"  {alert.state}{reason}; severity {alert.severity}; rule {alert.rule}; {alert.region.name}")
    if alert.reason is not None:
        yield f"  {ENDED[alert.reason]}"
    yield f"  window {_window(alert)}; {_plain(alert.measure)} {_observed(alert)}{_expected(alert)}{_enough(alert)}"
    if alert.coverage.blind:
        yield f"  coverage{_blind(alert.coverage)}"
    for evidence in alert.incidents[:most]:
        yield safe(f"  - {_evidence(evidence)}")
        if evidence.quote:
            yield safe(f"      “{evidence.quote}”")
    if alert.incidents_total > most:
        yield f"  … and {alert.incidents_total - most} more incidents"


def toll(entries: Iterable[Casualty | Sum]) -> str:
    """`13 killed (10 security, 3 civilian), 2 wounded (2 unknown)`, or `no casualties`."""
    entries = list(entries)
    parts = [part for effect in Effect if (part := _effect(effect, [entry for entry in entries if entry.effect is effect]))]
    return ", ".join(parts) or "no casualties"


def place(incident: Incident) -> str:
    """`Khidirjija (Makhmur, Erbil)`: as written, and the units it lies in."""
    units = [unit for unit in (incident.admin2, incident.admin1, incident.country) if unit]
    if incident.place is None:
        return ", ".join(units) or "place unknown"
    within = [unit for unit in units if unit != incident.place][:2]
    known = incident.place_precision is not PlacePrecision.UNKNOWN
    return f"{incident.place} ({', '.join(within)})" if within and known else incident.place


def _effect(effect: Effect, entries: list[Casualty | Sum]) -> str:
    total = sum(entry.best for entry in entries)
    if not total:
        return ""
    groups = ", ".join(f"{best} {group}" for group in Group if (best := sum(entry.best for entry in entries if entry.group is group)))
    return f"{total} {_WORDS[effect]} ({groups})"


def _evidence(evidence: Evidence) -> str:
    by = f" by {evidence.perpetrator}" if evidence.perpetrator else ""
    when = evidence.date.isoformat() if evidence.date else "no date"
    sources = f"; {', '.join(evidence.sources)}" if evidence.sources else ""
    return f"{when} {_plain(evidence.type)}{by}, {evidence.place or 'place unknown'}: {toll(evidence.toll)}{sources}"


def _observed(alert: Alert) -> str:
    low, high = alert.observed_low, alert.observed_high
    if low is None or (low == alert.observed == high):
        return f"{alert.observed:g}"
    return f"{alert.observed:g} ({low:g} {'or more' if high is None else f'to {high:g}'})"


def _window(alert: Alert) -> str:
    first, last = alert.window.start.isoformat(), alert.window.end.isoformat()
    return first if first == last else f"{first} to {last}"


def _enough(alert: Alert) -> str:
    """What it would have taken not to fire."""
    return "" if alert.fires_from is None else f"; below {alert.fires_from:g} no alert"


def _expected(alert: Alert) -> str:
    parts = [f"{alert.expected:.1f} expected"] if alert.expected is not None else []
    parts += [f"{alert.ratio:.1f} times that"] if alert.ratio is not None else []
    parts += [f"p = {alert.p_value:.2g}"] if alert.p_value is not None else []
    return f"; {', '.join(parts)}" if parts else ""


def _blind(coverage: Coverage) -> str:
    """What is said beside numbers that may be too low because hardly anything was read."""
    if not coverage.blind:
        return ""
    return f"; BLIND: {coverage.articles} article{'' if coverage.articles == 1 else 's'} read, {coverage.usual or 0:g} a day are usual: silence is no sign of peace"


def _plain(word: str) -> str:
    return word.replace("_", " ")
