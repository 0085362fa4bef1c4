"""Tallies of one region as a row a day, with totals of the window that ends with each day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stream.model import Coverage, Effect, Group, Tally

#: What is counted of each day, in the order of the columns.
MEASURES = ("incidents", "killed", "wounded", "killed_or_wounded", "abducted")
_EFFECTS = {Effect.KILLED, Effect.WOUNDED, Effect.KILLED_OR_WOUNDED, Effect.ABDUCTED}


@dataclass(frozen=True, slots=True)
class TallyDay:
    """One local day of one region."""

    region: str
    day: date
    numbers: Counter[str]
    #: The same, summed over the window that ends with this day.
    window: Counter[str]
    undated: int
    possible: int
    #: How much was read of the day, where that is known.
    coverage: Coverage

    def row(self, window: int) -> dict[str, object]:
        """As one row of a table; totals of the window are named `killed_7d`."""
        return {
            "region": self.region,
            "day": self.day,
            **{name: self.numbers[name] for name in MEASURES},
            **{f"{name}_{window}d": self.window[name] for name in MEASURES},
            "undated": self.undated,
            "possible": self.possible,
            "articles": self.coverage.articles,
            "usual": self.coverage.usual,
            "blind": int(self.coverage.blind),
        }


def newest(tallies: Iterable[Tally]) -> dict[str, Tally]:
    """The last revision of each tally, by id; of equal revisions the later one."""
    found: dict[str, Tally] = {}
    for tally in tallies:
        if tally.id not in found or found[tally.id].revision <= tally.revision:
            found[tally.id] = tally
    return found


def days_of(
    tallies: Sequence[Tally], region: str, *, first: date | None = None, last: date | None = None, window: int = 7, groups: Iterable[Group]
) -> Iterator[TallyDay]:
    """Every day from `first` to `last` (absent: of the region's own tallies), quiet ones as zeros; people of `groups` only."""
    known = {tally.day: tally for tally in tallies if tally.region.id == region}
    if not known:
        return
    chosen = frozenset(groups)
    numbers = {day: _numbers(tally, chosen) for day, tally in known.items()}
    first, last = first or min(known), last or max(known)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        total: Counter[str] = Counter()
        for back in range(window):
            total += numbers.get(day - timedelta(days=back), Counter())
        tally = known.get(day)
        yield TallyDay(
            region=region,
            day=day,
            numbers=numbers.get(day, Counter()),
            window=total,
            undated=tally.undated if tally else 0,
            possible=tally.possible if tally else 0,
            coverage=tally.coverage if tally else Coverage(),
        )


def _numbers(tally: Tally, groups: frozenset[Group]) -> Counter[str]:
    found = Counter({"incidents": sum(tally.incidents.values())})
    for each in tally.sums:
        if each.effect in _EFFECTS and each.group in groups:
            found[each.effect.value] += each.best
    return found
