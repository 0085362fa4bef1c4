"""GeoNames dumps: which lines are taken, what is refused, and what a text finds of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stream.config import shipped_config
from stream.places import Gazetteer, PlaceKind, Regions
from stream.places.dump import COLUMNS, Dump, Wanted
from stream.places.resolve import prior
from stream.places.table_build import Row
from stream.places.table_write import write_rows

CELLS = dict(zip(COLUMNS, ["1"] + [""] * 18, strict=True))
UNIT = {"name": "Cabo Delgado Province", "feature class": "A", "feature code": "ADM1", "admin1 code": "01"}
DISTRICT = {
    "geonameid": "2",
    "name": "Distrito do Lago Azul",
    "feature class": "A",
    "feature code": "ADM2",
    "admin1 code": "01",
    "admin2 code": "0101",
}
VILLAGE = {"geonameid": "3", "name": "Ntoleque", "alternatenames": "Ntoléqui,NTQ,Нтолек", "admin1 code": "01", "admin2 code": "0101"}


def line(**given: str) -> bytes:
    values = {
        **CELLS, "latitude": "-11.9", "longitude": "39.4", "feature class": "P", "feature code": "PPL", "country code": "MZ", "population": "0",
        **{name.replace("_", " "): value for name, value in given.items()},
    }  # fmt: skip
    return ("\t".join(values.values()) + "\n").encode()


def read(gazetteer: Gazetteer, *lines: bytes, only: frozenset[str] = frozenset(), least_people: int = 0) -> tuple[Dump, list[Row]]:
    """A dump of these lines, read to its end, and its rows."""
    dump = Dump(lambda: lines, "MZ.txt", Wanted({"MZ", "TZ"}, only, least_people), gazetteer.units_of)
    return dump, list(dump.rows())


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Gazetteer:
    """The shipped configuration, with an imported table of one province, one district and three places over it."""
    config = tmp_path_factory.mktemp("own") / "config"
    shutil.copytree(shipped_config(), config)
    mountain = line(geonameid="4", name="Serra Mutuva", feature_class="T", feature_code="MT", admin1_code="01")
    town = line(geonameid="5", name="Macomia", admin1_code="01", admin2_code="0101", latitude="-12.246", longitude="40.127", population="23000")
    _, rows = read(gazetteer, line(**UNIT), line(**DISTRICT), line(**VILLAGE), mountain, town)
    write_rows(config / "places" / "mz.places", rows, frozenset())
    return Gazetteer.load(config)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"1\tOnly\ttwo", "MZ.txt:1: found 3 columns (expected 19"),
        (line(name=" "), "MZ.txt:1: name: is empty"),
        (line(geonameid="x1", name="A"), "MZ.txt:1: geonameid: found 'x1' (expected a whole number)"),
        (line(name="A", latitude="-97.5"), "MZ.txt:1: latitude: found '-97.5' (expected decimal degrees between -90 and 90)"),
        (line(name="A", longitude="east"), "MZ.txt:1: longitude: found 'east'"),
        (line(name="A", country_code="QQ"), "MZ.txt:1: country code: found 'QQ' (expected an ISO 3166-1"),
        (line(name="A", population="many"), "MZ.txt:1: population: found 'many'"),
        (b"\xff\xfe", "MZ.txt:1: byte 1 is not UTF-8"),
        (b"PK\x03\x04rest", "MZ.txt:1: is a zip archive (expected the text file inside"),
    ],
)
def test_a_bad_line_is_named(gazetteer: Gazetteer, raw: bytes, expected: str) -> None:
    """With file, line, field, what was found and what would be right."""
    (problem,) = read(gazetteer, raw)[0].problems
    assert str(problem).startswith(expected)


def test_good_lines_are_taken_beside_bad_ones(gazetteer: Gazetteer) -> None:
    """One bad line spoils no import."""
    found, rows = read(gazetteer, b"broken\n", line(name="Ntoleque"), b"\n")
    assert ([row.name for row in rows], found.bad, found.lines) == (["Ntoleque"], 1, 2)


@pytest.mark.parametrize(
    ("code", "kind"), [("PPL", "village"), ("PPLC", "capital"), ("PPLX", "quarter"), ("MT", "mountain"), ("WAD", "valley"), ("AIRB", "site")]
)
def test_feature_codes_are_kinds(gazetteer: Gazetteer, code: str, kind: str) -> None:
    """GeoNames' codes are the kinds of a place table."""
    assert read(gazetteer, line(name="Ntoleque", feature_code=code))[1][0].kind == kind


