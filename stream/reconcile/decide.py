"""Which reports tell of the same event: decided one by one in canonical order, and anew where a change reaches.

What is decided about a report hangs only on those before it: on the faces of clusters that its keys lead to, and on where the other reports of its
article went. So the outcome is a function of the set of reports. When a report comes or goes, those later ones that looked at it (or would have)
are decided anew, in order, and so on as long as something changes; nothing else is touched. News that comes in order is decided once.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable

from stream.expiry import schedule
from stream.reconcile.cluster import Cluster
from stream.reconcile.filed import NOTHING_NEAR, Derived, Filed, Fit, read
from stream.reconcile.keys import filed_under, looks, most_marked, name_in, own_units, tells
from stream.reconcile.match import best_of, profile
from stream.reconcile.rulings import Rulings
from stream.reconcile.shelf import Shelves
from stream.reconcile.times import span
from stream.reconcile.words import Words
from stream.state import Changes


class Decision:
    """One event's decisions; nothing is written before `write`."""

    def __init__(self, changes: Changes, words: Words) -> None:
        self._changes = changes
        self._words = words
        self.shelves = Shelves(changes, most_marked)
        self.clusters: dict[str, Cluster] = {}
        #: Reports as they stand now, as far as this event looked at them; None: it is gone.
        self._filed: dict[str, Filed | None] = {}
        #: Where each report that was decided was before, by its row or by what a first attempt at this event noted.
        self.before: dict[str, str | None] = {}
        #: Reports whose cluster or part in it changed.
        self.moved: set[str] = set()
        #: Clusters that a report was taken out of. `before` may tell of an older one: what a first attempt noted.
        self.left: set[str] = set()
        self._queue: list[tuple[str, str]] = []
        self._queued: set[str] = set()
        self._siblings: dict[str, list[str]] = {}
        #: The lists that each report looks at, as far as this event asked.
        self._looks: dict[Derived, list[str]] = {}
        #: Reports that this event came to see another way.
        self._touched: set[str] = set()
        self.rulings = Rulings(changes, self.filed, self._stated)

    def filed(self, report_id: str) -> Filed | None:
        """A report as it stands now."""
        if report_id not in self._filed:
            self._filed[report_id] = read(self._changes, report_id)
        return self._filed[report_id]

    def cluster(self, head: str) -> Cluster:
        """A cluster as it stands now."""
        if head not in self.clusters:
            self.clusters[head] = Cluster(self._changes, self.shelves, head)
        return self.clusters[head]

    def put(self, filed: Filed) -> None:
        """A report with other bookkeeping, in the same cluster."""
        assert filed.head is not None, "it was decided"
        self._see(filed)
        self._add(filed)

    def changed(self) -> list[Filed]:
        """Reports whose row is not as they stand now."""
        now = [(report_id, filed) for report_id, filed in self._filed.items() if report_id in self._touched]
        return [filed for report_id, filed in now if filed is not None and filed != read(self._changes, report_id)]

    def _see(self, filed: Filed) -> None:
        self._filed[filed.report.id] = filed
        self._touched.add(filed.report.id)

    def siblings(self, statement: str, report_ids: Iterable[str]) -> None:
        """What the article of this event now says."""
        self._siblings[statement] = list(report_ids)

    def enter(self, filed: Filed) -> None:
        """A report that came, or that is to be looked at again."""
        self._see(filed)
        for key in filed_under(filed, self._words):
            shelf = self.shelves[key]
            shelf.put([filed.position, filed.report.id], marked=shelf.marked(filed.position))
        for key, district in own_units(filed):
            known = self._changes.get(key) or []
            if not known:
                schedule(self._changes, span(filed)[1], key)
            if district not in known:
                self._changes.put(key, sorted([*known, district]))
                self._looks.clear()
        self.again(filed.report.id)

    def leave(self, filed: Filed, *heads: str | None) -> None:
        """A report that is gone from its cluster (and from others where a crash may have left it): those that looked at it are decided anew."""
        for other in self.rulings.apart(filed):
            self.again(other.report.id)
        self._filed[filed.report.id] = None
        self._touched.add(filed.report.id)
        self.before.setdefault(filed.report.id, filed.head)
        looked = self._later(filed)
        for head in {filed.head, *heads} - {None}:
            assert head is not None
            cluster = self.cluster(head)
            for _, report_id in self._members_after(cluster, filed):
                self.again(report_id)
            cluster.drop(filed)
            self.left.add(head)
        for key in filed_under(filed, self._words):
            self.shelves[key].take(filed.position)
        for report_id in looked:
            self.again(report_id)

    def again(self, report_id: str) -> None:
        """Decide this report anew when its turn comes."""
        filed = self.filed(report_id)
        if filed is not None and report_id not in self._queued:
            self._queued.add(report_id)
            heapq.heappush(self._queue, (filed.position, report_id))

    def run(self, forced: dict[str, str | None]) -> None:
        """Decide all that is to be decided. `forced` are reports that a first attempt at this event moved, and where from."""
        for report_id, head in forced.items():
            self.before[report_id] = head
            self.again(report_id)
        while self._queue:
            _, report_id = heapq.heappop(self._queue)
            self._queued.discard(report_id)
            filed = self.filed(report_id)
            if filed is not None:
                self._decide(filed, forced=report_id in forced)

    def _decide(self, filed: Filed, *, forced: bool) -> None:
        report_id, position = filed.report.id, filed.position
        old = filed.head
        noted = self.before.setdefault(report_id, old)
        was_face = old is not None and self.cluster(old).unface(report_id)
        best, fit = self._best(filed)
        head = best or report_id
        looks_like = profile(filed.report)
        for other in {old, noted} - {None, head}:
            assert other is not None
            self.cluster(other).drop(filed)
            self.left.add(other)
        cluster = self.cluster(head)
        is_face = cluster.looks_new(position, looks_like)
        now = filed if (head, fit) == (old, filed.fit) else filed.move(head=head, fit=fit)
        self._see(now)
        self._add(now)
        if is_face:
            cluster.face(position, report_id, looks_like)
        for key in filed_under(filed, self._words):
            self.shelves[key].put([position, report_id], marked=is_face)
        if now != filed or is_face != was_face or forced:
            self.moved.add(report_id)
        if head == old and is_face == was_face and not forced:
            return
        self._shake(filed, old, head, was_face=was_face, is_face=is_face)

    def _shake(self, filed: Filed, old: str | None, head: str, *, was_face: bool, is_face: bool) -> None:
        """Put those in the queue whose decision hangs on this one."""
        if was_face or is_face:
            for report_id in self._later(filed):
                self.again(report_id)
        if was_face and old is not None and (old != head or not is_face):
            for _, report_id in self._members_after(self.cluster(old), filed):
                self.again(report_id)
        if is_face:
            for position, report_id, _ in self.cluster(head).faces:
                if position > filed.position:
                    self.again(report_id)
        if old != head:
            for other in self._not_with(filed):
                if other.position > filed.position:
                    self.again(other.report.id)

    def _best(self, filed: Filed) -> tuple[str | None, Fit]:
        """Head of the cluster that a report fits best, None where it opens its own; and how well, beside the next best."""
        found: dict[str, list[tuple[str, Filed]]] = {}
        tellers: dict[str, set[str]] = {}
        common: set[str | None] = set()
        seen = {filed.report.id}
        for key in self._looked_at(filed):
            shelf = self.shelves.known(key)
            if shelf is None:
                continue
            name = name_in(key)
            if name in common:
                continue
            if tells(key) and shelf.full(filed.position):
                common |= {name} - {None}
                continue
            for position, report_id in shelf.before(filed.position):
                if name is None and report_id in seen:
                    continue
                face = self.filed(report_id)
                if face is None or face.head is None:
                    continue
                if name is not None:
                    tellers.setdefault(name, set()).add(face.head)
                if report_id not in seen:
                    seen.add(report_id)
                    found.setdefault(face.head, []).append((position, face))
        counts: dict[str, float] = {name: len(heads) for name, heads in tellers.items()} | {name: math.inf for name in common if name}
        taken = self._taken(filed)
        # Of equals the one that opened first.
        faces = sorted(sorted(entries) for head, entries in found.items() if head not in taken)
        clusters = [(str(entries[0][1].head), [face for _, face in entries]) for entries in faces]
        joined, rival = best_of(filed, clusters, self._words, counts)
        fit = NOTHING_NEAR
        if joined:
            fit = Fit(joined[1].rounded, joined[1].shown)
        if rival:
            fit = fit._replace(rival=rival[0], rival_score=rival[1].rounded, rival_points=rival[1].shown)
        return joined[0] if joined else None, fit

    def _add(self, filed: Filed) -> None:
        assert filed.head is not None, "it was decided"
        self.cluster(filed.head).add(filed, ruled=bool(self.rulings.on(filed)))

    def _taken(self, filed: Filed) -> set[str | None]:
        """Clusters where the article has a report already, or one that analysts split from this."""
        return {other.head for other in self._not_with(filed) if other.position < filed.position}

    def _not_with(self, filed: Filed) -> list[Filed]:
        """Reports that are never of the same cluster: the others of its article, and those that analysts split from it."""
        others = (self.filed(report_id) for report_id in self._stated(filed.statement) if report_id != filed.report.id)
        return [*(other for other in others if other is not None), *self.rulings.apart(filed)]

    def _stated(self, statement: str) -> list[str]:
        """The reports that an article (or one part of it) now has."""
        if statement not in self._siblings:
            self._siblings[statement] = (self._changes.get(statement) or {"reports": []})["reports"]
        return self._siblings[statement]

    def _later(self, filed: Filed) -> list[str]:
        """Reports after this one that look at it."""
        found = []
        for key in self._looked_at(filed):
            shelf = self.shelves.known(key)
            if shelf is None:
                continue
            # Those that find such a list full look at nothing in it.
            later = shelf.until_full(filed.position) if tells(key) else shelf.after(filed.position)
            found += [entry[1] for entry in later if entry[1] != filed.report.id]
        return found

    def _members_after(self, cluster: Cluster, filed: Filed) -> list[tuple[str, str]]:
        """Members whose turn comes after this one's: the order of members is not that of turns, so all are looked through."""
        found = []
        for order, report_id, *_ in cluster.members.after(""):
            other = self.filed(report_id)
            if other is not None and report_id != filed.report.id and other.position > filed.position:
                found.append((order, report_id))
        return found

    def _looked_at(self, filed: Filed) -> list[str]:
        keys = self._looks.get(filed.derived)
        if keys is None:
            keys = self._looks[filed.derived] = looks(filed, self._words, self._units)
        return keys

    def _units(self, key: str) -> list[str]:
        found: list[str] = self._changes.get(key) or []
        return found
