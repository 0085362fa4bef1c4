"""Which side the dead were on, and who struck from the air."""

from __future__ import annotations

import pytest

from stream.model import Effect, Group, IncidentType

GROUPS = {
    "A patrol of the border guards came upon four armed men near Rutba on Monday and killed two of them.": Group.MILITANT,
    "Gunmen attacked a post of the PMF near Samarra on Monday. Four fighters were killed.": Group.SECURITY,
    "Three men were killed on Monday in a gun battle between two tribes near Qurna.": Group.MILITANT,
    "A fighter of the 41st Brigade of the Popular Mobilization was killed by a sniper near Balad on Monday.": Group.SECURITY,
    "A local commander of the Popular Mobilization was killed by a bomb in Basra on Monday.": Group.SECURITY,
    "A bomb technician of the army was killed by a bomb near Ramadi on Monday.": Group.SECURITY,
    "A bomb hit a bus carrying soldiers near Baiji on Monday, killing six.": Group.SECURITY,
    "A bomb hit a bus carrying teachers near Baiji on Monday, killing six.": Group.CIVILIAN,
    "Four members of the tribal mobilization were killed by gunmen near Hawija on Monday.": Group.SECURITY,
    "A tribal leader was shot dead by gunmen near Hawija on Monday.": Group.CIVILIAN,
}


@pytest.mark.parametrize("text", GROUPS)
def test_what_the_dead_were(extract, text):
    """By the words around them: whose fighters, which of two sides, whose battle."""
    (report,) = extract(text)
    assert [casualty.group for casualty in report.casualties if casualty.effect is Effect.KILLED] == [GROUPS[text]]


def test_strikes_of_an_air_arm_are_air_strikes(extract):
    """The air force of the country is who carried them out."""
    (report,) = extract("The heroes of the air force carried out three strikes on a hideout near Hatra on Monday, killing two terrorists.")
    assert (report.type, report.perpetrator) == (IncidentType.AIRSTRIKE, "Iraqi air force")


def test_number_brought_to(extract):
    """A total may stand before what it counts."""
    (report,) = extract(
        "Gunmen attacked a checkpoint near Daquq on Monday.\n\nAn officer died on Tuesday, bringing to two the number of policemen killed."
    )
    assert sum(casualty.best for casualty in report.casualties) == 2


def test_two_of_a_chain_that_names_one_each(extract):
    """The driver and one of the teachers are two people, not a driver who was one of the teachers."""
    (report,) = extract("A bomb hit a minibus near Amerli on Monday. The driver and one of the teachers were killed.")
    assert sum(casualty.best for casualty in report.casualties) == 2


@pytest.mark.parametrize(
    ("told", "claimed"),
    [
        ("The Islamic State said it had killed four soldiers.", True),
        ("An army officer said four soldiers were killed. The Islamic State said it had killed nine soldiers.", False),
    ],
)
def test_a_sides_own_word_on_the_toll_is_marked(extract, told, claimed):
    """Where nobody else gives the figure."""
    (report,) = extract(f"Gunmen attacked a checkpoint near Daquq on Monday.\n\n{told}")
    assert {casualty.claimed for casualty in report.casualties} == {claimed}
