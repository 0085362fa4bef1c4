"""Which regions surely hold a place, and which only may."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from stream.model import PlacePrecision
from stream.places import Gazetteer, Place, Regions, precision_of

DISPUTED = "disputed-territories"
Holding = tuple[tuple[str, ...], tuple[str, ...]]


def holding(regions: Regions, place: Place) -> Holding:
    """What holds a place of the gazetteer."""
    return regions.holding(
        country=place.country,
        admin1=place.admin1,
        admin2=place.admin2,
        lat=place.lat,
        lon=place.lon,
        precision=precision_of(place),
        place=place,
    )


@pytest.mark.parametrize(
    "identity",
    [
        "IQ/Kirkuk",
        "IQ/Kirkuk/Dibis",
        "IQ/Erbil/Makhmur",
        "IQ/Diyala/Kifri/Kulajo",
        "IQ/Nineveh/Sinjar",
        "IQ/Nineveh/Mosul/Bashiqa",
        "IQ/Diyala/Baladruz/Mandali",
        "IQ/Salah al-Din/Tuz Khurmatu",
    ],
)
def test_the_disputed_territories_surely_hold(regions: Regions, place: Callable[[str], Place], identity: str) -> None:
    """UNAMI's districts, Kirkuk as a whole, Bashiqa and Mandali."""
    assert DISPUTED in holding(regions, place(identity))[0]


@pytest.mark.parametrize("identity", ["IQ/Diyala", "IQ/Nineveh", "IQ/Erbil", "IQ/Salah al-Din", "IQ/Diyala/Baladruz", "IQ/Nineveh/Mosul", "IQ"])
def test_the_disputed_territories_may_hold(regions: Regions, place: Callable[[str], Place], identity: str) -> None:
    """A unit that lies in them only in part stays undecided."""
    sure, possible = holding(regions, place(identity))
    assert (DISPUTED in sure, DISPUTED in possible) == (False, True)


@pytest.mark.parametrize(
    "identity", ["IQ/Anbar", "IQ/Baghdad", "IQ/Nineveh/Mosul/Mosul", "IQ/Diyala/Baladruz/Baladruz", "IQ/Diyala/Khalis", "SY/Aleppo"]
)
def test_the_disputed_territories_do_not_hold(regions: Regions, place: Callable[[str], Place], identity: str) -> None:
    """Neither Mosul city nor what has no part in them."""
    sure, possible = holding(regions, place(identity))
    assert DISPUTED not in (*sure, *possible)


def test_a_place_lies_in_every_larger_unit(regions: Regions, place: Callable[[str], Place]) -> None:
    """District, governorate and country hold what the smaller holds."""
    assert {"iq-kirkuk-dibis", "iq-kirkuk", "iq"} <= set(holding(regions, place("IQ/Kirkuk/Dibis/Sarkran"))[0])


def test_a_coarse_place_may_lie_in_the_next_smaller_units(regions: Regions, place: Callable[[str], Place]) -> None:
    """Kirkuk may be any of its districts, and Iraq any governorate, but it names no district."""
    kirkuk, iraq = holding(regions, place("IQ/Kirkuk"))[1], holding(regions, place("IQ"))[1]
    assert set(kirkuk) == {"iq-kirkuk-daquq", "iq-kirkuk-dibis", "iq-kirkuk-hawija", "iq-kirkuk-kirkuk"}
    assert set(regions.set("iq-governorates")) <= set(iraq)
    assert not set(regions.set("iq-districts")) & set(iraq)


def test_an_unknown_village_counts_by_its_district(regions: Regions) -> None:
    """A place that no table has still lies in the district that the text names."""
    sure, _ = regions.holding(country="IQ", admin1="Diyala", admin2="Kifri", lat=None, lon=None, precision=PlacePrecision.POINT, place=None)
    assert {DISPUTED, "iq-diyala-kifri"} <= set(sure)


def test_nothing_known_lies_nowhere(regions: Regions) -> None:
    """Without any unit nothing is sure, nor possible."""
    assert regions.holding(country=None, admin1=None, admin2=None, lat=None, lon=None, precision=PlacePrecision.UNKNOWN, place=None) == ((), ())


def test_sure_and_possible_never_overlap(regions: Regions, gazetteer: Gazetteer) -> None:
    """For every place of Iraq each region is sure, possible or neither; both lists are sorted."""
    for place in gazetteer.places():
        if place.country == "IQ":
            sure, possible = holding(regions, place)
            assert not set(sure) & set(possible)
            assert [*sure] == sorted(sure)
            assert [*possible] == sorted(possible)


def test_sets_name_regions_that_exist(regions: Regions) -> None:
    """Rules can name the districts, the governorates and the countries at once."""
    assert (len(regions.set("iq-districts")), len(regions.set("iq-governorates")), len(regions.set("countries"))) == (102, 18, 250)
    assert all(map(regions.has, itertools.chain.from_iterable(map(regions.set, regions.sets()))))


