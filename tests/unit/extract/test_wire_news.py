"""Turns of phrase of agency news: who the dead are told later, attacks that answer others, another attack without a place, days before numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from stream.model import Effect, Group, IncidentType, Report
from tests.unit.extract.conftest import killed_and_wounded, tolls

Extract = Callable[..., tuple[Report, ...]]
SECURITY, CIVILIAN, MILITANT, UNKNOWN = Group.SECURITY, Group.CIVILIAN, Group.MILITANT, Group.UNKNOWN

#: Text; killed, then wounded, by group, of its one incident.
TOLLS: dict[str, tuple[str, dict[Group, int], dict[Group, int]]] = {
    "a number behind a day of the month": (
        "Gunmen stormed a farm in Daquq. On December 6, 12 farmers were killed there by the gunmen.",
        {CIVILIAN: 12},
        {},
    ),
    "a number in words behind a day of the month": ("On December 6, four soldiers were killed by a bomb in Daquq.", {SECURITY: 4}, {}),
    "among those killed": (
        "At least 12 people, including a member of a Kurdish force, were killed in Makhmour on Monday. Eight Peshmerga and four farmers were among those killed.",
        {SECURITY: 8, CIVILIAN: 4},
        {},
    ),
    "among those killed were": (
        "Seven people were killed in a bombing in Hawija on Monday. Among those killed were two policemen and a child.",
        {SECURITY: 2, CIVILIAN: 1, UNKNOWN: 4},
        {},
    ),
    "were among the wounded": (
        "Seven people were wounded in a bombing in Hawija on Monday. Two policemen were among the wounded.",
        {},
        {SECURITY: 2, UNKNOWN: 5},
    ),
    "killed with others injured": (
        "Two soldiers and three farmers were killed with others injured in an attack in Makhmour on Monday.",
        {SECURITY: 2, CIVILIAN: 3},
        {CIVILIAN: 3},
    ),
    "a long insertion in brackets": (
        "Two members of the Popular Mobilization Forces (PMF, or Hashd al Shaabi) and one Peshmerga fighter were injured in an attack in Kifri on Monday.",
        {},
        {SECURITY: 3},
    ),
    "militants of a force that rules a country": (
        "Three Taliban militants were killed in a battle between police and NATO troops in Hawija on Monday.",
        {MILITANT: 3},
        {},
    ),
    "a total that is parted step by step": (
        "Five people were killed in Hawija on Monday when gunmen attacked a village. The gunmen shot dead a policeman. They then killed two farmers.",
        {SECURITY: 1, CIVILIAN: 2, UNKNOWN: 2},
        {},
    ),
    "people told right behind an event": (
        "In the clashes near Hawija on Monday two Peshmerga died and six were wounded.",
        {SECURITY: 2},
        {SECURITY: 6},
    ),
    "in total": (
        "Gunmen opened fire at a checkpoint in Hawija on Monday, killing four. In total, 22 people were wounded.",
        {UNKNOWN: 4},
        {UNKNOWN: 22},
    ),
    "a toll-free number": ("Gunmen killed four people in Hawija on Monday. Families may call the toll-free number at 866-435-93.", {UNKNOWN: 4}, {}),
    "an earlier toll with an insertion": (
        "A bomb killed 30 people in Hawija on Monday. An earlier toll from the blast, the bloodiest in months, gave 17 dead and 17 wounded.",
        {UNKNOWN: 30},
        {},
    ),
    "in the days before": (
        "ISIS ambushed a column of trucks near Hawija on Monday, killing 12 soldiers. In the days before the ambush, one soldier and five rebels were killed.",
        {SECURITY: 12},
        {},
    ),
    "one of the three": (
        "One of the three was killed by a bomb in Hawija on Monday, while the other two sustained injuries.",
        {UNKNOWN: 1},
        {UNKNOWN: 2},
    ),
    "five of them": (
        "The Humvee was carrying seven Peshmerga fighters, five of them were burned to death by the bomb in Kifri on Monday.",
        {SECURITY: 5},
        {},
    ),
    "the name of a plane is no number": (
        "Iraqi Air Force F-16 jets conducted airstrikes on ISIS positions near Hawija on Monday, killing three militants.",
        {MILITANT: 3},
        {},
    ),
    "earlier attacks": (
        "Nine policemen were wounded by a mortar attack in Daquq on Monday. In two earlier attacks by ISIS fighters, three soldiers were killed.",
        {},
        {SECURITY: 9},
    ),
    "revenge for others": (
        "A bomb wounded two farmers in Daquq on Monday in what police called revenge for the killing of three ISIS men last week.",
        {},
        {CIVILIAN: 2},
    ),
    "in response to a bombing": (
        "The army killed an ISIS leader in a raid in Daquq on Monday. The raid came in response to the bombing in Baghdad, which killed 32 civilians.",
        {MILITANT: 1},
        {},
    ),
}


def by_group(report: Report) -> tuple[dict[Group, int], dict[Group, int]]:
    """Killed and wounded by group, best figures."""
    killed, wounded = ({group: best for (told, group), best in tolls(report).items() if told is effect} for effect in (Effect.KILLED, Effect.WOUNDED))
    return killed, wounded


@pytest.mark.parametrize("case", TOLLS)
def test_tolls_are_read(extract: Extract, case: str) -> None:
    """Each of them tells of one incident, with these victims."""
    text, killed, wounded = TOLLS[case]
    (report,) = extract(text)
    assert by_group(report) == (killed, wounded)


def test_revenge_at_the_head_leaves_what_follows(extract: Extract) -> None:
    """What stands behind the comma is the news."""
    (report,) = extract("In revenge for the killing of two policemen, the air force bombed a hideout in Daquq on Monday, killing five terrorists.")
    assert (report.type, killed_and_wounded(report)) == (IncidentType.AIRSTRIKE, (5, 0))


def test_a_separate_attack_needs_no_place(extract: Extract) -> None:
    """Its victims are not added to those of the first, and what is told of it later is no third event."""
    first, second = extract(
        "A roadside bomb killed two policemen in Baqubah on Tuesday. In a separate attack, three soldiers were wounded by a suicide car bomb.\n\n"
        "Police said the device was hidden in a drain.\n\n"
        "In the separate attack, in another part of Iraq, three soldiers were hurt by a suicide car bomb, they said."
    )
    assert [killed_and_wounded(report) for report in (first, second)] == [(2, 0), (0, 3)]


def test_a_day_of_its_own_with_other_victims_is_another_event(extract: Extract) -> None:
    """What was weeks ago is not put together with news that gives no day."""
    news, *_ = extract(
        "ISIS attacked the village of Bashir near Taza, burning three houses. Three farmers were wounded, a commander said. "
        "Taza has seen a rise in violence. On November 10, four shepherds were killed and beheaded."
    )
    assert killed_and_wounded(news) == (0, 3)
    assert news.date == dt.date(2021, 12, 8)


def test_those_who_kill_attackers_did_not_begin_it(extract: Extract) -> None:
    """An attack that forces repel stays an attack, of which nobody says whose it was."""
    (report,) = extract("Gunmen attacked a police post near Hawija on Sunday. A source said Iraqi forces killed at least eight of the assailants.")
    assert (report.type, report.perpetrator) == (IncidentType.ARMED_ATTACK, None)
    assert by_group(report) == ({MILITANT: 8}, {})


def test_those_taken_are_spoken_of_by_their_number(extract: Extract) -> None:
    """The day on which they were taken makes no second event of it."""
    (report,) = extract(
        "The bodies of four villagers who were abducted by militants were found near Khanaqin on Monday. "
        "The four were taken captive by gunmen during an attack on a village on the night of 2 December."
    )
    assert by_group(report)[0] == {CIVILIAN: 4}


@pytest.mark.parametrize(
    ("text", "admin2", "place"),
    [
        ("A bomb killed three soldiers on Monday in the Shahrazad district of Kirkuk province.", None, "Shahrazad district"),
        ("ISIS raided a hamlet in the Al-Tabaj basin, 30 km north-east of Jalawla, on Monday and kidnapped a farmer.", "Khanaqin", "Al-Tabaj basin"),
        ("Gunmen killed a farmer near the Dakai Mala-Hamid village in Khanaqin on Monday.", "Khanaqin", "near the Dakai Mala-Hamid village"),
    ],
)
def test_places_are_named_in_full(extract: Extract, text: str, admin2: str | None, place: str) -> None:
    """A name before a unit is the unit's, one that is measured off a town lies there, and a village may have two words."""
    (report,) = extract(text)
    assert (report.admin2, report.place) == (admin2, place)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A suicide bomber killed 70 people on Monday in an attack on mourners gathered at a hospital in Quetta.", "Quetta"),
        ("Twelve people died when a bomb went off outside a hospital in Quetta on Monday.", "Quetta"),
        ("Two soldiers were wounded by a bomb in Hawija on Monday and taken to a hospital in Quetta.", "Hawija"),
        ("A bomb killed a farmer in Hawija on Monday, a doctor at a hospital in Quetta said.", "Hawija"),
        ("KANO, Nigeria: Thirty people were killed on Monday in a suicide bombing in Konduga.", "Konduga"),
    ],
)
def test_hospitals_and_datelines(extract: Extract, text: str, place: str) -> None:
    """A hospital that was hit is the place, one that took people in is not, nor is a dateline that ends with a colon."""
    (report,) = extract(text)
    assert report.place == place