@pytest.mark.parametrize(("people", "kind"), [("4999", "village"), ("5000", "town"), ("100000", "city")])
def test_size_says_what_a_settlement_is(gazetteer: Gazetteer, people: str, kind: str) -> None:
    """A dump calls all of them populated places."""
    assert [row.kind for row in read(gazetteer, line(name="Ntoleque", population=people))[1]] == [kind]


def test_what_was_not_asked_for_is_left_out(gazetteer: Gazetteer) -> None:
    """Streams, other countries, settlements with too few people."""
    lines = line(name="A", feature_code="STM"), line(name="B", country_code="TZ"), line(name="C"), line(name="D", population="900")
    found, rows = read(gazetteer, *lines, only=frozenset({"MZ"}), least_people=500)
    assert ([row.name for row in rows], found.left_out) == (["D"], 3)


def test_a_unit_keeps_the_name_that_is_known(gazetteer: Gazetteer) -> None:
    """So ids of places and regions stay what they are; a unit that is new has its generic word left out."""
    _, rows = read(gazetteer, line(**VILLAGE), line(**UNIT), line(**DISTRICT))
    assert [(row.admin1, row.admin2) for row in rows if row.kind == "village"] == [("Cabo Delgado", "Distrito do Lago Azul")]


def test_a_unit_that_no_line_explains(gazetteer: Gazetteer) -> None:
    """The place is taken all the same, and counted."""
    found, rows = read(gazetteer, line(name="Ntoleque", admin1_code="77"))
    assert (rows[0].admin1, found.without_unit) == ("", 1)


def test_a_village_of_the_dump_is_found(imported: Gazetteer) -> None:
    """Also by its other names in Latin letters, but not by the code of its airfield."""
    text = "Insurgents burned houses in Ntoléqui, in Cabo Delgado, Mozambique, and left NTQ."
    assert [item.place.id for item in imported.resolve(imported.find(text))] == [
        "MZ/Cabo Delgado/Distrito do Lago Azul/Ntoleque",
        "MZ/Cabo Delgado",
        "MZ",
    ]


def test_a_mountain_of_the_dump_is_found(imported: Gazetteer) -> None:
    """What is no settlement is an area."""
    (place,) = imported.named("Serra Mutuva")
    assert place.kind is PlaceKind.MOUNTAIN


def test_a_place_that_two_tables_hold_is_one(imported: Gazetteer) -> None:
    """The imported one's."""
    (place,) = (place for place in imported.named("Macomia") if place.country == "MZ")
    assert place.imported


def test_units_of_the_dump_are_regions(imported: Gazetteer) -> None:
    """A district that only the dump has can be watched, beside those that were known."""
    regions = Regions.load(shipped_config(), imported)
    assert {"mz-cabo-delgado-distrito-do-lago-azul"} < set(regions.set("mz-districts"))


def test_a_place_of_the_dump_has_its_id(imported: Gazetteer) -> None:
    """It can be a region's member."""
    place = imported.place("MZ/Cabo Delgado/Distrito do Lago Azul/Ntoleque")
    assert place is not None
    assert place.lat == pytest.approx(-11.9)


def test_what_was_imported_comes_before_the_rest_of_the_world(imported: Gazetteer, gazetteer: Gazetteer) -> None:
    """Half a point in its favour; what an analyst listed has a whole one."""
    place = next(place for place in gazetteer.named("Macomia") if place.country == "MZ")
    own = next(place for place in imported.named("Macomia") if place.country == "MZ")
    assert prior(own) - prior(place) == pytest.approx(0.5, abs=0.01)


def test_a_damaged_import_is_named(tmp_path: Path) -> None:
    """With its file, among all other mistakes of the configuration."""
    config = tmp_path / "config"
    shutil.copytree(shipped_config(), config)
    (config / "places" / "mz.places").write_bytes(b"spoiled")
    with pytest.raises(Exception, match=r"mz\.places: cannot be read"):
        Gazetteer.load(config)
