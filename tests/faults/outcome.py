"""What must be equal, however the articles came: DESIGN's "one outcome"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: Not promised across different orders: names, and what counts revisions.
_NAMES = {"id", "revision", "merged_into"}
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Active incidents by the set of their reports, tallies by id, alerts by rule, region and window."""

    incidents: dict[frozenset[str], dict[str, Any]]
    tallies: dict[str, dict[str, Any]]
    #: State and reason, and which alerts of smaller regions it contains.
    alerts: dict[tuple[str, str, str, str], dict[str, Any]]

    @classmethod
    def of(cls, incidents: Iterable[Json], tallies: Iterable[Json], alerts: Iterable[Json]) -> Outcome:
        """From the last revision of each."""
        alerts = list(alerts)
        places = {alert["id"]: _place(alert) for alert in alerts}
        return cls(
            {frozenset(incident["reports"]): _without(incident, _NAMES) for incident in incidents if incident["status"] == "active"},
            {tally["id"]: _without(tally, _NAMES) for tally in tallies if not _empty(tally)},
            {
                _place(alert): {"state": _state(alert), "contained": sorted(places[inner] for inner in alert["contained"])}
                for alert in alerts
                if alert["reason"] != "withdrawn"
            },
        )

    def differences(self, other: Outcome) -> list[str]:
        """In words, what is here and not there, the other way round, and what differs."""
        found = []
        for name in ("incidents", "tallies", "alerts"):
            ours, theirs = getattr(self, name), getattr(other, name)
            found += [f"{name}: missing {_short(key)}" for key in theirs.keys() - ours.keys()]
            found += [f"{name}: too many {_short(key)}" for key in ours.keys() - theirs.keys()]
            for key in ours.keys() & theirs.keys():
                if ours[key] != theirs[key]:
                    found.append(f"{name}: {_short(key)}: {_fields(ours[key], theirs[key])}")
        return found


def _without(record: Json, names: set[str]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in names}


def _empty(tally: Json) -> bool:
    """A day that had an incident for a while keeps a tally of zeros: whether it ever had depends on the order."""
    return not sum(tally["incidents"].values()) and not tally["undated"] and not tally["possible"]


def _place(alert: Json) -> tuple[str, str, str, str]:
    return alert["rule"], alert["region"]["id"], alert["window"]["start"], alert["window"]["end"]


def _state(alert: Json) -> str:
    """Whether the last step was the first is a matter of order."""
    return "open" if alert["state"] in {"firing", "updated"} else f"{alert['state']} {alert['reason']}"


def _short(key: Any) -> str:
    return f"{sorted(key)[:2]} of {len(key)}" if isinstance(key, frozenset) else str(key)


def _fields(ours: Any, theirs: Any) -> str:
    if not isinstance(ours, dict):
        return f"{ours}, not {theirs}"
    return "; ".join(f"{name}: {str(ours.get(name))[:200]}, not {str(theirs.get(name))[:200]}" for name in ours if ours.get(name) != theirs.get(name))
