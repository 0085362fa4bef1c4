"""What a report costs the ledger as it grows, without a broker: python -m benchmarks.ledger [--reports N] [--incidents N].

Two readings: many articles on one incident, and one more incident in a ledger that holds many already. Ledgers of several sizes get the same reports
in turn, so that a machine that is busy with other things is so for all of them alike; what is given is the median of the processor time. The large
ledger lies in RocksDB, as a worker's does with TOCSIN_STORE=rocksdb; a part of it (`REAL` incidents) is fed, and copied under other names.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import rocksdict

from stream.config import shipped_config
from stream.model import Report, Statement, Version
from stream.reconcile import Words, reconcile
from stream.state import Changes

WORDS = Words.load(shipped_config())
NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
RETENTION = timedelta(days=400)
#: Reports that one reading is the median of.
READ = 400
#: Incidents of a large ledger that are fed, report by report; the others are copies.
REAL = 20_000
#: A year's news of a country of so many districts: a million incidents are about one a district and day.
DAYS, DISTRICTS, ADMIN1, SPOKESMEN, VILLAGES = 365, 3_000, 50, 1_000, 2_000
#: What has another name in each copy.
RENAMED = re.compile(r"(district |governorate |person |spokesman |article-|outlet |\br-|\bi-|expiry/0/)")


#: Digits as syllables: names of places hold none.
_LETTERS = str.maketrans({str(digit): syllable for digit, syllable in enumerate(["ba", "de", "gi", "ko", "lu", "ma", "ne", "ri", "so", "tu"])})
Table = dict[str, Any]


class Rocks:
    """Rows on disk, as the worker's (stream/worker/rows.py)."""

    def __init__(self, folder: Path) -> None:
        self.rows = rocksdict.Rdict(str(folder), rocksdict.Options(raw_mode=True))

    def get(self, key: str, default: Any = None) -> Any:
        """The row."""
        value = self.rows.get(key.encode())
        return default if value is None else json.loads(value)

    def __contains__(self, key: object) -> bool:
        return self.rows.get(str(key).encode()) is not None

    def __setitem__(self, key: str, row: Any) -> None:
        self.rows.put(key.encode(), json.dumps(row).encode())

    def __delitem__(self, key: str) -> None:
        self.rows.delete(key.encode())


def statement(number: int, *, days: int = 0, district: int = 0, killed: int = 4, place: str = "Sarkran", names: tuple[str, ...] = ()) -> Statement:
    """An article with one report, so many days before the 3rd of March."""
    article = f"article-{number:08d}"
    day = NOON.date() - timedelta(days=days)
    report = Report.model_validate(
        {
            "article_id": article,
            "source": f"outlet {number % 40}",
            "type": "armed_attack",
            "date": day,
            "date_end": day,
            "date_precision": "day",
            "place": place,
            "country": "IQ",
            "admin1": f"governorate {district % ADMIN1}",
            "admin2": f"district {district}",
            "regions": ("iq",),
            "names": names,
            "fingerprint": f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}",
            "casualties": ({"effect": "killed", "group": "civilian", "low": killed, "best": killed, "high": killed},),
        }
    ).with_id()
    reported = NOON - timedelta(days=days) + timedelta(milliseconds=number)
    return Statement(ledger="IQ", article_id=article, version=Version(number, 0, 0), reported=reported, reports=(report,))


def one_of_many(number: int, total: int, parts: int = 1) -> Statement:
    """News of another incident each time, in order over the year: some names are the victims' own, some are told of many.

    `parts`: into how many of its kind the country is divided, of which this is one.
    """
    mixed = number * 2_654_435_761 % 2**32
    return statement(
        number,
        days=DAYS - number * DAYS // total,
        district=mixed % (DISTRICTS // parts),
        killed=mixed // 7 % 7,
        place=f"Place{mixed // 11 % VILLAGES:04d}".translate(_LETTERS),
        names=(f"person {number}", f"spokesman {mixed // 13 % (SPOKESMEN // parts)}"),
    )


def feed(table: Table, record: Statement) -> None:
    """A statement into a ledger."""
    changes = Changes(table)
    reconcile(changes, record, WORDS, partitions=1, retention=RETENTION)
    changes.apply()


def milliseconds(tables: Sequence[Any], records: Iterable[Statement]) -> list[float]:
    """Processor time that a statement costs in each ledger; the ledgers stay as they are."""
    spent: list[list[float]] = [[] for _ in tables]
    gc.collect()
    gc.freeze()
    for record in records:
        for table, times in zip(tables, spent, strict=True):
            began = time.process_time()
            reconcile(Changes(table), record, WORDS, partitions=1, retention=RETENTION)
            times.append((time.process_time() - began) * 1000)
    gc.unfreeze()
    return [statistics.median(times) for times in spent]


def one_incident(reports: int) -> None:
    """All articles on one attack, whose toll grows now and then."""
    table: Table = {}
    ledgers: dict[int, Table] = {}
    for number in range(reports):
        feed(table, statement(number, killed=4 + number * 3 // reports))
        if number + 1 in {10, 100, 1_000, 10_000, 100_000}:
            ledgers[number + 1] = dict(table)
    costs = milliseconds(list(ledgers.values()), (statement(reports + number, killed=6) for number in range(READ)))
    for size, cost in zip(ledgers, costs, strict=True):
        print(f"one incident of {size:>9,} reports: {cost:6.2f} ms a report, {cost / costs[0]:.2f} times that of 10")
    print(_heaviest(table))


def many_incidents(incidents: int, folder: Path) -> None:
    """Another incident each time, over a year."""
    copies = max(incidents // REAL, 1)
    table: Table = {}
    began = time.process_time()
    for number in range(REAL):
        feed(table, one_of_many(number, REAL, copies))
    spent = time.process_time() - began
    full, empty = Rocks(folder / "full"), Rocks(folder / "empty")
    for copy in range(copies):
        for key, row in table.items():
            full.rows.put(_renamed(key, copy).encode(), _renamed(json.dumps(row), copy).encode())
    costs = milliseconds([empty, full], (one_of_many(REAL + number, REAL, copies) for number in range(READ)))
    print(
        f"ledger of {copies * REAL:>9,} incidents: {costs[1]:6.2f} ms a report, {costs[1] / costs[0]:.2f} times that of an empty one ({costs[0]:.2f} ms)"
    )
    print(f"{copies * len(table):,} rows in RocksDB; memory of this process {_resident() / 1024:,.0f} MiB; fed at {REAL / spent:,.0f} a second")
    print(_heaviest(table))


def _renamed(text: str, copy: int) -> str:
    """The same of another part of the country; the first keeps its names."""
    return RENAMED.sub(rf"\g<1>{copy}x", text) if copy else text


def _heaviest(table: Table) -> str:
    key, size = max(((key, len(json.dumps(row))) for key, row in table.items()), key=lambda item: item[1])
    return f"{len(table):,} rows, the largest {size / 1024:.0f} KiB ({key[:40]})"


def _resident() -> float:
    """Memory of this process, in KiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4.0


def main() -> None:
    """Print both readings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    arguments = parser.parse_args()
    one_incident(arguments.reports)
    with tempfile.TemporaryDirectory() as folder:
        many_incidents(arguments.incidents, Path(folder))


if __name__ == "__main__":
    main()
