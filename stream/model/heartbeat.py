"""The heartbeat: a sign of life, so that subscribers notice when alerts fail to come for another reason than peace."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stream.model.base import Count, Instant, Record


class Heartbeat(Record):
    """A worker is there (topic `heartbeats`, keyed by `worker`; a record a minute from each worker)."""

    id: Annotated[str, Field(description="of the worker and the instant")]
    worker: Annotated[str, Field(description="another one with each start of the process")]
    sent: Annotated[Instant, Field(description="wall clock")]
    every: Annotated[float, Field(gt=0, description="seconds until the next one is due")]
    ready: Annotated[bool, Field(description="it handles records; where no ready heartbeat came for three times `every`, nobody does")]
    reasons: Annotated[tuple[str, ...], Field(description="why it is not ready")] = ()
    partitions: Annotated[tuple[int, ...], Field(description="of the regions that it watches")] = ()
    clock: Annotated[Instant | None, Field(description="event time up to which all its regions were watched; null: not known yet")] = None
    lag: Annotated[Count, Field(description="records that wait")] = 0
    version: Annotated[str, Field(description="of tocsin")]
    rules_version: Annotated[str, Field(description="of the rules in force, with the regions that they watch")]
