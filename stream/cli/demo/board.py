"""What the demonstration has seen so far, and what it must end with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from stream.model import Alert, AlertReason, AlertState, Effect, Incident, IncidentStatus, Tally

#: Days of the tolls that the view shows.
WINDOW = timedelta(days=7)


class Outcome(NamedTuple):
    """What every run over the same articles ends with, whatever the driver: incidents as sets of reports, alerts by rule, region, window and state."""

    incidents: frozenset[frozenset[str]]
    alerts: frozenset[tuple[str, str, date, date, bool]]


def outcome(incidents: Iterable[Incident], alerts: Iterable[Alert]) -> Outcome:
    """The outcome of the last revisions; alerts that were withdrawn depend on the order of the news, and are left out."""
    return Outcome(
        frozenset(frozenset(incident.reports) for incident in incidents if incident.status is IncidentStatus.ACTIVE),
        frozenset(
            (alert.rule, alert.region.id, alert.window.start, alert.window.end, alert.state is AlertState.RESOLVED)
            for alert in alerts
            if alert.reason is not AlertReason.WITHDRAWN
        ),
    )


class Toll(NamedTuple):
    """Incidents and people of one region in the last days."""

    region: str
    incidents: int
    killed: int
    wounded: int


@dataclass(slots=True)
class Board:
    """The last revision of everything, as read from the public topics."""

    total: int
    published: int = 0
    handled: int = 0
    #: Day of the article that was published last.
    today: date | None = None
    incidents: dict[str, Incident] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    #: Ids of incidents, the one that was revised last at the end.
    latest: list[str] = field(default_factory=list)

    def see_incident(self, incident: Incident) -> bool:
        """Take in a revision; whether the incident is new."""
        new = incident.id not in self.incidents
        self.incidents[incident.id] = incident
        if not new and incident.id in self.latest:
            self.latest.remove(incident.id)
        self.latest.append(incident.id)
        return new

    def see_alert(self, alert: Alert) -> None:
        """Take in a revision."""
        self.alerts[alert.id] = alert

    def see_tally(self, tally: Tally) -> None:
        """Take in a revision."""
        self.tallies[tally.id] = tally

    def outcome(self) -> Outcome:
        """Where things stand."""
        return outcome(self.incidents.values(), self.alerts.values())

    def active(self) -> list[Incident]:
        """Incidents that stand, the one that was revised last at the end."""
        return [incident for each in self.latest if (incident := self.incidents[each]).status is IncidentStatus.ACTIVE]

    def tolls(self, regions: frozenset[str]) -> list[Toll]:
        """The last days' tolls of these regions, gravest first."""
        if self.today is None:
            return []
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for tally in self.tallies.values():
            if tally.region.id in regions and self.today - WINDOW < tally.day <= self.today:
                entry = sums[tally.region.name]
                entry[0] += sum(tally.incidents.values())
                entry[1] += _best(tally, Effect.KILLED)
                entry[2] += _best(tally, Effect.WOUNDED)
        tolls = [Toll(name, *entry) for name, entry in sums.items()]
        return sorted((toll for toll in tolls if toll.incidents), key=lambda toll: (-toll.killed, -toll.wounded, -toll.incidents, toll.region))


def _best(tally: Tally, effect: Effect) -> int:
    return sum(each.best for each in tally.sums if each.effect is effect)
