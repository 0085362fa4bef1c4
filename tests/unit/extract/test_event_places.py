"""Where an event happened, among the places that an article names."""

from __future__ import annotations

import pytest

from stream.model import Article

#: The district (governorate where no district is told) of the event.
DISTRICTS = {
    "BAGHDAD (Reuters) - Gunmen killed two policemen in Hawija on Monday.": "Hawija",
    "ERBIL — Gunmen killed two policemen in Jalawla on Monday.": "Khanaqin",
    "Gunmen shot dead two policemen in Hawija on Monday. The bodies were taken to a hospital in Kirkuk.": "Hawija",
    "Gunmen shot two policemen in Dibis on Monday; the wounded were taken to Azadi Teaching Hospital in Kirkuk city.": "Dibis",
    "A police officer in Baqubah said gunmen killed two villagers in Jalawla on Monday.": "Khanaqin",
    "Gunmen killed two villagers in Jalawla on Monday, the interior ministry in Baghdad said.": "Khanaqin",
    "Kirkuk Police said gunmen killed two soldiers in Hawija on Monday.": "Hawija",
    "Baghdad said gunmen killed two soldiers in Hawija on Monday.": "Hawija",
    "Militants who came from Hawija killed two soldiers in Daquq on Monday.": "Daquq",
    "Gunmen from the Hamrin mountains attacked a checkpoint in Jalawla on Monday, killing two policemen.": "Khanaqin",
    "The Kirkuk-based brigade lost two soldiers in an attack in Daquq on Monday.": "Daquq",
    "Two soldiers of the Mosul Brigade were killed in an attack in Tal Afar on Monday.": "Tal Afar",
    "Gunmen killed two drivers on their way from Baghdad to Kirkuk near Daquq on Monday.": "Daquq",
    "Gunmen killed two soldiers in Kifri, Diyala province, on Monday.": "Kifri",
    "Gunmen killed two soldiers in Diyala's Kifri on Monday.": "Kifri",
    "Gunmen killed two soldiers in the Kifri district of Diyala on Monday.": "Kifri",
    "A bomb killed two drivers between Dibis and Altun Kupri on Monday.": "Dibis",
    "A bomb killed two drivers on the Tuz Khurmatu-Kirkuk highway on Monday.": "Tuz Khurmatu",
    "Militants killed two Peshmerga on the Kifri-Garmser front on Monday.": "Kifri",
    "A bomb killed two soldiers on the outskirts of Tuz Khurmatu on Monday.": "Tuz Khurmatu",
    "Militants killed two soldiers on Mount Qarachogh on Monday.": "Makhmur",
    "A bomb killed two drivers on the Kirkuk-Baghdad road on Monday.": "Kirkuk",
}


@pytest.mark.parametrize("text", DISTRICTS)
def test_the_attack_and_not_what_stands_around(extract, text):
    """Not the dateline, the hospital, the speaker, the attackers' home or the unit's name; a road or front by the place that it is named after."""
    (report,) = extract(text)
    assert (report.admin2 or report.admin1) == DISTRICTS[text]


@pytest.mark.parametrize(
    ("text", "place", "district"),
    [
        ("Gunmen killed two farmers in the village of Bazmulka in Makhmour district on Monday.", "village of Bazmulka", "Makhmur"),
        ("Gunmen killed two farmers in Bazmulka village near Makhmour on Monday.", "Bazmulka village", "Makhmur"),
        ("Gunmen stormed the village of Gurzinda, in Dibis district, on Monday and killed two farmers.", "village of Gurzinda", "Dibis"),
        ("Gunmen stormed Gurzinda village in Dibis district on Monday and killed two farmers.", "Gurzinda village", "Dibis"),
        ("Gunmen killed two farmers in Bazmulka, a small village near Daquq, on Monday.", "Bazmulka", "Daquq"),
        ("Gunmen killed two farmers in Bazmulka, south of Daquq, on Monday.", "Bazmulka", "Daquq"),
        ("Gunmen killed two farmers in Bazmulka, a village 10 km south of Daquq, on Monday.", "Bazmulka", "Daquq"),
        ("Gunmen killed two farmers in an Arab village near Daquq on Monday.", "near Daquq", "Daquq"),
    ],
)
def test_an_unknown_village_keeps_its_name(extract, text, place, district):
    """It lies in the district of the place that is named with it."""
    (report,) = extract(text)
    assert (report.place, report.admin2) == (place, district)


