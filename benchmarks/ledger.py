"""What a report costs the ledger as it grows, without a broker: python -m benchmarks.ledger [--reports N] [--incidents N] [--articles N].

Three readings: many articles on one incident, one more incident in a ledger that holds many already, and the bundled stream as `benchmarks.bench`
sends it through a worker. In the first two, ledgers of several sizes get the same reports in turn, so that a machine that is busy with other things is
so for all of them alike; what is given is the median of the processor time. The large ledger lies in RocksDB, as a worker's does with
TOCSIN_STORE=rocksdb; a part of it (`REAL` incidents) is fed, and copied under other names, but for the last days, which are fed. It is held against an
empty one, and against one that holds the incidents of the last day only. News comes in order: of the last day, after all that is known of it.
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

from faust.stores.rocksdb import RocksDBOptions

from benchmarks.bench import articles_for
from stream.config import shipped_config
from stream.model import EPOCH, Report, Statement, Version, parse_article
from stream.pipeline import load_pipeline
from stream.reconcile import Words, reconcile
from stream.state import Changes
from stream.worker.rows import RocksView, encode_key, encode_row

WORDS = Words.load(shipped_config())
NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
RETENTION = timedelta(days=400)
#: Reports that one reading is the median of.
READ = 400
#: Incidents of a large ledger that are fed, report by report; the others are copies. Those of the last days are all fed: a worker that runs knows these.
REAL = 20_000
RECENT = 4
#: A year's news of a country of so many districts: a million incidents are about one a district and day.
DAYS, DISTRICTS, ADMIN1, SPOKESMEN, VILLAGES = 365, 3_000, 50, 1_000, 2_000
#: What has another name in each copy.
RENAMED = re.compile(r"(district |governorate |person |spokesman |article-|outlet |\br-|\bi-|expiry/0/)")


#: Digits as syllables: names of places hold none.
_LETTERS = str.maketrans({str(digit): syllable for digit, syllable in enumerate(["ba", "de", "gi", "ko", "lu", "ma", "ne", "ri", "so", "tu"])})
Table = dict[str, Any]


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


def one_of_many(number: int, days: int, parts: int = 1) -> Statement:
    """News of another incident each time, so many days ago: some names are the victims' own, some are told of many.

    `parts`: into how many of its kind the country is divided, of which this is one.
    """
    mixed = number * 2_654_435_761 % 2**32
    return statement(
        number,
        days=days,
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
    """Processor time that a statement costs in each ledger, which takes the first turn in turn; the ledgers stay as they are."""
    spent: list[list[float]] = [[] for _ in tables]
    gc.collect()
    gc.freeze()
    for turn, record in enumerate(records):
        for number in range(turn, turn + len(tables)):
            began = time.process_time()
            reconcile(Changes(tables[number % len(tables)]), record, WORDS, partitions=1, retention=RETENTION)
            spent[number % len(tables)].append((time.process_time() - began) * 1000)
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
    parts = max(incidents // REAL, 1)
    began = time.process_time()
    older = fed({}, (one_of_many(number, _days_ago(number), parts) for number in range(REAL) if _days_ago(number) > RECENT))
    empty, day, year = (_database(folder / name, table, parts) for name, table in (("empty", {}), ("day", {}), ("year", older)))
    recent = [number for number in range(REAL) if _days_ago(number) <= RECENT]
    fed(day, (_of_part(number, parts, part) for number in recent if _days_ago(number) == 1 for part in range(parts)))
    before, began = _resident(), time.process_time()
    fed(year, (_of_part(number, parts, part) for number in recent for part in range(parts)))
    spent = (time.process_time() - began) / (len(recent) * parts)
    alone, same, full = milliseconds([empty, day, year], (one_of_many(REAL + number, 1, parts) for number in range(READ)))
    print(f"ledger of {parts * REAL:,} incidents of a year: {full:.2f} ms a report,")
    print(f"  {full / alone:.2f} times that of an empty one ({alone:.2f} ms)")
    print(f"  {full / same:.2f} times that of one of the last day's alone ({same:.2f} ms)")
    print(
        f"{parts * len(older):,} rows in RocksDB and those of {len(recent) * parts:,} incidents of the last {RECENT} days, {1 / spent:,.0f} a second with "
        f"all that is written; memory of this process {before / 1024:,.0f} MiB before these, {_resident() / 1024:,.0f} MiB after"
    )
    print(_heaviest(older))


def fed(table: Table | RocksView, records: Iterable[Statement]) -> Any:
    """A ledger after these."""
    for record in records:
        feed(table, record)
    return table


def _days_ago(number: int) -> int:
    """When the incident of a year was of which this is the number: 365 to 1, in order."""
    return DAYS - number * DAYS // REAL


def _of_part(number: int, parts: int, part: int) -> Statement:
    """The same of another part of the country."""
    return Statement.model_validate_json(_renamed(one_of_many(number, _days_ago(number), parts).model_dump_json(), part))


def _database(folder: Path, table: Table, parts: int) -> RocksView:
    """The rows on disk, as the worker's are and with its options, once for each part of the country."""
    database = RocksDBOptions(use_rocksdict=True).open(folder)
    for key, row in table.items():
        encoded = encode_row(row)
        assert encoded is not None, "no row is null"
        name, text = RENAMED.split(key), RENAMED.split(encoded.decode())
        for part in range(parts):
            database.put(encode_key(_joined(name, part)), _joined(text, part).encode())
    # As it would be when they had come in the course of a year.
    database.compact_range(None, None)
    return RocksView(lambda: database)


