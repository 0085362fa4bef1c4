"""Victims given by name alone behind the verb: one, a list, and who was with them."""

from __future__ import annotations

import pytest

AT = "in Kirkuk on Monday"


@pytest.mark.parametrize(
    ("victims", "number"),
    [
        ("Ali Hassan", 1),
        ("Ali Hassan and Omar Khalid", 2),
        ("Ali Hassan, 34, Omar Khalid, 21, and Salim Aziz", 3),
        ("Ali Hassan and his driver", 2),
        ("Ali Hassan and two bodyguards", 3),
        ("Sara Ahmed, wife of a judge,", 1),
        ("Sara Ahmed, a member of the council,", 1),
    ],
)
def test_those_whom_a_verb_takes(extract, victims, number):
    """Each name is one, who stands beside them counts too, and what somebody is is nobody else."""
    (report,) = extract(f"Police gave details. Gunmen killed {victims} {AT}.")
    assert sum(item.best for item in report.casualties) == number


@pytest.mark.parametrize("follows", ["Omar Khalid said", "Colonel Omar Khalid of the police said", "the Zagros News agency reported"])
def test_who_speaks_is_no_victim(extract, follows):
    """A name behind the last comma that speaks is not of the list."""
    (report,) = extract(f"Police gave details. A blast {AT} killed Ali Hassan, {follows}.")
    assert sum(item.best for item in report.casualties) == 1


def test_another_clause_is_no_list(extract):
    """Behind "and" a name may begin a clause of its own."""
    (report,) = extract(f"Police gave details. Gunmen killed Ali Hassan and Omar Khalid was wounded {AT}.")
    assert [(item.effect, item.best) for item in report.casualties] == [("killed", 1), ("wounded", 1)]
