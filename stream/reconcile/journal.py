"""What an event moves, and from where: the first that it writes, so that a second attempt knows what the first one may have moved already.

Rows: `moved/CAUSE` -> the version of the event, the reports that it moves (report -> its cluster and incident before), and the other clusters that
rulings draw into it; `moved/CAUSE#N` -> more of the reports, where they are very many. Those are written before the row that counts them. An entry
keeps its place when the event is handled again, so a mixture of two attempts holds all that the first one noted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from stream.model import Version
from stream.state import Changes

#: Reports in one row: some 150 bytes each.
PART = 1_000


@dataclass(slots=True)
class Journal:
    """What an attempt noted."""

    version: Version = field(default_factory=lambda: Version(-1, -1, -1))
    #: Report -> its cluster and incident before.
    moved: dict[str, list[Any]] = field(default_factory=dict)
    #: Clusters that only rulings drew in.
    heads: list[str] = field(default_factory=list)


def read_journal(changes: Changes, cause: str) -> Journal | None:
    """What an attempt at the event noted last; None where it moved nothing."""
    row = changes.get(f"moved/{cause}")
    if row is None:
        return None
    moved = dict(row["moved"])
    for number in range(1, row.get("parts", 1)):
        moved |= changes.get(_part(cause, number)) or {}
    return Journal(Version(*row["version"]), moved, row.get("heads", []))


def write_journal(changes: Changes, cause: str, journal: Journal) -> None:
    """Note it."""
    rest = iter(journal.moved.items())
    parts = list(iter(lambda: dict(islice(rest, PART)), {}))
    for number, part in enumerate(parts[1:], 1):
        changes.put(_part(cause, number), part)
    row: dict[str, Any] = {"version": list(journal.version), "moved": parts[0] if parts else {}}
    row |= {"parts": len(parts)} if len(parts) > 1 else {}
    row |= {"heads": journal.heads} if journal.heads else {}
    before = _parts(changes, cause)
    changes.put(f"moved/{cause}", row)
    _forget(changes, cause, range(max(len(parts), 1), before))


def forget_journal(changes: Changes, cause: str) -> None:
    """There is nothing that a second attempt would have to know."""
    before = _parts(changes, cause)
    changes.delete(f"moved/{cause}")
    _forget(changes, cause, range(1, before))


def _parts(changes: Changes, cause: str) -> int:
    return int((changes.get(f"moved/{cause}") or {}).get("parts", 1))


def _forget(changes: Changes, cause: str, numbers: Iterable[int]) -> None:
    for number in numbers:
        changes.delete(_part(cause, number))


def _part(cause: str, number: int) -> str:
    return f"moved/{cause}#{number}"
