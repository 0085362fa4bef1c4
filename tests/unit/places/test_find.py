"""Where a text names places."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.places import Gazetteer, PlaceKind


def found(gazetteer: Gazetteer, text: str) -> list[str]:
    return [mention.text for mention in gazetteer.find(text)]


def test_offsets_are_those_of_the_original_text(gazetteer: Gazetteer) -> None:
    """A mention is the very slice of the text, diacritics, article and all."""
    text = "“Bombs” near al-Ḥawīja and Ba'quba"
    assert [text[mention.start : mention.end] for mention in gazetteer.find(text)] == ["al-Ḥawīja", "Ba'quba"]


def test_the_longest_name_wins(gazetteer: Gazetteer) -> None:
    """Tuz Khurmatu is one place, not Tuz and a word."""
    assert found(gazetteer, "shots in Tuz Khurmatu town") == ["Tuz Khurmatu"]


def test_names_end_where_words_do(gazetteer: Gazetteer) -> None:
    """The word Iraqiya holds no Iraq, and Kirkuki no Kirkuk."""
    assert found(gazetteer, "the Iraqiya list of Kirkukis") == []


def test_a_small_letter_makes_no_name(gazetteer: Gazetteer) -> None:
    """A turkey is a bird, and a chad a scrap of paper."""
    assert found(gazetteer, "a turkey and a chad, to niger") == []


def test_capitals_are_read(gazetteer: Gazetteer) -> None:
    """Wire copy in capitals has the same names."""
    assert found(gazetteer, "TWO POLICEMEN KILLED NEAR DAQUQ, IRAQ") == ["DAQUQ", "IRAQ"]


def test_us_in_a_text_of_capitals_is_no_country(gazetteer: Gazetteer) -> None:
    """Where all is in capitals, US may be the pronoun."""
    assert found(gazetteer, "THEY TOLD US TO LEAVE") == []


@pytest.mark.parametrize("text", ["US troops", "U.S. troops", "the UAE"])
def test_abbreviations_are_countries(gazetteer: Gazetteer, text: str) -> None:
    """In ordinary copy the abbreviation is the country."""
    assert len(found(gazetteer, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Prime Minister Mustafa al-Kadhimi",
        "Sheikh Zayed spoke",
        "Col. Ahmed al-Rashad said",
        "Hamza Ali, a farmer",
        "Jordan Smith",
        "Abu Bakr al-Baghdadi",
        "the Islamic State of Iraq and the Levant",
        "Kurdistan Workers' Party",
    ],
)
def test_names_of_persons_and_groups_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    """A place's name inside a person's or a group's is not found."""
    assert found(gazetteer, text) == []


@pytest.mark.parametrize("text", ["Major Baghdad bombing kills ten", "Bomb in Rashad Kills Two", "the village of Rashad"])
def test_a_place_is_not_taken_for_a_person(gazetteer: Gazetteer, text: str) -> None:
    """An adjective is no title before a city, and "in" no word before a person."""
    assert len(found(gazetteer, text)) == 1


def test_an_ordinary_word_needs_a_preposition(gazetteer: Gazetteer) -> None:
    """The verb that begins a sentence is no town; what follows "in" is."""
    assert found(gazetteer, "Hit by a mortar. Two died in Hit.") == ["Hit"]


def test_a_name_is_heard_however_it_is_spelled(gazetteer: Gazetteer) -> None:
    """A transliteration that no table has is found, and marked as less than exact."""
    (mention,) = gazetteer.find("a bomb in Qerateppe")
    assert (mention.candidates[0].name, mention.exact) == ("Qara Tabe", False)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Kirkuk province", {PlaceKind.ADMIN1}),
        ("the governorate of Kirkuk", {PlaceKind.ADMIN1}),
        ("Kirkuk district", {PlaceKind.ADMIN2}),
        ("Dibis sub-district", {PlaceKind.SUBDISTRICT}),
        ("the Iraqi city of Kirkuk", {PlaceKind.SUBDISTRICT}),
        ("Mount Qarachogh", {PlaceKind.MOUNTAIN}),
    ],
)
def test_a_word_for_a_unit_says_which(gazetteer: Gazetteer, text: str, kinds: set[PlaceKind]) -> None:
    """What a text calls a province is no town of that name."""
    (mention,) = gazetteer.find(text)
    assert {place.kind for place in mention.candidates} == kinds


def test_the_unit_belongs_to_the_name_before_it(gazetteer: Gazetteer) -> None:
    """In "the Hawija district of Kirkuk" Hawija is the district, and Kirkuk may be all that it is."""
    hawija, kirkuk = gazetteer.find("the Hawija district of Kirkuk")
    assert (hawija.said_kind, kirkuk.said_kind) == (PlaceKind.ADMIN2, None)


def test_adjectives_come_only_when_asked_for(gazetteer: Gazetteer) -> None:
    """The word "Iraqi" is no place, but evidence."""
    text = "Iraqi troops"
    assert (gazetteer.find(text), [mention.adjective for mention in gazetteer.find(text, adjectives=True)]) == ([], [True])


@given(st.text(alphabet=st.sampled_from("aK 'l-İß\u0301Iraq Kirkuk of city\n")))
def test_any_text_can_be_read(gazetteer: Gazetteer, text: str) -> None:
    """Mentions are slices of the text in order, and never overlap, whatever the text."""
    mentions = gazetteer.find(text, adjectives=True)
    assert all(mention.text == text[mention.start : mention.end] for mention in mentions)
    assert all(one.end <= other.start for one, other in itertools.pairwise(mentions))
