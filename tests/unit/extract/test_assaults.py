"""What armed men fall upon, what forces lose, and who is found bound and shot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Report
from tests.unit.extract.conftest import killed_and_wounded, tolls

Extract = Callable[..., tuple[Report, ...]]


@pytest.mark.parametrize(
    "lead",
    [
        "Gunmen struck the village of Bashir on Saturday night.",
        "Armed men rampaged through the village of Bashir on Saturday night.",
        "Islamic State fighters descended on the village of Bashir on Saturday night.",
        "The village of Bashir came under mortar fire on Saturday night.",
        "Gunmen came to the village of Bashir on Saturday night.",
    ],
)
def test_what_follows_an_assault_is_its_toll(extract: Extract, lead: str) -> None:
    """Where and when stand in the sentence that only says that armed men fell upon a place."""
    (report,) = extract(f"{lead} Twelve villagers were shot dead.")
    assert (report.place, report.admin2, str(report.date)) == ("village of Bashir", "Daquq", "2021-12-04")
    assert tolls(report) == {("killed", "civilian"): 12}


def test_who_is_hit_has_not_assailed(extract: Extract) -> None:
    """Militants hit by a strike have fallen upon nobody."""
    (report,) = extract("Militants hit by a drone strike near Daquq on Saturday were ISIS members, the army said; three were killed.")
    assert report.type == "airstrike"


@pytest.mark.parametrize(
    ("text", "group", "killed"),
    [
        ("The Peshmerga lost two fighters in an ambush near Daquq on Saturday.", "security", 2),
        ("The militants lost seven men in the attack on Hawija on Saturday.", "militant", 7),
        ("In an ambush near Hawija on Saturday the army lost an officer and two men.", "security", 3),
        ("The army lost three men in fighting near Hawija on Saturday.", "security", 3),
    ],
)
def test_losses(extract: Extract, text: str, group: str, killed: int) -> None:
    """Whom a force loses is killed, and is what the force is."""
    (report,) = extract(text)
    assert tolls(report) == {("killed", group): killed}


def test_lost_things_are_no_losses(extract: Extract) -> None:
    """Vehicles and limbs are no people."""
    (report,) = extract("The army lost two vehicles in an ambush near Hawija on Saturday in which a driver was killed.")
    assert tolls(report) == {("killed", "civilian"): 1}


@pytest.mark.parametrize(
    "text",
    [
        "Four cousins went out near Muqdadiya on Friday and were found on Saturday, hands tied, shot in the head.",
        "Four cousins were found near Muqdadiya on Saturday, blindfolded and shot in the head.",
        "Four cousins were found dead near Muqdadiya on Saturday, hands bound, shot in the head.",
    ],
)
def test_who_is_found_bound_and_shot_is_dead(extract: Extract, text: str) -> None:
    """Once, however often it is said."""
    (report,) = extract(text)
    assert tolls(report) == {("killed", "civilian"): 4}


def test_members_of_a_unit_of_a_force(extract: Extract) -> None:
    """The phrase goes on behind the name of the force."""
    (report,) = extract("A member of the Asayish's anti-terror unit was shot dead in Hawija on Saturday.")
    assert tolls(report) == {("killed", "security"): 1}


def test_a_nameless_source_estimates(extract: Extract) -> None:
    """It opens the range of what is told without a doubt."""
    (report,) = extract("Gunmen attacked the village of Bashir on Saturday. Twelve villagers died. A security source put the toll at around 20.")
    (killed,) = report.casualties
    assert (killed.best, killed.high) == (12, 20)


def test_a_third_who_got_away_hurt(extract: Extract) -> None:
    """One more of them, wounded."""
    (report,) = extract("Gunmen shot dead two oil workers near Hawija on Saturday. A third escaped with light injuries.")
    assert tolls(report) == {("killed", "civilian"): 2, ("wounded", "civilian"): 1}


def test_whose_towns_they_are_is_no_name(extract: Extract) -> None:
    """Read "at Kurdish villages" as no village of that name."""
    (report,) = extract("Militants fired mortars at Kurdish villages on Saturday; one man was killed in Daquq.")
    assert report.place == "Daquq"


def test_who_foils_an_attack_did_not_make_it(extract: Extract) -> None:
    """The Peshmerga are named before the attack, and are no perpetrator."""
    (report,) = extract("Peshmerga foil drone attack near Dibis on Saturday. One Peshmerga was wounded.")
    assert report.perpetrator is None


def test_men_of_a_force_killed_without_a_word_of_how(extract: Extract) -> None:
    """Policemen who were killed are news of an attack; people who died are not."""
    (report,) = extract("Two policemen were killed in Hawija on Saturday, the mayor said.")
    assert tolls(report) == {("killed", "security"): 2}
    assert extract("Two people died in Hawija on Saturday, the mayor said.") == ()


@pytest.mark.parametrize(
    "toll_told",
    [
        "Eight people were killed, among them three policemen.",
        "Eight people lost their lives, including three policemen.",
        "Eight people died, three of them policemen.",
        "Eight people died, of whom three were policemen.",
        "Eight people were martyred; three were policemen.",
    ],
)
def test_members_told_behind_the_verb(extract: Extract, toll_told: str) -> None:
    """Parts of a whole that stand apart from it are told apart by group."""
    (report,) = extract(f"Gunmen attacked the village of Bashir on Saturday night. {toll_told}")
    assert tolls(report) == {("killed", "security"): 3, ("killed", "unknown"): 5}


def test_what_an_office_had_said_before_is_superseded(extract: Extract) -> None:
    """The earlier number is none of this toll."""
    (report,) = extract("Gunmen attacked Daquq on Saturday. Eight people were killed.\n\nThe governor's office had earlier spoken of six dead.")
    assert sum(tolls(report).values()) == 8


@pytest.mark.parametrize("hurt", ["A bystander was grazed by a bullet.", "A passer-by was slightly wounded."])
def test_a_bystander_is_somebody_else(extract: Extract, hurt: str) -> None:
    """Behind an article it is nobody of whom the text has told."""
    (report,) = extract(f"A policeman was gunned down in Kirkuk on Saturday. {hurt}")
    assert tolls(report) == {("killed", "security"): 1, ("wounded", "civilian"): 1}


def test_four_strikes_are_one_operation(extract: Extract) -> None:
    """They give the day of what the statement told without one."""
    text = "The army said on Tuesday that jets killed five terrorists near Hawija.\n\nThe jets carried out four strikes on hideouts on Monday night."
    (report,) = extract(text)
    assert str(report.date) == "2021-12-06"


NUMBERS = {
    "A bomb in Daquq on Saturday injured nine people, of whom three later died.": (3, 6),
    "Nine people were wounded in an attack in Daquq on Saturday; two of them died on Sunday.": (2, 7),
    "Gunmen killed two people and wounded nine in Daquq on Saturday, one of whom died on Sunday.": (3, 8),
    "A bomb in Daquq on Saturday killed ten people, two more than first thought.": (10, 0),
    "Gunmen attacked Daquq on Saturday. Contrary to first reports that six people were killed, three died.": (3, 0),
    "A bomb in Daquq on Saturday killed a family of five.": (5, 0),
    "A bomb in Daquq on Saturday wiped out a Yazidi family of six and wounded two neighbours.": (6, 2),
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers(extract: Extract, text: str) -> None:
    """Killed and wounded, by plain wordings of the news."""
    (report,) = extract(text)
    assert killed_and_wounded(report) == NUMBERS[text]


@pytest.mark.parametrize(
    "text",
    [
        "Five people (two policemen, three civilians) were killed by a bomb in Kirkuk on Saturday.",
        "A bomb in Kirkuk on Saturday killed five: two policemen and three civilians.",
    ],
)
def test_who_they_all_are(extract: Extract, text: str) -> None:
    """Behind a colon or in brackets."""
    (report,) = extract(text)
    assert tolls(report) == {("killed", "security"): 2, ("killed", "civilian"): 3}


def test_guards_of_somebody(extract: Extract) -> None:
    """They are hit, and not whom they guard."""
    (report,) = extract("Two guards of the governor were killed near Baquba on Saturday when a bomb hit his convoy.")
    assert tolls(report) == {("killed", "security"): 2}


def test_hours_before(extract: Extract) -> None:
    """What came later, elsewhere, is an event of its own."""
    text = "Militants killed two shepherds near Daquq on Saturday at dawn, hours before a bomb in Hawija wounded a soldier."
    assert [(report.type.value, report.admin2, killed_and_wounded(report)) for report in extract(text)] == [
        ("armed_attack", "Daquq", (2, 0)),
        ("bombing", "Hawija", (0, 1)),
    ]


def test_nobody_says_who_began_a_clash(extract: Extract) -> None:
    """Between two forces."""
    (report,) = extract("Clashes between the army and YBS fighters in Sinuni on Saturday left three soldiers and one YBS fighter dead.")
    assert (report.type.value, report.perpetrator) == ("armed_clash", None)


def test_at_least_so_many_and_as_many_as(extract: Extract) -> None:
    """A range with both its ends."""
    (report,) = extract("A bomb in Daquq on Saturday killed at least two and as many as five people.")
    assert [(item.low, item.best, item.high) for item in report.casualties] == [(2, 2, 5)]


MORE = {
    "No fewer than 15 people were killed in a bombing in Kirkuk on Saturday.": {("killed", "unknown"): 15},
    "Gunmen killed a judge, Karim Salih, 55, and his driver in Kirkuk on Saturday.": {("killed", "civilian"): 2},
    "Gunmen killed the mukhtar of Bashir village near Daquq on Saturday, along with his two sons.": {("killed", "civilian"): 3},
    "Of the six policemen manning the post near Daquq, two were killed and one was wounded when gunmen attacked it on Saturday.": {
        ("killed", "security"): 2,
        ("wounded", "security"): 1,
    },
}


@pytest.mark.parametrize("text", MORE)
def test_tolls(extract: Extract, text: str) -> None:
    """Bounds, names between commas, and those along with somebody."""
    (report,) = extract(text)
    assert tolls(report) == MORE[text]


def test_a_mass_grave_is_history(extract: Extract) -> None:
    """Its opening is no incident."""
    assert extract("A mass grave with the remains of 12 victims of IS was opened near Sinjar on Saturday.") == ()
