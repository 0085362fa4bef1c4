"""How good the results are: the scorers over the dev corpora, one line a figure with what is wanted beside it.

python -m benchmarks.figures [--whole | --folds] [--shared DIR]. Without --whole a quarter of gva-dev is taken (by incident), so that all is done in a minute; with
--folds the figures of extraction are given on four folds of every dev set, and on the one that is kept aside.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks import countries, folds, toponyms
from benchmarks.wanted import WANTED, Wanted
from stream.config import shipped_config
from stream.places import Gazetteer

ROOT = Path(__file__).parents[1]
#: Seconds for all of it, without --whole.
BUDGET = 55
#: Share of gva-dev's incidents that is read without --whole.
SAMPLE = 0.25
Figures = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Bench:
    """Where the corpora are, where results go, and until when."""

    shared: Path
    out: Path
    whole: bool
    deadline: float | None

    def corpus(self, name: str, file: str) -> Path:
        """A file of a corpus."""
        return self.shared / "corpora" / name / file

    def tocsin(self, *arguments: object, stdout: Path | None = None) -> None:
        """Run the command as anybody would."""
        self._run([sys.executable, "-m", "stream.cli", *map(str, arguments)], stdout)

    def score(self, script: str, *arguments: object) -> Figures:
        """The figures of a scorer."""
        figures = self.out / f"{script}-{len(list(self.out.iterdir()))}-{time.monotonic_ns()}.json"
        self._run([sys.executable, str(self.shared / "eval" / script), *map(str, arguments), "--json", str(figures)], None)
        result: Figures = json.loads(figures.read_text(encoding="utf-8"))
        return result

    def _run(self, command: list[str], stdout: Path | None) -> None:
        left = None if self.deadline is None else max(self.deadline - time.monotonic(), 0.1)
        with (stdout or Path(os.devnull)).open("wb") as out:
            # Where ties are broken by the order of a set of words, as score_clusters.py does, figures are only the same again with a fixed seed.
            environment = os.environ | {"PYTHONHASHSEED": "0"}
            done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, timeout=left, cwd=ROOT, env=environment, check=False)
        # 1: some lines were bad, the others are done; the corpora hold none, so it is worth a word.
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[2:5])} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")


def indomain(bench: Bench) -> dict[str, Figures]:
    """Reports and incidents of the 200 articles on Iraq."""
    gold, articles = bench.corpus("indomain-dev", "gold.jsonl"), bench.corpus("indomain-dev", "articles.jsonl")
    reports, incidents = bench.out / "indomain-reports.jsonl", bench.out / "indomain-incidents.jsonl"
    bench.tocsin("extract", articles, stdout=reports)
    bench.tocsin("replay", articles, "--incidents", incidents)
    final = bench.corpus("indomain-dev", "final.jsonl")
    return {
        "indomain reports": bench.score("score_incidents.py", gold, reports) | countries.figures(bench.shared / "eval", gold, reports),
        "indomain incidents": bench.score("score_clusters.py", gold, incidents, "--reports", reports, "--final", final),
    }


def surge(bench: Bench) -> dict[str, Figures]:
    """Alerts of the shipped surge rule for the disputed territories, alone."""
    rules, alerts = bench.out / "surge.yaml", bench.out / "surge-alerts.jsonl"
    shipped = yaml.safe_load((shipped_config() / "rules.yaml").read_text(encoding="utf-8"))
    shipped["rules"] = [rule for rule in shipped["rules"] if rule["kind"] == "surge" and rule["regions"] == ["disputed-territories"]]
    rules.write_text(yaml.safe_dump(shipped), encoding="utf-8")
    bench.tocsin("replay", bench.corpus("indomain-dev", "articles.jsonl"), "--rules", rules, "--alerts", alerts, "--until", "2022-01-31")
    return {"indomain surge": bench.score("score_alerts.py", bench.corpus("indomain-dev", "onsets.jsonl"), alerts, "--grace", 3)}


def muc4(bench: Bench) -> dict[str, Figures]:
    """Reports of the documents of MUC-4's first two test sets."""
    gold, articles = _part(bench, "muc4-dev", "id", lambda row: str(row["id"]).startswith("TST"))
    reports = bench.out / "muc4-reports.jsonl"
    bench.tocsin("extract", articles, stdout=reports)
    return {"muc4 reports": bench.score("score_muc.py", gold, reports)}


def gva(bench: Bench) -> dict[str, Figures]:
    """Reports and incidents of US shooting news, a part of the incidents unless the whole is wanted."""
    gold, articles = _part(bench, "gva-dev", "article_id", lambda row: bench.whole or _hash(row["incident_id"]) < SAMPLE)
    reports, incidents = bench.out / "gva-reports.jsonl", bench.out / "gva-incidents.jsonl"
    bench.tocsin("extract", articles, stdout=reports)
    bench.tocsin("replay", articles, "--incidents", incidents)
    return {
        "gva reports": bench.score("score_counts.py", gold, reports),
        "gva incidents": bench.score("score_clusters.py", gold, incidents, "--reports", reports),
    }


