"""Whether the rules say more of the articles they were written on than of others: every figure on four folds of a dev set, and on the one kept aside.

`python -m benchmarks.figures --folds`. What belongs to one event falls into one fold. The articles of fold 4 are never read while rules are written, so a figure that is
plainly better on the others shows rules that were fitted to them.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import math
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.wanted import WANTED, Wanted

FOLDS, ASIDE = 5, 4
#: Resamplings of the documents, for the figures that the scorers give no interval of their own; and the part of them left out at either end.
RESAMPLED, TAIL = 200, 0.025
#: Standard deviations to either side that hold 95 % of a normal distribution.
_Z = 1.96
#: The issue that asks for it.
ISSUE = 4
Row = dict[str, Any]
Interval = tuple[float, float]
#: (metric, column) -> value.
Values = dict[tuple[str, str], float | None]


@dataclass(frozen=True, slots=True)
class Set:
    """A dev set: the scorer of its reports, and what falls into one fold together."""

    job: str
    corpus: str
    scorer: str
    key: Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of one part of a set, and where 95 % of the resampled ones lie (None where there is nothing to measure)."""

    value: float
    interval: Interval | None

    def apart(self, other: Reading) -> bool:
        """Whether the intervals do not even touch."""
        if self.interval is None or other.interval is None:
            return False
        return self.interval[1] < other.interval[0] or other.interval[1] < self.interval[0]

    def __str__(self) -> str:
        return f"{self.value:.3f}" + (f" ({self.interval[0]:.3f}-{self.interval[1]:.3f})" if self.interval else "")


def cluster_of(row: Row) -> str:
    """The event that an in-domain article is about: that of its first primary incident, else of its first; the article's own id where it tells of none."""
    incidents = row.get("incidents") or []
    first = next((incident for incident in incidents if incident.get("primary")), incidents[0] if incidents else {})
    return str(first.get("cluster") or row["id"])


SETS = (
    Set("indomain reports", "indomain-dev", "score_incidents", cluster_of),
    Set("muc4 reports", "muc4-dev", "score_muc", lambda row: str(row["id"])),
    Set("gva reports", "gva-dev", "score_counts", lambda row: str(row["incident_id"])),
)


def fold_of(key: str) -> int:
    """0 to 4, the same on every machine."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def lines(shared: Path, extract: Callable[[Path, Path], None], out: Path, workers: int) -> Iterator[str]:
    """A line a figure: folds 0 to 3 together, fold 4, and whether they are further apart than chance explains.

    `extract` writes the reports of a file of articles to another file.
    """
    with ProcessPoolExecutor(workers) as pool:
        for dev in SETS:
            reports = out / f"{dev.corpus}-folds.jsonl"
            extract(shared / "corpora" / dev.corpus / "articles.jsonl", reports)
            gold = read(shared / "corpora" / dev.corpus / "gold.jsonl")
            figures = [wanted for wanted in WANTED if wanted.issue == ISSUE and wanted.job == dev.job]
            parts = [[row for row in gold if (fold_of(dev.key(row)) == ASIDE) is aside] for aside in (False, True)]
            running = [pool.submit(readings, shared / "eval", dev.scorer, part, read(reports), figures) for part in parts]
            written, aside = (future.result() for future in running)
            yield f"{dev.corpus}: {len(parts[0])} articles in folds 0-3, {len(parts[1])} in fold 4"
            yield from (_line(wanted, written[index], aside[index]) for index, wanted in enumerate(figures))


def readings(scorers: Path, scorer: str, gold: list[Row], reports: list[Row], figures: list[Wanted]) -> list[Reading | None]:
    """The figures of one part; None where the part has nothing to measure. Resampling is by article, with a fixed seed."""
    module = _import(scorers, scorer)
    ids = {_id(row) for row in gold}
    reports = [row for row in reports if _id(row) in ids]
    whole = module.score(gold, reports)[0].rows
    # Its own intervals are known now, and would be made anew for every resampling.
    module.bootstrap = lambda *_: None
    chance = random.Random(0)
    drawn = [module.score(chance.choices(gold, k=len(gold)), reports)[0].rows for _ in range(RESAMPLED)]
    return [_reading(whole, drawn, wanted) for wanted in figures]


def _reading(whole: dict[str, Row], drawn: list[dict[str, Row]], wanted: Wanted) -> Reading | None:
    value = whole[wanted.metric][wanted.column]
    if value is None:
        return None
    number = whole[wanted.metric]["n"]
    if value in {0.0, 1.0} and number:
        return Reading(value, wilson(value, number))
    given = whole[wanted.metric].get("ci95") if wanted.column == "value" else None
    return Reading(value, tuple(given) if given else interval(rows[wanted.metric][wanted.column] for rows in drawn))


def interval(values: Iterable[float | None]) -> Interval | None:
    """Where the middle 95 % of resampled values lie."""
    known = sorted(value for value in values if value is not None)
    return (known[int(TAIL * len(known))], known[int((1 - TAIL) * len(known))]) if known else None


def wilson(rate: float, number: int) -> Interval:
    """Where a rate may truly lie (Wilson 1927); for rates of 0 or 1, of which no resampling gives another."""
    middle = (rate + _Z**2 / (2 * number)) / (1 + _Z**2 / number)
    reach = _Z / (1 + _Z**2 / number) * math.sqrt(rate * (1 - rate) / number + _Z**2 / (4 * number**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _import(scorers: Path, name: str) -> Any:
    if str(scorers) not in sys.path:
        sys.path.insert(0, str(scorers))
    return importlib.import_module(name)


def read(file: Path) -> list[Row]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _id(row: Row) -> str:
    return str(row.get("article_id") or row.get("id"))


def _line(wanted: Wanted, written: Reading | None, aside: Reading | None) -> str:
    name = wanted.metric + ("" if wanted.column == "value" else f" {wanted.column}")
    verdict = "no difference shown"
    if written and aside and written.apart(aside):
        verdict = f"defect: {'worse' if aside.value < written.value else 'better'} on fold 4 than chance explains"
    return f"issue {wanted.issue}  {wanted.job:<17} {name:<34} folds 0-3 {written!s:<20}  fold 4 {aside!s:<20}  {verdict}"
