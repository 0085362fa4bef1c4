"""The worldwide table: what it holds, how it lies under the configured tables, and where a text means its names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stream.errors import ConfigurationError
from stream.places import Gazetteer, Regions
from stream.places.world_file import BY_OTHER_NAME, ORDINARY, WorldFile, write_table

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


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    """Rows by name, with their flags, and the pairs of words that longer names begin with."""
    file = tmp_path / "small.places"
    write_table(file, ["Nice\tcity\tFR\t\t\t43.70\t7.27\t340000\t"], {"nice": [0 | ORDINARY], "nizza marittima bella": [0 | BY_OTHER_NAME]})
    table = WorldFile.open(file)
    (entry,) = table.find("nice")
    assert (table.cells(entry.row)[0], entry.ordinary, entry.by_other_name) == ("Nice", True, False)
    assert (table.begins("nizza", "marittima"), table.find("nizza"), table.countries["FR"]) == (True, [], (0, 0, 1))


@pytest.mark.parametrize("content", [b"", b"something else", b"TOCSINW1 cut off"])
def test_a_damaged_table_is_named(tmp_path: Path, content: bytes) -> None:
    """With the file, and how to make it anew."""
    file = tmp_path / "bad.places"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"bad\.places.*make places"):
        WorldFile.open(file)
