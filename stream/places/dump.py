"""A GeoNames dump (`IQ.txt`, `allCountries.txt` of https://download.geonames.org/export/dump/) as rows of a compact place table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from stream.errors import Problem
from stream.places.fold import fold
from stream.places.model import Place, PlaceKind
from stream.places.table_build import LATIN, Row, kind_by_size, short_name, unit_names

#: The columns of a line, as GeoNames' own readme names them.
COLUMNS = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class", "feature code", "country code", "cc2",
    "admin1 code", "admin2 code", "admin3 code", "admin4 code", "population", "elevation", "dem", "timezone", "modification date",
)  # fmt: skip
#: Kinds by feature code (https://www.geonames.org/export/codes.html); what is not here (streams, wells, schools, what is gone) is left out.
_KINDS = {
    **dict.fromkeys(("ADM1",), PlaceKind.ADMIN1),
    **dict.fromkeys(("ADM2",), PlaceKind.ADMIN2),
    **dict.fromkeys(("ADM3", "ADM4"), PlaceKind.SUBDISTRICT),
    **dict.fromkeys(("PPLC",), PlaceKind.CAPITAL),
    **dict.fromkeys(
        ("PPL", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLF", "PPLG", "PPLL", "PPLQ", "PPLR", "PPLS", "PPLW", "STLMT"), PlaceKind.VILLAGE
    ),
    **dict.fromkeys(("PPLX",), PlaceKind.QUARTER),
    **dict.fromkeys(("CMP", "CMPRF"), PlaceKind.CAMP),
    **dict.fromkeys(("MT", "MTS", "HLL", "HLLS", "PK", "RDGE"), PlaceKind.MOUNTAIN),
    **dict.fromkeys(("VAL", "VALS", "WAD", "WADS"), PlaceKind.VALLEY),
    **dict.fromkeys(("LK", "LKS", "RSV", "DAM"), PlaceKind.WATER),
    **dict.fromkeys(("RGN", "ISL", "ISLS"), PlaceKind.AREA),
    **dict.fromkeys(("AIRB", "AIRP", "MILB", "OILF"), PlaceKind.SITE),
}
#: Codes of airports and the like among the other names: so short, and all in capitals.
_SHORT = 4
#: Problems that are kept; the rest is only counted.
MOST_PROBLEMS = 100
#: What stands in the line of a unit.
_UNIT_MARKS = (b"\tADM1\t", b"\tADM2\t")
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of a dump are taken: countries that tocsin knows (alpha-2), and of them those asked for, settlements of so many people and more."""

    known: Collection[str]
    only: Collection[str] = ()
    least_people: int = 0


_Line = tuple[list[str], PlaceKind, float, float, int]


class Dump:
    """A dump, read line by line as often as is needed, so that its size does not matter; what was left out and why is known when `rows` has come to its end.

    `open_lines` gives its lines anew each time. `units` gives the admin 1 and 2 units that are known of a country: a unit of the file that bears the name of one is
    called as that one is.
    """

    def __init__(self, open_lines: Callable[[], Iterable[bytes]], file: str, wanted: Wanted, units: Callable[[str], Iterable[Place]]) -> None:
        self._open_lines, self._file, self._wanted, self._units = open_lines, file, wanted, units
        #: The first bad lines; `bad` counts them all.
        self.problems: list[Problem] = []
        self.bad = 0
        self.lines = 0
        #: Lines of other countries, of kinds that no place table has, or with too few people.
        self.left_out = 0
        #: Rows whose admin 1 code no row of the file explains, so that only their country is known.
        self.without_unit = 0

    def rows(self) -> Iterator[Row]:
        """A row for each line that is wanted; bad lines are noted with line and field, and left out."""
        self.problems, self.bad, self.lines, self.left_out, self.without_unit = [], 0, 0, 0, 0
        names = _Names(self._unit_lines(), self._units)
        for cells, kind, lat, lon, people in self._wanted_lines():
            row = names.row(cells, kind, lat, lon, people)
            if row is not None:
                self.without_unit += not row.admin1
                yield row

    def _unit_lines(self) -> Iterator[_Line]:
        """The lines of units; what is wrong with others, the next reading tells."""
        for raw in self._open_lines():
            if any(mark in raw for mark in _UNIT_MARKS):
                with suppress(_BadLine):
                    line = _line(raw, self._wanted)
                    if line is not None:
                        yield line

    def _wanted_lines(self) -> Iterator[_Line]:
        for number, raw in enumerate(self._open_lines(), start=1):
            if number == 1 and raw.startswith(_ZIP):
                self._complain(Problem(self._file, 1, "", "is a zip archive", "the text file inside: unzip it first"))
                return
            if not raw.strip():
                continue
            self.lines += 1
            try:
                line = _line(raw, self._wanted)
            except _BadLine as error:
                self._complain(Problem(self._file, number, error.field, error.message, error.expected))
                continue
            if line is None:
                self.left_out += 1
            else:
                yield line

    def _complain(self, problem: Problem) -> None:
        self.bad += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


