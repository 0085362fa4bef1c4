"""In which order the past is fed: as it came in, but for what came too late, which has its place where it belongs.

As it came in, because incidents are named after the report that began them. Not too late, because the clock only closes things: what is known now
should count in the days in which it happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from stream.clock import FUTURE
from stream.model import EPOCH, Extraction, Incident, Ruled


def as_it_came(records: Iterable[Extraction | Ruled], lateness: timedelta) -> list[Extraction | Ruled]:
    """By arrival; an article older than the newest before it by more than `lateness`, by publication."""
    newest = EPOCH
    timed: list[tuple[datetime, int, Extraction | Ruled]] = []
    for number, record in enumerate(sorted(records, key=lambda record: record.version)):
        published = record.published if isinstance(record, Extraction) and FUTURE not in record.flags else None
        newest = max(newest, published or EPOCH)
        late = published is not None and published < newest - lateness
        timed.append((published if late and published is not None else newest, number, record))
    return [record for _, _, record in sorted(timed, key=lambda entry: entry[:2])]


def as_published(extractions: Iterable[Extraction], incidents: Iterable[Incident]) -> list[Extraction | Incident]:
    """By publication: articles, and each incident with its first report."""
    records: list[Extraction | Incident] = [*extractions, *incidents]
    return sorted(records, key=_published)


def _published(record: Extraction | Incident) -> tuple[datetime, str]:
    if isinstance(record, Extraction):
        return record.reported, ""
    return record.first_reported or EPOCH, record.id
