"""The ruling: what an analyst decided about an incident. It stands over whatever the ledger makes of the reports."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from stream.errors import BadRecord
from stream.model.article import explain
from stream.model.base import Instant, Record
from stream.model.report import Casualty, DatePrecision, PlacePrecision

#: Reports that a ruling names on either side.
MAX_NAMED = 50


class RulingAction(StrEnum):
    """What was decided."""

    MERGE = "merge"
    SPLIT = "split"
    REJECT = "reject"
    CONFIRM = "confirm"
    TOLL = "toll"
    PLACE = "place"
    DATE = "date"


class NamedReport(Record):
    """A report, and the article that brought it: where the article was corrected since, its only report stands for this one."""

    article: str
    report: str


class RuledPlace(Record):
    """Where an incident was, with all that follows from it."""

    place: str | None = None
    country: Annotated[str | None, Field(pattern="^[A-Z]{2}$")] = None
    admin1: str | None = None
    admin2: str | None = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    place_precision: PlacePrecision = PlacePrecision.UNKNOWN
    regions: tuple[str, ...] = ()
    possible_regions: tuple[str, ...] = ()


class RuledDate(Record):
    """When an incident was."""

    date: dt.date
    date_end: dt.date
    date_precision: DatePrecision = DatePrecision.DAY

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.date > self.date_end:
            raise ValueError(f"date {self.date} lies after date_end {self.date_end}")
        return self


class TakenBack(Record):
    """Who took a ruling back, and why."""

    by: Annotated[str, Field(min_length=1, max_length=200)]
    why: Annotated[str, Field(min_length=1, max_length=2_000)]
    at: Instant


class Ruling(Record):
    """What an analyst decided (topic `rulings`, keyed by `id`, compacted). The newest of two that contradict one another holds."""

    id: Annotated[str, Field(description="ledger/hash of the content", pattern="^[A-Za-z0-9_-]{1,40}/[A-Za-z0-9_-]{1,64}$")]
    action: RulingAction
    incident: Annotated[str, Field(description="the id that the incident had then; what counts is `reports`")]
    reports: Annotated[
        tuple[NamedReport, ...],
        Field(
            min_length=1, max_length=MAX_NAMED, description="reports of the incident: it is the one that holds the first of these that still stands"
        ),
    ]
    others: Annotated[
        tuple[NamedReport, ...],
        Field(max_length=MAX_NAMED, description="merge: reports of the incident that is the same; split: the reports that are of another"),
    ] = ()
    casualties: Annotated[tuple[Casualty, ...], Field(description="toll: all figures of each effect that is named; best 0: nobody")] = ()
    place: RuledPlace | None = None
    date: RuledDate | None = None
    by: Annotated[str, Field(min_length=1, max_length=200, description="who decided it")]
    why: Annotated[str, Field(min_length=1, max_length=2_000)]
    at: Annotated[Instant, Field(description="when")]
    taken_back: TakenBack | None = None

    @property
    def ledger(self) -> str:
        """The ledger that it is for."""
        return ledger_of_ruling(self.id)

    @property
    def age(self) -> tuple[dt.datetime, str]:
        """Sorts rulings from the oldest to the newest."""
        return self.at, self.id

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Each action brings what it decides, and nothing else."""
        brought = {"others": bool(self.others), "casualties": bool(self.casualties), "place": self.place is not None, "date": self.date is not None}
        for name, there in brought.items():
            if there is not (name == _BRINGS.get(self.action)):
                raise ValueError(f"{name} {'does not belong to' if there else 'is missing from'} a ruling of the action {self.action}")
        return self


_BRINGS = {
    RulingAction.MERGE: "others",
    RulingAction.SPLIT: "others",
    RulingAction.TOLL: "casualties",
    RulingAction.PLACE: "place",
    RulingAction.DATE: "date",
}


def ledger_of_ruling(ruling_id: str) -> str:
    """The ledger in the id of a ruling; raises ValueError where there is none."""
    ledger, slash, rest = ruling_id.partition("/")
    if not (ledger and slash and rest):
        raise ValueError(f"{ruling_id!r} is no id of a ruling: expected LEDGER/NAME")
    return ledger


def ruling_id(ledger: str, ruling: dict[str, object]) -> str:
    """An id for a ruling out of all that it says."""
    return f"{ledger}/u-{hashlib.sha256(repr(sorted(ruling.items())).encode()).hexdigest()[:16]}"


def parse_ruling(raw: bytes) -> Ruling:
    """A ruling from JSON bytes; raises BadRecord."""
    try:
        return Ruling.model_validate_json(raw)
    except ValidationError as error:
        raise BadRecord("invalid", explain(error)) from error
