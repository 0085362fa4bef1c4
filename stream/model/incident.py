"""The incident: one real-world event, reconciled over all its reports."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from stream.model.base import Count, Instant, Record
from stream.model.report import Event

#: Most reports that an incident lists by id, its first and its newest; `reports_total` has the true number.
#: Each new revision carries them all: what lists thousands makes the ten thousandth article dear.
MAX_REPORTS_LISTED = 100
#: Reports of which an incident says why they are in it.
MAX_JOINED = 16


#: Points of a decision by kind of evidence (docs/ledger.md); null is a refusal.
Points = dict[str, float | None]


class IncidentStatus(StrEnum):
    """Not final: a split makes a merged incident active again, and revisions always rise."""

    ACTIVE = "active"
    MERGED = "merged"
    RETRACTED = "retracted"


class TollPolicy(StrEnum):
    """Whose word is `best` in an incident's toll (docs/tolls.md)."""

    #: The newest outlet's.
    NEWEST = "newest"
    #: The lowest that is credible, and of a range its lower end, as ACLED codes fatalities.
    CONSERVATIVE = "conservative"


class Joined(Record):
    """Why a report is in its incident: what spoke for that, and for the next best (points of docs/ledger.md)."""

    report: str
    article: str
    source: str | None = None
    score: Annotated[float | None, Field(description="what spoke for the incident; null: it fitted none, and opened this one")] = None
    points: Annotated[Points, Field(default_factory=dict, description="of that, by kind: day, place, type, toll, actors, names, text, others")]
    needed: Annotated[float, Field(description="what it needed to join one")]
    rival: Annotated[str | None, Field(description="first report of the incident that fitted next best; null: nothing else came near")] = None
    rival_score: Annotated[float | None, Field(description="what spoke for that one; null: it was refused")] = None
    rival_points: Annotated[Points, Field(default_factory=dict, description="of that, by kind; null: it was refused for this")]


class Incident(Event):
    """One event as all its reports together tell it (topic `incidents`, keyed by `id`, compacted)."""

    id: Annotated[str, Field(description="stable as long as its first report stays")]
    revision: Annotated[int, Field(ge=1)]
    status: IncidentStatus = IncidentStatus.ACTIVE
    merged_into: Annotated[str | None, Field(description="id of the incident that took its reports")] = None
    ledger: Annotated[str, Field(description="country, or the several that config/ledgers.yaml joins")] = "ZZ"
    reports: Annotated[tuple[str, ...], Field(description=f"report ids: the first and the newest, at most {MAX_REPORTS_LISTED}")] = ()
    reports_total: Count = 0
    articles: Annotated[tuple[str, ...], Field(description=f"article ids: the first and the newest, at most {MAX_REPORTS_LISTED}")] = ()
    joined: Annotated[tuple[Joined, ...], Field(description=f"why its reports are in it: of its first and its newest, at most {MAX_JOINED}")] = ()
    sources: Annotated[tuple[str, ...], Field(description="distinct outlets")] = ()
    independent_sources: Annotated[int, Field(ge=0, description="syndicated copies counted once")] = 0
    claimed_only: Annotated[bool, Field(description="its toll rests on the word of a side that did it, and on nothing else")] = False
    first_reported: Instant | None = None
    last_reported: Annotated[Instant | None, Field(description="newest `published` of its reports")] = None
    rulings: Annotated[tuple[str, ...], Field(description="ids of the analysts' rulings that shaped it")] = ()
