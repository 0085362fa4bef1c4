"""The ledger: what a statement or a ruling changes is decided anew (`decide.py`), and every incident that changed gets a new revision.

Rows: `report/…` (filed.py), `list/…` and `units/…` (keys.py, shelf.py), `cluster/…` and `members/…` (cluster.py), `incident/…` (publish.py),
`ruling/…` and `ruled/…` (rulings.py), `moved/…` (journal.py), and

`statement/LEDGER/ARTICLE#PART`  what an article (or one part of it) said at its newest version: the mark that an event is done. It also keeps which
                                 incidents the article shaped in all its versions (`left`): their last words are sent again, too
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stream import topics
from stream.clock import advance, pass_on, read_clock
from stream.expiry import expired, schedule
from stream.model import Mark, Reading, Report, Ruled, Statement, TollPolicy, Version
from stream.reconcile.decide import Decision
from stream.reconcile.filed import HORIZON_DAYS, Filed, forget, read
from stream.reconcile.journal import forget_journal
from stream.reconcile.rule import forget_ruling, take_ruling
from stream.reconcile.settle import Settlement
from stream.reconcile.words import Words
from stream.state import Changes

#: Days within which a corrected report goes on in the incident of the one whose place it takes.
SAME_EVENT_DAYS = 3


def reconcile(
    changes: Changes,
    record: Statement | Ruled | Mark | Reading,
    words: Words,
    *,
    partitions: int,
    retention: timedelta,
    horizon: int = HORIZON_DAYS,
    policy: TollPolicy = TollPolicy.NEWEST,
) -> None:
    """Handle one record of the topic `reports` in one partition.

    `horizon` is the number of days that reports look back for their events, `policy` says whose toll is the best.
    """
    if isinstance(record, Reading):
        for partition in range(partitions):
            changes.send(topics.REGION_CHANGES, f"reading/{record.partition}/{record.day}", record, partition)
        return
    if isinstance(record, Mark):
        move = advance(changes, record, partitions)
        pass_on(changes, move, topics.REGION_CHANGES, partitions)
        if move.after is not None and move.moved:
            _expire(changes, (move.after - retention).date(), words)
        return
    if isinstance(record, Ruled):
        take_ruling(changes, record, words, policy)
        return
    cause = f"statement/{record.ledger}/{record.article_id}#{record.part}"
    row: dict[str, Any] = changes.get(cause) or {"version": [-1, -1, -1], "reports": [], "left": [], "gone": []}
    if record.version < Version(*row["version"]):
        changes.note("stated", "older")
        return
    settlement = Settlement(changes, cause, record.version, record.ingested, row["left"], policy)
    _Event(changes, record, words, row, settlement, horizon).take(retention)


@dataclass(slots=True)
class _Event:
    """One statement on its way into the ledger."""

    changes: Changes
    statement: Statement
    words: Words
    row: dict[str, Any]
    settlement: Settlement
    horizon: int

    def take(self, retention: timedelta) -> None:
        """Decide, write and publish."""
        changes, row, settlement = self.changes, self.row, self.settlement
        said = {report.id: report for report in self.statement.reports if not _too_old(changes, report.day, retention)}
        known = dict.fromkeys([*row["reports"], *row["gone"]])
        gone = [filed for report_id in known if report_id not in said and (filed := read(changes, report_id)) is not None]
        decision = Decision(changes, self.words)
        decision.siblings(settlement.cause, said)
        hints = self._file(decision, said, gone)
        self._ask_rulings(decision)
        decision.run(settlement.forced())
        settlement.settle(decision, set(said), gone, hints)
        if not row["reports"] and said:
            schedule(changes, max(report.day or self.statement.reported.date() for report in said.values()), settlement.cause)
        # The done mark; only rows that nothing refers to any more are deleted after it.
        ids = [filed.report.id for filed in gone]
        changes.put(settlement.cause, {"version": list(self.statement.version), "reports": list(said), "left": settlement.remembered(), "gone": ids})
        for report_id in {*ids, *row["gone"]} - said.keys():
            forget(changes, report_id)

    def _ask_rulings(self, decision: Decision) -> None:
        """Where rulings name reports of the article, another of them may stand for those now: all that are named are decided anew."""
        for ruling in decision.rulings.on_article(self.statement.ledger, self.statement.article_id):
            for filed in decision.rulings.all_reports(ruling):
                decision.again(filed.report.id)

    def _file(self, decision: Decision, said: dict[str, Report], gone: list[Filed]) -> dict[str, str]:
        """File what is said and take out what is not any more; gives the cluster of the report whose place a new one takes."""
        for filed in gone:
            decision.leave(filed, self.settlement.noted.moved.get(filed.report.id, [None])[0])
        hints = {}
        free = list(gone)
        for report in said.values():
            known = read(self.changes, report.id)
            filed = Filed(report, self.statement.ledger, self.statement.reported, self.horizon, self.settlement.cause)
            if known is None:
                self.changes.note("reports", report.type.value)
                old = _replaced(filed, free)
                if old is not None and old.head is not None:
                    free.remove(old)
                    hints[report.id] = old.head
            else:
                filed = filed.move(head=known.head, founded=known.founded)
                if (known.position, known.horizon, known.report) != (filed.position, filed.horizon, filed.report):
                    decision.leave(known)
            decision.enter(filed)
        return hints


def _replaced(filed: Filed, free: list[Filed]) -> Filed | None:
    """The report that this one takes the place of: same article, about the same day, best of the same family."""
    same = [old for old in free if _apart(old.report.day, filed.report.day) <= SAME_EVENT_DAYS]
    return min(same, key=lambda old: (old.report.family != filed.report.family, _apart(old.report.day, filed.report.day)), default=None)


def _apart(one: date | None, other: date | None) -> int:
    return 0 if one is None or other is None else abs((one - other).days)


def _too_old(changes: Changes, day: date | None, retention: timedelta) -> bool:
    clock, _ = read_clock(changes)
    if day is None or clock is None or day >= (clock - retention).date():
        return False
    changes.note("too_old")
    return True


def _expire(changes: Changes, horizon: date, words: Words) -> None:
    """Forget statements and incidents of days out of retention, with the reports they hold. What was published stays."""
    decision = Decision(changes, words)
    for key in expired(changes, horizon):
        if key.startswith("statement/"):
            for report_id in (changes.get(key) or {"reports": []})["reports"]:
                filed = read(changes, report_id)
                if filed is not None:
                    decision.leave(filed)
                    forget(changes, report_id)
            forget_journal(changes, key)
        elif key.startswith("ruling/"):
            forget_ruling(changes, key)
        changes.delete(key)
    decision.shelves.flush()
    for cluster in decision.clusters.values():
        cluster.write(changes)
