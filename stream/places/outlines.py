"""Borders of first-level units (states, governorates) for maps, and their ISO 3166-2 codes: Natural Earth, public domain; made by `make outlines`."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"
#: Coordinates are hundredths of a degree.
_SCALE = 100

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A unit's outer borders, a ring of (longitude, latitude) in degrees for each part, right to 2 km; `name` is GeoNames'."""

    country: str
    name: str
    rings: tuple[Ring, ...]


@cache
def outlines() -> tuple[Outline, ...]:
    """The first-level units of all countries."""
    packed = json.loads(zlib.decompress((_DATA / "outlines.json.zz").read_bytes()))
    return tuple(Outline(country, name, tuple(map(_ring, rings))) for country, units in sorted(packed.items()) for name, rings in units)


@cache
def unit_codes() -> Mapping[str, str]:
    """Ids that the worldwide table gives first-level units ("MZ/Cabo Delgado"), by their ISO 3166-2 codes."""
    lines = (_DATA / "iso3166_2.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def _ring(steps: list[int]) -> Ring:
    lons, lats = accumulate(steps[::2]), accumulate(steps[1::2])
    return tuple((lon / _SCALE, lat / _SCALE) for lon, lat in zip(lons, lats, strict=True))
