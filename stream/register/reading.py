"""How many articles of each outlet were read, day by day: what silence is measured by (`stream.watch.sight`).

Rows: `read/PARTITION/DAY/OUTLET` -> the number of articles, how often it changed, and the last version of an article that changed it, so that an
event which is handled again after a crash counts once; `outlets/PARTITION/DAY` -> the outlets that have such a row, put before it; `told/PARTITION`
-> the day up to which downstream was told, days whose numbers changed since, and what the last mark that told something told.

An article counts once, on the day (UTC) and for the outlet of its newest version, and no more once it is withdrawn: the numbers are those of the articles as they
stand, whichever older versions a compacted topic still holds. Each day is told when the clock has passed it: so it costs a few records a day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from stream import topics
from stream.clock import ClockMove
from stream.expiry import schedule
from stream.model import Extraction, Reading
from stream.state import Changes

#: Outlets that are counted by name in one partition and day; no record may pass 256 KiB.
MOST_OUTLETS = 1_000
#: Code points of the name of one that is counted.
LONGEST_NAME = 100
#: Days that one mark tells, the newest: a watch looks no further back.
MOST_DAYS = 100


def count(changes: Changes, extraction: Extraction, reported: datetime, before: list[str] | None) -> list[str] | None:
    """What a version of an article counts for, [day, outlet], takes the place of what the one before did.

    None: for nothing, as it is withdrawn, or does not say whose it is.
    """
    after = _counts_for(changes, extraction, reported)
    if after == before:
        return after
    cause = [extraction.article_id, *extraction.version]
    if before is not None:
        _change(changes, before[0], before[1], -1, cause)
    if after is not None:
        _change(changes, after[0], after[1], +1, cause)
    return after


def _counts_for(changes: Changes, extraction: Extraction, reported: datetime) -> list[str] | None:
    if extraction.source is None or extraction.withdrawn or len(extraction.source) > LONGEST_NAME:
        return None
    day = reported.astimezone(UTC).date()
    key = f"outlets/{changes.partition}/{day}"
    outlets: list[str] = changes.get(key, [])
    if extraction.source not in outlets:
        if len(outlets) >= MOST_OUTLETS:
            return None
        if not outlets:
            schedule(changes, day, key)
        changes.put(key, [*outlets, extraction.source])
    return [day.isoformat(), extraction.source]


def _change(changes: Changes, day: str, outlet: str, by: int, cause: list[Any]) -> None:
    """One article more or fewer; the same cause again changes nothing."""
    key = _key(changes, day, outlet)
    row: dict[str, Any] = changes.get(key) or {"articles": 0, "last": None}
    if row["last"] == cause:
        return
    if not _times_changed(row):
        schedule(changes, date.fromisoformat(day), key)
    told = _told(changes)
    if told["through"] is not None and day <= told["through"] and day not in told["more"]:
        changes.put(_told_key(changes), {**told, "more": [*told["more"], day]})
    changes.put(key, {"articles": max(0, row["articles"] + by), "changes": _times_changed(row) + 1, "last": cause})


def _times_changed(row: dict[str, Any]) -> int:
    """Rows of earlier versions do not say so: their numbers only rose."""
    times: int = row.get("changes", row["articles"])
    return times


def tell(changes: Changes, move: ClockMove, partitions: int) -> None:
    """Tell the next step of every day that the clock has passed now, before the mark that says so; the same mark again tells the same, once."""
    if move.after is None:
        return
    told = _told(changes)
    through = move.after.astimezone(UTC).date() - timedelta(days=1)
    if told["through"] is None or through.isoformat() > told["through"]:
        days = [*_between(told["through"], move.covered_from, through), *(date.fromisoformat(day) for day in told["more"])]
        row = {"through": through.isoformat(), "more": [], "last": [day.isoformat() for day in days], "clock": move.after.isoformat()}
    elif move.again and told["clock"] == move.after.isoformat():
        days = [date.fromisoformat(day) for day in told["last"]]
        row = {**told, "clock": ""}
    else:
        return
    for day in days:
        _send(changes, day, partitions)
    changes.put(_told_key(changes), row)


def _between(told: str | None, covered_from: date | None, through: date) -> list[date]:
    """The days after the last that was told, those without any article included."""
    first = date.fromisoformat(told) + timedelta(days=1) if told is not None else covered_from
    if first is None:
        return []
    first = max(first, through - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=number) for number in range((through - first).days + 1)]


def _send(changes: Changes, day: date, partitions: int) -> None:
    outlets: list[str] = changes.get(f"outlets/{changes.partition}/{day}", [])
    rows = {outlet: row for outlet in sorted(outlets) if (row := changes.get(_key(changes, day.isoformat(), outlet))) is not None}
    articles = {outlet: row["articles"] for outlet, row in rows.items() if row["articles"]}
    if rows:
        record = Reading(partition=changes.partition, day=day, articles=articles, revision=sum(map(_times_changed, rows.values())))
        for partition in range(partitions):
            changes.send(topics.REPORTS, f"reading/{changes.partition}/{day}", record, partition)


def _key(changes: Changes, day: str, outlet: str) -> str:
    return f"read/{changes.partition}/{day}/{outlet}"


def _told_key(changes: Changes) -> str:
    return f"told/{changes.partition}"


def _told(changes: Changes) -> dict[str, Any]:
    row: dict[str, Any] = changes.get(_told_key(changes)) or {"through": None, "more": [], "last": [], "clock": ""}
    return row
