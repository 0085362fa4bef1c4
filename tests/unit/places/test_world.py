"""The worldwide table: what it holds, how it lies under the configured tables, and where a text means its names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stream.errors import ConfigurationError
from stream.places import Gazetteer, Regions
from stream.places.table_build import Row
from stream.places.table_write import write_rows
from stream.places.world_file import Entry, WorldFile

Where = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("text", "name", "identity"),
    [
        ("Two were shot in Soyapango.", "Soyapango", "SV/San Salvador/-/Soyapango"),
        ("A PATROL WAS ATTACKED IN APARTADO, ANTIOQUIA.", "APARTADO", "CO/Antioquia/Apartadó/Apartadó"),
        ("Shots fell in Muncie, Ind., at noon.", "Muncie", "US/Indiana/Delaware County/Muncie"),
        ("The fair of Paris, Texas, was calm.", "Paris", "US/Texas/Lamar County/Paris"),
    ],
)
def test_places_of_the_world_are_found(where: Where, text: str, name: str, identity: str) -> None:
    """Towns that no configured table has, in capitals and without accents too, with their state beside them or its short form."""
    assert where(text)[name] == identity


@pytest.mark.parametrize("text", ["Marion Johnson was hurt.", "Police said so.", "Of all men, Many came.", "THE POLICE MAN OF MANY WORDS"])
def test_persons_and_words_are_no_places(where: Where, text: str) -> None:
    """What is a village somewhere is mostly a name or a word."""
    assert where(text) == {}


def test_a_longer_name_holds_a_shorter_one(where: Where) -> None:
    """New York Mills is not New York."""
    assert list(where("They met in New York Mills, Minnesota.")) == ["New York Mills", "Minnesota"]


def test_one_place_for_one_name_of_a_text(where: Where) -> None:
    """What "Springfield, Mass." says holds where Springfield stands alone."""
    assert where("In Springfield, Mass., all was calm. Later Springfield slept.")["Springfield"].startswith("US/Massachusetts")


def test_marked_names_are_resolved(gazetteer: Gazetteer) -> None:
    """Whoever marks the names gets a mention for each, adjectives too, and none for what no table has."""
    text = "the German envoy in Qwxzt"
    found = gazetteer.at(text, [(4, 10), (20, 25)])
    assert [mention.candidates[0].id if mention else None for mention in found] == ["DE", None]


def test_every_unit_of_the_world_is_a_region(gazetteer: Gazetteer, regions: Regions) -> None:
    """Also those that no configured table lists, by the id that follows from their names."""
    place = gazetteer.named("Soyapango")[0]
    assert (regions.name("sv-morazan"), regions.has("sv-atlantis"), place.admin1) == ("Morazan", False, "San Salvador")


def row(name: str, **given: Any) -> Row:
    return Row(name, **{"kind": "city", "country": "FR", "admin1": "", "admin2": "", "lat": 43.7, "lon": 7.27, "population": 0, **given})


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    """Rows by name, with their flags, and the pairs of words that longer names begin with."""
    file = tmp_path / "small.places"
    write_rows(file, [row("Nice", others=["Nizza Marittima Bella"])], {"nice"})
    table = WorldFile.open(file)
    assert (table.find("nice"), table.find("nizza marittima bella")) == ([Entry(0, True, False)], [Entry(0, False, True)])
    assert (table.cells(0)[0], table.begins("nizza", "marittima"), table.find("nizza"), table.countries["FR"]) == ("Nice", True, [], (0, 0, 1))


def test_units_stand_before_the_settlements_of_a_country(tmp_path: Path) -> None:
    """So a row's number says whether it is one."""
    file = tmp_path / "small.places"
    unit, elsewhere = row("Var", kind="admin1", admin1="Var"), row("Aa", country="GB")
    counts = write_rows(file, [elsewhere, row("Toulon", admin1="Var"), unit, row("Aups")], ())
    table = WorldFile.open(file)
    assert [(table.cells(number)[0], table.country_of(number)) for number in range(4)] == [
        ("Var", ("FR", True)), ("Aups", ("FR", False)), ("Toulon", ("FR", False)), ("Aa", ("GB", False))
    ]  # fmt: skip
    assert counts == {("FR", "admin1"): 1, ("FR", "city"): 2, ("GB", "city"): 1}


def test_what_lies_side_by_side_is_one_place(tmp_path: Path) -> None:
    """The larger row stays; a namesake farther off has its mark, and the larger of two comes first."""
    file = tmp_path / "small.places"
    rows = [row("Aups", population=5, mark="1"), row("Aups", population=9, mark="2"), row("Aups", lat=45.0, population=7, mark="3")]
    write_rows(file, rows, ())
    table = WorldFile.open(file)
    assert [(table.cells(entry.row)[7], table.cells(entry.row)[8]) for entry in table.find("aups")] == [("9", ""), ("7", "3")]


def test_a_name_leads_to_sixty_places_at_most(tmp_path: Path) -> None:
    """Those of most people."""
    file = tmp_path / "many.places"
    write_rows(file, [row("Aups", admin1=f"U{number}", population=number) for number in range(70)], ())
    table = WorldFile.open(file)
    assert [int(table.cells(entry.row)[7]) for entry in table.find("aups")] == list(range(69, 9, -1))


def test_nothing_makes_no_file(tmp_path: Path) -> None:
    """And what stood there stays."""
    file = tmp_path / "small.places"
    write_rows(file, [row("Nice")], ())
    before = file.read_bytes()
    assert (write_rows(file, [], ()).total(), file.read_bytes() == before, [*tmp_path.iterdir()]) == (0, True, [file])


@pytest.mark.parametrize("content", [b"", b"something else", b"TOCSINW1 cut off"])
def test_a_damaged_table_is_named(tmp_path: Path, content: bytes) -> None:
    """With the file, and how to make it anew."""
    file = tmp_path / "bad.places"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"bad\.places.*make places"):
        WorldFile.open(file)
