"""A map of regions: SVG, alone or in a page that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import shapely

from stream.describe import safe
from stream.places import Place, Region
from stream.places.inside import Located
from stream.places.outlines import Outline, outlines

#: Of regions, in their order, and again from the first.
COLOURS = ("#b3402e", "#2b6ca3", "#3d8b5a", "#8a5aa5", "#c08a1e", "#3f8f96", "#a3486f", "#6b6b2f")
_WIDTH, _TALLEST = 960.0, 1100.0
#: Of the height and width: room around what is shown; degrees of the smallest map.
_MARGIN, _LEAST_SPAN = 0.08, 0.4
#: Width of the narrowest map, in its heights.
_NARROWEST = 0.9
#: Most places that are drawn, and most names; pixels that a letter takes, and a line.
_MOST_DOTS, _MOST_LABELS, _LETTER, _LINE = 6000, 90, 5.6, 12.0
#: Degrees around places that have no others beside them.
_ALONE = 0.1
_SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_STYLE = (
    ".land{fill:#f3f0e8;stroke:#cfc9ba;stroke-width:.8}.unit{fill:#9a9483;font:italic 12px sans-serif;text-anchor:middle}"
    ".out{fill:#a8a294}.name{fill:#222;font:11px sans-serif;paint-order:stroke;stroke:#f3f0e8;stroke-width:2.5px}"
    ".scale{stroke:#444;stroke-width:2;fill:none}.km{fill:#444;font:11px sans-serif}"
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Degrees to pixels: a plate carrée that is true to scale at its middle."""

    west: float
    north: float
    #: Pixels of a degree of longitude, and of latitude.
    east_px: float
    south_px: float
    width: float
    height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.east_px, (self.north - lat) * self.south_px

    def path(self, rings: Iterable[Iterable[Sequence[float]]]) -> str:
        return "".join(f"M{'L'.join('{:.1f} {:.1f}'.format(*self.at(*point[:2])) for point in ring)}Z" for ring in rings)

    @property
    def frame(self) -> Any:
        return shapely.box(self.west, self.north - self.height / self.south_px, self.west + self.width / self.east_px, self.north)


def draw(regions: Sequence[Region], places: Sequence[Located], *, page: bool) -> str:
    """The map of some regions as SVG, or as a page; `places` as `locate` gives them for these regions."""
    svg = _svg(regions, places)
    if not page:
        return svg
    title = ", ".join(region.name for region in regions[:4]) + (f" and {len(regions) - 4} more" if len(regions) > 4 else "")
    template = Template(files("stream").joinpath("data/map.html").read_text(encoding="utf-8"))
    cards = "\n".join(_card(region, colour, places) for region, colour in _coloured(regions))
    return template.substitute(title=_text(title), map=svg, regions=cards)


def _svg(regions: Sequence[Region], places: Sequence[Located]) -> str:
    sheet = _sheet(regions, places)
    west, south, east, north = sheet.frame.bounds
    land = [(outline, shapely.union_all([shapely.buffer(shapely.polygons(ring), 0) for ring in outline.rings])) for outline in _near(sheet)]
    seen = [item for item in places if west < item.lon < east and south < item.lat < north]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width:.0f} {sheet.height:.0f}" role="img">',
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#e3ecf0"/>',
        *(f'<path class="land" d="{sheet.path(outline.rings)}"><title>{_text(outline.name)}</title></path>' for outline, _ in land),
        *(_area(region, colour, sheet, places, land) for region, colour in _coloured(regions)),
        *_unit_names(sheet, land),
        *_dots(regions, sheet, seen[:_MOST_DOTS]),
        *_labels(sheet, sorted(seen, key=_importance)),
        _scale(sheet),
        "</svg>",
    ]
    return "\n".join(parts)


def _coloured(regions: Sequence[Region]) -> Iterator[tuple[Region, str]]:
    return ((region, COLOURS[number % len(COLOURS)]) for number, region in enumerate(regions))


