"""Tallies as a table for spreadsheets: one row a region and day, columns named as the measures of rules are."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from stream.model import Effect, Group, IncidentType, Tally

_HEAD = ("region", "region_name", "day", "revision", "incidents")
_TAIL = ("undated", "possible", "articles", "usual", "blind", "updated")


def write_csv(out: IO[str], tallies: Iterable[Tally]) -> None:
    """Write a header and one row a tally; `out` is opened with newline=''.

    Each effect has its best total, `_low` and `_high` (empty: open), and its best figure a group (`killed.civilian`).
    """
    writer = csv.DictWriter(out, fieldnames=list(columns()))
    writer.writeheader()
    for tally in tallies:
        writer.writerow(_row(tally))


def columns() -> Iterator[str]:
    """Every column, in order."""
    yield from _HEAD
    yield from IncidentType
    for effect in Effect:
        yield from (effect.value, f"{effect}_low", f"{effect}_high")
        yield from (f"{effect}.{group}" for group in Group)
    yield from _TAIL


def _row(tally: Tally) -> dict[str, object]:
    row: dict[str, object] = {
        "region": tally.region.id,
        "region_name": tally.region.name,
        "day": tally.day.isoformat(),
        "revision": tally.revision,
        "incidents": sum(tally.incidents.values()),
        "undated": tally.undated,
        "possible": tally.possible,
        "articles": tally.coverage.articles,
        "usual": "" if tally.coverage.usual is None else tally.coverage.usual,
        "blind": int(tally.coverage.blind),
        "updated": tally.updated.isoformat() if tally.updated else "",
    }
    row |= {kind.value: tally.incidents.get(kind, 0) for kind in IncidentType}
    for effect in Effect:
        row |= _toll(tally, effect)
    return row


def _toll(tally: Tally, effect: Effect) -> dict[str, object]:
    sums = [each for each in tally.sums if each.effect is effect]
    highs = [each.high for each in sums]
    toll: dict[str, object] = {
        effect.value: sum(each.best for each in sums),
        f"{effect}_low": sum(each.low for each in sums),
        f"{effect}_high": "" if None in highs else sum(high for high in highs if high is not None),
    }
    return toll | {f"{effect}.{group}": sum(each.best for each in sums if each.group is group) for group in Group}
