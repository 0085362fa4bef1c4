"""Rulings of analysts, as the ledger holds them, and which reports they name now.

Rows: `ruling/ID` -> the version, the ruling (null: taken back), and the incidents it shaped; `ruled/LEDGER/ARTICLE` -> ids of the rulings that name
a report of that article. A ruling may come before its reports: it waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stream.model import NamedReport, Ruling, RulingAction
from stream.reconcile.filed import Filed
from stream.state import Changes

#: Parsed rulings that are kept; a row is never changed in place, so the same object is the same ruling.
_MAX_PARSED = 5_000
_parsed: dict[str, tuple[object, Ruling]] = {}


def ruling_key(ruling_id: str) -> str:
    """Key of the row that holds a ruling."""
    return f"ruling/{ruling_id}"


def names_key(ledger: str, article: str) -> str:
    """Key of the row that lists the rulings on an article's reports."""
    return f"ruled/{ledger}/{article}"


def named(ruling: Ruling) -> list[NamedReport]:
    """All reports that a ruling names."""
    return [*ruling.reports, *ruling.others]


class Rulings:
    """Rulings as one event sees them.

    `filed` gives a report as it stands; `stated` the reports that a statement now has.
    """

    def __init__(self, changes: Changes, filed: Callable[[str], Filed | None], stated: Callable[[str], list[str]]) -> None:
        self._changes = changes
        self._filed = filed
        self._stated = stated

    def get(self, ruling_id: str) -> Ruling | None:
        """A ruling that stands."""
        row = self._changes.get(ruling_key(ruling_id))
        if row is None or row["ruling"] is None:
            return None
        known = _parsed.get(ruling_id)
        if known is not None and known[0] is row["ruling"]:
            return known[1]
        ruling = Ruling.model_validate(row["ruling"])
        if len(_parsed) >= _MAX_PARSED:
            _parsed.clear()
        _parsed[ruling_id] = (row["ruling"], ruling)
        return ruling

    def on_article(self, ledger: str, article: str) -> list[Ruling]:
        """Rulings that stand and name a report that the article has or had."""
        ids: list[str] = self._changes.get(names_key(ledger, article)) or []
        return [ruling for ruling_id in ids if (ruling := self.get(ruling_id)) is not None]

    def on(self, filed: Filed) -> list[Ruling]:
        """Rulings that stand and name this report."""
        return [ruling for ruling in self.on_article(filed.ledger, filed.report.article_id) if self._names(named(ruling), filed)]

    def reports(self, ledger: str, names: Iterable[NamedReport]) -> list[Filed]:
        """The reports that are named, as far as they stand, each once."""
        found = {filed.report.id: filed for name in names if (filed := self._find(ledger, name)) is not None}
        return list(found.values())

    def target(self, ledger: str, names: Iterable[NamedReport]) -> Filed | None:
        """The first of them that stands: its incident is the one that is meant."""
        return next((filed for name in names if (filed := self._find(ledger, name)) is not None), None)

    def all_reports(self, ruling: Ruling) -> list[Filed]:
        """All that a ruling names, as far as they stand."""
        return self.reports(ruling.ledger, named(ruling))

    def apart(self, filed: Filed) -> list[Filed]:
        """Reports that analysts split from this one."""
        found: dict[str, Filed] = {}
        for ruling in self.on(filed):
            if ruling.action is not RulingAction.SPLIT:
                continue
            here, there = self._names(ruling.reports, filed), self._names(ruling.others, filed)
            if here is not there:
                others = self.reports(filed.ledger, ruling.others if here else ruling.reports)
                found |= {other.report.id: other for other in others}
        return list(found.values())

    def _names(self, names: Iterable[NamedReport], filed: Filed) -> bool:
        own = [name for name in names if name.article == filed.report.article_id]
        return any(name.report == filed.report.id or self._find(filed.ledger, name) == filed for name in own)

    def _find(self, ledger: str, name: NamedReport) -> Filed | None:
        """The report of that id, else the only one that its article now has."""
        exact = self._filed(name.report)
        if exact is not None and exact.ledger == ledger and exact.report.article_id == name.article:
            return exact
        stated = self._stated(f"statement/{ledger}/{name.article}#0")
        return self._filed(stated[0]) if len(stated) == 1 else None