@pytest.mark.parametrize(
    ("text", "perpetrator"),
    [
        ("Three soldiers were killed in Peru on Monday in a clash with leftist guerrillas from the Shining Path group.", "Shining Path"),
        ("Suspected guerrillas have killed 13 Peruvian soldiers in ambushes on two patrols, the government said on Monday.", None),
    ],
)
def test_bands_in_a_longer_phrase(extract: Extract, text: str, perpetrator: str | None) -> None:
    """Whose men they clashed with; and soldiers whom suspects killed are not the suspects."""
    (report,) = extract(text)
    assert report.perpetrator == perpetrator


def test_separately_inside_a_sentence_parts_nothing(extract: Extract) -> None:
    """At the head of a sentence it leads over to another attack; bombers who act separately do so in one."""
    (report,) = extract(
        "More than 40 people have been injured in Gwoza, an official said. The incident occurred on Monday with bombers separately attacking a wedding."
    )
    assert killed_and_wounded(report) == (0, 41)
    assert report.date == dt.date(2021, 12, 6)


def test_a_headline_vouches_for_a_high_number(extract: Extract) -> None:
    """What the headline gives is no sum of many events, however few the first sentences tell."""
    (report,) = extract(
        "Gunmen wounded two guards at a checkpoint in Hawija on Monday. A bomber then struck a market. Hospitals said 22 people were wounded.",
        title="Bomber hits market in Hawija, injures 22",
    )
    assert killed_and_wounded(report) == (0, 22)


