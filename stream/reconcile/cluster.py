"""A cluster: the reports that are taken to tell of one event, under the id of the one that opened it (`head`).

Rows: `cluster/HEAD` -> its incident, its faces and its founders; `members/HEAD` -> all its reports in canonical order (a shelf).
Faces are the first of its reports that look different from those before; only they are compared with new reports, so that the ten thousandth copy
of a story costs what the tenth does. Founders are the reports with which an incident began; `ruled` are those that rulings name, and `bound` the
heads of the clusters that were last published as one incident with it (bonds.py).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Any

from stream.reconcile.filed import Filed
from stream.reconcile.shelf import Shelf, Shelves
from stream.state import Changes

#: Most faces of a cluster.
MAX_FACES = 12


class Cluster:
    """A cluster as an event leaves it so far."""

    def __init__(self, changes: Changes, shelves: Shelves, head: str) -> None:
        row = changes.get(_key(head)) or {}
        self.head = head
        self.incident: str | None = row.get("incident")
        #: [position, report, profile], in order.
        self.faces: list[list[Any]] = list(row.get("faces", ()))
        #: [order, report, incident], in order.
        self.founders: list[list[Any]] = list(row.get("founders", ()))
        #: [order, report] of those that rulings name, in order.
        self.ruled: list[list[Any]] = list(row.get("ruled", ()))
        self.bound: list[str] = list(row.get("bound", ()))
        self.members: Shelf = shelves[f"members/{head}"]
        self._row = row

    def add(self, filed: Filed, *, ruled: bool = False) -> None:
        """Have the report among the members; `ruled`: rulings name it."""
        report = filed.report
        self.members.put([filed.order, report.id, report.article_id, report.source, report.fingerprint])
        founder = [filed.order, report.id, filed.founded]
        if filed.founded and founder not in self.founders:
            insort(self.founders, founder)
        self.ruled = [entry for entry in self.ruled if entry[1] != report.id]
        if ruled:
            insort(self.ruled, [filed.order, report.id])

    def drop(self, filed: Filed) -> None:
        """Have it no longer, nor as a face or founder."""
        self.members.take(filed.order)
        self.founders = [founder for founder in self.founders if founder[1] != filed.report.id]
        self.ruled = [entry for entry in self.ruled if entry[1] != filed.report.id]
        self.unface(filed.report.id)

    def unface(self, report_id: str) -> bool:
        """It is no face any more; whether it was."""
        left = [face for face in self.faces if face[1] != report_id]
        was, self.faces = len(left) < len(self.faces), left
        return was

    def looks_new(self, position: str, profile: str) -> bool:
        """Whether a report at that position would be a face."""
        before = self.faces[: bisect_left(self.faces, [position])]
        return len(before) < MAX_FACES and all(face[2] != profile for face in before)

    def face(self, position: str, report_id: str, profile: str) -> None:
        """It is a face."""
        insort(self.faces, [position, report_id, profile])

    def write(self, changes: Changes) -> None:
        """Put its row, or delete it where no report is left."""
        if self.members.empty:
            changes.delete(_key(self.head))
            return
        row: dict[str, Any] = {"incident": self.incident, "faces": self.faces, "founders": self.founders}
        row |= {name: entries for name, entries in (("ruled", self.ruled), ("bound", self.bound)) if entries}
        if row != self._row:
            changes.put(_key(self.head), row)


def incident_of(changes: Changes, head: str) -> str | None:
    """The incident that a cluster is, as last written; None where there is no such cluster."""
    row = changes.get(_key(head))
    return row["incident"] if row else None


def _key(head: str) -> str:
    return f"cluster/{head}"
