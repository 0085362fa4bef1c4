"""How many articles of each outlet were read, day by day: what silence is measured by (`stream.watch.sight`).

Rows: `read/PARTITION/DAY/OUTLET` -> the number of articles, and the last one that was counted, so that an event which is handled again after a
crash counts once; `outlets/PARTITION/DAY` -> the outlets that have such a row, put before it; `told/PARTITION` -> the day up to which downstream
was told, days that had more articles since, and what the last mark that told something told.

An article counts once, on the day of its first version (UTC). Each day is told when the clock has passed it: so it costs a few records a day.
"""

from __future__ import annotations

from datetime import UTC, date, timedelta
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


def count(changes: Changes, extraction: Extraction) -> None:
    """A new article was read; one that does not say whose it is tells nothing of any outlet."""
    if extraction.source is None or extraction.withdrawn or len(extraction.source) > LONGEST_NAME:
        return
    day = extraction.reported.astimezone(UTC).date()
    key = f"outlets/{changes.partition}/{day}"
    outlets: list[str] = changes.get(key, [])
    if extraction.source not in outlets:
        if len(outlets) >= MOST_OUTLETS:
            return
        if not outlets:
            schedule(changes, day, key)
        changes.put(key, [*outlets, extraction.source])
    counted = _key(changes, day, extraction.source)
    row: dict[str, Any] = changes.get(counted) or {"articles": 0, "last": None}
    if row["last"] == extraction.article_id:
        return
    if not row["articles"]:
        schedule(changes, day, counted)
    told = _told(changes)
    if told["through"] is not None and day.isoformat() <= told["through"] and day.isoformat() not in told["more"]:
        changes.put(_told_key(changes), {**told, "more": [*told["more"], day.isoformat()]})
    changes.put(counted, {"articles": row["articles"] + 1, "last": extraction.article_id})


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
    rows = {outlet: changes.get(_key(changes, day, outlet)) for outlet in sorted(outlets)}
    articles = {outlet: row["articles"] for outlet, row in rows.items() if row is not None}
    if articles:
        record = Reading(partition=changes.partition, day=day, articles=articles)
        for partition in range(partitions):
            changes.send(topics.REPORTS, f"reading/{changes.partition}/{day}", record, partition)


def _key(changes: Changes, day: date, outlet: str) -> str:
    return f"read/{changes.partition}/{day}/{outlet}"


def _told_key(changes: Changes) -> str:
    return f"told/{changes.partition}"


def _told(changes: Changes) -> dict[str, Any]:
    row: dict[str, Any] = changes.get(_told_key(changes)) or {"through": None, "more": [], "last": [], "clock": ""}
    return row