def test_names_are_those_of_the_places(regions: Regions) -> None:
    """A region is called what people call the unit; one that is gone keeps its id for a name."""
    assert (regions.name("iq-kirkuk-dibis"), regions.name(DISPUTED), regions.name("gone")) == ("Dibis", "Disputed territories", "gone")


def test_a_district_is_told_from_its_governorate(regions: Regions) -> None:
    """Kirkuk district and Kirkuk governorate do not bear one name in an alert."""
    assert (regions.name("iq-kirkuk"), regions.name("iq-kirkuk-kirkuk")) == ("Kirkuk", "Kirkuk district")


def test_the_version_changes_with_the_content(config: Path) -> None:
    """The same files give the same version; another member gives another."""
    before, again = (Regions.load(config, Gazetteer.load(config)).version for _ in range(2))
    (config / "regions" / "mine.yaml").write_text("regions: [{id: mine, name: Mine, members: [{country: IQ}]}]\n", encoding="utf-8")
    assert before == again != Regions.load(config, Gazetteer.load(config)).version


def test_the_version_is_the_same_where_only_words_or_sets_change(config: Path) -> None:
    """A state of the past need not be made anew for what nobody counts by."""
    file = config / "regions" / "mine.yaml"
    versions = set()
    for name, sets in (("Mine", ""), ("My own", "sets: {both: [mine, iq-kirkuk]}\n")):
        file.write_text(f"regions: [{{id: mine, name: {name}, members: [{{country: IQ}}]}}]\n{sets}", encoding="utf-8")
        versions.add(Regions.load(config, Gazetteer.load(config)).version)
    assert len(versions) == 1


def test_all_districts_together_hold_the_governorate(config: Path) -> None:
    """A region that has every district of a governorate surely holds the governorate."""
    (config / "regions" / "mine.yaml").write_text(
        "regions: [{id: mine, name: Mine, country: IQ, members: [{district: Kirkuk/Dibis}, {district: Kirkuk/Hawija}]}]\n", encoding="utf-8"
    )
    gazetteer = Gazetteer.load(config)
    kirkuk = gazetteer.place("IQ/Kirkuk")
    assert kirkuk is not None
    assert "mine" in holding(Regions.load(config, gazetteer), kirkuk)[0]


def test_regions_of_a_single_file_take_the_place_of_the_drawn_ones(config: Path, tmp_path: Path) -> None:
    """The generated ones stay."""
    mine = tmp_path / "mine.yaml"
    mine.write_text("regions: [{id: mine, name: Mine, country: IQ, members: [{district: Kirkuk/Dibis}]}]\n", encoding="utf-8")
    regions = Regions.load(config, Gazetteer.load(config), mine)
    assert {"mine", "iq-kirkuk-dibis"} <= set(regions.ids())
    assert "disputed-territories" not in regions.ids()


@pytest.mark.parametrize(("code", "unit"), [("IQ-KI", "IQ/Kirkuk"), ("MZ-P", "MZ/Cabo Delgado"), ("US-NY", "US/New York State")])
def test_codes_of_any_country_are_known(gazetteer: Gazetteer, code: str, unit: str) -> None:
    """ISO 3166-2, by the configured tables, else by the list that the package brings; a unit is called as the tables call it."""
    place = gazetteer.by_code(code)
    assert (place.id if place else None) == unit


def test_members_and_sets_of_any_country(config: Path, gazetteer: Gazetteer) -> None:
    """What only the worldwide table has can be a member, and its region part of a set."""
    (config / "regions" / "mine.yaml").write_text(
        "regions: [{id: mine, name: Mine, members: [{iso3166_2: SV-MO}, {governorate: SV/Usulután}]}]\nsets: {two: [sv-morazan, mine]}\n",
        encoding="utf-8",
    )
    regions = Regions.load(config, gazetteer)
    assert (regions.get("mine").members, regions.set("two")) == ({"SV/Morazan", "SV/Usulutan"}, ("mine", "sv-morazan"))


def test_the_sets_that_hold_a_region(regions: Regions) -> None:
    """Generated ones and those of files."""
    assert regions.sets_with("sv-morazan") == ("sv-governorates",)
    assert regions.sets_with("iq-kirkuk-dibis") == ("disputed-districts", "iq-districts")


def test_the_smaller_of_two_regions_is_told(regions: Regions) -> None:
    """A district is smaller than its governorate, that than its country and the disputed territories; also where only the worldwide table has them."""
    ordered = ["iq-kirkuk-hawija", "iq-kirkuk", "disputed-territories", "iq"]
    assert sorted(ordered, key=regions.size) == ordered
    assert 0 < regions.size("us-alabama-autauga-county") < regions.size("us-alabama") < regions.size("us")


def test_a_region_that_is_not_configured_has_no_size(regions: Regions) -> None:
    """Alerts of it may still stand."""
    assert regions.size("atlantis") == 0