@pytest.mark.parametrize(("where", "sure"), [("Diyala", False), ("Kirkuk province", True), ("Nineveh province", False)])
def test_a_coarse_mention_stays_coarse(extract, where, sure):
    """Diyala alone may be disputed or not; Kirkuk province is."""
    (report,) = extract(f"Gunmen killed two soldiers in {where} on Monday.")
    assert ("disputed-territories" in report.regions, report.admin2, report.place_precision) == (sure, None, "admin1")
    assert sure or "disputed-territories" in report.possible_regions


def test_the_outlets_home_decides_where_the_text_does_not(extractor):
    """A Lebanese paper that says Tripoli means the one at home."""
    reports = [
        extractor.extract(Article(text="Gunmen killed two soldiers in Tripoli on Monday.", url=f"https://news.example.{country}/1"))
        for country in ("lb", "ly")
    ]
    assert [report.country for (report,) in reports] == ["LB", "LY"]


def test_a_country_alone_is_no_place_inside_it(extract):
    """The report's country says it already."""
    (report,) = extract("Gunmen killed two soldiers in Burkina Faso on Monday.")
    assert (report.place, report.country, report.place_precision) == (None, "BF", "country")


def test_a_state_of_mind_is_no_place(extract):
    """What follows "department of" or "state of" is a place only where a table knows it."""
    (report,) = extract("GUNMEN KILLED TWO AGENTS OF THE DEPARTMENT OF INQUIRIES IN MEDELLIN ON MONDAY.")
    assert report.place == "MEDELLIN"


@pytest.mark.parametrize(
    ("text", "place", "north", "east"),
    [
        ("15 km south of Kifri", "15 km south of Kifri", -0.135, 0),
        ("20 kilometres east of Kifri", "20 kilometres east of Kifri", 0, 0.218),
        ("10 miles southwest of Kifri", "10 miles southwest of Kifri", -0.102, -0.124),
        ("some 15 km (9 miles) south of Kifri", "15 km (9 miles) south of Kifri", -0.135, 0),
        ("about fifteen kilometers south of Kifri", "fifteen kilometers south of Kifri", -0.135, 0),
        ("2.5 km north of Kifri", "2.5 km north of Kifri", 0.02, 0),
        ("fifteen miles from Kifri", "fifteen miles from Kifri", 0, 0),
        ("250 km north of Kifri", "Kifri", 0, 0),
        ("south of Kifri", "Kifri", 0, 0),
        ("near Kifri", "near Kifri", 0, 0),
    ],
)
def test_an_offset_moves_the_place(extract, text, place, north, east):
    """By distance and bearing, in degrees, from the town, and not from the middle of its district; without a distance nobody knows how far."""
    (there,) = extract("Gunmen killed two soldiers in Kifri town on Monday.")
    (report,) = extract(f"Gunmen killed two soldiers {text} on Monday.")
    assert (report.place, report.admin2, report.place_precision) == (place, "Kifri", "area")
    assert (report.lat - there.lat, report.lon - there.lon) == (pytest.approx(north, abs=0.011), pytest.approx(east, abs=0.011))


def test_an_offset_from_a_city_leaves_the_district_open(extract):
    """Fifteen kilometres from Erbil may be in another district, and in the disputed territories."""
    (report,) = extract("Gunmen killed two policemen 15 km southwest of Erbil on Monday.")
    assert (report.place, report.admin1, report.admin2, report.place_precision) == ("15 km southwest of Erbil", "Erbil", None, "area")
    assert "disputed-territories" in report.possible_regions


def test_how_far_another_town_lies_moves_nothing(extract):
    """The more exact place beside the offset is where it happened."""
    (there,) = extract("Gunmen killed two soldiers in Kifri on Monday.")
    (report,) = extract("Gunmen killed two soldiers in Kifri, 40 km south of Tuz Khurmatu, on Monday.")
    assert (report.lat, report.lon, report.admin2) == (there.lat, there.lon, "Kifri")


@pytest.mark.parametrize(
    ("text", "place", "district"),
    [
        ("on the Kirkuk-Baghdad road", "Kirkuk-Baghdad road", None),
        ("on the Hawija road", "Hawija road", "Hawija"),
        ("on the Makhmour front", "Makhmour front", "Makhmur"),
        ("on the Kifri-Garmser front", "Kifri-Garmser front", "Kifri"),
        ("on the outskirts of Hawija", "outskirts of Hawija", "Hawija"),
        ("on the outskirts of the town of Hawija", "outskirts of the town of Hawija", "Hawija"),
        ("near Kirkuk", "near Kirkuk", None),
        ("south of Kirkuk", "Kirkuk", None),
        ("in the Hamrin mountains", "Hamrin mountains", None),
    ],
)
def test_a_road_or_front_is_no_single_spot(extract, text, place, district):
    """It keeps its words, lies in the district of the place that it is named after, and is an area; so are the outskirts of a town."""
    (report,) = extract(f"A bomb killed two drivers {text} on Monday.")
    assert (report.place, report.admin2, report.place_precision) == (place, district, "area")


