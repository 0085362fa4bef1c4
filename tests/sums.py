"""Tallies as they would be if nothing but the final incidents had ever been told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from stream.cli.ruling_words import named
from stream.model import Incident, Ruling, RulingAction, Tally, ruling_id
from stream.pipeline import Pipeline
from stream.replay import Replay

#: What a tally counts of one region and day, as JSON values.
Counted = dict[str, Any]


def counted(tallies: Iterable[Tally]) -> dict[str, Counted]:
    """What each tally counts, by its id; those that count nothing (any more) are left out."""
    names = ("incidents", "sums", "undated", "possible")
    found = {tally.id: {name: tally.model_dump(mode="json")[name] for name in names} for tally in tallies}
    return {tally: told for tally, told in found.items() if any(told["incidents"].values()) or told["undated"] or told["possible"]}


def from_scratch(incidents: Iterable[Incident], pipeline: Pipeline) -> dict[str, Counted]:
    """What the tallies of these incidents alone count."""
    run = Replay(pipeline)
    for incident in sorted(incidents, key=lambda one: one.id):
        run.feed_incident(incident)
    run.finish()
    return counted(run.tallies.values())


def ruled(incident: Incident, action: RulingAction, at: datetime, **said: Any) -> Ruling:
    """An analyst's word on an incident as it stands."""
    content: dict[str, Any] = {
        "action": action,
        "incident": incident.id,
        "reports": named(incident),
        "by": "Ala",
        "why": "she was there",
        "at": at,
        **said,
    }
    return Ruling.model_validate({"id": ruling_id(incident.ledger, content), **content})
