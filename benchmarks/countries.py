"""The country of reports, over the pairs of gold incidents and reports that the scorer matches: a line that the scorer's own table does not have.

python -m benchmarks.countries EVAL GOLD PREDICTED. EVAL holds score_incidents.py, whose pairing is used as it is.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def figures(evaluation: Path, gold: Path, predicted: Path) -> dict[str, dict[str, Any]]:
    """The share of matched pairs with the right country, of those whose gold has one; a missing country is wrong."""
    sys.path.insert(0, str(evaluation))
    try:
        scorer: Any = import_module("score_incidents")
    finally:
        sys.path.remove(str(evaluation))
    reports = {row["article_id"]: row["reports"] for row in _rows(predicted)}
    right = []
    for article in _rows(gold):
        wanted = article["incidents"]
        given = [report for report in reports.get(article["id"], []) if not report.get("accidental")]
        right += [
            given[match].get("country") == wanted[index]["country"] for index, match in scorer.align(wanted, given) if wanted[index].get("country")
        ]
    return {"country": {"value": sum(right) / max(len(right), 1), "n": len(right)}}


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    print(json.dumps(figures(*map(Path, sys.argv[1:4]))))
