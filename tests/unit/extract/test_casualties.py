"""Effects linked to victims, in one sentence."""

from __future__ import annotations

import pytest

from stream.extract.casualties import find_claims
from stream.extract.parties import find_parties

KILLED_WOUNDED = {
    "Gunmen killed three civilians.": [("killed", 3, "civilian")],
    "Three soldiers were killed.": [("killed", 3, "security")],
    "The raid resulted in the killing of two terrorists.": [("killed", 2, "militant")],
    "The attack left 10 Peshmerga fighters and three civilians dead.": [("killed", 10, "security"), ("killed", 3, "civilian")],
    "The blast claimed the lives of 15 worshippers.": [("killed", 15, "civilian")],
    "Two policemen were martyred and five wounded.": [("killed", 2, "security"), ("wounded", 5, None)],
    "2 killed, 3 wounded in blast": [("killed", 2, None), ("wounded", 3, None)],
    "4 Peshmerga KIA; 2 WIA.": [("killed", 4, "security"), ("wounded", 2, None)],
    "Suspected militants shot dead a police officer and his wife.": [("killed", 1, "security"), ("killed", 1, "civilian")],
    "The bodies of four shepherds were found in a well.": [("killed", 4, "civilian")],
    "A farmer was killed and his teenage son wounded on Thursday.": [("killed", 1, "civilian"), ("wounded", 1, "civilian")],
    "Two officers, a civilian and three soldiers were killed.": [("killed", 2, "security"), ("killed", 1, "civilian"), ("killed", 3, "security")],
    "Gunmen kidnapped two shepherds.": [("abducted", 2, "civilian")],
    "Troops arrested four suspects.": [("detained", 4, "unknown")],
    "Five ISIS fighters surrendered.": [("surrendered", 5, "militant")],
    "Three civilians are missing.": [("missing", 3, "civilian")],
    "More than 20 soldiers were killed or wounded.": [("killed_or_wounded", 21, "security")],
    "A boy hurt by a mine in Makhmour died on Monday.": [("killed", 1, "civilian")],
    "Members of the federal police said gunmen killed two, a local official and a witness said.": [("killed", 2, None)],
    "Two members of the federal police died.": [("killed", 2, "security")],
    "TWO SOLDIERS WERE KILLED IN THE ATTACK.": [("killed", 2, "security")],
}


def claims_of(sentences, actors, text):
    sentence = sentences(text)[0]
    return find_claims(sentence, find_parties(sentence, actors))


@pytest.mark.parametrize("text", KILLED_WOUNDED)
def test_effect_number_and_group(sentences, actors, text):
    """Active, passive, nominal and headline forms give effect, number and group."""
    found = [(c.effect.value, c.party.best, c.party.group and c.party.group.value) for c in claims_of(sentences, actors, text)]
    assert found == KILLED_WOUNDED[text]


@pytest.mark.parametrize(
    "text", ["Nobody was killed.", "There were no casualties.", "None of the soldiers was hurt.", "No one was injured.", "No soldiers were killed."]
)
def test_denied_harm_counts_nobody(sentences, actors, text):
    """What is denied is no casualty."""
    assert all(claim.negated for claim in claims_of(sentences, actors, text))


def test_parts_are_marked(sentences, actors):
    """The parts of a whole are not added to it."""
    claims = claims_of(sentences, actors, "Two policemen, a sergeant and a recruit, were killed.")
    assert [(claim.party.best, claim.part) for claim in claims] == [(2, False), (1, True), (1, True)]


@pytest.mark.parametrize(("text", "total"), [("It brought the death toll to three.", 3), ("The number of militants killed rose to six.", 6)])
def test_running_totals(sentences, actors, text, total):
    """A toll so far is a total, not more people."""
    assert [(claim.party.best, claim.total) for claim in claims_of(sentences, actors, text)] == [(total, True)]


def test_those_shot_are_not_said_to_be_dead(sentences, actors):
    """To say "shot" that people were hit, not that they died."""
    assert [(claim.party.best, claim.shot) for claim in claims_of(sentences, actors, "Four people were shot.")] == [(4, True)]


def test_ages_and_days_are_no_victims(sentences, actors):
    """Numbers of other things are left alone."""
    assert [claim.party.best for claim in claims_of(sentences, actors, "On December 5, Karim Salih, 63, a farmer, was killed.")] == [1]
