"""Changes of one event: reads see them, a driver applies them in order."""

from __future__ import annotations

from typing import Any

from stream.state import Changes


def test_reads_see_what_was_written() -> None:
    """Before anything is applied."""
    changes = Changes({"a": 1})
    changes.put("a", 2)
    changes.put("b", 3)
    assert (changes.get("a"), changes.get("b"), changes.get("c", 0)) == (2, 3, 0)


def test_nothing_is_written_before_it_is_applied() -> None:
    """The driver sends first."""
    table: dict[str, Any] = {"a": 1}
    changes = Changes(table)
    changes.put("a", 2)
    assert table == {"a": 1}
    changes.apply()
    assert table == {"a": 2}


def test_a_row_written_again_comes_last() -> None:
    """The order is that of the last write."""
    changes = Changes({})
    changes.put("a", 1)
    changes.put("b", 1)
    changes.put("a", 2)
    assert list(changes.apply_stepwise()) == ["b", "a"]


def test_a_deleted_row_is_gone() -> None:
    """For this event at once, for the table when applied; deleting nothing is nothing."""
    table: dict[str, Any] = {"a": 1}
    changes = Changes(table)
    changes.delete("a")
    changes.delete("never")
    assert changes.get("a") is None
    changes.apply()
    assert table == {}
    assert "never" not in changes.writes


def test_facts_carry_labels_and_a_value() -> None:
    """For whoever counts."""
    changes = Changes({})
    changes.note("late", value=3.5)
    changes.note("reports", "bombing")
    assert [(fact.name, fact.labels, fact.value) for fact in changes.facts] == [("late", (), 3.5), ("reports", ("bombing",), 1)]
