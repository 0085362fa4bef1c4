"""How many alarms a rule raises though nothing has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream.errors import ConfigurationError
from stream.watch.false_alarms import INCIDENTS, PEOPLE, Table
from stream.watch.schema import SurgeRule
from tests.unit.watch.desk import load, rule

TABLES = pytest.mark.parametrize("table", [INCIDENTS, PEOPLE], ids=["incidents", "people"])


@TABLES
@pytest.mark.parametrize("window", [5, 6, 7, 30, 90])
@pytest.mark.parametrize("baseline", [14, 56, 120, 365])
@pytest.mark.parametrize("target", [0.3, 1])
def test_each_is_the_inverse_of_the_other(table: Table, window: int, baseline: int, target: float) -> None:
    """Asked for the p of a target, and for the alarms at that p."""
    assert table.expected(window, baseline, table.p_for(window, baseline, target)) == pytest.approx(target, rel=1e-6)


@TABLES
def test_a_stricter_rule_raises_fewer(table: Table) -> None:
    """Whatever the window."""
    assert all(table.expected(window, 182, 0.001) < table.expected(window, 182, 0.01) < table.expected(window, 182, 0.1) for window in (5, 7, 28))


def test_people_have_a_table_of_their_own(tmp_path: Path) -> None:
    """The same target is another p, as deaths come in clumps."""
    incidents, people = (load(tmp_path, rule("surge", measure=measure, false_alarms=1)).all[0].spec for measure in ("incidents", "killed"))
    assert isinstance(incidents, SurgeRule)
    assert isinstance(people, SurgeRule)
    assert people.expected_false_alarms == pytest.approx(1)
    assert people.limit != pytest.approx(incidents.limit, rel=0.05)


def test_a_seldom_wrong_rule_is_strict(tmp_path: Path) -> None:
    """A target in place of p: half as many false alarms need a smaller p."""
    often, seldom = (load(tmp_path, rule("surge", false_alarms=target)).all[0].spec for target in (2, 1))
    assert isinstance(often, SurgeRule)
    assert isinstance(seldom, SurgeRule)
    assert seldom.limit < often.limit
    assert seldom.expected_false_alarms == pytest.approx(1)


def test_p_or_target(tmp_path: Path) -> None:
    """Both would contradict each other."""
    with pytest.raises(ConfigurationError, match="give one of them"):
        load(tmp_path, rule("surge", p=0.01, false_alarms=1))


def test_target_of_a_method_that_was_not_measured(tmp_path: Path) -> None:
    """The table is of the gamma-Poisson model."""
    with pytest.raises(ConfigurationError, match="give p"):
        load(tmp_path, rule("surge", method="ears", false_alarms=1))
