"""What a report costs the ledger as it grows, without a broker: python -m benchmarks.ledger [--reports N] [--incidents N].

Two readings: many articles on one incident, and one more incident in a ledger that holds many already.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from stream.config import shipped_config
from stream.model import Report, Statement, Version
from stream.reconcile import Words, reconcile
from stream.state import Changes

WORDS = Words.load(shipped_config())
NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
RETENTION = timedelta(days=400)
#: Reports of a small incident.
FEW = 10
#: Events that one reading is the median of.
READ = 100


def statement(number: int, *, day: date, district: str, killed: int, place: str, names: tuple[str, ...] = ()) -> Statement:
    """An article with one report."""
    article = f"article-{number:08d}"
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
            "admin1": f"governorate {len(district) * 7 % 18}",
            "admin2": district,
            "regions": ("iq",),
            "names": names,
            "fingerprint": f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}",
            "casualties": ({"effect": "killed", "group": "civilian", "low": killed, "best": killed, "high": killed},),
        }
    ).with_id()
    return Statement(ledger="IQ", article_id=article, version=Version(number, 0, 0), reported=NOON + timedelta(seconds=number), reports=(report,))


def milliseconds(table: dict[str, Any], record: Statement) -> float:
    """Processor time that one statement costs, rows written."""
    began = time.process_time()
    changes = Changes(table)
    reconcile(changes, record, WORDS, partitions=1, retention=RETENTION)
    changes.apply()
    return (time.process_time() - began) * 1000


def one_incident(reports: int) -> None:
    """All articles on one attack, whose toll grows now and then."""
    table: dict[str, Any] = {}
    spent = [
        milliseconds(table, statement(n, day=NOON.date(), district="Dibis", killed=4 + n * 3 // reports, place="Sarkran")) for n in range(reports)
    ]
    few = statistics.median(spent[FEW : 2 * FEW])
    print(f"one incident, {FEW:>9} reports: {few:6.2f} ms a report")
    at = READ
    while at <= reports:
        cost = statistics.median(spent[at - READ : at])
        print(f"one incident, {at:>9} reports: {cost:6.2f} ms a report, {cost / few:.2f} times that of {FEW}")
        at *= 10
    heaviest = max(table, key=lambda key: len(json.dumps(table[key])))
    print(f"heaviest row: {heaviest[:40]} {len(json.dumps(table[heaviest])) // 1024} KiB; {len(table)} rows")


def many_incidents(incidents: int) -> None:
    """Another incident each time, over a year and 180 districts."""
    table: dict[str, Any] = {}
    spent: list[float] = []
    for n in range(incidents):
        day = NOON.date() - timedelta(days=n * 7919 % 365)
        names = (f"person {n}", f"street {n % 997}")
        spent.append(
            milliseconds(table, statement(n, day=day, district=f"district {n % 181}", killed=n % 7, place=f"village {n % 1999}", names=names))
        )
    at = READ
    while at <= incidents:
        print(f"ledger of {at:>9} reports:       {statistics.median(spent[at - READ : at]):6.2f} ms a report")
        at *= 10
    last = spent[-READ:]
    print(f"ledger of {incidents:>9} reports:       {statistics.median(last):6.2f} ms a report")
    print(f"ratio to a ledger of {READ}: {statistics.median(last) / statistics.median(spent[:READ]):.2f}; {len(table)} rows")


def main() -> None:
    """Print both readings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--incidents", type=int, default=100_000)
    arguments = parser.parse_args()
    one_incident(arguments.reports)
    many_incidents(arguments.incidents)


if __name__ == "__main__":
    main()
