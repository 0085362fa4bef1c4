"""python -m tests.fuzz [--number 100000] [--seed 1] [--keep DIR]: mutated articles through the boundary and the extractor."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from itertools import islice
from multiprocessing import Pool
from pathlib import Path

from tests.fuzz.mutate import records
from tests.fuzz.targets import Outcome, Targets

DATA = Path(__file__).parents[1] / "data"
BUNDLED = Path(__file__).parents[2] / "stream" / "data" / "demo.jsonl"


def originals() -> list[dict[str, object]]:
    """Articles to mutate: all of ours."""
    files = (BUNDLED, DATA / "own-articles.jsonl", DATA / "harmless.jsonl")
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def run(part: tuple[int, int]) -> Outcome:
    """So many records of one seed."""
    number, seed = part
    return Targets().articles(islice(records(originals(), seed), number), Outcome())


def main() -> int:
    """Exit status 1 where any input made a crash, or took longer than a second of processor time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="where to write the inputs that failed")
    given = parser.parse_args()
    parts = [(given.number // given.workers, given.seed * 1000 + worker) for worker in range(given.workers)]
    with Pool(given.workers) as pool:
        outcomes = pool.map(run, parts)
    kinds = sum((outcome.kinds for outcome in outcomes), start=Counter[str]())
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    print(
        f"seed {given.seed}: {sum(number for number, _ in parts)} inputs, worst {max(outcome.worst for outcome in outcomes):.2f} s of processor time"
    )
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    for said, count in Counter(said for said, _ in failures).most_common():
        print(f"FAILED {count} times: {said}")
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        for _, raw in failures:
            (given.keep / hashlib.sha256(raw).hexdigest()[:16]).write_bytes(raw)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
