"""Which place a name means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.places import Gazetteer

Where = Callable[..., dict[str, str]]


@pytest.mark.parametrize("name", ["Kirkuk", "Erbil", "Najaf", "Sulaymaniyah", "Baghdad"])
def test_a_bare_name_is_the_governorate(where: Where, name: str) -> None:
    """An attack "in Kirkuk" may be anywhere in the governorate: no more is said."""
    assert where(f"Two were killed in {name}.") == {name: f"IQ/{name}"}


def test_the_city_is_in_the_district(where: Where) -> None:
    """Kirkuk city lies in the district of that name."""
    assert where("Two were killed in Kirkuk city.") == {"Kirkuk": "IQ/Kirkuk/Kirkuk/Kirkuk"}


#: Spellings of news, of scholars and of Kurdish, by the place that each means.
SPELLINGS = {
    "IQ/Erbil/Makhmur": ("Makhmour", "Makhmur", "Mexmur", "Mahmour", "MAKHMŪR", "Maxmur"),
    "IQ/Salah al-Din/Tuz Khurmatu": ("Tuz Khurmatu", "Tuz Khormatu", "Tooz Khurmato", "Tuz-Khurmatu", "Touz Khormato"),
    "IQ/Kirkuk/Hawija": ("Hawija", "Hawiga", "Haweeja", "al-Hawija", "Al Hawijah", "Ḥawīja"),
    "IQ/Diyala/Khanaqin/Jalawla": ("Jalawla", "Jalula", "Jalawlaa", "Jalawla'"),
    "IQ/Kirkuk/Dibis": ("Dibis", "Dibs", "Dubiz", "Al-Dibs"),
    "IQ/Diyala/Kifri": ("Kifri", "Kifry", "Kfri", "Kifri district", "the district of Kifri"),
}


@pytest.mark.parametrize(("spelling", "identity"), [(spelling, identity) for identity, found in SPELLINGS.items() for spelling in found])
def test_spellings_lead_to_one_place(where: Where, spelling: str, identity: str) -> None:
    """However it is spelled; words for the unit are no part of the name."""
    assert identity in where(f"Villages near {spelling}, Iraq.").values()


def test_riyadh_near_hawija_is_the_subdistrict(where: Where) -> None:
    """The places around it say which Riyadh."""
    assert where("A patrol was hit in Riyadh, in the Hawija district.")["Riyadh"] == "IQ/Kirkuk/Hawija/Al-Riyadh"


def test_riyadh_among_saudis_is_the_capital(where: Where) -> None:
    """An adjective is evidence of its country."""
    assert where("The Saudi king returned to Riyadh.")["Riyadh"] == "SA/Riyadh/-/Riyadh"


def test_the_unit_beside_a_name_decides(where: Where) -> None:
    """Tripoli, Lebanon, is not Libya's."""
    assert where("clashes in Tripoli, Lebanon")["Tripoli"] == "LB/North Lebanon/-/Tripoli"


def test_the_unit_may_stand_before(where: Where) -> None:
    """Muqdadiya's Al-Rashad is the village there, not the subdistrict in Kirkuk."""
    assert where("in Muqdadiya's Al-Rashad village")["Al-Rashad"] == "IQ/Diyala/Muqdadiya/Al-Rashad"


def test_home_decides_where_the_text_does_not(where: Where) -> None:
    """An Iraqi outlet that names Tripoli and nothing else gives no hint; a Lebanese one does."""
    assert where("Clashes in Tripoli", home="LB")["Tripoli"] == "LB/North Lebanon/-/Tripoli"


def test_a_name_by_sound_needs_its_country(where: Where) -> None:
    """What only sounds like a place of Iraq is dropped in a text that speaks of nothing there."""
    assert (where("in Qerateppe"), list(where("in Qerateppe, say Iraqi police"))) == ({}, ["Qerateppe"])


def test_the_answer_does_not_depend_on_chance(gazetteer: Gazetteer) -> None:
    """The same text gives the same answers, from another load of the same files too."""
    text = "Attacks in Rashad, Islah, Riyadh and Tripoli; Salam and Midan were quiet, in Iraq."
    again = Gazetteer(gazetteer._context, gazetteer._world)
    assert [(item.place.id, item.score) for item in again.resolve(again.find(text))] == [
        (item.place.id, item.score) for item in gazetteer.resolve(gazetteer.find(text))
    ]


def test_nothing_gives_nothing(gazetteer: Gazetteer) -> None:
    """A text without places has none."""
    assert gazetteer.resolve([]) == []


def test_a_likely_name_needs_more_than_one_word_for_its_country(where: Where) -> None:
    """A person's name that is a village of a country which the text barely speaks of is dropped; one of the country that it is about stays."""
    around = (
        "SAN SALVADOR, USULUTAN, MORAZAN, LA UNION, SAN MIGUEL, SANTA ANA, AHUACHAPAN, SONSONATE, CHALATENANGO, CABANAS AND CUSCATLAN, EL SALVADOR"
    )
    found = where(f"THE BROTHER OF IGNACIO SPOKE IN THE UNITED STATES OF ATTACKS IN {around}. A BOMB WENT OFF IN TECOLUCA.")
    assert ("IGNACIO" in found, found["TECOLUCA"].split("/")[0]) == (False, "SV")
