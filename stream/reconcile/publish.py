"""What the ledger tells the world: a revision of an incident, and what it now adds to each of its regions.

Row: `incident/ID` -> the incident as last published, its present and past regions, the cluster it is, and the statement that shaped it last
(`cause`), so that an event which is handled again sends again what it changed.
"""

from __future__ import annotations

from typing import Any

from stream import topics
from stream.expiry import schedule
from stream.model import Contribution, Effect, Group, Incident, IncidentStatus, RegionChange, Sum
from stream.state import Changes

#: Code points of the sentence that goes along to the regions.
MAX_QUOTE = 500
#: What was done to people, the gravest first.
_GRAVITY = {effect: number for number, effect in enumerate(Effect)}


def publish(changes: Changes, incident: Incident, head: str, cause: str, ingested: int) -> None:
    """Send the incident if it changed, or if this very event changed it before a crash; its row first keeps, then marks it."""
    key = f"incident/{incident.id}"
    row: dict[str, Any] | None = changes.get(key)
    incident = incident.model_copy(update={"revision": row["incident"]["revision"] if row else 1})
    said = incident.model_dump(mode="json")
    changed = row is None or said != row["incident"]
    if not changed and row is not None and row["cause"] != cause:
        return
    if changed and row is not None:
        said["revision"] += 1
        incident = incident.model_copy(update={"revision": said["revision"]})
    changes.send(topics.INCIDENTS, incident.id, incident)
    ever = tuple(row["regions"]) if row else ()
    for change in contributions(incident, ever, ingested):
        changes.send(topics.REGION_CHANGES, change.region, change)
    if changed:
        changes.note("revisions", incident.type.value, incident.status.value)
        changes.put(
            key,
            {
                "incident": said,
                "regions": sorted({*ever, *incident.regions, *incident.possible_regions}),
                "head": head,
                "cause": cause,
            },
        )
        if row is None and incident.first_reported is not None:
            schedule(changes, incident.date or incident.first_reported.date(), key)


def contributions(incident: Incident, ever: tuple[str, ...] = (), ingested: int = 0) -> list[RegionChange]:
    """What the incident now adds to each of its regions, and that it adds nothing to those that it lay in before (`ever`)."""
    sure = _contribution(incident)
    maybe = sure and sure.model_copy(update={"certain": False})
    adds = dict.fromkeys(ever) | dict.fromkeys(incident.possible_regions, maybe) | dict.fromkeys(incident.regions, sure)
    return [
        RegionChange(region=region, incident_id=incident.id, revision=incident.revision, contribution=adds[region], ingested=ingested)
        for region in sorted(adds)
    ]


def _contribution(incident: Incident) -> Contribution | None:
    """What the incident adds to a region that surely holds it: nothing unless it is active and no accident."""
    if incident.status is not IncidentStatus.ACTIVE or incident.accidental or incident.first_reported is None or incident.last_reported is None:
        return None
    return Contribution(
        type=incident.type,
        perpetrator=incident.perpetrator,
        circumstance=incident.circumstance,
        day=incident.day,
        date_precision=incident.date_precision,
        certain=True,
        place=incident.place,
        admin1=incident.admin1,
        admin2=incident.admin2,
        toll=tuple(Sum(effect=c.effect, group=c.group, low=c.low, best=c.best, high=c.high) for c in incident.casualties),
        sources=incident.sources[:10],
        independent_sources=incident.independent_sources,
        first_reported=incident.first_reported,
        last_reported=incident.last_reported,
        quote=_quote(incident),
    )


def _quote(incident: Incident) -> str | None:
    """One sentence beside the toll: the one that its gravest figure rests on, of victims before militants; where nobody came to harm, the newest."""
    figures = sorted(incident.casualties, key=lambda one: (one.group is Group.MILITANT, _GRAVITY[one.effect], -one.best))
    quotes = [*(one.quote for one in figures if one.quote), *incident.quotes]
    return quotes[0].text[:MAX_QUOTE] if quotes else None