@pytest.mark.parametrize(
    ("text", "precision"), [("in Pine Hills, Florida", "point"), ("in front of a Kifri shop", "admin2"), ("in Kirkuk", "admin1")]
)
def test_what_only_looks_like_a_stretch_of_land(extract, text, precision):
    """A town's own name may end like one, and "in front of" is no front."""
    (report,) = extract(f"Gunmen shot dead two people {text} on Monday.")
    assert report.place_precision == precision


@pytest.mark.parametrize("text", ["between Dibis and Daquq", "on the road from Dibis to Daquq", "on the road between Dibis and Daquq"])
def test_between_two_towns_is_the_middle(extract, text):
    """It belongs to the district of one of them."""
    one, other = (extract(f"A bomb killed two drivers in {town} town on Monday.")[0] for town in ("Dibis", "Daquq"))
    (report,) = extract(f"A bomb killed two drivers {text} on Monday.")
    assert (report.place_precision, report.admin2 in {"Dibis", "Daquq"}) == ("area", True)
    assert report.place.endswith("Dibis and Daquq" if "and" in text else "from Dibis to Daquq")
    assert (report.lat, report.lon) == (pytest.approx((one.lat + other.lat) / 2, abs=0.011), pytest.approx((one.lon + other.lon) / 2, abs=0.011))


def test_takes_this_city_for_that_of_the_dateline(extract):
    """Who writes "in this city" means the one that the news comes from."""
    (report,) = extract("MEDELLIN, Colombia, Dec 7 (ABC) -- A bomb killed two farmers in this city on Tuesday.")
    assert (report.place, report.admin1) == ("Medellin", "Antioquia")


def test_takes_the_capital_for_that_of_the_article(extract):
    """A capital that the article names is meant by "the capital"."""
    (report,) = extract("BOGOTA, Dec 7 (ABC) -- A bomb killed two farmers in the capital on Tuesday.")
    assert report.country == "CO"
    assert report.admin1 is not None


def test_keeps_a_stray_namesake_at_home(extract):
    """A village that no table has at home is no town of that name elsewhere."""
    text = (
        "LIMA, 7 DEC (ABC) -- PERUVIAN POLICE SAID THAT REBELS KILLED TWO FARMERS YESTERDAY IN WOLVERHAMPTON.\n\n"
        "PERUVIAN TROOPS FROM LIMA, AYACUCHO AND HUANCAYO WENT THERE."
    )
    (report,) = extract(text)
    assert (report.country, report.place) == ("PE", "WOLVERHAMPTON")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("fired at Karim al-Jubouri with a pistol in the Zayouna district", "Zayouna"),
        ("opened fire at Karim in the Zayouna district", "Zayouna"),
        ("killed him at Kulbazar", "Kulbazar"),
    ],
)
def test_who_was_aimed_at_is_no_place(extract, text, place):
    """A name behind "fired at" is a person's; behind another "at" it is where it was."""
    (report,) = extract(f"BAGHDAD - A lawyer was shot dead in Baghdad on Monday, police said. Two men on a motorcycle {text}.")
    assert report.place.startswith(place)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("NEAR SULLATAMBO, POLICE SAID", "NEAR SULLATAMBO"),
        ("IN SULLATAMBO, A SMALL VILLAGE OF THE ANDES", "SULLATAMBO"),
        ("IN SULLATAMBO, HUANCAYO MUNICIPALITY", "SULLATAMBO"),
    ],
)
def test_capitals_that_only_grammar_tells_to_be_a_place(extract, text, place):
    """In a wire a name that no table knows is one behind "near", and where a unit or "a village" follows it."""
    (report,) = extract(f"LIMA, 7 DEC (ABC) -- REBELS KILLED TWO PERUVIAN FARMERS {text}.")
    assert report.place == place


def test_a_surname_is_no_place_of_a_wire(extract):
    """Who is named in full is not at the town of that name."""
    (report,) = extract(
        "BOGOTA, 7 DEC (ABC) -- A BOMB WENT OFF TODAY BEFORE JUDGE RODRIGO MALAGA LEFT HIS HOUSE IN MEDELLIN. TWO GUARDS WERE KILLED."
    )
    assert (report.country, report.place) == ("CO", "MEDELLIN")
