"""How much of our own round-ups, claims and statements is told right: figures that must not be lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stream.model import Effect, Report, validate_article

DATA = Path(__file__).parents[2] / "data"
#: Floors under what is reached; what is missed is missed for reasons that the evaluation names.
FOUND, TOLD_RIGHT, KILLED, WOUNDED, PERPETRATOR = 0.80, 0.50, 0.85, 0.85, 0.65
Pairs = list[tuple[dict[str, Any], Report | None]]


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def _best(incident: dict[str, Any], effect: Effect) -> int:
    return sum(casualty["best"] for casualty in incident["casualties"] if casualty["effect"] == effect)


def _told(report: Report, effect: Effect) -> int:
    return sum(casualty.best for casualty in report.casualties if casualty.effect is effect)


def _right(gold: dict[str, Any], report: Report) -> bool:
    """Day, governorate and both tolls."""
    tolls = all(_best(gold, effect) == _told(report, effect) for effect in (Effect.KILLED, Effect.WOUNDED))
    return tolls and str(report.date) == gold["date"] and report.admin1 in gold["admin1"].split("|")


def _likeness(gold: dict[str, Any], report: Report) -> int:
    day, place = str(report.date) == gold["date"], report.admin1 in gold["admin1"].split("|")
    return 4 * day + 2 * place + _right(gold, report) if day or place else 0


def _paired(incidents: list[dict[str, Any]], reports: list[Report]) -> Iterator[tuple[dict[str, Any], Report | None]]:
    left = list(reports)
    for gold in incidents:
        best = max(left, key=lambda report: _likeness(gold, report), default=None)
        if best is not None and _likeness(gold, best):
            left.remove(best)
            yield gold, best
        else:
            yield gold, None


@pytest.fixture(scope="module")
def pairs(extractor) -> Pairs:
    incidents = {row["id"]: row["incidents"] for row in _lines("own-gold.jsonl")}
    articles = [validate_article(row) for row in _lines("own-articles.jsonl")]
    return [pair for article in articles for pair in _paired(incidents[article.id], list(extractor.extract(article)))]


def test_share_found(pairs: Pairs):
    """Incidents that some report of the article tells."""
    assert sum(report is not None for _, report in pairs) / len(pairs) >= FOUND


def test_share_told_right(pairs: Pairs):
    """Incidents with day, governorate, killed and wounded right."""
    assert sum(report is not None and _right(gold, report) for gold, report in pairs) / len(pairs) >= TOLD_RIGHT


@pytest.mark.parametrize(("effect", "floor"), [(Effect.KILLED, KILLED), (Effect.WOUNDED, WOUNDED)])
def test_share_of_right_tolls(pairs: Pairs, effect: Effect, floor: float):
    """Of those found, the ones with the right number of that effect."""
    found = [(gold, report) for gold, report in pairs if report is not None]
    assert sum(_best(gold, effect) == _told(report, effect) for gold, report in found) / len(found) >= floor


def test_share_of_right_perpetrators(pairs: Pairs):
    """Of those found, the ones with the right perpetrator, unknown included."""
    found = [(gold["perpetrator"], report.perpetrator or "unknown") for gold, report in pairs if report is not None]
    assert sum(gold == told for gold, told in found) / len(found) >= PERPETRATOR
