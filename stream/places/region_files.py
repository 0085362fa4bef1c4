"""Region files: `regions/*.yaml` (members) and `regions/*.geojson` (polygons), as users write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stream.config import Located
from stream.errors import ConfigurationError, Problem
from stream.model import explain
from stream.places.area import BadPolygon, Polygon, polygon_of
from stream.places.fold import slug
from stream.places.gazetteer import Gazetteer
from stream.places.model import Place, PlaceKind

Complain = Callable[..., Problem]
_Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]


class Member(BaseModel):
    """One member of a region: exactly one of the fields."""

    model_config = ConfigDict(extra="forbid", strict=True)

    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2")] = None
    iso3166_2: Annotated[str | None, Field(description="code of an admin 1 unit, such as IQ-KI")] = None
    governorate: Annotated[str | None, Field(description='"Kirkuk", or "IQ/Kirkuk" where the region names no country')] = None
    district: Annotated[str | None, Field(description='"Kirkuk/Hawija"')] = None
    place: Annotated[str | None, Field(description='"Nineveh/Mosul/Bashiqa": the id of the gazetteer, without the country')] = None

    @model_validator(mode="after")
    def _one(self) -> Member:
        if len(self.model_fields_set) != 1:
            raise ValueError("a member has exactly one of country, iso3166_2, governorate, district, place")
        return self


class RegionEntry(BaseModel):
    """A region as it stands in a file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: _Id
    name: Annotated[str, Field(min_length=1)]
    aliases: list[str] = []
    country: Annotated[str | None, Field(description="alpha-2; what governorates, districts and places of this region lie in")] = None
    members: list[Member] = []


class _RegionFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    regions: list[RegionEntry] = []
    sets: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class DrawnRegion:
    """A region of a file: its members as ids of the gazetteer, its polygon; `complain(field, message, expected)` gives a Problem at its line."""

    id: str
    name: str
    aliases: tuple[str, ...]
    members: frozenset[str]
    polygon: Polygon | None
    problem: Complain


@dataclass(frozen=True, slots=True)
class RegionSet:
    """A named set of regions that rules can use; `problem(message, expected)` gives a Problem at its line."""

    name: str
    members: tuple[str, ...]
    problem: Complain


def read_regions(path: Path, gazetteer: Gazetteer) -> tuple[list[DrawnRegion], list[RegionSet]]:
    """All regions and sets of a file, or of a directory in order of file names; raises ConfigurationError with every mistake."""
    problems: list[Problem] = []
    drawn: dict[str, DrawnRegion] = {}
    sets: list[RegionSet] = []
    for file in sorted([*path.glob("*.yaml"), *path.glob("*.geojson")]) if path.is_dir() else [path]:
        try:
            entries = list(_geojson(file) if file.suffix == ".geojson" else _yaml(file, sets))
        except ConfigurationError as error:
            problems += error.problems
            continue
        for entry, polygon, complain in entries:
            region = _region(entry, polygon, complain, gazetteer, problems)
            if region.id in drawn:
                problems.append(complain("id", f"{region.id!r} is given twice", "each region once"))
            drawn[region.id] = region
    if problems:
        raise ConfigurationError(problems)
    return list(drawn.values()), sets


_Entry = tuple[RegionEntry, Polygon | None, Complain]


def _yaml(file: Path, sets: list[RegionSet]) -> Iterator[_Entry]:
    located = Located(file)
    content = located.validate(_RegionFile)
    for name, members in content.sets.items():
        sets.append(RegionSet(name, tuple(members), _at(located, ("sets", name))))
    for index, entry in enumerate(content.regions):
        yield entry, None, _within(located, ("regions", index))


def _at(located: Located, path: tuple[str | int, ...]) -> Complain:
    return lambda message, expected: located.problem(path, message, expected)


def _within(located: Located, path: tuple[str | int, ...]) -> Complain:
    return lambda field, message, expected: located.problem(
        (*path, *(int(step) if step.isdigit() else step for step in field.split("."))), message, expected
    )


