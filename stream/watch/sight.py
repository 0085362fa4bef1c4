"""Silence is not peace: on which days so little was read of the outlets that usually report a region that nothing can be said of it.

The outlets that usually report a region are those of its incidents of the last SEEN days. Where they brought less than BLIND_BELOW of what is usual
(the median of those days), the region is blind: the day ends no alert, is no quiet day, and belongs to no baseline. Blind days are themselves
stepped over by the SEEN days before a day, so that an outlet that stays silent is missed for as long as it is. With fewer than LEAST_DAYS of history,
or a median below LEAST_USUAL articles a day, nothing is said.

Days are those of publication (UTC), and are judged once the clock has passed them. Rows: `read/PARTITION/DAY` -> articles by outlet, of each
partition that counted them, and the revisions of these readings; `heard/PARTITION` -> the first day of all, the first that changed since the regions were looked at, and when that was;
`sight/REGION` -> the day up to which it was judged, and its blind days with articles, outlets heard, usual number
and outlets missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from stream.expiry import schedule
from stream.model import Coverage, Reading
from stream.state import Changes
from stream.watch.buckets import outlets_of

#: Days from which one tells what is usual, and the fewest that will do.
SEEN = 28
LEAST_DAYS = 14
#: Share of the usual number below which a region is blind.
BLIND_BELOW = 0.3
#: Articles a day of fewer than which no day is missed.
LEAST_USUAL = 2
#: Silent outlets that are named.
MOST_MISSED = 5
#: Beside the numbers of partitions in a row of what was read.
_REVISIONS = "revisions"


def read_key(partition: int, day: str) -> str:
    """Key of the row of what was read of one day."""
    return f"read/{partition}/{day}"


def hear(changes: Changes, reading: Reading) -> None:
    """Take in what one partition counted; an older reading than the one that is known changes nothing."""
    day = reading.day.isoformat()
    key, heard_key = read_key(changes.partition, day), f"heard/{changes.partition}"
    row: dict[str, dict[str, int]] = changes.get(key, {})
    name = str(reading.partition)
    revisions = row.get(_REVISIONS, {})
    counted = dict(sorted(reading.articles.items()))
    taken = {**row, name: counted, _REVISIONS: {**revisions, name: reading.revision}}
    if reading.revision < revisions.get(name, 0) or taken == row or not (counted or row):
        return
    if counted != row.get(name, {}):
        heard: dict[str, Any] = changes.get(heard_key, {"first": day, "changed": day})
        changes.put(heard_key, {**heard, "first": min(heard["first"], day), "changed": min(heard["changed"] or day, day)})
    if not row:
        schedule(changes, reading.day, key)
    changes.put(key, taken)


@dataclass(frozen=True, slots=True)
class Looked:
    """When the regions of this partition were looked at. Days are ordinals."""

    #: Days up to this one were judged; 0: none was.
    through: int = 0
    #: The day from which they were judged then, and the instant of the clock that led to it.
    since: int = 0
    clock: str = ""
    #: The first day of which something new was heard after that.
    changed: int | None = None

    def due(self, today: int) -> bool:
        """Whether a day has passed, or more is known of one."""
        return self.changed is not None or self.through < today - 1

    def start(self, today: int) -> int:
        """The first day to judge now."""
        return min(self.through + 1, today, self.changed or today)


def looked(changes: Changes) -> Looked | None:
    """When the regions were last looked at; None: no outlet was ever counted here."""
    heard = changes.get(f"heard/{changes.partition}")
    if heard is None:
        return None
    changed = date.fromisoformat(heard["changed"]).toordinal() if heard["changed"] else None
    return Looked(heard.get("through", 0), heard.get("since", 0), heard.get("clock", ""), changed)


def settle(changes: Changes, today: int, clock: str) -> None:
    """All regions were looked at: the last row of the event that led to it."""
    before = looked(changes)
    if before is not None and before.due(today):
        heard = changes.get(f"heard/{changes.partition}")
        row = {"first": heard["first"], "changed": None, "through": max(before.through, today - 1), "since": before.start(today), "clock": clock}
        changes.put(f"heard/{changes.partition}", row)


@dataclass(frozen=True, slots=True)
class Blind:
    """A day (ordinal) on which too little was read."""

    day: int
    articles: int
    sources: int
    usual: float
    #: Usual outlets of which nothing was read, those that bring most first.
    missed: tuple[str, ...] = ()


def blind_days(changes: Changes, region: str) -> tuple[Blind, ...]:
    """The blind days of a region, in order."""
    row = changes.get(f"sight/{region}")
    return tuple(Blind(day, articles, sources, usual, tuple(missed)) for day, articles, sources, usual, missed in row["blind"]) if row else ()


def judged_through(changes: Changes, region: str) -> int | None:
    """The last day that was judged."""
    row = changes.get(f"sight/{region}")
    return row["through"] if row else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a look at a region."""

    #: Coverage of each day that was judged.
    days: dict[int, Coverage]
    #: The region's row, to be put after the rows of the days; None: nothing is known.
    row: dict[str, Any] | None


