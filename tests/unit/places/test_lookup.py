"""What a name may mean, for people who ask."""

from __future__ import annotations

import pytest

from stream.places import Gazetteer
from stream.places.lookup import look_up


def first(gazetteer: Gazetteer, name: str, **given: str) -> str:
    return look_up(gazetteer, name, **given).candidates[0].place.id


def test_the_likeliest_comes_first(gazetteer: Gazetteer) -> None:
    """Libya's capital has most people; beside Beirut the Lebanese town is meant."""
    assert first(gazetteer, "Tripoli").startswith("LY/")
    assert first(gazetteer, "Tripoli", near="Beirut").startswith("LB/")


def test_reasons_add_up_to_the_score(gazetteer: Gazetteer) -> None:
    """Nothing that counts is left unsaid."""
    for candidate in look_up(gazetteer, "Tripoli", near="Beirut").candidates:
        assert sum(number for _, number in candidate.reasons) == pytest.approx(candidate.score, abs=0.005)


def test_what_lies_elsewhere_is_counted(gazetteer: Gazetteer) -> None:
    """Only places of the country that is asked for are shown."""
    whole, part = look_up(gazetteer, "Tripoli"), look_up(gazetteer, "Tripoli", country="LB")
    assert {candidate.place.country for candidate in part.candidates} == {"LB"}
    assert len(part.candidates) + part.elsewhere == len(whole.candidates)


@pytest.mark.parametrize("name", ["makhmour", "MAKHMUR", "Mexmur", "al-Makhmūr"])
def test_spelling_is_forgiven(gazetteer: Gazetteer, name: str) -> None:
    """Case, diacritics, article and transliteration tell no places apart."""
    assert first(gazetteer, name) == "IQ/Erbil/Makhmur"


def test_what_only_sounds_alike_is_marked(gazetteer: Gazetteer) -> None:
    """No table spells Qara Tapa so."""
    answer = look_up(gazetteer, "Qerateppe")
    assert (answer.exact, answer.candidates[0].place.name) == (False, "Qara Tabe")


def test_a_word_for_the_unit_chooses(gazetteer: Gazetteer) -> None:
    """Kirkuk district is no governorate."""
    assert [candidate.place.id for candidate in look_up(gazetteer, "Kirkuk district").candidates] == ["IQ/Kirkuk/Kirkuk"]


@pytest.mark.parametrize("name", ["Zzyqx", "Kirkuk Zzyqx", ""])
def test_no_table_knows_it(gazetteer: Gazetteer, name: str) -> None:
    """A name that only holds a place's name is not that place."""
    assert look_up(gazetteer, name).candidates == ()


def test_near_what_nobody_knows(gazetteer: Gazetteer) -> None:
    """Whoever asks so has mistyped it."""
    with pytest.raises(LookupError, match="Zzyqx"):
        look_up(gazetteer, "Kifri", near="Zzyqx")
