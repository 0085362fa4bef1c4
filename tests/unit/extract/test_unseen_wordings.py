"""Wordings that the first articles did not hold: corrections, courts and judges, what a group calls itself, raids on forces, people who are seized."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from stream.model import Effect, Group, IncidentType, Report
from tests.unit.extract.conftest import killed_and_wounded

Extract = Callable[..., tuple[Report, ...]]

ATTACK = "Gunmen attacked a checkpoint near Daquq on Monday, killing two policemen.\n\n"
TOLLS = {
    "a number that is rejected": ("Eleven soldiers, not fourteen, were killed in an ambush near Hatra on Monday.", (11, 0)),
    "a rejected number inside": ("Two, not three, soldiers were killed in an ambush near Hatra on Monday.", (2, 0)),
    "an earlier figure that is corrected": ("Eleven soldiers died in an ambush near Hatra on Monday, correcting an earlier figure of 14.", (11, 0)),
    "since, and not for how long": (ATTACK + "The ministry has since made clear that three policemen were killed.", (3, 0)),
    "killed along with others": (ATTACK + "A captain who came to help was killed along with two constables.", (3, 0)),
    "some of them": ("At least 30 people, 25 of them pupils, were killed when gunmen raided a school near Daquq on Monday.", (30, 0)),
    "soldiers who fell": ("Two soldiers fell in an ambush near Hatra on Monday and one was wounded.", (2, 1)),
    "other things that fall": ("Two soldiers fell from a lorry after an ambush near Hatra on Monday in which a captain was killed.", (1, 0)),
    "wounded behind a comma": ("Police near Daquq shot dead a militant on Monday. Another militant was captured, wounded in the leg.", (1, 1)),
    "under treatment": ("A BOMB NEAR HATRA ON MONDAY KILLED A SOLDIER. THREE OTHERS ARE UNDER TREATMENT.", (1, 3)),
    "a mouthpiece of the attackers": (
        "Islamic State's media arm said its men had killed nine soldiers in an ambush near Hatra on Monday. According to the army two were killed.",
        (2, 0),
    ),
    "a thing that is carried off": ("Gunmen raided a farm near Daquq on Monday. Four villagers were hurt, and livestock was carried off.", (0, 4)),
    "people of a nation": ("Three Palestinians were killed in an air strike near Jenin on Monday.", (3, 0)),
    "drones that are shot down": ("Two drones struck a base near Erbil on Monday, wounding a soldier. Both were shot down.", (0, 1)),
    "history in a clause of a clause": (
        "A mine wounded two boys near Muqdadiya on Monday. The village was emptied in 2017 after a raid in which ten people were killed.",
        (0, 2),
    ),
    "taken back before a semicolon": (
        "A bomb hit a bus near Quetta on Monday. Rescuers first spoke of 20 dead; the hospital gave the toll as six dead and four injured.",
        (6, 4),
    ),
    "a total that is told with its dead": (
        "A policeman wounded by a bomb near Hatra on Saturday died on Monday, bringing the toll of the attack to two dead and one wounded.",
        (2, 1),
    ),
    "one of a force that has no singular": ("A Peshmerga was killed by a bomb near Makhmour on Monday.", (1, 0)),
    "the fourth to die": (
        "A grenade was thrown into a shop in Khanaqin on Monday. He is the fourth person to die from the attack, in which six others were injured.",
        (4, 6),
    ),
    "a massacre": ("The prosecutor said that 22 people died in Sunday's massacre in the village of Zango in Burkina Faso.", (22, 0)),
    "of the burns": ("A grocer died on Tuesday of the burns that he suffered when a grenade was thrown into his shop in Khanaqin on Sunday.", (1, 0)),
}


@pytest.mark.parametrize("case", TOLLS)
def test_toll(extract: Extract, case: str) -> None:
    """Killed and wounded of the first report."""
    text, toll = TOLLS[case]
    assert killed_and_wounded(extract(text)[0]) == toll


PERPETRATORS = {
    "what a group calls itself": (
        "Two rockets hit a base near Baghdad on Monday. A group calling itself Sons of the River claimed the attack.",
        "Sons of the River",
    ),
    "claims a deed": ("Two policemen were killed near Daquq on Monday. ISIS claims killing of policemen in Iraq.", "ISIS"),
    "claimed killed is no claim": ("Gunmen and police clashed near Daquq on Monday. Three IS claimed killed by police; no pictures.", None),
    "a name inside a name": (
        "Gunmen attacked a police station in Peshawar on Monday, killing two officers.\n\nThe Tehreek-e-Taliban Pakistan claimed responsibility.",
        "TTP",
    ),
    "what its own men did": (
        "A bomb killed 15 recruits in Mogadishu on Monday.\n\nAl-Shabaab, which fights the government, said that its bomber had killed 60.",
        "al-Shabaab",
    ),
    "a new faction": (
        "Gunmen stormed a base in Mianwali on Monday, killing two soldiers.\n\nThe Sons of the River, a new faction, claimed the assault.",
        "Sons of the River",
    ),
    "arms of a state": ("An Israeli tank shell killed a reporter in southern Lebanon on Monday.", "Israel"),
    "planes that strike": ("Turkish jets strike caves of the PKK near Amedi on Monday, killing nine militants.", "Turkey"),
    "under whose bus it was": ("A bomb under a PMF bus killed two fighters near Tuz Khurmatu on Monday.", None),
    "a victim's band is no doer": (
        "A bomb went off under the car of a commander of the PKK in Sinjar on Monday, killing him.",
        None,
    ),
    "forces that hit": ("Israeli forces hit the city of Jenin with drone strikes on Monday, killing three people.", "Israel"),
}


@pytest.mark.parametrize("case", PERPETRATORS)
def test_perpetrator(extract: Extract, case: str) -> None:
    """Who did it."""
    text, perpetrator = PERPETRATORS[case]
    assert extract(text)[0].perpetrator == perpetrator


def test_the_headline_may_accuse_before_anything_is_told(extract: Extract) -> None:
    """Blame in the headline holds for the first event of the text."""
    (report,) = extract("Gunmen attacked a village near Daquq on Monday, killing two farmers.", "Villagers blame ISIS")
    assert report.perpetrator == "ISIS"


TYPES = {
    "a raid on an army base": ("A raid on an army base near Hatra on Monday killed two soldiers.", IncidentType.ARMED_ATTACK),
    "a raid by militants": ("A raid by ISIS near Hatra on Monday killed two farmers.", IncidentType.ARMED_ATTACK),
    "a raid by forces": ("Federal police killed two militants in a raid near Hatra on Monday.", IncidentType.SECURITY_OPERATION),
    "a bomber and his car bomb": (
        "A suicide attacker detonated a car packed with explosives at a gate in Mogadishu on Monday, killing ten recruits.",
        IncidentType.SUICIDE_BOMBING,
    ),
    "a base that is raided": ("An army base was raided near Hatra on Monday; two soldiers were killed.", IncidentType.ARMED_ATTACK),
    "a grenade attack": ("A grenade attack wounded two men in Kirkuk on Monday. The attack was condemned.", IncidentType.BOMBING),
    "homes burnt": ("ISIS militants burned six homes in a village near Baiji on Monday.", IncidentType.ARSON),
    "people seized": ("Armed men seized two shepherds near Makhmour on Monday.", IncidentType.ABDUCTION),
    "a judge of a court": (
        "A judge of the drug offences court was assassinated near Amara on Monday.",
        IncidentType.ASSASSINATION,
    ),
}


@pytest.mark.parametrize("case", TYPES)
def test_type(extract: Extract, case: str) -> None:
    """What kind of event it was."""
    text, kind = TYPES[case]
    assert extract(text)[0].type is kind


def test_police_who_seize_people_arrest_them(extract: Extract) -> None:
    """Only others abduct."""
    (report,) = extract("Police killed a militant in a raid near Daquq on Monday and seized two gunmen.")
    assert {casualty.effect for casualty in report.casualties} == {Effect.KILLED, Effect.DETAINED}


def test_brothers_who_serve_are_security(extract: Extract) -> None:
    """The force that somebody serves in says what he is, whatever else he is called."""
    (report,) = extract("Two brothers serving in the army were gunned down near Daquq on Monday.")
    assert [(casualty.group, casualty.best) for casualty in report.casualties] == [(Group.SECURITY, 2)]


def test_our_fighters_are_those_of_the_state(extract: Extract) -> None:
    """A statement's own side."""
    (report,) = extract("The army raided a hideout near Hatra on Monday and killed three terrorists.\n\nOne of our fighters was martyred.")
    assert {casualty.group: casualty.best for casualty in report.casualties} == {Group.MILITANT: 3, Group.SECURITY: 1}


