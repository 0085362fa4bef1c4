"""Region files: polygons, and every mistake with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stream.errors import ConfigurationError
from stream.model import PlacePrecision
from stream.places import Gazetteer, Regions

#: Around Dibis and Sarkran, north of 35.5 degrees; Hawija lies outside.
NORTH = [[[43.5, 35.5], [44.5, 35.5], [44.5, 36.0], [43.5, 36.0], [43.5, 35.5]]]
CROSSED = [[[43.5, 35.5], [44.5, 36.0], [44.5, 35.5], [43.5, 36.0], [43.5, 35.5]]]


def feature(coordinates: Any, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"id": "north", "name": "North", **properties}, "geometry": {"type": kind, "coordinates": coordinates}}


def draw(config: Path, *features: dict[str, Any]) -> None:
    (config / "regions" / "drawn.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}, indent=1), encoding="utf-8")


def load(config: Path) -> Regions:
    return Regions.load(config, Gazetteer.load(config))


def problems(config: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(config)
    return [f"{Path(problem.file).name}:{problem.line}: {problem.field}: {problem.message} | {problem.expected}" for problem in caught.value.problems]


def north(
    regions: Regions, precision: PlacePrecision, lat: float | None = None, lon: float | None = None, admin2: str | None = None
) -> tuple[bool, bool]:
    """Whether the polygon surely holds, and whether it may hold, a place in Kirkuk."""
    sure, possible = regions.holding(country="IQ", admin1="Kirkuk", admin2=admin2, lat=lat, lon=lon, precision=precision, place=None)
    return "north" in sure, "north" in possible


@pytest.fixture
def drawn(config: Path) -> Regions:
    draw(config, feature(NORTH))
    return load(config)


@pytest.mark.parametrize(("lat", "expected"), [(35.7, (True, False)), (35.45, (False, False))])
def test_a_point_is_in_or_out(drawn: Regions, lat: float, expected: tuple[bool, bool]) -> None:
    """A point inside is surely inside, one outside is not."""
    assert north(drawn, PlacePrecision.POINT, lat, 44.0) == expected


@pytest.mark.parametrize(("lat", "expected"), [(35.45, (False, True)), (35.2, (False, False))])
def test_near_a_point_outside_may_be_inside(drawn: Regions, lat: float, expected: tuple[bool, bool]) -> None:
    """What is near a point lies within ten kilometres of it."""
    assert north(drawn, PlacePrecision.AREA, lat, 44.0) == expected


@pytest.mark.parametrize(("admin2", "expected"), [("Dibis", (True, False)), ("Hawija", (False, False)), (None, (False, True))])
def test_a_unit_is_in_by_its_places(drawn: Regions, admin2: str | None, expected: tuple[bool, bool]) -> None:
    """A unit lies inside where all its known places do, and may where some do."""
    assert north(drawn, PlacePrecision.ADMIN2 if admin2 else PlacePrecision.ADMIN1, admin2=admin2) == expected


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (feature(CROSSED), "features.0.geometry.coordinates: found Self-intersection"),
        (feature([44.0, 35.0], "Point"), "features.0.geometry.type: found 'Point'"),
        (feature([[[43.5, 35.5], [444.5, 35.5], [44.5, 36.0], [43.5, 35.5]]]), "features.0.geometry.coordinates: reaches from"),
        (feature([]), "features.0.geometry.coordinates: is empty"),
        (feature("here"), "features.0.geometry: cannot be read"),
        (feature(NORTH, name=""), "features.0.properties: name: "),
        (feature(NORTH, id="North Pole"), "features.0.properties: id: "),
    ],
)
def test_a_bad_polygon_is_refused(config: Path, bad: dict[str, Any], expected: str) -> None:
    """A polygon that crosses itself, is no polygon or leaves the earth is refused, with the line of its id."""
    draw(config, bad)
    (problem,) = problems(config)
    assert problem.startswith(f"drawn.geojson:7: {expected}"), problem


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("country: QI", "members.0.country: found 'QI'"),
        ("iso3166_2: IQ-XX", "members.0.iso3166_2: found 'IQ-XX'"),
        ("governorate: Kerkuk", "members.0.governorate: found 'Kerkuk'"),
        ("district: Kirkuk/Dibs", "members.0.district: found 'Kirkuk/Dibs'"),
        ("district: Kirkuk/Dibis/Sarkran", "members.0.district: found 'Kirkuk/Dibis/Sarkran'"),
        ("place: Kirkuk/Dibis/Nowhere", "members.0.place: found 'Kirkuk/Dibis/Nowhere'"),
    ],
)
def test_an_unknown_member_is_refused(config: Path, member: str, expected: str) -> None:
    """A member that the gazetteer does not have is named with its line."""
    (config / "regions" / "mine.yaml").write_text(
        f"regions:\n  - id: mine\n    name: Mine\n    country: IQ\n    members:\n      - {member}\n", encoding="utf-8"
    )
    (problem,) = problems(config)
    assert problem.startswith(f"mine.yaml:6: regions.0.{expected}"), problem


def test_a_member_says_one_thing(config: Path) -> None:
    """Two fields in one member are a mistake."""
    (config / "regions" / "mine.yaml").write_text(
        "regions:\n  - id: mine\n    name: Mine\n    members:\n      - {country: IQ, iso3166_2: IQ-KI}\n", encoding="utf-8"
    )
    assert problems(config)[0].startswith("mine.yaml:5: regions.0.members.0: a member has exactly one of")


def test_an_empty_region_is_refused(config: Path) -> None:
    """A region without members and polygon can hold nothing."""
    (config / "regions" / "mine.yaml").write_text("regions:\n  - id: mine\n    name: Mine\n", encoding="utf-8")
    assert problems(config) == ["mine.yaml:2: regions.0.members: is missing or empty | at least one member, or a polygon"]


def test_a_doubled_id_is_refused_across_files(config: Path) -> None:
    """An id stands for one region, whatever file it is in."""
    draw(config, feature(NORTH))
    (config / "regions" / "z.yaml").write_text("regions:\n  - {id: north, name: N, members: [{country: IQ}]}\n", encoding="utf-8")
    assert problems(config) == ["z.yaml:2: regions.0.id: 'north' is given twice | each region once"]


def test_the_id_of_a_unit_is_taken(config: Path) -> None:
    """A drawn region cannot take the id of a generated one."""
    (config / "regions" / "mine.yaml").write_text("regions:\n  - {id: iq-kirkuk, name: N, members: [{country: IQ}]}\n", encoding="utf-8")
    assert problems(config) == ["mine.yaml:2: regions.0.id: 'iq-kirkuk' is the id of a generated region | another id"]


def test_units_that_make_one_region_are_refused(config: Path) -> None:
    """Two units whose names differ in signs only would share one region's id."""
    with (config / "places" / "iraq.tsv").open("a", encoding="utf-8") as file:
        file.write("Hawi-ja\tadmin2\tIQ\tKirkuk\tHawi-ja\t35\t44\t\t\t\nHawi ja\tadmin2\tIQ\tKirkuk\tHawi ja\t35\t44\t\t\t\n")
    assert "makes the region 'iq-kirkuk-hawi-ja'" in problems(config)[0]


def test_a_set_of_unknown_regions_is_refused(config: Path) -> None:
    """A set can only hold regions that there are."""
    (config / "regions" / "mine.yaml").write_text("sets:\n  pair: [iq-kirkuk, iq-mosul]\n", encoding="utf-8")
    assert problems(config) == ["mine.yaml:2: sets.pair: found 'iq-mosul', which is no region | the id of a region"]


def test_broken_json_is_named_with_its_line(config: Path) -> None:
    """A file that is no JSON says where it stops being it."""
    (config / "regions" / "drawn.geojson").write_text('{\n "type": \n}', encoding="utf-8")
    assert problems(config)[0].startswith("drawn.geojson:3: : not JSON")
