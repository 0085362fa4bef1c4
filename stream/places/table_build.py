"""Rows of a compact place table (stream/places/world_file.py): what a unit is called, which rows are one place, under which names each is found."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby

from stream.places.fold import fold, slug
from stream.places.world_file import BY_OTHER_NAME, ORDINARY

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


def units_once(rows: Iterable[Row]) -> list[Row]:
    """Each unit once, that of most people, in the order of a table; of units whose regions would bear one id the first too."""
    kept: dict[tuple[str, str, str, str], Row] = {}
    regions: set[str] = set()
    for row in sorted(rows, key=lambda row: (-row.population, row.mark)):
        unit, region = (row.country, row.admin1, row.admin2, row.kind), slug(f"{row.country} {row.admin1} {row.admin2}")
        if unit not in kept and region not in regions and slug(row.name):
            regions.add(region)
            row.mark = ""
            kept[unit] = row
    return sorted(kept.values(), key=_place_in_table)


def settlements_once(rows: Iterable[Row]) -> Iterator[Row]:
    """Each settlement once, in the order of a table: namesakes of one unit keep their mark, those that lie side by side are one.

    The rows come by country, units and name; of one name those of most people first.
    """
    for _, namesakes in groupby(rows, key=lambda row: (row.country, row.admin1, row.admin2, row.name)):
        group: list[Row] = []
        for row in namesakes:
            if not any(_side_by_side(row, other) for other in group):
                row.mark = row.mark if group else ""
                group.append(row)
        yield from sorted(group, key=_place_in_table)


def _side_by_side(one: Row, other: Row) -> bool:
    return math.hypot((one.lat or 0) - (other.lat or 0), (one.lon or 0) - (other.lon or 0)) < _SAME


def _place_in_table(row: Row) -> tuple[str, int, str, str, str, str]:
    return row.country, RANK.get(row.kind, 2), row.admin1, row.admin2, row.name, row.mark


def in_order(units: Iterable[Row], settlements: Iterable[Row]) -> Iterator[Row]:
    """The units and the settlements, each in the order of a table, as one."""
    return merge(units, settlements, key=_place_in_table)


def names_of(row: Row, ordinary: Container[str]) -> dict[str, int]:
    """The folded names under which a row is found, with their flags; `ordinary` are words that are mostly no place, folded."""
    found: dict[str, int] = {}
    for position, name in enumerate((row.name, *row.others)):
        words = fold(name)
        key = " ".join(words)
        word = len(words) == 1 and key in ordinary
        if len(key) < _LEAST_LETTERS or len(words) > _MOST_WORDS or (word and len(key) <= _LEAST_LETTERS):
            continue
        found.setdefault(key, (BY_OTHER_NAME if position and row.kind not in RANK else 0) | (ORDINARY if word else 0))
    return found
