"""What an alert says: a function of its episode, and of nothing else that happened on the way to it.

All of it is of one window, so that the numbers can be checked against each other: the gravest of the episode (the highest number, the earliest
day). `window` is its days, `observed` counts its incidents, and they are the evidence. An episode that goes on below its height changes nothing.
`started` is the first report with which the window that crossed first had enough of them; `updated` the newest report of any incident shown.
Incidents that were first reported later than `resolve_after` + `lateness` days after the last crossing day are left out.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from stream.model import MAX_EVIDENCE, Alert, AlertState, Coverage, Evidence, RegionName, Severity, Window
from stream.state import Changes
from stream.watch.buckets import incident_key, newest
from stream.watch.conditions import Condition, Reading
from stream.watch.episodes import Episode
from stream.watch.grounds import grounds_of
from stream.watch.past import Span
from stream.watch.schema import FirstAfterRule, RuleSpec, SingleRule
from stream.watch.series import Entry, Series
from stream.watch.silence import Silence
from stream.watch.titles import title

#: Code points of a quote, and names of sources, that an alert carries for each incident: 50 of them must stay well below 256 KiB.
MAX_QUOTE = 300
MAX_SOURCES = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """The alert of an episode, as if it had just fired, its id left empty; and what tells all incidents that it rests on (stream.watch.grounds)."""

    alert: Alert
    grounds: str | None = None


def draft(changes: Changes, series: Series, condition: Condition, episode: Episode, region: RegionName) -> Draft:
    """Draw up the alert of an episode."""
    if isinstance(condition, Silence):
        return Draft(_silence(series, condition, episode, region))
    rule = series.rule.spec
    known_by = episode.last + rule.resolve_after + rule.lateness
    reading, left_out = _gravest(condition, episode, known_by)
    entries = _evidence(series, reading, known_by)
    incidents = tuple(_shown(changes, region.id, entry) for entry in entries[:MAX_EVIDENCE])
    updated = newest(entry.slim["last"] for entry in entries)
    assert updated is not None
    total = reading.total
    alert = Alert(
        id="",
        revision=1,
        state=AlertState.FIRING,
        severity=severity(rule, total.value),
        kind=rule.kind,
        rule=rule.id,
        rule_version=series.rule.version,
        region=region,
        measure=rule.measure,
        window=Window(start=date.fromordinal(reading.end - rule.window + 1), end=date.fromordinal(reading.end)),
        observed=total.value,
        observed_low=total.low,
        observed_high=total.high,
        expected=_rounded(reading.expected),
        ratio=_rounded(total.value / reading.expected) if reading.expected else None,
        p_value=float(f"{reading.p_value:.4g}") if reading.p_value is not None else None,
        fires_from=float(math.ceil(condition.needed(reading.end, left_out))),
        title=title(rule, reading, region.name, _place(rule, reading, entries, incidents), entries),
        incidents=incidents,
        incidents_total=len(entries),
        started=_fired(series, condition, episode),
        updated=updated,
    )
    return Draft(alert, grounds_of(entry.incident_id for entry in entries))


def _silence(series: Series, condition: Silence, episode: Episode, region: RegionName) -> Alert:
    """Of a region that fell silent. It is drawn up anew when the silence has lasted twice as long, not every day."""
    rule = series.rule.spec
    lengths = {end: condition.value(end) for end in episode.holding if end >= episode.onset}
    shown = max((end for end in lengths if end == episode.onset or told_again(lengths[end])), key=lambda end: (lengths[end], -end))
    reading = condition.show(shown, shown, ())
    run = reading.silence
    articles, expected = reading.total.value, reading.expected or 0.0
    return Alert(
        id="",
        revision=1,
        state=AlertState.FIRING,
        severity=severity(rule, len(run)),
        kind=rule.kind,
        rule=rule.id,
        rule_version=series.rule.version,
        region=region,
        measure=rule.measure,
        window=Window(start=date.fromordinal(run[0].day), end=date.fromordinal(shown)),
        observed=articles,
        observed_low=articles,
        observed_high=articles,
        expected=_rounded(expected),
        ratio=_rounded(articles / expected) if expected else None,
        p_value=float(f"{reading.p_value:.4g}") if reading.p_value is not None else None,
        coverage=Coverage(articles=run[-1].articles, sources=run[-1].sources, usual=run[-1].usual, blind=True),
        title=title(rule, reading, region.name, None, ()),
        started=_end_of(episode.onset),
        updated=_end_of(shown),
    )


def told_again(days: int) -> bool:
    """Whether a silence of so many days is told of anew: 1, 2, 4, 8 ..."""
    return days & (days - 1) == 0


def _end_of(day: int) -> datetime:
    """No article says that none came: the clock does, when it has passed the day."""
    return datetime.combine(date.fromordinal(day + 1), time(0), UTC)


def severity(rule: RuleSpec, observed: float) -> Severity:
    """The gravest that the number reaches."""
    if not rule.severities:
        return Severity.WARNING
    reached = [step for step in Severity if step in rule.severities and observed >= rule.severities[step]]
    return reached[-1] if reached else Severity.INFO


def _fired(series: Series, condition: Condition, episode: Episode) -> datetime:
    """When the news was enough, incident by incident in the order of their first reports."""
    entries = series.known(episode.start, episode.onset, episode.onset + series.rule.spec.lateness)
    by_news = sorted(entries, key=lambda entry: (datetime.fromisoformat(entry.slim["first"]), entry.slim["first"]))
    needed = condition.needed(episode.onset, episode.left_out)
    enough = bisect_left(range(len(by_news)), True, key=lambda last: condition.amount(by_news[: last + 1]) >= needed)
    return datetime.fromisoformat(by_news[min(enough, len(by_news) - 1)].slim["first"])


def _gravest(condition: Condition, episode: Episode, known_by: int) -> tuple[Reading, tuple[Span, ...]]:
    """The window that is shown, and the days of alerts that its past leaves out."""
    day = max(episode.holding, key=lambda end: (condition.value(end, known_by), -end))
    own: tuple[Span, ...] = ((episode.start, day - 1),) if day > episode.onset else ()
    left_out = (*episode.left_out, *own)
    return condition.show(day, known_by, left_out), left_out


def _evidence(series: Series, reading: Reading, known_by: int) -> list[Entry]:
    """Incidents of the window that is shown, gravest first."""
    rule = series.rule.spec
    least = rule.threshold if isinstance(rule, SingleRule) else 1
    entries = [entry for entry in series.known(reading.end - rule.window + 1, reading.end, known_by) if entry.value >= least]
    return sorted(entries, key=_gravity)


def _gravity(entry: Entry) -> tuple[int, int, int, int, str]:
    killed, wounded = entry.harmed
    return -killed, -wounded, -entry.value, entry.day, entry.incident_id


def _shown(changes: Changes, region: str, entry: Entry) -> Evidence:
    """From the incident's own row, which has what a bucket leaves out."""
    row: dict[str, Any] = changes.get(incident_key(region, entry.incident_id), {})
    contribution = row.get("contribution") or {}
    quote = contribution.get("quote")
    return Evidence(
        id=entry.incident_id,
        date=date.fromordinal(entry.day),
        place=contribution.get("place") or contribution.get("admin2"),
        type=entry.slim["type"],
        perpetrator=entry.slim["perpetrator"],
        toll=tuple(contribution.get("toll", ())),
        sources=tuple(contribution.get("sources", ())[:MAX_SOURCES]),
        quote=quote if quote is None or len(quote) <= MAX_QUOTE else quote[: MAX_QUOTE - 1] + "…",
    )


def _place(rule: RuleSpec, reading: Reading, entries: list[Entry], incidents: tuple[Evidence, ...]) -> str | None:
    """Where the incident happened whose toll a `single` alert names, or that ended a lull."""
    if isinstance(rule, FirstAfterRule):
        return incidents[0].place
    if not isinstance(rule, SingleRule):
        return None
    there = [shown for entry, shown in zip(entries, incidents, strict=False) if (entry.day, entry.value) == (reading.end, reading.total.value)]
    return there[0].place if there else None


def _rounded(value: float | None) -> float | None:
    """Four digits: enough for a reader, and equal on every machine."""
    return None if value is None else float(f"{value:.4g}")
