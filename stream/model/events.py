"""The records that flow between the steps (inside topics: no contract with the outside).

Every one carries absolute state under an identity of its own, never a difference: it may be delivered twice, and late.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, TypeAdapter

from stream.model.base import Count, Instant, Record
from stream.model.report import Circumstance, DatePrecision, IncidentType, Report
from stream.model.ruling import Ruling
from stream.model.tally import Sum


class Version(NamedTuple):
    """Order of an article's versions: Kafka timestamp (ms), partition, offset of its record; in files, 0, 0, line."""

    timestamp: int
    partition: int
    offset: int


class Extraction(Record):
    """All that one version of one article says (topic `extractions`, keyed by article id, compacted)."""

    kind: Literal["extraction"] = "extraction"
    article_id: str
    version: Version
    source: str | None = None
    published: Instant | None = None
    #: `published`, else the record's timestamp: what orders reports and dates `first_reported`.
    reported: Instant
    withdrawn: bool = False
    flags: Annotated[tuple[str, ...], Field(description="truncated, future, language:xx, reports_cut, fallback, reports_refused")] = ()
    reports: tuple[Report, ...] = ()
    #: Wall clock (ms) when the article was handed to the broker, for the article-to-alert latency; 0 unknown.
    ingested: int = 0


class Statement(Record):
    """All that one article now says in one ledger, or in one part of it (topic `reports`, keyed by ledger).

    A newer statement of the same (article, part) takes the place of the older whole; one without reports withdraws all.
    """

    kind: Literal["statement"] = "statement"
    ledger: str
    article_id: str
    part: int = 0
    version: Version
    reported: Instant
    reports: tuple[Report, ...] = ()
    ingested: int = 0


class Ruled(Record):
    """What analysts now decide under one id (topic `reports`, keyed by ledger); without a ruling: it was taken back, or deleted."""

    kind: Literal["ruled"] = "ruled"
    id: str
    version: Version
    ruling: Ruling | None = None
    #: Wall clock (ms) when the ruling was handed to the broker; 0 unknown.
    ingested: int = 0


class Contribution(Record):
    """What an incident adds to a region: enough for tallies and rules, with one quote for the alert."""

    type: IncidentType
    perpetrator: str | None = None
    circumstance: Circumstance | None = None
    #: The local day it counts on; None: it counts on no day (`undated`).
    day: date | None
    date_precision: DatePrecision
    #: False: it only may lie in the region, and is counted as `possible`.
    certain: bool = True
    place: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    toll: tuple[Sum, ...] = ()
    sources: tuple[str, ...] = ()
    independent_sources: Count = 1
    first_reported: Instant
    last_reported: Instant
    quote: str | None = None


class RegionChange(Record):
    """What one incident now adds to one region (topic `region-changes`, keyed by region); None: nothing any more."""

    kind: Literal["change"] = "change"
    region: str
    incident_id: str
    revision: Annotated[int, Field(ge=1)]
    contribution: Contribution | None
    ingested: int = 0


class Mark(Record):
    """A watermark: nothing that was published before `clock` is still to come from this upstream partition, save late news.

    It goes to every downstream partition, in order with the data.
    """

    kind: Literal["mark"] = "mark"
    #: Partition of the sending step's own input.
    partition: int
    #: None: nothing was read there yet.
    clock: Instant | None
    #: Read to its end and silent: to be left out of the minimum.
    idle: bool = False
    #: Nothing else is to come for now: all that waits for more may be told. It holds no clock up, and leaves none out.
    quiet: bool = False
    #: Earliest day that was covered at all (of `published`, UTC); baselines begin there.
    covered_from: date | None = None
    #: From this day on silence was asked for (`tocsin replay --until`), and says nothing of the outlets.
    vouched_from: date | None = None
    #: Which clock says so, where each that begins anew repeats what is known: the same mark from another one is no redelivery.
    begun: str | None = None


class Reading(Record):
    """How many articles of each outlet were read of one day; sent before the mark by which the clock passes it, and again when the numbers change.

    It goes to every downstream partition, by several ways: of two readings the one with the higher revision holds.
    """

    kind: Literal["reading"] = "reading"
    #: Partition of the step `register` that counted them.
    partition: int
    #: Of publication, in UTC.
    day: date
    articles: dict[str, Count]
    #: Rises with every change of the numbers.
    revision: Count = 0


class Grounds(Record):
    """Whether an alert rests on just these incidents (topic `region-changes`, keyed by `grounds`, so that alerts of different regions meet)."""

    kind: Literal["grounds"] = "grounds"
    #: A hash of the ids of all its incidents (stream.watch.grounds).
    grounds: str
    alert: str
    region: str
    #: To tell the smaller of two regions.
    size: Count
    #: Rises whenever the alert comes to rest on others.
    version: Annotated[int, Field(ge=1)]
    #: False: it rests on them no more, or is withdrawn.
    stands: bool
    #: End of its window, for the day from which nobody asks any more.
    day: date


class Contained(Record):
    """Which alerts of smaller regions rest on the same incidents as this one (topic `region-changes`, keyed by its region)."""

    kind: Literal["contained"] = "contained"
    region: str
    alert: str
    grounds: str
    contained: tuple[str, ...] = ()


ExtractionRecord = Annotated[Extraction | Mark, Field(discriminator="kind")]
StatementRecord = Annotated[Statement | Ruled | Mark | Reading, Field(discriminator="kind")]
RegionRecord = Annotated[RegionChange | Mark | Reading | Grounds | Contained, Field(discriminator="kind")]

extraction_record: TypeAdapter[Extraction | Mark] = TypeAdapter(ExtractionRecord)
statement_record: TypeAdapter[Statement | Ruled | Mark | Reading] = TypeAdapter(StatementRecord)
region_record: TypeAdapter[RegionChange | Mark | Reading | Grounds | Contained] = TypeAdapter(RegionRecord)

#: Before all plausible news; stands for "no clock yet" where a datetime is wanted.
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