def _sheet(regions: Sequence[Region], places: Sequence[Located]) -> _Sheet:
    corners = [(item.lon, item.lat) for item in places if item.sure]
    for region in regions:
        if region.area is not None:
            west, south, east, north = region.area.bounds
            corners += [(west, south), (east, north)]
    corners = corners or [(item.lon, item.lat) for item in places] or [(-180.0, -60.0), (180.0, 75.0)]
    west, east = min(lon for lon, _ in corners), max(lon for lon, _ in corners)
    south, north = min(lat for _, lat in corners), max(lat for _, lat in corners)
    wide, high = max(east - west, _LEAST_SPAN), max(north - south, _LEAST_SPAN)
    narrowing = math.cos(math.radians((south + north) / 2))
    wide = max(wide, _NARROWEST * high / narrowing)
    west, north = (west + east - wide) / 2 - _MARGIN * wide, (south + north + high) / 2 + _MARGIN * high
    wide, high = wide * (1 + 2 * _MARGIN), high * (1 + 2 * _MARGIN)
    pixels = min(_WIDTH / (wide * narrowing), _TALLEST / high)
    return _Sheet(west, north, pixels * narrowing, pixels, wide * pixels * narrowing, high * pixels)


def _near(sheet: _Sheet) -> list[Outline]:
    """Units that any part of the map may show."""
    west, south, east, north = sheet.frame.bounds
    return [
        outline
        for outline in outlines()
        if any(
            min(lon for lon, _ in ring) < east
            and max(lon for lon, _ in ring) > west
            and min(lat for _, lat in ring) < north
            and max(lat for _, lat in ring) > south
            for ring in outline.rings
        )
    ]


def _area(region: Region, colour: str, sheet: _Sheet, places: Sequence[Located], land: Sequence[tuple[Outline, Any]]) -> str:
    """A region's polygon, and the shade around the places of its members."""
    shown = []
    if region.members:
        shade = _shade(region, sheet, places, land)
        shown.append(f'<path d="{sheet.path(_rings(shade))}" fill="{colour}" fill-opacity=".16" fill-rule="evenodd"/>')
    if region.area is not None:
        drawn = sheet.path(_rings(region.area.polygon))
        shown.append(f'<path d="{drawn}" fill="{colour}" fill-opacity=".14" fill-rule="evenodd" stroke="{colour}" stroke-width="2"/>')
    return f"<g><title>{_text(region.name)}</title>{''.join(shown)}</g>"


def _shade(region: Region, sheet: _Sheet, places: Sequence[Located], land: Sequence[tuple[Outline, Any]]) -> Any:
    """Whatever is nearer to a place inside than to any other known place, on the land of the countries that were looked at."""
    spots = {(item.lon, item.lat): region.id in item.sure for item in places if not item.possible or region.id in item.sure}
    if not any(spots.values()) or len(spots) < 2:
        return shapely.buffer(shapely.multipoints([spot for spot, inside in spots.items() if inside]), _ALONE)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(list(spots)), extend_to=sheet.frame))
    tree: Any = shapely.STRtree(cells)
    inside = [spot for spot, within in spots.items() if within]
    _, found = tree.query(shapely.points(inside), predicate="within")
    countries = {item.place.country for item in places}
    ground = shapely.union_all([shape for outline, shape in land if outline.country in countries])
    return shapely.union_all(cells[found]).intersection(ground).intersection(sheet.frame).simplify(0.5 / sheet.south_px)


def _rings(shape: Any) -> Iterator[Any]:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part.exterior.coords
            yield from (ring.coords for ring in part.interiors)


def _unit_names(sheet: _Sheet, land: Sequence[tuple[Outline, Any]]) -> Iterator[str]:
    for outline, shape in land:
        seen = shape.intersection(sheet.frame)
        if seen.area * sheet.east_px * sheet.south_px > len(outline.name) * _LETTER * 60:
            x, y = sheet.at(*seen.representative_point().coords[0])
            yield f'<text class="unit" x="{x:.0f}" y="{y:.0f}">{_text(outline.name)}</text>'


