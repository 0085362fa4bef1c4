"""A ruling on its way into the ledger: what analysts decide, take back, or decide anew under the same id."""

from __future__ import annotations

from typing import Any

from stream.expiry import schedule
from stream.model import Ruled, Ruling, TollPolicy, Version
from stream.reconcile.decide import Decision
from stream.reconcile.journal import forget_journal
from stream.reconcile.rulings import named, names_key, ruling_key
from stream.reconcile.settle import Settlement
from stream.reconcile.words import Words
from stream.state import Changes

_NONE: dict[str, Any] = {"version": [-1, -1, -1], "ruling": None, "left": [], "names": []}


def take_ruling(changes: Changes, record: Ruled, words: Words, policy: TollPolicy) -> None:
    """Decide anew what the ruling names, and did name; an older version than what is known changes nothing."""
    key = ruling_key(record.id)
    row: dict[str, Any] = changes.get(key) or _NONE
    if record.version < Version(*row["version"]):
        changes.note("rulings", "older")
        return
    if record.ruling is None and row is _NONE:
        changes.note("rulings", "unknown")
        return
    ruling = record.ruling if record.ruling is not None and record.ruling.taken_back is None else None
    changes.note("rulings", "taken_back" if ruling is None else ruling.action.value)
    now = _names(ruling)
    settlement = Settlement(changes, key, record.version, record.ingested, row["left"], policy)
    # To be read by what follows; put once more at the end, as the mark that the event is done.
    said = {"version": list(record.version), "ruling": ruling and ruling.model_dump(mode="json"), "names": now}
    changes.put(key, {**said, "left": row["left"]})
    _index(changes, record.id, row["names"], now)
    decision = Decision(changes, words)
    touched = _reports(changes, decision, [*row["names"], *now])
    for report_id in touched:
        decision.again(report_id)
    decision.run(settlement.forced())
    settlement.settle(decision, touched, [], {})
    if row is _NONE and record.ruling is not None:
        schedule(changes, record.ruling.at.date(), key)
    changes.put(key, {**said, "left": settlement.remembered()})


def forget_ruling(changes: Changes, key: str) -> None:
    """Delete all rows of a ruling out of retention but its own. What it shaped stays as it was published."""
    row = changes.get(key) or _NONE
    _index(changes, key.removeprefix("ruling/"), row["names"], [])
    forget_journal(changes, key)


def _names(ruling: Ruling | None) -> list[list[str]]:
    """[ledger, article, report] of all that a ruling names."""
    return [] if ruling is None else [[ruling.ledger, name.article, name.report] for name in named(ruling)]


def _index(changes: Changes, ruling_id: str, before: list[list[str]], now: list[list[str]]) -> None:
    """Have the ruling in the lists of the articles that it names, and in no others."""
    articles = {(ledger, article) for ledger, article, _ in now}
    for ledger, article in sorted({(ledger, article) for ledger, article, _ in before} | articles):
        key = names_key(ledger, article)
        known: list[str] = changes.get(key) or []
        listed = sorted({*known, ruling_id} if (ledger, article) in articles else set(known) - {ruling_id})
        if not listed:
            changes.delete(key)
        elif listed != known:
            changes.put(key, listed)


def _reports(changes: Changes, decision: Decision, names: list[list[str]]) -> set[str]:
    """Reports that stand and are named, or may stand for one that is."""
    found = {report_id for _, _, report_id in names}
    for ledger, article, _ in names:
        found |= set((changes.get(f"statement/{ledger}/{article}#0") or {"reports": []})["reports"])
    return {report_id for report_id in found if decision.filed(report_id) is not None}
