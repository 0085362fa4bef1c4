"""Workers with older and newer rules take turns on one partition, as in a rolling update."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream.errors import ConfigurationError
from stream.watch import Rules, Watch
from tests.unit.watch.desk import Desk, Regions, change, load, noon, rule


def rules(tmp_path: Path, threshold: int, **document: Any) -> Rules:
    return load(tmp_path, rule(window=1, threshold=threshold), **document)


def take_over(desk: Desk, ours: Rules) -> None:
    """Another worker has the partition now."""
    desk.watch = Watch(ours, Regions())


def test_a_worker_with_older_rules_leaves_alerts_alone(tmp_path: Path) -> None:
    """It neither ends those of the newer rules nor raises any of its own, and a fact says so; tallies go on."""
    older, newer = rules(tmp_path, 2), rules(tmp_path, 3)
    desk = Desk(older)
    desk.take(change("a", 1))
    take_over(desk, newer)
    desk.take(change("b", 1), change("c", 1))
    take_over(desk, older)
    changes = desk.step(change("d", 5))
    desk.take(change("d", 5), change("e", 5), noon(30))
    assert desk.story == [("firing", None)]
    assert "rules_older" in {fact.name for fact in changes.facts}
    assert desk.tallies["disputed-territories/2021-09-25"].incidents == {"armed_attack": 2}


def test_the_newer_rules_catch_up(tmp_path: Path) -> None:
    """What came meanwhile is judged when a worker with the newer rules is back, with the next move of the clock."""
    older, newer = rules(tmp_path, 3), rules(tmp_path, 2)
    desk = Desk(older)
    desk.take(change("a", 1))
    take_over(desk, newer)
    desk.take(change("b", 2))
    take_over(desk, older)
    desk.take(change("c", 5), change("d", 5), noon(5))
    assert desk.sent == []
    take_over(desk, newer)
    desk.take(noon(6))
    assert desk.story == [("firing", None)]


def test_whoever_goes_back_raises_the_edition(tmp_path: Path) -> None:
    """Rules as they were before are in force again when they say that they are newer."""
    desk = Desk(rules(tmp_path, 2))
    desk.take(change("a", 1))
    take_over(desk, rules(tmp_path, 9))
    desk.take(change("b", 5))
    take_over(desk, rules(tmp_path, 2, edition=1))
    desk.take(change("c", 5))
    assert desk.story == [("firing", None)]


@pytest.mark.parametrize("wrong", ["new", -1, True])
def test_an_edition_is_a_whole_number(tmp_path: Path, wrong: Any) -> None:
    """What else stands there is named."""
    with pytest.raises(ConfigurationError, match="not an edition"):
        rules(tmp_path, 2, edition=wrong)