def look(changes: Changes, region: str, since: int, today: int, vouched_from: date | None, clock: str = "") -> Seen:
    """Judge the days of a region anew, from `since` (or from where it was judged, perhaps never) to the day before `today`; the coverage of each."""
    heard = changes.get(f"heard/{changes.partition}")
    if not heard:
        return Seen({}, None)
    begin = date.fromisoformat(heard["first"]).toordinal()
    row = changes.get(f"sight/{region}") or {"through": None, "blind": [], "since": begin, "clock": ""}
    judged = row["through"]
    first = begin if judged is None else max(begin, min(since, judged + 1))
    if clock and row["clock"] == clock:
        # It was done already, perhaps before a crash: the same days again.
        first = min(first, row["since"])
    past = [blind for blind in blind_days(changes, region) if blind.day < first]
    walk = _Walk(changes, region, begin, {blind.day for blind in past})
    silence = None if vouched_from is None else vouched_from.toordinal()
    found = {}
    for day in range(first, today):
        coverage, missed = walk.judge(day)
        if silence is not None and day >= silence:
            coverage = coverage.model_copy(update={"blind": False})
        if coverage.blind:
            past.append(Blind(day, coverage.articles, coverage.sources, coverage.usual or 0.0, missed))
            walk.blind.add(day)
        found[day] = coverage
    told = {"since": first, "clock": clock} if clock else {"since": row["since"], "clock": row["clock"]}
    return Seen(found, {"through": max(today - 1, judged or 0), "blind": [_entry(blind) for blind in past], **told})


def keep(changes: Changes, region: str, seen: Seen) -> None:
    """Put the row of a region, after those of its days."""
    if seen.row is not None and seen.row != changes.get(f"sight/{region}"):
        changes.put(f"sight/{region}", seen.row)


def _entry(blind: Blind) -> list[Any]:
    return [blind.day, blind.articles, blind.sources, blind.usual, list(blind.missed)]


class _Walk:
    """Goes through the days of one region, each judged by those before it."""

    def __init__(self, changes: Changes, region: str, begin: int, blind: set[int]) -> None:
        self._changes = changes
        self._region = region
        self._begin = begin
        self.blind = blind
        self._read: dict[int, Counter[str]] = {}
        self._outlets: dict[int, frozenset[str]] = {}

    def judge(self, day: int) -> tuple[Coverage, tuple[str, ...]]:
        """One day, and which outlets are missed; `blind` days before it must be known."""
        seen = self._seen(day)
        usual = frozenset().union(*map(self._outlets_of, seen)) if len(seen) >= LEAST_DAYS else frozenset[str]()
        read = self._read_of(day)
        if not usual:
            return Coverage(articles=read.total(), sources=len(read)), ()
        articles = self._articles(day, usual)
        often = float(median(self._articles(known, usual) for known in seen))
        blind = often >= LEAST_USUAL and articles < BLIND_BELOW * often
        coverage = Coverage(articles=articles, sources=sum(1 for outlet in usual if read[outlet]), usual=often, blind=blind)
        return coverage, self._missed(day, seen, usual) if blind else ()

    def _missed(self, day: int, seen: list[int], usual: frozenset[str]) -> tuple[str, ...]:
        silent = [outlet for outlet in usual if not self._read_of(day)[outlet]]
        brought = {outlet: sum(self._read_of(known)[outlet] for known in seen) for outlet in silent}
        return tuple(sorted(silent, key=lambda outlet: (-brought[outlet], outlet))[:MOST_MISSED])

    def _seen(self, day: int) -> list[int]:
        """The newest SEEN days before it that were not blind."""
        return [known for known, _ in zip(self._backwards(day), range(SEEN), strict=False)]

    def _backwards(self, day: int) -> Iterator[int]:
        return (known for known in range(day - 1, self._begin - 1, -1) if known not in self.blind)

    def _articles(self, day: int, usual: frozenset[str]) -> int:
        read = self._read_of(day)
        return sum(read[outlet] for outlet in usual)

    def _read_of(self, day: int) -> Counter[str]:
        if day not in self._read:
            row: dict[str, dict[str, int]] = self._changes.get(read_key(self._changes.partition, date.fromordinal(day).isoformat()), {})
            total: Counter[str] = Counter()
            for name, counted in row.items():
                if name != _REVISIONS:
                    total.update(counted)
            self._read[day] = total
        return self._read[day]

    def _outlets_of(self, day: int) -> frozenset[str]:
        if day not in self._outlets:
            self._outlets[day] = outlets_of(self._changes, self._region, date.fromordinal(day).isoformat())
        return self._outlets[day]


def run_ending(blind: tuple[Blind, ...], day: int) -> tuple[Blind, ...]:
    """The blind days in a row of which `day` is the last; none where it is not blind."""
    found: list[Any] = []
    for entry in reversed(blind):
        if entry.day == day - len(found):
            found.append(entry)
        elif entry.day < day:
            break
    return tuple(reversed(found))
