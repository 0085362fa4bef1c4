"""A report as a ledger holds it, and the row it lives in (`report/ID`)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self

from stream.model import EPOCH, Casualty, Effect, Joined, Points, Report
from stream.state import Changes

#: Days that a report looks back for its event, unless the settings say otherwise.
HORIZON_DAYS = 30
#: Parsed reports that are kept.
MAX_PARSED = 50_000
#: A row is never changed in place: the same row is the same report. Saves parsing those that are looked at again and again; comparing costs less.
_parsed: dict[str, tuple[Any, Filed]] = {}
_MICROSECOND = timedelta(microseconds=1)
#: Makes every instant a positive number of the same length.
_OFFSET = 10**17


class Fit(NamedTuple):
    """How a report was decided: points for its cluster, in all and by kind, and the head of the next best with its points (no score: refused)."""

    score: float | None = None
    points: Points = {}  # noqa: RUF012 - a default of a named tuple; no points are ever changed in place
    rival: str | None = None
    rival_score: float | None = None
    rival_points: Points = {}  # noqa: RUF012 - as above


#: The fit of a report that nothing came near to.
NOTHING_NEAR = Fit()


@dataclass(slots=True, eq=False)
class Derived:
    """What follows from a report and when it was told, worked out once; bookkeeping does not change it."""

    order: str | None = None
    position: str | None = None
    span: tuple[date, date] | None = None
    #: Names of the lists that hold it (keys.py), and what those see that compare it (look.py), each with the word lists that it was made by.
    under: tuple[Any, list[str]] | None = None
    look: tuple[Any, Any] | None = None
    #: Its figures by effect (toll.py).
    words: list[tuple[Effect, bool, tuple[Casualty, ...]]] | None = None
    #: What an incident says of it, with the fit that it is of.
    joined: tuple[Fit, Joined] | None = None
    #: The report as JSON values.
    row: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A report in its ledger."""

    report: Report
    ledger: str
    #: `published` of the article, else the time of its record.
    reported: datetime
    #: Days that it looks back for its event where it names no day, or where only names tell.
    horizon: int = HORIZON_DAYS
    #: Key of the statement that brought it.
    statement: str = ""
    #: Id of the report that opened its cluster.
    head: str | None = None
    #: Id of the incident that began with it.
    founded: str | None = None
    #: How well it fitted its cluster; None: it opened it. And the next best cluster, with what spoke for that.
    fit: Fit = NOTHING_NEAR
    derived: Derived = field(default_factory=Derived, compare=False, repr=False)

    @property
    def order(self) -> str:
        """The canonical order as a string that sorts: time of publication, article, report."""
        if self.derived.order is None:
            microseconds = (self.reported - EPOCH) // _MICROSECOND
            self.derived.order = f"{microseconds + _OFFSET:018d}|{self.report.article_id}|{self.report.id}"
        return self.derived.order

    @property
    def position(self) -> str:
        """When it has its turn: those that do not say where, or not which day, come after all that do."""
        if self.derived.position is None:
            self.derived.position = f"{not self.sure:d}|{self.order}"
        return self.derived.position

    @property
    def placed(self) -> bool:
        """It says where, at least to the governorate."""
        return self.report.admin1 is not None or self.report.admin2 is not None or self.report.lat is not None

    @property
    def sure(self) -> bool:
        """It says where and on which day."""
        return self.placed and self.report.day is not None

    def move(self, **bookkeeping: Any) -> Self:
        """The same with another `head`, `founded` or `fit`."""
        return replace(self, **bookkeeping)

    def to_row(self) -> dict[str, Any]:
        """As JSON values."""
        if self.derived.row is None:
            self.derived.row = self.report.model_dump(mode="json")
        return {
            "report": self.derived.row,
            "ledger": self.ledger,
            "reported": self.reported.isoformat(),
            "horizon": self.horizon,
            "statement": self.statement,
            "head": self.head,
            "founded": self.founded,
            "fit": list(self.fit),
        }


def read(changes: Changes, report_id: str) -> Filed | None:
    """The filed report, or None."""
    row = changes.get(f"report/{report_id}")
    if row is None:
        return None
    known = _parsed.get(report_id)
    if known is not None and (known[0] is row or known[0] == row):
        return known[1]
    report = Report.model_validate(row["report"])
    filed = Filed(
        report,
        row["ledger"],
        datetime.fromisoformat(row["reported"]),
        horizon=row["horizon"],
        statement=row["statement"],
        head=row["head"],
        founded=row["founded"],
        fit=Fit(*row["fit"]),
        derived=Derived(row=row["report"]),
    )
    _keep(report_id, row, filed)
    return filed


def _keep(report_id: str, row: Any, filed: Filed) -> None:
    if len(_parsed) >= MAX_PARSED:
        _parsed.clear()
    _parsed[report_id] = (row, filed)


def write(changes: Changes, filed: Filed) -> None:
    """Put the report's row."""
    row = filed.to_row()
    changes.put(f"report/{filed.report.id}", row)
    _keep(filed.report.id, row, filed)


def forget(changes: Changes, report_id: str) -> None:
    """Delete the report's row, and what is kept of it here: else every report that ever expired would stay in memory."""
    changes.delete(f"report/{report_id}")
    _parsed.pop(report_id, None)
