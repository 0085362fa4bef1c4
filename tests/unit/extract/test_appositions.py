"""Who somebody is, told between commas, and whom else the verb hit."""

from __future__ import annotations

from collections.abc import Callable

from stream.model import Effect, Group, Report
from tests.unit.extract.conftest import killed_and_wounded

Extract = Callable[..., tuple[Report, ...]]


def test_counts_who_stands_before_a_description(extract: Extract) -> None:
    """A judge and what he is the head of are one victim, beside the guards behind it."""
    (report,) = extract("Judge Karim Salih, head of the court of appeals, and two of his bodyguards were killed by gunmen in Daquq on Monday.")
    assert killed_and_wounded(report) == (3, 0)


def test_counts_who_stands_behind_a_description(extract: Extract) -> None:
    """The description of the first victim hides neither itself nor the second."""
    (report,) = extract("Gunmen killed Karim Salih, leader of the Union of Weavers, and his driver in Daquq on Monday.")
    assert killed_and_wounded(report) == (2, 0)


def test_takes_the_side_from_the_description(extract: Extract) -> None:
    """Whose name says nothing is what the words behind it say."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- KARIM SALIH, AN OFFICER, HIS WIFE, AND A NEIGHBOUR WERE WOUNDED TODAY WHEN GUNMEN OPENED FIRE IN LIMA.")
    assert {casualty.group: casualty.best for casualty in report.casualties} == {Group.SECURITY: 1, Group.CIVILIAN: 2}


def test_takes_a_name_between_commas_for_the_one_before_it(extract: Extract) -> None:
    """The mayor and his name are one."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- REBELS TODAY KILLED THE MAYOR, KARIM SALIH, HIS WIFE AND THREE GUARDS NEAR HUANCAYO.")
    assert sum(casualty.best for casualty in report.casualties if casualty.effect is Effect.KILLED) == 5


def test_counts_all_whose_murder_is_spoken_of(extract: Extract) -> None:
    """Behind "the murder of" both belong to it, whatever verb follows."""
    (report,) = extract("The murder of six priests and two women by gunmen in Daquq on Monday was condemned by the bishop.")
    assert killed_and_wounded(report) == (8, 0)


def test_counts_who_is_in_charge_of_something(extract: Extract) -> None:
    """What somebody is the mayor of stands between no two victims."""
    (report,) = extract("Gunmen killed the mayor of the small town of Sullatambo and two farmers on Monday.")
    assert killed_and_wounded(report) == (3, 0)


def test_counts_who_stands_before_a_charge(extract: Extract) -> None:
    """The same before the verb."""
    (report,) = extract("The mayor of the small town of Sullatambo and two farmers were shot dead by gunmen on Monday.")
    assert killed_and_wounded(report) == (3, 0)


def test_counts_members_of_an_escort(extract: Extract) -> None:
    """Of "two members of his escort" it is the members that count."""
    (report,) = extract("A judge was shot dead in Daquq on Monday. Two members of his escort were wounded.")
    assert killed_and_wounded(report) == (1, 2)
