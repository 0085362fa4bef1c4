"""What did this article say before, and what does it say now?

Rows: `article/ID` -> the newest version seen, a digest of what it says, when it was first said so, every ledger that the article ever
touched, and the day and outlet for which it is counted (`stream.register.reading`). A newer version sends to each of those ledgers all that the article now says there; a ledger where it says nothing any more gets an empty
statement, which withdraws the rest. The same version again sends the same; an older one changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from stream import topics
from stream.clock import advance, pass_on, read_clock
from stream.expiry import expired, schedule
from stream.model import Extraction, Mark, Report, Statement, Version
from stream.register import reading
from stream.register.ledgers import Ledgers
from stream.state import Changes

#: Bytes of reports in one statement; no record may pass 256 KiB.
PART_BYTES = 200_000


def register(changes: Changes, record: Extraction | Mark, ledgers: Ledgers, *, upstream: int, partitions: int, retention: timedelta) -> None:
    """Handle one record of the topic `extractions` in one partition; `upstream` is the number of partitions of `articles`."""
    if isinstance(record, Mark):
        move = advance(changes, record, upstream)
        reading.tell(changes, move, partitions)
        pass_on(changes, move, topics.REPORTS, partitions)
        if move.after is not None and move.moved:
            for key in expired(changes, (move.after - retention).date()):
                changes.delete(key)
        return
    _register_extraction(changes, record, ledgers)


def _register_extraction(changes: Changes, extraction: Extraction, ledgers: Ledgers) -> None:
    key = f"article/{extraction.article_id}"
    row: dict[str, Any] | None = changes.get(key)
    digest = _digest(extraction)
    version, reported = extraction.version, extraction.reported
    touched: dict[str, int] = {}
    if row is not None:
        known, first_said = Version(*row["version"]), datetime.fromisoformat(row["reported"])
        same_words = digest == row["digest"]
        if version < known and not (same_words and reported < first_said):
            changes.note("registered", "older")
            return
        changes.note("registered", "again" if same_words else "corrected" if extraction.reports else "withdrawn")
        version = max(version, known)
        reported = min(reported, first_said) if same_words else reported
        touched = row["ledgers"]
        # Rows of earlier versions do not say for what the article was counted: that stays as it is.
        read = reading.count(changes, extraction, reported, row["read"]) if "read" in row else None
    else:
        changes.note("registered", "new")
        read = reading.count(changes, extraction, reported, None)
        schedule(changes, reported.date(), key)
    _note_lateness(changes, reported)
    parts = _parts(extraction.reports, ledgers)
    for ledger in sorted(touched.keys() | parts.keys()):
        said = parts.get(ledger, [])
        for part in range(max(len(said), touched.get(ledger, 0))):
            reports = said[part] if part < len(said) else ()
            statement = Statement(
                ledger=ledger,
                article_id=extraction.article_id,
                part=part,
                version=version,
                reported=reported,
                reports=reports,
                ingested=extraction.ingested,
            )
            changes.send(topics.REPORTS, ledger, statement)
    ever = {ledger: max(len(parts.get(ledger, [])), touched.get(ledger, 0)) for ledger in touched.keys() | parts.keys()}
    counted = {"read": read} if row is None or "read" in row else {}
    changes.put(key, {"version": list(version), "digest": digest, "reported": reported.isoformat(), "ledgers": ever, **counted})


def _note_lateness(changes: Changes, reported: datetime) -> None:
    clock, _ = read_clock(changes)
    if clock is not None and reported < clock:
        changes.note("late", value=(clock - reported).total_seconds())


def _digest(extraction: Extraction) -> str:
    """Same digest, same words: ids are a function of what the reports say."""
    said = "\n".join([str(extraction.withdrawn), str(extraction.published), *(report.id for report in extraction.reports)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _parts(reports: tuple[Report, ...], ledgers: Ledgers) -> dict[str, list[tuple[Report, ...]]]:
    """Reports by ledger, cut so that no statement grows past PART_BYTES."""
    by_ledger: dict[str, list[Report]] = {}
    for report in reports:
        by_ledger.setdefault(ledgers.of(report), []).append(report)
    return {ledger: list(_cut(members)) for ledger, members in by_ledger.items()}


def _cut(reports: list[Report]) -> Iterator[tuple[Report, ...]]:
    part: list[Report] = []
    size = 0
    for report in reports:
        length = len(report.to_json())
        if part and size + length > PART_BYTES:
            yield tuple(part)
            part, size = [], 0
        part.append(report)
        size += length
    yield tuple(part)
