"""Place tables and word lists: every mistake with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream.errors import ConfigurationError
from stream.places import Gazetteer, PlaceKind, precision_of
from stream.places.packs import place_id


def problems(config: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        Gazetteer.load(config)
    return [f"{Path(problem.file).name}:{problem.line}: {problem.field}: {problem.message} | {problem.expected}" for problem in caught.value.problems]


def append(config: Path, row: str) -> None:
    with (config / "places" / "iraq.tsv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Prde\ttown\tIQ", "iraq.tsv:7: : found 3 cells | 10, separated by tabs"),
        ("Prde\tcastle\tIQ\tKirkuk\tDibis\t35\t44\t\t\t", "iraq.tsv:7: kind: found 'castle'"),
        ("Prde\ttown\tXY\t\t\t35\t44\t\t\t", "iraq.tsv:7: country: found 'XY'"),
        ("Prde\ttown\tIQ\tKirkuk\tDibs\t35\t44\t\t\t", "iraq.tsv:7: admin2: found 'Dibs', which no line defines"),
        ("Prde\ttown\tIQ\tKerkuk\t\t35\t44\t\t\t", "iraq.tsv:7: admin1: found 'Kerkuk', which no line defines"),
        ("Prde\ttown\tIQ\tKirkuk\tDibis\t95\t44\t\t\t", "iraq.tsv:7: lat: found '95' | decimal degrees between -90 and 90"),
        ("Prde\ttown\tIQ\tKirkuk\tDibis\t35\teast\t\t\t", "iraq.tsv:7: lon: found 'east' | decimal degrees between -180 and 180"),
        ("Prde\ttown\tIQ\tKirkuk\tDibis\t35\t44\tmany\t\t", "iraq.tsv:7: population: found 'many' | a whole number"),
        ("Sarkran\tvillage\tIQ\tKirkuk\tDibis\t35\t44\t\t\t", "iraq.tsv:7: name: IQ/Kirkuk/Dibis/Sarkran is given twice"),
        ("\ttown\tIQ\tKirkuk\tDibis\t35\t44\t\t\t", "iraq.tsv:7: name: is empty"),
        ("Daquq\tadmin2\tIQ\tKirkuk\tDakuk\t35\t44\t\t\t", "iraq.tsv:7: admin2: found 'Dakuk' | its own name, 'Daquq'"),
    ],
)
def test_a_bad_row_is_named(config: Path, row: str, expected: str) -> None:
    """A row that cannot be meant so is refused with its line, its field, what was found and what would be right."""
    append(config, row)
    assert any(problem.startswith(expected) for problem in problems(config)), problems(config)


def test_all_mistakes_come_at_once(config: Path) -> None:
    """Tables and word lists are read to the end before they are refused."""
    append(config, "Prde\tcastle\tIQ\tKirkuk\tDibis\t35\t44\t\t\t")
    (config / "places" / "context.yaml").write_text("units: {planet: [world]}\n", encoding="utf-8")
    assert {line.split(":")[0] for line in problems(config)} == {"iraq.tsv", "context.yaml"}


def test_an_unknown_kind_of_unit_is_named(config: Path) -> None:
    """The word lists are held to the kinds that there are."""
    file = config / "places" / "context.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("  valley:", "  dale:"), encoding="utf-8")
    (problem,) = problems(config)
    assert problem.startswith("context.yaml:")
    assert "units.dale: found 'dale'" in problem


def test_a_missing_column_is_named(config: Path) -> None:
    """The header says which columns there are."""
    (config / "places" / "more.tsv").write_text("name\tkind\n", encoding="utf-8")
    assert problems(config)[0].startswith("more.tsv:1: : found the columns name, kind | name, kind, country")


def test_a_table_of_ones_own_is_read(config: Path) -> None:
    """Every table in the directory counts; comments and blank lines do not."""
    header = (config / "places" / "iraq.tsv").read_text(encoding="utf-8").splitlines()[0]
    (config / "places" / "mine.tsv").write_text(f"{header}\n# ours\n\nPrde\ttown\tIQ\tKirkuk\tDibis\t35.67\t44.32\t\t\tPirde\n", encoding="utf-8")
    assert [place.id for place in Gazetteer.load(config).named("Pirde")] == ["IQ/Kirkuk/Dibis/Prde"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(PlaceKind.ADMIN1, "IQ/Kirkuk"), (PlaceKind.ADMIN2, "IQ/Kirkuk/Dibis"), (PlaceKind.VILLAGE, "IQ/Kirkuk/Dibis/Dibis"), (PlaceKind.COUNTRY, "IQ")],
)
def test_ids_say_where_a_place_lies(kind: PlaceKind, expected: str) -> None:
    """A unit's id ends with the unit; a place of the same name has one more step."""
    assert place_id("IQ", "Kirkuk", "Dibis", kind, "Dibis") == expected


def test_every_country_is_there(gazetteer: Gazetteer) -> None:
    """ISO 3166-1 has 249 codes; Kosovo's XK is the one more."""
    assert len(gazetteer.countries()) == 250


def test_iraq_is_whole(gazetteer: Gazetteer) -> None:
    """18 governorates with their codes, and 102 districts."""
    iraq = [place for place in gazetteer.places() if place.country == "IQ"]
    governorates = [place for place in iraq if place.kind is PlaceKind.ADMIN1]
    assert (len(governorates), len({place.code for place in governorates}), sum(place.kind is PlaceKind.ADMIN2 for place in iraq)) == (18, 18, 102)


@pytest.mark.parametrize(
    ("identity", "precision"),
    [
        ("IQ", "country"),
        ("IQ/Kirkuk", "admin1"),
        ("IQ/Kirkuk/Dibis", "admin2"),
        ("IQ/Kirkuk/Dibis/Sarkran", "point"),
        ("IQ/Kirkuk/Daquq/Wadi al-Shay", "area"),
        ("IQ/Erbil/Makhmur/Qarachogh", "area"),
    ],
)
def test_precision_follows_the_kind(gazetteer: Gazetteer, identity: str, precision: str) -> None:
    """A settlement is a point; a valley and a mountain are areas."""
    place = gazetteer.place(identity)
    assert place is not None
    assert precision_of(place) == precision