def marked_names(bench: Bench) -> dict[str, Figures]:
    """Place names that somebody marked in news: how many are resolved to within 161 km."""
    return {"toponyms": toponyms.figures(Gazetteer.load(shipped_config()), bench.corpus("toponyms-dev", ""))}


def harmless(bench: Bench) -> dict[str, Figures]:
    """The share of our own harmless articles that give no report, those of mishaps left aside."""
    reports = bench.out / "harmless-reports.jsonl"
    bench.tocsin("extract", ROOT / "tests" / "data" / "harmless.jsonl", stdout=reports)
    lines = [json.loads(line) for line in reports.read_text(encoding="utf-8").splitlines()]
    clean = [all(report["accidental"] for report in line["reports"]) for line in lines]
    return {"harmless": {"articles kept clean": {"value": sum(clean) / len(clean), "n": len(clean)}}}


#: Longest first, as they run side by side.
JOBS: dict[str, Callable[[Bench], dict[str, Figures]]] = {
    "gva": gva,
    "indomain": indomain,
    "muc4": muc4,
    "surge": surge,
    "harmless": harmless,
    "toponyms": marked_names,
}


def main() -> int:
    """Print the table; exit status 0 whatever it says, so that a hook can show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", action="store_true", help="all of every corpus, however long it takes")
    parser.add_argument("--folds", action="store_true", help="the figures of extraction, on the folds that were read and on the one kept aside")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="where corpora/ and eval/ are")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    if not (arguments.shared / "eval").is_dir():
        print(f"No corpora here: {arguments.shared} is not there, so nothing can be measured.")
        return 0
    started = time.monotonic()
    if arguments.folds:
        with tempfile.TemporaryDirectory() as out:
            bench = Bench(arguments.shared, Path(out), whole=True, deadline=None)
            for line in folds.lines(
                arguments.shared, lambda articles, to: bench.tocsin("extract", articles, stdout=to), Path(out), arguments.workers
            ):
                print(line, flush=True)
        print(f"{time.monotonic() - started:.0f} s")
        return 0
    with tempfile.TemporaryDirectory() as out, ThreadPoolExecutor(arguments.workers) as pool:
        bench = Bench(arguments.shared, Path(out), arguments.whole, None if arguments.whole else started + BUDGET)
        found, failures = _gather({name: pool.submit(job, bench) for name, job in JOBS.items()})
    for wanted in WANTED:
        print(_line(wanted, found))
    for text in failures:
        print(text)
    part = "all of it" if arguments.whole else f"{SAMPLE:.0%} of gva-dev, TST1 and TST2 of muc4-dev"
    reached = sum(_value(wanted, found) is not None and wanted.reached(_value(wanted, found) or 0) for wanted in WANTED)
    print(f"{reached} of {len(WANTED)} figures reached; {part}; {time.monotonic() - started:.0f} s")
    return 0


def _gather(futures: dict[str, Future[dict[str, Figures]]]) -> tuple[dict[str, Figures], list[str]]:
    found: dict[str, Figures] = {}
    failures = []
    for name, future in futures.items():
        try:
            found |= future.result()
        except subprocess.TimeoutExpired:
            failures.append(f"{name}: not finished within {BUDGET} s; make figures ARGUMENTS=--whole takes its time")
        except Exception as error:  # noqa: BLE001 - one broken job must not hide the others' figures
            failures.append(f"{name}: {error}")
    return found, failures


def _part(bench: Bench, corpus: str, key: str, wanted: Callable[[dict[str, Any]], bool]) -> tuple[Path, Path]:
    """Gold and articles of a part of a corpus, as files."""
    gold, articles = bench.out / f"{corpus}-gold.jsonl", bench.out / f"{corpus}-articles.jsonl"
    ids = set()
    with gold.open("w", encoding="utf-8") as out:
        for line in bench.corpus(corpus, "gold.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            if wanted(row):
                ids.add(row[key])
                out.write(line)
    with articles.open("w", encoding="utf-8") as out:
        out.writelines(line for line in bench.corpus(corpus, "articles.jsonl").open(encoding="utf-8") if json.loads(line)["id"] in ids)
    return gold, articles


def _hash(text: object) -> float:
    """A number in [0, 1) that a word always gives, spread evenly."""
    return int(hashlib.sha256(str(text).encode()).hexdigest()[:8], 16) / 2**32


def _value(wanted: Wanted, found: dict[str, Figures]) -> float | None:
    value = found.get(wanted.job, {}).get(wanted.metric, {}).get(wanted.column)
    return None if value is None else float(value)


def _line(wanted: Wanted, found: dict[str, Figures]) -> str:
    value = _value(wanted, found)
    name = wanted.metric + ("" if wanted.column == "value" else f" {wanted.column}")
    shown = "  -  " if value is None else f"{value:.3f}"
    verdict = "not measured" if value is None else "reached" if wanted.reached(value) else "short"
    return f"issue {wanted.issue}  {wanted.job:<19} {name:<34} {shown}  wanted {wanted!s:<8} {verdict}"


if __name__ == "__main__":
    sys.exit(main())
