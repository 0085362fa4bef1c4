"""A report as a ledger holds it, and the rows it lives in.

`report/ID`        the report, when it was first said, the incident that holds it, and the incident that it founded
`block/LEDGER/DAY` ids of the reports that are decided together: all of one ledger and one day
`statement/…`      what an article (or one part of it) said at its newest version: the mark that an event is done
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from stream.model import Report
from stream.state import Changes

#: Parsed reports that are kept.
MAX_PARSED = 50_000
#: A row is never changed in place: the very same object is the very same report. Saves parsing a whole block for each report that enters it.
_parsed: dict[str, tuple[Any, Filed]] = {}


@dataclass(frozen=True, slots=True)
class Filed:
    """A report in its ledger."""

    report: Report
    ledger: str
    #: `published` of the article, else the time of its record.
    reported: datetime
    #: Id of the incident that holds it.
    incident: str | None = None
    #: Id of the incident that began with it.
    founded: str | None = None
    #: Id of the report that opened its cluster. Unlike the incident's id it hangs on nothing that comes later in canonical order.
    head: str | None = None

    @property
    def order(self) -> tuple[datetime, str, str]:
        """The canonical order, in which a block is decided whatever the order of arrival was."""
        return self.reported, self.report.article_id, self.report.id

    @property
    def block(self) -> str:
        """Reports of one ledger and day are decided together; one without a day stands alone."""
        return f"block/{self.ledger}/{self.report.day or self.report.id}"

    @property
    def placed(self) -> bool:
        """It says where, at least to the governorate: else it links nothing, and is placed last."""
        return self.report.admin1 is not None or self.report.admin2 is not None or self.report.lat is not None

    def move(self, **fields: Any) -> Self:
        """The same with other bookkeeping."""
        return replace(self, **fields)

    def to_row(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "report": self.report.model_dump(mode="json"),
            "ledger": self.ledger,
            "reported": self.reported.isoformat(),
            "incident": self.incident,
            "founded": self.founded,
            "head": self.head,
        }


def read(changes: Changes, report_id: str) -> Filed | None:
    """The filed report, or None."""
    row = changes.get(f"report/{report_id}")
    if row is None:
        return None
    known = _parsed.get(report_id)
    if known is not None and known[0] is row:
        return known[1]
    report = Report.model_validate(row["report"])
    filed = Filed(report, row["ledger"], datetime.fromisoformat(row["reported"]), row["incident"], row["founded"], row["head"])
    if len(_parsed) >= MAX_PARSED:
        _parsed.clear()
    _parsed[report_id] = (row, filed)
    return filed


def write(changes: Changes, filed: Filed) -> None:
    """Put the report's row, and its id into its block's."""
    changes.put(f"report/{filed.report.id}", filed.to_row())
    members = changes.get(filed.block, [])
    if filed.report.id not in members:
        changes.put(filed.block, [*members, filed.report.id])


def unlink(changes: Changes, filed: Filed) -> None:
    """Take the report out of its block. Its own row stays until the block is decided: it tells, after a crash, which incident lost it."""
    left = [member for member in changes.get(filed.block, []) if member != filed.report.id]
    if left:
        changes.put(filed.block, left)
    else:
        changes.delete(filed.block)


def forget(changes: Changes, report_id: str) -> None:
    """Delete the report's row."""
    changes.delete(f"report/{report_id}")


def members(changes: Changes, block: str) -> list[Filed]:
    """All reports of a block, in canonical order."""
    found = (read(changes, report_id) for report_id in changes.get(block, []))
    return sorted((filed for filed in found if filed is not None), key=lambda filed: filed.order)
