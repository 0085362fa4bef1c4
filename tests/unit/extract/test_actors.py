"""The actor list: what members are, and what an actor is called where it acts."""

from __future__ import annotations

import pytest

from stream.errors import ConfigurationError
from stream.extract import Actors
from stream.model import Group


def test_members_are_what_their_force_is(actors):
    """Peshmerga are security, ISIS militants."""
    assert (actors.group("Peshmerga"), actors.group("ISIS")) == (Group.SECURITY, Group.MILITANT)


def test_a_branch_has_its_own_name(actors):
    """ISIS in Afghanistan is ISKP; elsewhere it keeps its name."""
    assert (actors.branch("ISIS", "AF"), actors.branch("ISIS", "IQ"), actors.branch("ISIS", None)) == ("ISKP", "ISIS", "ISIS")


def test_the_army_is_that_of_the_country(actors):
    """The army in Syria is not Iraq's."""
    assert actors.branch("Iraqi army", "SY") == "Syrian army"


def test_unknown_names_stay_unknown(actors):
    """Who is not on the list is no state force."""
    assert not actors.is_state("Somebody")
    assert actors.branch(None, "IQ") is None


def test_striker_that_the_list_does_not_hold(tmp_path):
    """Who strikes from the air must be an actor of the list itself."""
    file = tmp_path / "actors.yaml"
    file.write_text("actors:\n  - {name: A, kind: militant, group: militant, struck_by: B, aliases: [a group]}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="struck_by"):
        Actors.load(file)


def test_an_air_force_is_that_of_the_country(actors):
    """The arm stays the same abroad."""
    assert actors.branch("Iraqi air force", "SV") == "Salvadoran air force"


def test_an_arm_that_is_not_known_is_the_army(actors):
    """Where the list has only a country's army, that acted."""
    assert actors.branch("Iraqi air force", "SY") == "Syrian army"