class _BadLine(Exception):  # noqa: N818 - a line is bad
    def __init__(self, field: str, message: str, expected: str) -> None:
        self.field, self.message, self.expected = field, message, expected


def _line(raw: bytes, wanted: Wanted) -> _Line | None:
    """A line's cells, and its kind, coordinates and people as values; None where it is not wanted."""
    try:
        cells = raw.decode("utf-8").rstrip("\r\n").split("\t")
    except UnicodeDecodeError as error:
        raise _BadLine("", f"byte {error.start + 1} is not UTF-8", "a file in UTF-8, as GeoNames gives it") from error
    if len(cells) != len(COLUMNS):
        raise _BadLine("", f"found {len(cells)} columns", f"{len(COLUMNS)}, separated by tabs: {', '.join(COLUMNS[:4])}, …")
    country, kind = cells[8], _KINDS.get(cells[7])
    if (wanted.only and country not in wanted.only) or kind is None or not country:
        return None
    if country not in wanted.known:
        raise _BadLine("country code", f"found {country!r}", "an ISO 3166-1 alpha-2 code of places/countries.tsv")
    if not cells[0].isascii() or not cells[0].isdigit():
        raise _BadLine("geonameid", f"found {cells[0]!r}", "a whole number")
    if not cells[1].strip():
        raise _BadLine("name", "is empty", "a name")
    people = _people(cells[14])
    if kind in {PlaceKind.VILLAGE, PlaceKind.QUARTER} and people < wanted.least_people:
        return None
    return cells, kind, _degrees("latitude", cells[4], 90), _degrees("longitude", cells[5], 180), people


def _degrees(column: str, value: str, most: int) -> float:
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not -most <= number <= most:
        raise _BadLine(column, f"found {value!r}", f"decimal degrees between -{most} and {most}")
    return number


def _people(value: str) -> int:
    if value and not (value.isascii() and value.isdigit()):
        raise _BadLine("population", f"found {value!r}", "a whole number, or nothing")
    return int(value or 0)


class _Names:
    """What the units of a file are called, by their codes."""

    def __init__(self, lines: Iterable[_Line], units: Callable[[str], Iterable[Place]]) -> None:
        self._units = units
        self._known: dict[str, dict[tuple[str, ...], str]] = {}
        found = [(_code(cells, 1 if kind is PlaceKind.ADMIN1 else 2), cells[1], kind) for cells, kind, *_ in lines]
        first = unit_names((code, name) for code, name, kind in found if kind is PlaceKind.ADMIN1)
        second = unit_names((code, name) for code, name, kind in found if kind is PlaceKind.ADMIN2)
        self._first = {code: self._called(code.partition(".")[0], "", *names) for code, names in first.items()}
        self._second = {
            code: self._called(code.partition(".")[0], self._first.get(code.rpartition(".")[0], ""), *names) for code, names in second.items()
        }

    def row(self, cells: list[str], kind: PlaceKind, lat: float, lon: float, people: int) -> Row | None:
        """The row of a table; None for a unit that does not say which it is."""
        admin1, admin2 = self._first.get(_code(cells), ""), self._second.get(_code(cells, 2), "")
        others = [other for other in (cells[2], *cells[3].split(",")) if LATIN.match(other) and not (other.isupper() and len(other) <= _SHORT)]
        name = cells[1]
        if kind is PlaceKind.ADMIN1 or kind is PlaceKind.ADMIN2:
            others += [name, short_name(name)]
            name, admin2 = (admin1, "") if kind is PlaceKind.ADMIN1 else (admin2, admin2)
            if not name:
                return None
        shown = kind_by_size(people) if kind is PlaceKind.VILLAGE else kind.value
        return Row(name, shown, cells[8], admin1, admin2, lat, lon, people, cells[0], others)

    def _called(self, country: str, admin1: str, short: str, whole: str) -> str:
        known = self._of(country, admin1)
        return known.get(fold(short)) or known.get(fold(whole)) or short

    def _of(self, country: str, admin1: str) -> dict[tuple[str, ...], str]:
        """Names of the known units of a country, or of an admin 1 unit in it, by their folded spellings."""
        key = f"{country}/{admin1}"
        if key not in self._known:
            kind = PlaceKind.ADMIN2 if admin1 else PlaceKind.ADMIN1
            self._known[key] = {
                fold(spelling): place.name
                for place in self._units(country)
                if place.kind is kind and (not admin1 or place.admin1 == admin1)
                for spelling in (place.name, *place.variants)
            }
        return self._known[key]


def _code(cells: list[str], level: int = 1) -> str:
    return ".".join((cells[8], *cells[10 : 10 + level]))