def test_a_round_up_is_told_apart(extract: Extract) -> None:
    """Under a lead that sums up, each sentence with a place of its own is an attack; the headline's sum is none."""
    reports = extract(
        "At least 15 Iraqis were killed and 31 more were wounded on a fairly active day.\n\n"
        "In Baghdad, mortars fell on a square, killing two people and wounding 10 others. Gunmen stormed a home in Karrada where they killed three people.\n\n"
        "A roadside bomb wounded five policemen in Tuz Khurmatu. The blast went off near a market.\n\n"
        "In Mosul, soldiers killed a gunman.",
        title="Monday: 15 Iraqis Killed, 31 Wounded",
    )
    assert [(report.admin1, killed_and_wounded(report)) for report in reports] == [
        ("Baghdad", (2, 10)),
        ("Baghdad", (3, 0)),
        ("Salah al-Din", (0, 5)),
        ("Nineveh", (1, 0)),
    ]
    assert {report.date for report in reports} == {dt.date(2021, 12, 6)}


def test_a_day_after_another_attack(extract: Extract) -> None:
    """What an attack came a day after is an event of the day before, with its own place and victims."""
    news, before = extract(
        "Peshmerga forces repelled an ISIS attack near Kifri on Monday night. The attack came a day after a bomb in Hawija killed five Peshmerga."
    )
    assert (news.date, killed_and_wounded(news), news.admin2) == (dt.date(2021, 12, 6), (0, 0), "Kifri")
    assert (before.date, killed_and_wounded(before), before.admin2) == (dt.date(2021, 12, 5), (5, 0), "Hawija")


def test_who_disputes_a_territory_is_no_place(extract: Extract) -> None:
    """Disputed between two capitals says nothing of where it was."""
    (report,) = extract("Gunmen killed two farmers on Monday in Kifri, a disputed territory between Erbil and Baghdad.")
    assert (report.place, report.admin2) == ("Kifri", "Kifri")


def test_whose_aircraft_is_told_by_the_strike(extract: Extract) -> None:
    """An Iraqi airstrike is by the Iraqi air force, and those of the group that it hit are militants."""
    (report,) = extract("An Iraqi airstrike hit a hideout of the Islamic State (ISIS) near Hawija on Monday, killing three members of the group.")
    assert (report.perpetrator, by_group(report)) == ("Iraqi air force", ({MILITANT: 3}, {}))