def _dots(regions: Sequence[Region], sheet: _Sheet, places: Sequence[Located]) -> Iterator[str]:
    colours = {region.id: colour for region, colour in _coloured(regions)}
    # The grey ones first, so that they hide nothing.
    for item in sorted(places, key=lambda item: (bool(item.sure), bool(item.possible))):
        x, y = sheet.at(item.lon, item.lat)
        holders = item.sure or item.possible
        colour = colours[holders[0]] if holders else ""
        look = (
            f'r="3" fill="{colour}"'
            if item.sure
            else f'r="2.6" fill="#fff" stroke="{colour}" stroke-width="1.3"'
            if holders
            else 'class="out" r="1.4"'
        )
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" {look}><title>{_text(_told(item))}</title></circle>'


def _importance(item: Located) -> tuple[bool, bool, bool, int]:
    """What is named first: places of the regions, seats of governorates, seats of districts, then by people."""
    place = item.place
    return not (item.sure or item.possible), place.name != place.admin1, place.name != place.admin2, -place.people


def _labels(sheet: _Sheet, places: Sequence[Located]) -> Iterator[str]:
    """Names, in the order given, where they cover no other name."""
    taken: list[tuple[float, float, float, float]] = []
    for item in places:
        x, y = sheet.at(item.lon, item.lat)
        width = len(item.place.name) * _LETTER
        left = x + 5 if x + 5 + width < sheet.width else x - 5 - width
        spot = left, y - _LINE / 2, left + width, y + _LINE / 2
        if any(spot[0] < other[2] and other[0] < spot[2] and spot[1] < other[3] and other[1] < spot[3] for other in taken):
            continue
        taken.append(spot)
        yield f'<text class="name" x="{left:.1f}" y="{y + 4:.1f}">{_text(item.place.name)}</text>'
        if len(taken) >= _MOST_LABELS:
            return


def _scale(sheet: _Sheet) -> str:
    pixels = sheet.south_px / 111.2
    kilometres = max((step for step in _SCALES_KM if step * pixels <= sheet.width / 4), default=_SCALES_KM[0])
    x, y = 16.0, sheet.height - 16
    bar = f"M{x} {y - 5}V{y}H{x + kilometres * pixels:.1f}V{y - 5}"
    return f'<path class="scale" d="{bar}"/><text class="km" x="{x + 6}" y="{y - 5}">{kilometres} km</text>'


def _card(region: Region, colour: str, places: Sequence[Located]) -> str:
    sure, possible = [item for item in places if region.id in item.sure], [item for item in places if region.id in item.possible]
    members = f"<p>Members: {_text(', '.join(sorted(region.members)))}</p>" if region.members else ""
    lists = "".join(_list(words, items) for words, items in (("surely inside", sure), ("may be inside", possible)))
    names = ", ".join((region.name, *region.aliases))
    return f'<section><h2><i style="background:{colour}"></i>{_text(names)}</h2><p>{_text(region.id)}</p>{members}{lists}</section>'


def _list(words: str, places: Sequence[Located]) -> str:
    if not places:
        return f"<p>No known place {words}.</p>"
    names = ", ".join(sorted(item.place.name for item in places))
    return f"<details><summary>{len(places):,} place{'' if len(places) == 1 else 's'} {words}</summary><p>{_text(names)}</p></details>"


def _told(item: Located) -> str:
    """What a pointer on a dot shows."""
    inside = f"inside {', '.join(item.sure)}" if item.sure else f"may be inside {', '.join(item.possible)}" if item.possible else "outside"
    return f"{item.place.name}, {item.place.kind}, {_unit(item.place)}: {inside}"


def _unit(place: Place) -> str:
    return "/".join(filter(None, (place.country, place.admin1, place.admin2)))


def _text(words: str) -> str:
    return escape(safe(words))