def _geojson(file: Path) -> Iterator[_Entry]:
    try:
        text = file.read_text(encoding="utf-8")
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigurationError([Problem(str(file), error.lineno, "", f"not JSON: {error.msg}")]) from error
    except (OSError, ValueError) as error:
        raise ConfigurationError([Problem(str(file), None, "", f"cannot be read: {error}")]) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise ConfigurationError([Problem(str(file), 1, "features", "is missing", "a GeoJSON FeatureCollection")])
    problems: list[Problem] = []
    for index, feature in enumerate(features):
        complain = _feature_line(file, text, index, feature)
        entry, polygon = _properties(feature, complain, problems), _polygon(feature, complain, problems)
        if entry is not None and polygon is not None:
            yield entry, polygon, complain
    if problems:
        raise ConfigurationError(problems)


def _feature_line(file: Path, text: str, index: int, feature: Any) -> Complain:
    """Complaints at the line where the feature's id stands (JSON keeps no lines; an id stands once)."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    wanted = f'"{properties.get("id")}"' if isinstance(properties, dict) else ""
    line = next((number for number, content in enumerate(text.splitlines(), start=1) if wanted and wanted in content), 1)
    return lambda field, message, expected: Problem(str(file), line, f"features.{index}.{field}", message, expected)


def _properties(feature: Any, complain: Complain, problems: list[Problem]) -> RegionEntry | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    try:
        return RegionEntry.model_validate(properties)
    except ValidationError as error:
        problems.append(complain("properties", explain(error), "id and name"))
        return None


def _polygon(feature: Any, complain: Complain, problems: list[Problem]) -> Polygon | None:
    try:
        return polygon_of(feature.get("geometry") if isinstance(feature, dict) else None)
    except BadPolygon as error:
        problems.append(complain(error.field, str(error), error.expected))
        return None


def _region(entry: RegionEntry, polygon: Polygon | None, complain: Complain, gazetteer: Gazetteer, problems: list[Problem]) -> DrawnRegion:
    members = set()
    for index, member in enumerate(entry.members):
        place = _member(member, entry.country, gazetteer)
        field, value = next(iter(member.model_dump(exclude_unset=True).items()))
        if place is None:
            problems.append(complain(f"members.{index}.{field}", f"found {value!r}, which the gazetteer does not have", _EXPECTED[field]))
        else:
            members.add(place.id)
    if not entry.members and polygon is None:
        problems.append(complain("members", "is missing or empty", "at least one member, or a polygon"))
    return DrawnRegion(entry.id, entry.name, tuple(entry.aliases), frozenset(members), polygon, complain)


_EXPECTED = {
    "country": "an ISO 3166-1 alpha-2 code of places/countries.tsv",
    "iso3166_2": "the ISO 3166-2 code of an admin1, such as IQ-KI",
    "governorate": 'the name of an admin1, "Kirkuk", or with its country, "IQ/Kirkuk"',
    "district": '"Kirkuk/Hawija", or with its country, "IQ/Kirkuk/Hawija"',
    "place": 'the id of a place, "Nineveh/Mosul/Bashiqa", or with its country, "IQ/Nineveh/Mosul/Bashiqa"',
}


def _member(member: Member, country: str | None, gazetteer: Gazetteer) -> Place | None:
    if member.country is not None:
        return _of_kind(gazetteer, member.country, None, PlaceKind.COUNTRY)
    if member.iso3166_2 is not None:
        return gazetteer.by_code(member.iso3166_2)
    if member.governorate is not None:
        return _of_kind(gazetteer, member.governorate, country, PlaceKind.ADMIN1)
    if member.district is not None:
        return _of_kind(gazetteer, member.district, country, PlaceKind.ADMIN2)
    return _of_kind(gazetteer, member.place or "", country, None)


def _of_kind(gazetteer: Gazetteer, identity: str, country: str | None, kind: PlaceKind | None) -> Place | None:
    place = gazetteer.place(identity) or (gazetteer.place(f"{country}/{identity}") if country else None)
    place = place or _unit_spelled(gazetteer, identity, country)
    return place if place is not None and (kind is None or place.kind is kind) else None


def _unit_spelled(gazetteer: Gazetteer, identity: str, country: str | None) -> Place | None:
    """The unit of an id that differs in case, accents or signs only."""
    for code, path in ((country or "", identity), (identity.partition("/")[0], identity.partition("/")[2])):
        wanted = [code, *map(slug, path.split("/"))]
        for unit in gazetteer.units_of(code) if path else ():
            if [code, *map(slug, unit.id.split("/")[1:])] == wanted:
                return unit
    return None