PLACES = {
    "a quarter of a town": ("A bomb went off in the Nida quarter of Hawija on Monday, wounding two policemen.", "Hawija"),
    "an outskirt before what is far off": (
        "Gunmen killed two policemen on the outskirts of Al-Riyadh, some 65 km southwest of Kirkuk city, on Monday.",
        "Hawija",
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_district(extract: Extract, case: str) -> None:
    """Where it was, by what the words around the name say."""
    text, district = PLACES[case]
    assert extract(text)[0].admin2 == district


def test_whose_guards_they_are_is_not_where(extract: Extract) -> None:
    """A country before its forces is no place."""
    (report,) = extract("Artillery of Iran's Revolutionary Guards shelled the town of Sidakan in Iraq on Monday, wounding two farmers.")
    assert (report.country, report.admin1) == ("IQ", "Erbil")


def test_a_feast_is_a_day(extract: Extract) -> None:
    """New Year's Eve is the last one that was."""
    published = dt.datetime.fromisoformat("2022-01-05T12:00:00+03:00")
    (report,) = extract("A grenade thrown into a shop in Khanaqin on New Year's Eve killed a grocer.", published=published)
    assert report.date == dt.date(2021, 12, 31)


def test_monday_last_week(extract: Extract) -> None:
    """A weekday of last week, told on a Wednesday."""
    (report,) = extract("Gunmen killed two soldiers near Hatra on Monday last week.")
    assert report.date == dt.date(2021, 11, 29)


def test_the_same_number_again_is_the_same_people(extract: Extract) -> None:
    """All three are the three of whom the sentence has spoken."""
    (report,) = extract("A PMF patrol surprised three militants near Hatra on Monday and shot all three dead.")
    assert [(casualty.group, casualty.best) for casualty in report.casualties] == [(Group.MILITANT, 3)]


def test_those_put_in_between_are_some_of_them(extract: Extract) -> None:
    """One of them is told of inside the sentence on all."""
    (report,) = extract(
        "Three members of the YBS, one of them a commander, lost their lives when a Turkish drone struck a car near Sinjar on Monday."
    )
    assert [(casualty.group, casualty.best) for casualty in report.casualties] == [(Group.MILITANT, 3)]


def test_entries_of_a_place_may_have_days_of_their_own(extract: Extract) -> None:
    """Under a heading that gives a place alone, two days are two incidents."""
    log = "DAQUQ. On Monday gunmen killed two policemen at a checkpoint. On Tuesday a roadside bomb wounded a farmer."
    assert [report.date.day for report in extract(log, "From the log") if report.date] == [6, 7]


HARMLESS = {
    "umpires of a war game": "Attackers landed by helicopter on both banks on Monday and killed the guards. Umpires decide who is dead.",
    "early reports of a bomb": "An explosion rocked a market in Kifri on Sunday. Early reports spoke of a bomb. It was a gas bottle; three people were scalded.",
}


@pytest.mark.parametrize("case", HARMLESS)
def test_nothing_happened(extract: Extract, case: str) -> None:
    """No incident is told."""
    assert extract(HARMLESS[case]) == ()
