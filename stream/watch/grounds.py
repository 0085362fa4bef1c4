"""Alerts of different regions that rest on the same incidents: how they come to know of each other.

Regions are keyed apart, on other partitions and workers. So what an alert rests on is itself a key: a hash of the ids of its incidents. Alerts that rest
on the same ones meet under it, and each is told which of the others are of smaller regions (`contained`). All three records go through the one topic
of this step, in order with the changes. At the end `contained` is a function of the alerts that stand, in whatever order they came to know.

Rows: `rests/ALERT` -> what the alert rests on now, and lately did (`left`: it is said again where an event is handled again), how often that has changed
(`version`), and what it was told (`contained`; `related`: it was anything ever); `grounds/HASH` -> the alerts that rest on those incidents, or once did. An
alert that is over still rests on them, unless it was withdrawn or its rule was: nothing changes when one of two ends before the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from stream import topics
from stream.expiry import schedule
from stream.model import Alert, AlertState, Contained, Grounds
from stream.state import Changes
from stream.watch.published import alert_key, publish, send

#: Former grounds that are taken back again where an event is handled again; offsets are committed each second.
MOST_LEFT = 32
_NOWHERE: dict[str, Any] = {"grounds": None, "version": 0, "left": [], "contained": [], "related": False}


def rests_key(alert_id: str) -> str:
    """Key of the row of what one alert rests on."""
    return f"rests/{alert_id}"


def grounds_key(grounds: str) -> str:
    """Key of the row of the alerts that rest on the same incidents; of the records that lead there, too."""
    return f"grounds/{grounds}"


def grounds_of(incidents: Iterable[str]) -> str | None:
    """A hash of incidents (ids), in whatever order; None where there are none, as where a region fell silent."""
    ids = sorted(incidents)
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:32] if ids else None


def contained_in(changes: Changes, alert_id: str) -> tuple[str, ...]:
    """What an alert was last told."""
    return tuple((changes.get(rests_key(alert_id)) or _NOWHERE)["contained"])


def rest(changes: Changes, alert: Alert, size: int, grounds: str | None) -> None:
    """The alert, of a region of that size, now rests on these incidents; None: on none any more."""
    row = changes.get(rests_key(alert.id)) or _NOWHERE
    before: str | None = row["grounds"]
    if before == grounds:
        return
    left = [*(known for known in row["left"] if known not in {before, grounds}), *([before] if before else [])]
    changes.put(rests_key(alert.id), {**row, "grounds": grounds, "version": row["version"] + 1, "left": left[-MOST_LEFT:]})
    if before is not None:
        _tell(changes, alert, size, before, stands=False)
    if grounds is not None:
        _tell(changes, alert, size, grounds, stands=True)


def rest_again(changes: Changes, alert: Alert, size: int) -> None:
    """Say again what the alert rests on, and on what no more."""
    row = changes.get(rests_key(alert.id)) or _NOWHERE
    for grounds in row["left"]:
        _tell(changes, alert, size, grounds, stands=False)
    if row["grounds"] is not None:
        _tell(changes, alert, size, row["grounds"], stands=True)


def _tell(changes: Changes, alert: Alert, size: int, grounds: str, *, stands: bool) -> None:
    version = changes.get(rests_key(alert.id))["version"]
    record = Grounds(
        grounds=grounds, alert=alert.id, region=alert.region.id, size=size, version=version, stands=stands, day=alert.window.end
    )  # fmt: skip
    changes.send(topics.REGION_CHANGES, grounds_key(grounds), record)


def meet(changes: Changes, record: Grounds) -> None:
    """An alert rests on these incidents, or does no more: tell those whose list is another now; where it is no news, all of them again."""
    key = grounds_key(record.grounds)
    before: dict[str, Any] = changes.get(key, {})
    known = before.get(record.alert)
    if known is None and not record.stands:
        return
    old = known is not None and (record.version <= known["version"] or (not record.stands and not known["stands"]))
    after = before
    if not old:
        after = {**before, record.alert: {"region": record.region, "size": record.size, "version": record.version, "stands": record.stands}}
        if not before:
            schedule(changes, record.day, key)
        changes.put(key, after)
    for alert_id, entry in sorted(after.items()):
        if entry["stands"] and (old or alert_id == record.alert or _smaller(before, alert_id) != _smaller(after, alert_id)):
            contained = Contained(region=entry["region"], alert=alert_id, grounds=record.grounds, contained=_smaller(after, alert_id))
            changes.send(topics.REGION_CHANGES, entry["region"], contained)


def _smaller(row: dict[str, Any], alert_id: str) -> tuple[str, ...]:
    """Of the alerts that stand, those in regions that are smaller than this one's."""
    size = row[alert_id]["size"] if alert_id in row else 0
    return tuple(sorted(other for other, entry in row.items() if entry["stands"] and entry["size"] < size))


def learn(changes: Changes, record: Contained) -> None:
    """Publish an alert with those it contains, where that is news; where it ever was, send the alert again as it stands."""
    rests, stored = changes.get(rests_key(record.alert)), changes.get(alert_key(record.alert))
    if rests is None or stored is None or rests["grounds"] != record.grounds:
        return
    contained = list(record.contained)
    if not (contained or rests["related"]):
        return
    alert = Alert.model_validate(stored)
    if stored["contained"] != contained:
        state = AlertState.UPDATED if alert.state is AlertState.FIRING else alert.state
        alert = alert.model_copy(update={"contained": record.contained, "revision": alert.revision + 1, "state": state})
        publish(changes, alert)
    else:
        send(changes, alert)
    told = {**rests, "contained": contained, "related": True}
    if told != rests:
        changes.put(rests_key(record.alert), told)


def forget(changes: Changes, alert_id: str) -> None:
    """The alert is too old to change; the row where it met others is deleted when the retention has passed."""
    changes.delete(rests_key(alert_id))
