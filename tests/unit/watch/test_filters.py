"""Which incidents a rule counts, and with what number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream.model import IncidentType
from tests.unit.watch.desk import Desk, change, killed, load, rule


def observed(tmp_path: Path, toll: Any = (), *, sets: Any = None, written: dict[str, Any] | None = None, **fields: Any) -> float | None:
    """The number that an alert shows for one incident; None where the rule does not count it."""
    desk = Desk(load(tmp_path, rule(window=1, threshold=1, **(written or {})), type_sets=sets or {}))
    desk.take(change("a", 1, toll=toll, **fields))
    return desk.sent[-1].observed if desk.sent else None


WOUNDED = {"effect": "wounded", "group": "civilian", "low": 4, "best": 5, "high": None}
UNSPLIT = {"effect": "killed_or_wounded", "group": "unknown", "low": 7, "best": 7, "high": 7}


@pytest.mark.parametrize(
    ("measure", "number"),
    [("incidents", 1), ("killed", 3), ("killed.security", 2), ("killed.militant", 9), ("wounded", 5), ("casualties", 15), ("casualties.unknown", 7)],
)
def test_measures(tmp_path: Path, measure: str, number: int) -> None:
    """A measure adds up its effects; without a group it leaves militants out; an unsplit toll counts among casualties only."""
    toll = [killed(2), killed(1, "civilian"), killed(9, "militant"), WOUNDED, UNSPLIT]
    assert observed(tmp_path, toll, written={"measure": measure}) == number


@pytest.mark.parametrize(("bound", "number"), [("low", 2), ("best", 3), ("high", 6)])
def test_bounds(tmp_path: Path, bound: str, number: int) -> None:
    """The rule says which figure counts."""
    assert observed(tmp_path, [killed(3, low=2, high=6)], written={"measure": "killed", "bound": bound}) == number


def test_open_high(tmp_path: Path) -> None:
    """An open upper bound is no number: the best figure stands in."""
    assert observed(tmp_path, [killed(3, high=None)], written={"measure": "killed", "bound": "high"}) == 3


def test_types(tmp_path: Path) -> None:
    """Only the types that are named."""
    assert observed(tmp_path, written={"filter": {"types": ["bombing"]}}) is None
    assert observed(tmp_path, written={"filter": {"types": ["bombing", "armed_attack"]}}) == 1


SETS = {"attacks": {"types": ["armed_attack", "shelling"], "exclude_perpetrators": ["Turkey"]}}


@pytest.mark.parametrize(("perpetrator", "number"), [(None, 1), ("ISIS", 1), ("Turkey", None)])
def test_type_sets(tmp_path: Path, perpetrator: str | None, number: int | None) -> None:
    """A set of types leaves out what the perpetrators it names have begun."""
    filtered = {"filter": {"types": ["attacks"]}}
    assert observed(tmp_path, sets=SETS, written=filtered, type=IncidentType.SHELLING, perpetrator=perpetrator) == number


@pytest.mark.parametrize(("circumstance", "number"), [(None, 1), ("old_ordnance", 1), ("device_found", None)])
def test_type_sets_leave_circumstances_out(tmp_path: Path, circumstance: str | None, number: int | None) -> None:
    """A device that was only found is no attack where the set says so; what the set does not name counts."""
    sets = {"attacks": {"types": ["bombing"], "exclude_circumstances": ["device_found"]}}
    filtered = {"filter": {"types": ["attacks"]}}
    assert observed(tmp_path, sets=sets, written=filtered, type=IncidentType.BOMBING, circumstance=circumstance) == number


@pytest.mark.parametrize(
    ("filtered", "counted"),
    [
        ({"perpetrators": ["isis"]}, True),
        ({"perpetrators": ["PKK"]}, False),
        ({"exclude_perpetrators": ["Isis"]}, False),
        ({"groups": ["civilian"]}, False),
        ({"groups": ["civilian", "militant"]}, True),
        ({"exclude_perpetrator_only": True}, False),
        ({"min_sources": 2}, True),
        ({"min_sources": 3}, False),
    ],
)
def test_other_filters(tmp_path: Path, filtered: dict[str, Any], counted: bool) -> None:
    """Perpetrators, groups that were harmed, incidents in which militants alone died, and independent sources."""
    number = observed(tmp_path, [killed(2, "militant")], written={"filter": filtered}, perpetrator="ISIS", independent_sources=2)
    assert (number == 1) is counted


@pytest.mark.parametrize("fields", [{"certain": False}, {"day": None}])
def test_never_counted(tmp_path: Path, fields: dict[str, Any]) -> None:
    """What only may lie here, or has no day, fires no rule."""
    desk = Desk(load(tmp_path, rule(window=1, threshold=1)))
    desk.take(change("a", fields.pop("day", 1), **fields))
    assert desk.sent == []
