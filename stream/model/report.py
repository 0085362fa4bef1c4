"""The report: what one article says of one incident."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from stream.model.base import Count, Instant, Record


class IncidentType(StrEnum):
    """What happened; the order of precedence is the coding guideline's (docs/architecture.md)."""

    ARMED_ATTACK = "armed_attack"
    ARMED_CLASH = "armed_clash"
    BOMBING = "bombing"
    SUICIDE_BOMBING = "suicide_bombing"
    SHELLING = "shelling"
    AIRSTRIKE = "airstrike"
    ASSASSINATION = "assassination"
    ABDUCTION = "abduction"
    EXECUTION = "execution"
    ARSON = "arson"
    SECURITY_OPERATION = "security_operation"
    ARREST = "arrest"
    OTHER = "other"


#: Types that outlets use for one and the same event: one says clash, the other attack.
TYPE_FAMILY: dict[IncidentType, str] = {
    IncidentType.ARMED_ATTACK: "attack",
    IncidentType.ARMED_CLASH: "attack",
    IncidentType.ASSASSINATION: "attack",
    IncidentType.EXECUTION: "attack",
    IncidentType.BOMBING: "explosive",
    IncidentType.SUICIDE_BOMBING: "explosive",
    IncidentType.SHELLING: "explosive",
    IncidentType.AIRSTRIKE: "explosive",
    IncidentType.ABDUCTION: "abduction",
    IncidentType.SECURITY_OPERATION: "operation",
    IncidentType.ARREST: "operation",
    IncidentType.ARSON: "other",
    IncidentType.OTHER: "other",
}


class Effect(StrEnum):
    """What was done to people."""

    KILLED = "killed"
    WOUNDED = "wounded"
    KILLED_OR_WOUNDED = "killed_or_wounded"
    ABDUCTED = "abducted"
    MISSING = "missing"
    DETAINED = "detained"
    SURRENDERED = "surrendered"


class Group(StrEnum):
    """What the victims are, never their role in the event."""

    SECURITY = "security"
    CIVILIAN = "civilian"
    MILITANT = "militant"
    UNKNOWN = "unknown"


class Circumstance(StrEnum):
    """What makes an incident no attack, whatever its type."""

    #: A device was found or made safe: it did not go off, and hurt nobody.
    DEVICE_FOUND = "device_found"
    #: A mine, shell or bomb that a former war left behind.
    OLD_ORDNANCE = "old_ordnance"


class DatePrecision(StrEnum):
    """How exactly the day is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    UNKNOWN = "unknown"


class PlacePrecision(StrEnum):
    """How exactly the place is known: a settlement or site, a road or offset, or only an administrative unit."""

    POINT = "point"
    AREA = "area"
    ADMIN2 = "admin2"
    ADMIN1 = "admin1"
    COUNTRY = "country"
    UNKNOWN = "unknown"


class Quote(Record):
    """The sentence a figure rests on: code point offsets into the article's own title or text."""

    field: Annotated[str, Field(pattern="^(title|text)$")]
    start: Count
    end: Count
    text: str


class Casualty(Record):
    """Persons of one group to whom one thing was done; `high` null means open-ended."""

    effect: Effect
    group: Group
    label: Annotated[str, Field(description="the words used, such as 'Peshmerga fighters'")] = ""
    low: Count
    best: Count
    high: Count | None = None
    claimed: Annotated[bool, Field(description="only a side that did it gives the figure")] = False
    quote: Quote | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.best or (self.high is not None and self.best > self.high):
            raise ValueError(f"low {self.low} <= best {self.best} <= high {self.high} does not hold")
        return self


class Event(Record):
    """The fields that a report and an incident share: what, when, where, by whom, to whom."""

    type: IncidentType
    accidental: Annotated[bool, Field(description="shot by accident or by own hand: kept, never counted")] = False
    circumstance: Annotated[
        Circumstance | None, Field(description="why it is no attack: a device only found, or old ordnance; sets of types leave it out")
    ] = None
    date: Annotated[dt.date | None, Field(description="first day, local to the place")] = None
    date_end: Annotated[dt.date | None, Field(description="last day; equal to date for one day or one night")] = None
    date_precision: DatePrecision = DatePrecision.UNKNOWN
    place: Annotated[str | None, Field(description="the most exact place, as written")] = None
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2", pattern="^[A-Z]{2}$")] = None
    admin1: Annotated[str | None, Field(description="governorate, state or province")] = None
    admin2: Annotated[str | None, Field(description="district or county")] = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    place_precision: PlacePrecision = PlacePrecision.UNKNOWN
    regions: Annotated[tuple[str, ...], Field(description="ids of every configured region that surely holds the place")] = ()
    possible_regions: Annotated[tuple[str, ...], Field(description="ids of regions that only may hold the place: it is known too coarsely")] = ()
    perpetrator: Annotated[str | None, Field(description="who began it; canonical where the actor list knows the name")] = None
    targets: tuple[str, ...] = ()
    casualties: tuple[Casualty, ...] = ()
    primary: Annotated[bool, Field(description="the main event of an article, not its background")] = True
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.5
    quotes: tuple[Quote, ...] = ()

    @property
    def family(self) -> str:
        """The family of types that outlets mix up for one event."""
        return TYPE_FAMILY[self.type]

    @property
    def day(self) -> dt.date | None:
        """The local day it counts on; None unless the day itself is known."""
        return self.date if self.date_precision is DatePrecision.DAY else None

    def toll(self, effect: Effect) -> int:
        """Best figure of one effect over all groups (persons)."""
        return sum(casualty.best for casualty in self.casualties if casualty.effect is effect)


class Report(Event):
    """What ONE article says of ONE incident. The id is a function of article and content."""

    id: str = ""
    article_id: str
    source: str | None = None
    url: str | None = None
    published: Instant | None = None
    guessed: Annotated[bool, Field(description="the article gives no day: that of publication, or of the event before, stands for it")] = False
    names: Annotated[tuple[str, ...], Field(description="names in the article, of two words and more: persons, streets, schools")] = ()
    fingerprint: Annotated[
        str | None, Field(description="SimHash of the article's text, 64 bits in hexadecimal: copies of one text differ in few")
    ] = None

    def with_id(self) -> Self:
        """The same report under the id that its content gives it."""
        return self.model_copy(update={"id": report_id(self)})


#: What is carried along, or is judgement about the report, makes no new report of it.
_CARRIED: set[str] = {"id", "source", "url", "published"}
_JUDGED: set[str] = {"guessed", "circumstance", "confidence", "quotes", "regions", "possible_regions", "names", "fingerprint"}


def report_id(report: Report) -> str:
    """Deterministic: same article, same content of the report, same id."""
    content = report.model_dump_json(exclude=_exclude())
    return "r-" + hashlib.sha256(content.encode()).hexdigest()[:24]


def _exclude() -> Any:
    return {**dict.fromkeys(_CARRIED | _JUDGED, True), "casualties": {"__all__": {"quote", "claimed"}}}
