"""Which rules are in force in a partition, where workers with older and newer ones take turns (a rolling update).

Row: `rules/PARTITION` -> the version of the rules by which alerts are raised here, its edition, and the versions that they took the place of. A worker
whose rules are among those is the older one: it leaves all alerts alone. Rules that go back to what they were before are told from an old worker by
their `edition`, a number that whoever goes back raises.
"""

from __future__ import annotations

from typing import Any

from stream.state import Changes
from stream.watch.rules import Rules

#: Former versions that are remembered.
MOST_FORMER = 50


def superseded(changes: Changes, rules: Rules) -> bool:
    """Whether the state knows newer rules than these; else these are in force from now on. A fact says so where it does."""
    key = f"rules/{changes.partition}"
    row: dict[str, Any] = changes.get(key) or {"version": rules.version, "edition": rules.edition, "former": []}
    if row["edition"] > rules.edition or (row["edition"] == rules.edition and rules.version in row["former"]):
        changes.note("rules_older")
        return True
    if row["version"] != rules.version:
        former = [*(known for known in row["former"] if known != rules.version), row["version"]]
        row = {**row, "version": rules.version, "former": former[-MOST_FORMER:]}
    row = {**row, "edition": rules.edition}
    if row != changes.get(key):
        changes.put(key, row)
    return False
