"""Who is said to have done it: voice, claims of responsibility, blame, and who is not meant."""

from __future__ import annotations

import pytest

ATTACK = "Gunmen attacked a checkpoint near Daquq on Monday, killing two policemen."
SAID = {
    "Islamic State claimed responsibility for the attack in a statement.": "ISIS",
    "The attack was claimed by Islamic State on its channel.": "ISIS",
    "A mayor blamed the attack on Daesh.": "ISIS",
    "Police suspect Islamic State, which has cells in the hills.": "ISIS",
    '"We are treating it as the work of Daesh," a colonel said.': "ISIS",
    "Daesh is believed to be behind it.": "ISIS",
    "No group has claimed the attack.": None,
    "Islamic State has not claimed the attack.": None,
    "Nobody has claimed responsibility, but Islamic State cells hide in the hills.": None,
}


@pytest.mark.parametrize("text", SAID)
def test_who_is_accused_or_claims_it(extract, text):
    """A claim or an accusation in a later sentence names the perpetrator; a claim that nobody made does not."""
    (report,) = extract(f"{ATTACK}\n\n{text}")
    assert report.perpetrator == SAID[text]


def test_country_that_acts(extract):
    """A country is a perpetrator where it acts or is blamed."""
    (report,) = extract("Artillery shells hit a village near Zakho on Monday, killing two shepherds.\n\nThe mayor blamed Turkey.")
    assert report.perpetrator == "Turkey"


def test_who_is_hit_and_fires_back_did_not_begin(extract):
    """Soldiers who are hit and shell the attackers are no perpetrators."""
    (report,) = extract("Two Peshmerga were killed when their patrol was ambushed near Dibis on Monday night.\n\nThe Peshmerga shelled the far bank.")
    assert report.perpetrator is None


def test_suspicion_about_all_attacks_of_a_round_up(extract):
    """Who is suspected of "the attacks" is the perpetrator of each."""
    reports = extract(
        "Gunmen killed two policemen at a checkpoint near Daquq on Monday.\n\nMortar rounds fell on a village near Muqdadiya on Sunday, killing a woman."
        "\n\nOfficials suspect Islamic State of the attacks."
    )
    assert [report.perpetrator for report in reports] == ["ISIS", "ISIS"]


def test_background_does_not_take_an_accusation(extract):
    """An accusation without a day of its own is about the main event, not about the background told last."""
    main, background = extract(
        "A bomb killed two soldiers near Rutba on Monday. They were on their way to a post in the desert.\n\nOn 28 November a captain was shot dead in Basra.\n\nThe bombing was claimed by Islamic State."
    )
    assert (main.perpetrator, background.perpetrator) == ("ISIS", None)


def test_who_is_known_to_strike_from_the_air(extract):
    """An air strike on the PKK in an article that names Turkey is Turkey's, where nobody else is named."""
    (report,) = extract("A drone killed two PKK members near Sinjar on Monday.\n\nTurkey has made no comment.")
    assert report.perpetrator == "Turkey"


def test_who_answers_an_attack_did_not_begin(extract):
    """Who kills attackers "after an attack on a patrol" did not begin it."""
    (report,) = extract("Iraqi troops killed two members of Islamic State near Hawija on Monday after an attack on a patrol.")
    assert report.perpetrator == "ISIS"


def test_who_tells_of_it_need_not_have_done_it(extract):
    """A force that says where shells came from did not fire them."""
    (report,) = extract(
        "Mortar shells fell on a village near Muqdadiya on Monday, killing a woman.\n\nThe army says the mortar was found in an orchard."
    )
    assert report.perpetrator is None


def test_suspicion_behind_a_denial_of_claims(extract):
    """The sentence after "the attacks" speaks of them all, too."""
    reports = extract(
        "Gunmen killed two policemen near Daquq on Monday.\n\nMortar rounds fell on a village near Muqdadiya on Sunday, killing a woman."
        "\n\nNobody has said who was behind the attacks. Officials suspect Islamic State."
    )
    assert [report.perpetrator for report in reports] == ["ISIS", "ISIS"]
