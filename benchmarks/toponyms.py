"""How well marked place names are resolved: the share within 161 km of gold, names without a candidate counting as wrong.

python -m benchmarks.toponyms DIR [--json FILE] [--worst N]. DIR holds GeoVirus.xml and TR-News.xml (milangritta/Pragmatic-Guide-to-Geoparsing-Evaluation).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream.config import shipped_config
from stream.places import Gazetteer, Mention, Resolved
from stream.places.units import distance_km

#: 100 miles, as the literature counts.
WITHIN_KM = 161.0
SETS = ("GeoVirus", "TR-News")
_SAMPLES = 1000
#: Characters by which the files' offsets may be off.
_SLACK = 5


@dataclass(frozen=True, slots=True)
class Gold:
    """A marked name and where it lies."""

    phrase: str
    start: int
    end: int
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its marked names."""

    id: str
    text: str
    names: tuple[Gold, ...]


def read(file: Path) -> Iterator[Document]:
    """The documents of either file; names without coordinates are left out."""
    # The corpora lie beside the project, and are not the network's.
    for number, article in enumerate(ET.parse(file).getroot().iter("article")):
        text = article.findtext("text") or ""
        names = tuple(_names(article, text))
        yield Document(article.get("docid") or f"{number}", text, names)


def _names(article: ET.Element, text: str) -> Iterator[Gold]:
    for item in (*article.iter("location"), *article.iter("toponym")):
        lat, lon = item.findtext(".//lat"), item.findtext(".//lon")
        phrase = (item.findtext("phrase") if item.tag == "toponym" else item.findtext("name")) or ""
        start = _start(text, phrase, int(item.findtext("start") or 0))
        if lat and lon:
            yield Gold(phrase, start, start + len(phrase), float(lat), float(lon))


def _start(text: str, phrase: str, told: int) -> int:
    """Where the phrase stands, nearest to where the file says: one of the two counts from 1."""
    around = [at for at in (text.find(phrase, max(told - _SLACK, 0)), text.rfind(phrase, 0, told + len(phrase) + _SLACK)) if at >= 0]
    return min(around, key=lambda at: abs(at - told), default=told)


def judge(gazetteer: Gazetteer, document: Document) -> list[tuple[Gold, Resolved | None, float | None]]:
    """Each marked name, what it was resolved to, and how far that is (kilometres)."""
    marked = gazetteer.at(document.text, [(name.start, name.end) for name in document.names])
    spans = [(name.start, name.end) for name in document.names]
    others = [
        item for item in gazetteer.find(document.text, adjectives=True) if not any(item.start < end and start < item.end for start, end in spans)
    ]
    mentions = sorted([*filter(None, marked), *others], key=lambda item: (item.start, item.end))
    answers = {(item.mention.start, item.mention.end): item for item in gazetteer.resolve(mentions)}
    return [(gold, *_distance(gold, mention, answers)) for gold, mention in zip(document.names, marked, strict=True)]


def _distance(gold: Gold, mention: Mention | None, answers: dict[tuple[int, int], Resolved]) -> tuple[Resolved | None, float | None]:
    answer = answers.get((mention.start, mention.end)) if mention else None
    if answer is None or answer.place.lat is None or answer.place.lon is None:
        return None, None
    return answer, distance_km(gold.lat, gold.lon, answer.place.lat, answer.place.lon)


def figures(gazetteer: Gazetteer, directory: Path, worst: int = 0) -> dict[str, dict[str, Any]]:
    """The share within reach for each set, with a 95 % interval by bootstrap over documents."""
    result: dict[str, dict[str, Any]] = {}
    for name in SETS:
        hits = []
        for document in read(directory / f"{name}.xml"):
            judged = judge(gazetteer, document)
            hits.append([distance is not None and distance <= WITHIN_KM for _, _, distance in judged])
            if worst and _fold(document.id) != 4:
                worst -= _show(name, document.id, judged, worst)
        flat = [hit for document_hits in hits for hit in document_hits]
        result[f"{name} within 161 km"] = {"value": sum(flat) / len(flat), "n": len(flat), "ci95": _interval(hits)}
    return result


def _fold(key: str) -> int:
    """Fold 4 is kept aside: its errors are not read."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 5


def _show(name: str, document: str, judged: list[tuple[Gold, Resolved | None, float | None]], most: int) -> int:
    wrong = [item for item in judged if item[2] is None or item[2] > WITHIN_KM][:most]
    for gold, answer, distance in wrong:
        print(
            f"{name} {document}: {gold.phrase!r} at {gold.lat:.2f}, {gold.lon:.2f}:", f"{answer.place.id}, {distance:.0f} km" if answer else "nothing"
        )
    return len(wrong)


def _interval(hits: list[list[bool]]) -> tuple[float, float]:
    chance = random.Random(0)
    shares = []
    for _ in range(_SAMPLES):
        drawn = [hit for document in chance.choices(hits, k=len(hits)) for hit in document]
        shares.append(sum(drawn) / max(len(drawn), 1))
    shares.sort()
    return shares[int(0.025 * _SAMPLES)], shares[int(0.975 * _SAMPLES)]


def main() -> int:
    """Print the figures, and the errors that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="show so many errors, none of them from the fold that is kept aside")
    arguments = parser.parse_args()
    found = figures(Gazetteer.load(shipped_config()), arguments.directory, arguments.worst)
    for name, figure in found.items():
        print(f"{name:<28} {figure['value']:.3f}  n {figure['n']}  95 %: {figure['ci95'][0]:.3f} to {figure['ci95'][1]:.3f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
