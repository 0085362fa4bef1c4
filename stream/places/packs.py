"""Place tables: tab-separated files with a header row, one place or country a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stream.errors import ConfigurationError, Problem
from stream.places.model import Place, PlaceKind

PLACE_COLUMNS = ("name", "kind", "country", "admin1", "admin2", "lat", "lon", "population", "code", "variants")
COUNTRY_COLUMNS = ("code", "name", "lat", "lon", "variants", "adjectives")
#: Kinds that a place table may hold; countries have a table of their own.
_KINDS = tuple(kind.value for kind in PlaceKind if kind is not PlaceKind.COUNTRY)
_COUNTRIES_FILE = "countries.tsv"


@dataclass(frozen=True, slots=True)
class Country:
    """A country as a place, with the adjectives and names of its people ("Iraqi", "Iraqis")."""

    place: Place
    adjectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packs:
    """All that the place tables hold: countries by code, and every place by id, countries among them."""

    countries: dict[str, Country]
    places: dict[str, Place]


class _Row:
    """One line of a table, cell by cell; notes what is wrong instead of raising."""

    def __init__(self, file: Path, line: int, cells: dict[str, str], problems: list[Problem]) -> None:
        self.file, self.line, self._cells, self._problems = file, line, cells, problems

    def bad(self, column: str, message: str, expected: str) -> None:
        self._problems.append(Problem(str(self.file), self.line, column, message, expected))

    def text(self, column: str) -> str:
        return self._cells[column].strip()

    def required(self, column: str) -> str:
        if not self.text(column):
            self.bad(column, "is empty", "a value")
        return self.text(column)

    def several(self, column: str) -> tuple[str, ...]:
        return tuple(part for part in map(str.strip, self._cells[column].split("|")) if part)

    def degrees(self, column: str, most: int) -> float | None:
        """Decimal degrees between -most and most; None where the cell is empty."""
        value = self.text(column)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not -most <= number <= most:
            self.bad(column, f"found {value!r}", f"decimal degrees between -{most} and {most}, or nothing")
            return None
        return number

    def count(self, column: str) -> int:
        value = self.text(column)
        if value and not (value.isascii() and value.isdigit()):
            self.bad(column, f"found {value!r}", "a whole number, or nothing")
            return 0
        return int(value or 0)


def load_packs(directory: Path) -> Packs:
    """Read `countries.tsv` and every other `*.tsv` of the directory, in order of their names.

    Raises ConfigurationError with every bad line: wrong number of cells, unknown kind or country, coordinates out of range, a unit that no line defines, a place given twice.
    """
    problems: list[Problem] = []
    countries: dict[str, Country] = {}
    places: dict[str, Place] = {}
    for row in _rows(directory / _COUNTRIES_FILE, COUNTRY_COLUMNS, problems):
        _country(row, countries, places)
    found: list[tuple[_Row, Place]] = []
    for file in sorted(directory.glob("*.tsv")):
        if file.name != _COUNTRIES_FILE:
            found += [(row, place) for row in _rows(file, PLACE_COLUMNS, problems) if (place := _place(row, countries)) is not None]
    for row, place in found:
        _keep(row, place, places)
    for row, place in found:
        _check_units(row, place, places)
    if problems:
        raise ConfigurationError(problems)
    return Packs(countries, places)


def place_id(country: str | None, admin1: str | None, admin2: str | None, kind: PlaceKind, name: str) -> str:
    """The stable id of a place: units from the largest down, then the name; "-" where a unit between is not known."""
    if kind is PlaceKind.COUNTRY:
        return country or "-"
    first = f"{country or '-'}/{admin1 or '-'}"
    if kind is PlaceKind.ADMIN1:
        return first
    second = f"{first}/{admin2 or '-'}"
    return second if kind is PlaceKind.ADMIN2 else f"{second}/{name}"


def _rows(file: Path, columns: tuple[str, ...], problems: list[Problem]) -> Iterator[_Row]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(file), None, "", f"cannot be read: {error}"))
        return
    header = lines[0].split("\t") if lines else []
    if sorted(header) != sorted(columns):
        problems.append(Problem(str(file), 1, "", f"found the columns {', '.join(header) or 'none'}", ", ".join(columns)))
        return
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            problems.append(Problem(str(file), number, "", f"found {len(cells)} cells", f"{len(header)}, separated by tabs"))
            continue
        yield _Row(file, number, dict(zip(header, cells, strict=True)), problems)


def _country(row: _Row, countries: dict[str, Country], places: dict[str, Place]) -> None:
    code, name = row.text("code"), row.required("name")
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        row.bad("code", f"found {code!r}", "two capital letters of ISO 3166-1")
        return
    if code in countries:
        row.bad("code", f"{code} is given twice", "each country once")
        return
    place = Place(code, name, PlaceKind.COUNTRY, code, None, None, row.degrees("lat", 90), row.degrees("lon", 180), row.several("variants"))
    countries[code] = Country(place, row.several("adjectives"))
    places[place.id] = place


def _place(row: _Row, countries: dict[str, Country]) -> Place | None:
    name, country = row.required("name"), row.text("country") or None
    if row.text("kind") not in _KINDS:
        row.bad("kind", f"found {row.text('kind')!r}", f"one of {', '.join(_KINDS)}")
        return None
    kind = PlaceKind(row.text("kind"))
    if country is not None and country not in countries:
        row.bad("country", f"found {country!r}", f"a code of {_COUNTRIES_FILE}, or nothing for what crosses borders")
    admin1, admin2 = row.text("admin1") or None, row.text("admin2") or None
    for column, unit in (("admin1", kind is PlaceKind.ADMIN1), ("admin2", kind is PlaceKind.ADMIN2)):
        if unit and row.text(column) != name:
            row.bad(column, f"found {row.text(column)!r}", f"its own name, {name!r}")
    identity = place_id(country, admin1, admin2, kind, name)
    return Place(
        identity,
        name,
        kind,
        country,
        admin1,
        admin2,
        row.degrees("lat", 90),
        row.degrees("lon", 180),
        row.several("variants"),
        row.count("population"),
        row.text("code") or None,
    )


def _keep(row: _Row, place: Place, places: dict[str, Place]) -> None:
    if place.id in places:
        row.bad("name", f"{place.id} is given twice", "each place once, other spellings under `variants`")
    places[place.id] = place


def _check_units(row: _Row, place: Place, places: dict[str, Place]) -> None:
    lacking = _lacking(place, places.__contains__)
    if lacking:
        row.bad(*lacking)


def _lacking(place: Place, known: Callable[[str], bool]) -> tuple[str, str, str] | None:
    if place.admin1 and not known(f"{place.country}/{place.admin1}"):
        return "admin1", f"found {place.admin1!r}, which no line defines", f"the name of an admin1 of {place.country}"
    if place.admin2 and place.kind is not PlaceKind.ADMIN2 and not known(f"{place.country}/{place.admin1 or '-'}/{place.admin2}"):
        return "admin2", f"found {place.admin2!r}, which no line defines", f"the name of an admin2 of {place.admin1 or place.country}"
    return None
