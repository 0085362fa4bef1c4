"""Who began it, where no sentence says plainly that somebody did it: sides of a fight, captors, the dead of an operation, spokesmen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Effect, Group, IncidentType, Report

Extract = Callable[..., tuple[Report, ...]]

ATTACK = "Gunmen attacked a checkpoint near Daquq on Monday, killing two policemen.\n\n"
BOMBER = "A suicide bomber blew himself up in Jalawla on Monday as police surrounded a house, killing two officers.\n\n"
PERPETRATORS = {
    "who they are that are blamed": (ATTACK + "Islamic State denied it; the army insisted that they were to blame.", "ISIS"),
    "blamed by a pronoun": (ATTACK + "ISIS said it had nothing to do with it, but officials blamed them.", "ISIS"),
    "some blame one, some another": (ATTACK + "The sheikhs blame ISIS and some in the town blame others.", None),
    "the group says nothing": (ATTACK + "Islamic State is at home in the hills. The group said nothing of it.", None),
    "a mine laid long ago": ("A mine killed two boys in a village near Makhmour on Monday, on a bank that ISIS mined in 2016.", "ISIS"),
    "whose member the bomber was": (BOMBER + "Police had been told that an ISIS member was in the house.", "ISIS"),
    "soldiers killed in a clash with them": ("A soldier of the Iraqi army was killed on Monday in a clash with ISIS militants near Amerli.", "ISIS"),
    "attackers who fell": ("Militants assaulted a PMF checkpoint near Amerli on Monday. Two fighters and one ISIS member were killed.", "ISIS"),
    "who is met is not who kills": ("Peshmerga confronted a group of Daesh men near Amerli on Monday, killing two of them.", None),
    "both sides lost men": (
        "Peshmerga forces killed two ISIS militants in a clash near Makhmour on Monday. One Peshmerga was wounded.",
        "Peshmerga",
    ),
    "troops without a name begin": (
        "A gun battle near Hawija on Monday left two militants dead. It began when troops surrounded a farm.",
        "Iraqi army",
    ),
    "who speaks for the air arm": ("An airstrike near Hawija on Monday killed four ISIS militants, the Security Media Cell said.", "Iraqi air force"),
    "taken by armed men": ("Two shepherds were taken by a Daesh group near Rashad on Monday.", "ISIS"),
    "in whose hands captives are": ("Two shepherds were kidnapped near Rashad on Monday. They remain in ISIS captivity.", "ISIS"),
    "who the attackers were": (ATTACK + "A security source said the attackers were Daesh fighters.", "ISIS"),
    "it was": (ATTACK + '"It was Daesh," said the mayor.', "ISIS"),
    "in apposition": (ATTACK + "The gunmen, members of ISIS, fled towards the hills.", "ISIS"),
    "who had carried it out": (ATTACK + "Officials said militants of the Islamic State group had carried it out.", "ISIS"),
    "whose fighters had killed": (ATTACK + "IS said on its channel that its fighters had killed four.", "ISIS"),
    "marks of a group prove nothing": (ATTACK + "An officer said the attack bore the hallmarks of Islamic State.", None),
    "a country as an adjective": ("A farmer was killed in Turkish shelling near Zakho on Monday.", "Turkey"),
    "a strike of a country": ("Two PKK fighters were killed in a Turkish strike near Amedi on Monday.", "Turkey"),
    "suspects who are arrested": ("Asayish forces arrested two suspected ISIS members in Sulaimani on Monday.", "Asayish"),
    "to whom captors belong": ("A mukhtar was kidnapped near Tuz Khurmatu on Monday. His captors, who belong to ISIS, want a ransom.", "ISIS"),
    "who speaks of captives is no captor": (
        "Two shepherds were kidnapped near Rashad on Monday. Tribal fighters say that hostages are kept in caves.",
        None,
    ),
}


@pytest.mark.parametrize("case", PERPETRATORS)
def test_who_began_it(extract: Extract, case: str) -> None:
    """By what the article tells around the attack."""
    text, perpetrator = PERPETRATORS[case]
    assert extract(text)[0].perpetrator == perpetrator


def test_a_second_attack_is_by_the_same(extract: Extract) -> None:
    """Where nobody else is named for it."""
    reports = extract(ATTACK + "Islamic State claimed the attack.\n\nA second attack on Tuesday in Dibis wounded a soldier, police said.")
    assert [report.perpetrator for report in reports] == ["ISIS", "ISIS"]


def test_the_dead_of_an_operation_were_behind_an_attack(extract: Extract) -> None:
    """Who is killed from the air did what he is said to have been behind."""
    strike, murder = extract(
        "Iraqi jets bombed a hideout near Hawija on Monday, killing four ISIS militants.\n\nThe dead were behind the killing of two teachers in Daquq on 28 November."
    )
    assert (strike.perpetrator, murder.type, murder.perpetrator) == ("Iraqi air force", IncidentType.ARMED_ATTACK, "ISIS")


def test_captors_are_who_killed_the_captives(extract: Extract) -> None:
    """The captives are counted as taken where they were taken, and as killed where they were found."""
    found, taken = extract(
        "One body was found in a ditch near Daquq on Monday, the hands tied.\n\nThe shepherd was taken by a Daesh group near Rashad on 28 November."
    )
    assert (found.type, found.perpetrator) == (IncidentType.EXECUTION, "ISIS")
    assert [(c.effect, c.group, c.best) for c in found.casualties] == [(Effect.KILLED, Group.CIVILIAN, 1)]
    assert [(c.effect, c.best) for c in taken.casualties] == [(Effect.ABDUCTED, 1)]


def test_those_hit_at_a_checkpoint_of_theirs_are_security(extract: Extract) -> None:
    """Fighters killed where a force of the state is attacked are its own, though militants fall too."""
    (report,) = extract("Militants assaulted a PMF checkpoint near Amerli on Monday. Two fighters were killed. One ISIS member was killed.")
    assert {c.group: c.best for c in report.casualties} == {Group.SECURITY: 2, Group.MILITANT: 1}


def test_police_that_kill_militants_operate(extract: Extract) -> None:
    """Forces that kill militants and nobody else have not attacked anybody."""
    (report,) = extract("Federal police found and shot dead an ISIS courier near Zab on Monday.")
    assert (report.type, report.perpetrator) == (IncidentType.SECURITY_OPERATION, "federal police")


@pytest.mark.parametrize(
    "text",
    [
        "Two bodies were found near Daquq on Monday, the hands tied.",
        "Police recovered two bodies from a ditch near Daquq on Monday, shot in the head.",
        "The bodies of two shepherds who were seized at gunpoint near Rashad at the end of last week were found near Daquq on Monday.",
    ],
)
def test_bodies_found_are_people_killed(extract: Extract, text: str) -> None:
    """However the bodies are told of."""
    assert sum(c.best for c in extract(text)[0].casualties if c.effect is Effect.KILLED) == 2


def test_bodies_that_raise_a_toll_are_of_those_counted(extract: Extract) -> None:
    """More bodies, and the number of militants killed that they bring, are of one group."""
    (report,) = extract("Troops found two more bodies near Hawija on Monday, bringing the number of ISIS militants killed in an air strike to six.")
    assert [(c.group, c.best) for c in report.casualties] == [(Group.MILITANT, 6)]


def test_bodies_from_a_river_are_no_incident(extract: Extract) -> None:
    """Nothing says that anybody killed them."""
    assert extract("Two bodies were recovered from a river near Daquq on Monday after a boat capsized.") == ()


def test_militants_did_not_fly_the_strike_that_killed_them(extract):
    """Whose dead are found after an air strike is not who struck."""
    (report,) = extract(
        "Troops who climbed to a cave near Dibis after an air strike on Monday found the remains of three ISIS militants, their commander said."
    )
    assert (report.type, report.perpetrator) == ("airstrike", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Guatemalan army troops killed nine farmers on Monday, police said.", "Guatemalan army"),
        ("On Monday the ELN destroyed an oil terminal near Cali, the government said.", "ELN"),
        ("A journalist was kidnapped near Cali on Monday by Colombian Army of National Liberation fighters.", "ELN"),
        ("A house was dynamited in Cali on Monday by drug trafficking rings, police said.", "drug traffickers"),
        ("Four children were killed on Monday when a Salvadoran Air Force helicopter strafed a camp.", "Salvadoran air force"),
        ('A bomb killed two clerks in Daquq on Monday. The organization "Secret Lion Army" claimed responsibility.', "Secret Lion Army"),
        ("A bomb killed two clerks in Daquq on Monday. Two more have died, the Iraqi army said.", None),
    ],
)
def test_who_did_it_by_force_and_by_name(extract, text, name):
    """A force right before those whom it killed, wrecked or strafed; a name that goes on; a name in quotation marks beside what it is."""
    (report,) = extract(text)
    assert report.perpetrator == name