def bundled_stream(articles: int) -> None:
    """The articles of `benchmarks.bench`, read beforehand: what register and reconcile cost, a tenth of the stream at a time."""
    pipeline = load_pipeline(shipped_config())
    found = []
    for number, line in enumerate(articles_for(articles)):
        article = parse_article(line)
        found.append(pipeline.extract(article, Version(0, 0, number), record_time=article.published or EPOCH)[0])
    registered: Table = {}
    ledger: Table = {}
    gc.collect()
    gc.freeze()
    costs = []
    for start in range(0, articles, max(articles // 10, 1)):
        part = found[start : start + max(articles // 10, 1)]
        began = time.process_time()
        for extraction in part:
            changes = Changes(registered)
            pipeline.register(changes, extraction)
            changes.apply()
            for send in changes.sends:
                assert isinstance(send.record, Statement), "register sends what is stated"
                settled = Changes(ledger)
                pipeline.reconcile(settled, send.record)
                settled.apply()
        costs.append((time.process_time() - began) * 1000 / len(part))
    gc.unfreeze()
    shown = ", ".join(f"{cost:.2f}" for cost in costs)
    print(f"bundled stream, {articles:,} articles, 144 a day: {statistics.mean(costs):.2f} ms an article; by tenths {shown}")


def _renamed(text: str, part: int) -> str:
    """The same of another part of the country; the first keeps its names."""
    return _joined(RENAMED.split(text), part)


def _joined(split: list[str], part: int) -> str:
    """A text that was split where names begin, with those of a part of the country."""
    if not part:
        return "".join(split)
    # Every other piece is what stands before a name.
    return "".join(f"{piece}{part}x" if number % 2 else piece for number, piece in enumerate(split))


def _heaviest(table: Table) -> str:
    key, size = max(((key, len(json.dumps(row))) for key, row in table.items()), key=lambda item: item[1])
    return f"{len(table):,} rows, the largest {size / 1024:.0f} KiB ({key[:40]})"


def _resident() -> float:
    """Memory of this process, in KiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4.0


def main() -> None:
    """Print the readings; 0 leaves one out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--articles", type=int, default=3_000)
    arguments = parser.parse_args()
    if arguments.articles:
        bundled_stream(arguments.articles)
    if arguments.reports:
        one_incident(arguments.reports)
    if arguments.incidents:
        with tempfile.TemporaryDirectory() as folder:
            many_incidents(arguments.incidents, Path(folder))


if __name__ == "__main__":
    main()
