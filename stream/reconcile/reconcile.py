"""The ledger: every statement re-decides the blocks it touches, and every incident that changed gets a new revision.

The outcome is a function of the set of reports: a block is decided anew in canonical order whenever a report enters or leaves it.

Rows: see `filed.py`; and `incident/ID` -> the incident as last published, its present and past regions, and the statement that shaped it last
(`cause`), so that an event which is handled again sends again what it changed. A statement's row also keeps which incidents its article left in
all its versions (`left`): their last words are sent again, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from stream import topics
from stream.clock import advance, pass_on, read_clock
from stream.expiry import expired, schedule
from stream.model import (
    MAX_REPORTS_LISTED,
    Contribution,
    Incident,
    IncidentStatus,
    Mark,
    RegionChange,
    Report,
    Statement,
    Sum,
    Version,
)
from stream.reconcile.block import Position, clusters, position
from stream.reconcile.filed import Filed, forget, members, read, unlink, write
from stream.reconcile.ids import Named, name_clusters
from stream.reconcile.match import Words
from stream.reconcile.merge import merge
from stream.state import Changes

#: Incidents that an article left, in all its versions, and that are remembered.
MAX_LEFT = 200


def reconcile(changes: Changes, record: Statement | Mark, words: Words, *, partitions: int, retention: timedelta) -> None:
    """Handle one record of the topic `reports` in one partition."""
    if isinstance(record, Mark):
        move = advance(changes, record, partitions)
        pass_on(changes, move, topics.REGION_CHANGES, partitions)
        if move.after is not None and move.moved:
            _expire(changes, (move.after - retention).date())
        return
    _take_statement(changes, record, words, retention)


def _take_statement(changes: Changes, statement: Statement, words: Words, retention: timedelta) -> None:
    cause = f"statement/{statement.ledger}/{statement.article_id}#{statement.part}"
    row: dict[str, Any] = changes.get(cause) or {"version": [-1, -1, -1], "reports": [], "left": [], "gone": []}
    if statement.version < Version(*row["version"]):
        changes.note("stated", "older")
        return
    said = {report.id: report for report in statement.reports if not _too_old(changes, report.day, retention)}
    gone = [filed for report_id in row["reports"] if report_id not in said and (filed := read(changes, report_id)) is not None]
    left = list(dict.fromkeys([*row["left"], *(filed.incident for filed in gone if filed.incident)]))[-MAX_LEFT:]
    hints = _Hints(gone)
    for filed in gone:
        unlink(changes, filed)
    changed = list(gone)
    for report in said.values():
        changed += _file(changes, report, statement, hints)
    blocks: dict[str, Position] = {}
    for filed in changed:
        blocks[filed.block] = min(blocks.get(filed.block, position(filed)), position(filed))
    for block, since in blocks.items():
        _decide(changes, block, since, words, left, cause, statement.ingested)
    for incident_id in left:
        _send_again(changes, incident_id, blocks, cause, statement.ingested)
    if not row["reports"] and said:
        schedule(changes, max(report.day or statement.reported.date() for report in said.values()), cause)
    # The done mark; only rows that nothing refers to any more are deleted after it.
    ids = [filed.report.id for filed in gone]
    changes.put(cause, {"version": list(statement.version), "reports": list(said), "left": left, "gone": ids})
    for report_id in {*ids, *row["gone"]} - said.keys():
        forget(changes, report_id)


def _file(changes: Changes, report: Report, statement: Statement, hints: _Hints) -> list[Filed]:
    """File a report under its statement's time; what was decided about it before is kept. Also gives it as it stood before, if it did."""
    known = read(changes, report.id)
    if known is None:
        changes.note("reports", report.type.value)
        filed = Filed(report, statement.ledger, statement.reported)
        filed = filed.move(incident=hints.take(filed))
    else:
        filed = Filed(report, statement.ledger, statement.reported, known.incident, known.founded, known.head)
    if known != filed or report.id not in changes.get(filed.block, []):
        write(changes, filed)
    return [filed] if known is None else [known, filed]


def _send_again(changes: Changes, incident_id: str, decided: Iterable[str], cause: str, ingested: int) -> None:
    """An incident that this article left in an earlier version, in a block that is not decided now: its last word may have been lost in a crash."""
    row = changes.get(f"incident/{incident_id}")
    if row is not None and row["cause"] == cause and row["block"] not in decided:
        _publish(changes, Incident.model_validate(row["incident"]), row["block"], cause, ingested)


class _Hints:
    """A corrected report goes on in the incident of the one whose place it takes: same article, same block, best of the same family."""

    def __init__(self, gone: list[Filed]) -> None:
        self._left = list(gone)

    def take(self, filed: Filed) -> str | None:
        """The incident of the report that this one replaces, if it replaces one."""
        same = [old for old in self._left if old.block == filed.block]
        if not same:
            return None
        old = min(same, key=lambda old: old.report.family != filed.report.family)
        self._left.remove(old)
        return old.incident


def _too_old(changes: Changes, day: date | None, retention: timedelta) -> bool:
    clock, _ = read_clock(changes)
    if day is None or clock is None or day >= (clock - retention).date():
        return False
    changes.note("too_old")
    return True


