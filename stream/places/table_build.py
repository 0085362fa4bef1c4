"""Making a compact place table (stream/places/world_file.py) out of rows: what a unit is called, which rows are one place, under which names each is found."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stream.places.fold import fold, slug
from stream.places.world_file import BY_OTHER_NAME, ORDINARY, write_table

#: Generic words of a unit's name, left out where the rest still tells it from its sisters: "Antioquia Department", "Qaḑā’ Kifrī", "Provincia de Lima".
_AFTER = re.compile(
    r"\s+(?:Department|Province|Region|region|Governorate|State|Oblast|District|Municipality|Prefecture|Voivodeship|Krai|Division|Parish|Canton|Wilaya|Raion)$"
)
_BEFORE = re.compile(
    r"^(?:Departamento|Provincia|Província|Municipio|Município|Estado|Regi[oó]n|Muḩāfaz̧at|Muhafazat|Qaḑā’|Qada|Ostān-e|Wilāyat|Département|Province|Région|Region|State|Republic)"
    r"(?:\s+(?:de|del|da|do|di|of))?\s+"
)
#: "Province du Séno", "Département de l'Est"; French only, as "de la" may belong to a Spanish name.
_BEFORE_FRENCH = re.compile(r"^(?:Département|Province|Région|Circonscription)\s+(?:(?:de la|des|du|de)\s+|(?:de l|d)['’]\s*)")
#: In these the bare name of a county is not what it is called: "Orange County", never "Orange".
_KEEPS_COUNTY = re.compile(r"\s(?:County|Parish|Borough)$")
#: Settlements of at least so many people are cities, towns.
CITY, TOWN = 100_000, 5_000
#: Most places a single name leads to; those of most people are kept.
_MOST_NAMESAKES = 60
#: Two rows of one name in one unit closer than this are one place (degrees, about 20 km).
_SAME = 0.2
#: Most words of a name, and the fewest letters.
_MOST_WORDS, _LEAST_LETTERS = 6, 3
#: A name that English-language news may write.
LATIN = re.compile(r"[A-ZÀ-ÞĀ-ɏḀ-ỿ‘’'][A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ'’‘ʻʼ` .-]*\Z")
RANK = {"admin1": 0, "admin2": 1}


@dataclass(slots=True)
class Row:
    """One place of a table; `others` are names besides its own, `mark` tells it from namesakes in its unit."""

    name: str
    kind: str
    country: str
    admin1: str
    admin2: str
    lat: float | None
    lon: float | None
    population: int
    mark: str = ""
    others: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The row as it stands in the table: the columns of a place table, without `variants`; `code` holds the mark that tells namesakes apart."""
        lat, lon = ("" if value is None else f"{value:.2f}" for value in (self.lat, self.lon))
        return "\t".join((self.name, self.kind, self.country, self.admin1, self.admin2, lat, lon, str(self.population or ""), self.mark))


def write_rows(out: Path, rows: Iterable[Row], ordinary: Container[str]) -> list[Row]:
    """Write a table of the rows, each place once, and return those that it holds; `ordinary` are words that are mostly no place, folded."""
    kept = sorted(_once(rows), key=lambda row: (row.country, RANK.get(row.kind, 2), row.admin1, row.admin2, row.name, row.mark))
    write_table(out, [row.line() for row in kept], _index(kept, ordinary))
    return kept


def unit_names(units: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """By code ("MZ.01", "MZ.01.17"): the name that news would use, and the whole one. Where two sisters would share the short name both keep the whole."""
    whole = dict(units)
    short = {code: short_name(name) for code, name in whole.items()}
    sisters: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, name in short.items():
        sisters[code.rpartition(".")[0], slug(name)].append(code)
    crowded = {code for codes in sisters.values() if len(codes) > 1 for code in codes}
    return {code: (name if code in crowded else short[code], name) for code, name in whole.items()}


def short_name(name: str) -> str:
    """A unit's name without its generic word."""
    if _KEEPS_COUNTY.search(name):
        return name
    bare = _BEFORE.sub("", _BEFORE_FRENCH.sub("", _AFTER.sub("", name))).strip()
    return bare if len(bare) > 2 else name


def kind_by_size(people: int) -> str:
    """What a settlement of so many people is called in a place table."""
    return "city" if people >= CITY else "town" if people >= TOWN else "village"


def middle(rows: Iterable[Row]) -> tuple[float | None, float | None]:
    """The middle of where people live: the mean over squares of half a degree, each counted once, so that a large town does not draw it to itself."""
    squares = {(math.floor(2 * (row.lat or 0)), math.floor(2 * (row.lon or 0))): row for row in rows}
    if not squares:
        return None, None
    lats, lons = [row.lat or 0.0 for row in squares.values()], [row.lon or 0.0 for row in squares.values()]
    if max(lons) - min(lons) > 180:
        lons = [lon % 360 for lon in lons]
    lon = sum(lons) / len(lons)
    return sum(lats) / len(lats), lon - 360 if lon > 180 else lon


def _once(rows: Iterable[Row]) -> Iterator[Row]:
    """Each place once; namesakes of one unit keep their mark, those that lie side by side are one."""
    groups: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    regions: set[str] = set()
    for row in sorted(rows, key=lambda row: (-row.population, row.mark)):
        unit = row.kind in RANK
        group = groups[row.country, row.admin1, row.admin2, row.name if not unit else row.kind]
        if any(unit or math.hypot((row.lat or 0) - (other.lat or 0), (row.lon or 0) - (other.lon or 0)) < _SAME for other in group):
            continue
        region = slug(f"{row.country} {row.admin1} {row.admin2}")
        if unit and (region in regions or not slug(row.name)):
            continue
        regions |= {region} if unit else set()
        row.mark = row.mark if group else ""
        group.append(row)
        yield row


def _index(rows: Sequence[Row], ordinary: Container[str]) -> dict[str, list[int]]:
    """Rows (with flags) by folded name, those of most people first."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for number, row in enumerate(rows):
        for position, name in enumerate((row.name, *row.others)):
            words = fold(name)
            key = " ".join(words)
            word = len(words) == 1 and key in ordinary
            if len(key) < _LEAST_LETTERS or len(words) > _MOST_WORDS or (word and len(key) <= _LEAST_LETTERS):
                continue
            flags = (BY_OTHER_NAME if position and row.kind not in RANK else 0) | (ORDINARY if word else 0)
            found[key].setdefault(number, number | flags)
    return {
        key: sorted(numbers.values(), key=lambda flagged: (-rows[flagged & ~(ORDINARY | BY_OTHER_NAME)].population, flagged))[:_MOST_NAMESAKES]
        for key, numbers in found.items()
    }