def _decide(changes: Changes, block: str, since: Position, words: Words, left: Iterable[str], cause: str, ingested: int) -> None:
    """Decide a block anew from `since` on and publish what changed; `left` are incidents that lost reports of this article."""
    before = members(changes, block)
    earlier = {filed.incident for filed in before if filed.incident} | {filed.founded for filed in before if filed.founded}
    named = name_clusters(clusters(before, words, since), lambda incident: _is_alive_elsewhere(changes, incident, block))
    known = {filed.report.id: filed for filed in before}
    for one in named:
        for filed in one.cluster:
            if filed != known[filed.report.id]:
                write(changes, filed)
    for one in named:
        if not _stands(changes, one, cause):
            _publish(changes, merge(one.incident, 1, one.cluster), block, cause, ingested)
    heirs = _heirs(named)
    living = {one.incident for one in named}
    for incident_id in sorted({*earlier, *left} - living):
        _close(changes, incident_id, heirs.get(incident_id), block, cause, ingested)


def _stands(changes: Changes, one: Named, cause: str) -> bool:
    """The incident was published with just these reports, and none of them is of this statement: there is nothing to merge anew."""
    row = changes.get(f"incident/{one.incident}")
    if row is None or row["cause"] == cause or row["incident"]["status"] != IncidentStatus.ACTIVE:
        return False
    reports = [filed.report for filed in one.cluster]
    if any(cause.startswith(f"statement/{one.cluster[0].ledger}/{report.article_id}#") for report in reports):
        return False
    listed = [report.id for report in reports[:MAX_REPORTS_LISTED]]
    return bool(row["incident"]["reports_total"] == len(reports) and row["incident"]["reports"] == listed)


def _heirs(named: list[Named]) -> dict[str, str]:
    """Which living incident took over one that lives no more."""
    return {absorbed: one.incident for one in named for absorbed in one.absorbed}


def _is_alive_elsewhere(changes: Changes, incident_id: str, block: str) -> bool:
    row = changes.get(f"incident/{incident_id}")
    return row is not None and row["incident"]["status"] == IncidentStatus.ACTIVE and row["block"] != block


def _close(changes: Changes, incident_id: str, heir: str | None, block: str, cause: str, ingested: int) -> None:
    """An incident without reports: merged into its heir, else retracted."""
    row = changes.get(f"incident/{incident_id}")
    if row is None or row["block"] != block:
        return
    status = IncidentStatus.MERGED if heir else IncidentStatus.RETRACTED
    last = Incident.model_validate(row["incident"])
    closed = last.model_copy(update={"status": status, "merged_into": heir, "reports": (), "reports_total": 0, "articles": ()})
    _publish(changes, closed, block, cause, ingested)


def _publish(changes: Changes, incident: Incident, block: str, cause: str, ingested: int) -> None:
    """Send the incident if it changed, or if this very event changed it before a crash; its row first keeps, then marks it."""
    key = f"incident/{incident.id}"
    row: dict[str, Any] | None = changes.get(key)
    last = Incident.model_validate(row["incident"]) if row else None
    incident = incident.model_copy(update={"revision": last.revision if last else 1})
    changed = last is None or incident != last
    if not changed and row is not None and row["cause"] != cause:
        return
    if changed and last is not None:
        incident = incident.model_copy(update={"revision": last.revision + 1})
    changes.send(topics.INCIDENTS, incident.id, incident)
    ever = tuple(row["regions"]) if row else ()
    for change in contributions(incident, ever, ingested):
        changes.send(topics.REGION_CHANGES, change.region, change)
    if changed:
        changes.note("revisions", incident.type.value, incident.status.value)
        changes.put(
            key,
            {
                "incident": incident.model_dump(mode="json"),
                "regions": sorted({*ever, *incident.regions, *incident.possible_regions}),
                "block": block,
                "cause": cause,
            },
        )
        if last is None and incident.first_reported is not None:
            schedule(changes, incident.date or incident.first_reported.date(), key)


def contributions(incident: Incident, ever: tuple[str, ...] = (), ingested: int = 0) -> list[RegionChange]:
    """What the incident now adds to each of its regions, and that it adds nothing to those that it lay in before (`ever`)."""
    return [
        RegionChange(
            region=region, incident_id=incident.id, revision=incident.revision, contribution=_contribution(incident, region), ingested=ingested
        )
        for region in sorted({*ever, *incident.regions, *incident.possible_regions})
    ]


def _contribution(incident: Incident, region: str) -> Contribution | None:
    """What the incident adds to a region: nothing unless it is active, no accident, and (maybe) lies there."""
    if incident.status is not IncidentStatus.ACTIVE or incident.accidental or incident.first_reported is None or incident.last_reported is None:
        return None
    certain = region in incident.regions
    if not certain and region not in incident.possible_regions:
        return None
    return Contribution(
        type=incident.type,
        perpetrator=incident.perpetrator,
        day=incident.day,
        date_precision=incident.date_precision,
        certain=certain,
        place=incident.place,
        admin1=incident.admin1,
        admin2=incident.admin2,
        toll=tuple(Sum.model_validate(casualty.model_dump()) for casualty in incident.casualties),
        sources=incident.sources[:10],
        independent_sources=incident.independent_sources,
        first_reported=incident.first_reported,
        last_reported=incident.last_reported,
        quote=incident.quotes[0].text[:500] if incident.quotes else None,
    )


def _expire(changes: Changes, horizon: date) -> None:
    """Forget statements and incidents of days out of retention, with the reports they hold. What was published stays."""
    for key in expired(changes, horizon):
        if key.startswith("statement/"):
            for report_id in (changes.get(key) or {"reports": []})["reports"]:
                filed = read(changes, report_id)
                if filed is not None:
                    unlink(changes, filed)
                    forget(changes, report_id)
        changes.delete(key)
