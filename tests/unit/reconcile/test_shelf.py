"""A list in rows of bounded size holds what a plain sorted list would, also after a crash in the midst of its writes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stream.reconcile.shelf import CHUNK, Shelf
from stream.state import Changes

positions = st.integers(0, 400).map(lambda number: f"{number:04d}")
events = st.lists(st.lists(st.tuples(st.booleans(), positions, st.booleans()), min_size=1, max_size=120), max_size=6)


def run(table: dict[str, Any], event: list[tuple[bool, str, bool]]) -> Changes:
    changes = Changes(table)
    shelf = Shelf(changes, "list")
    for comes, position, marked in event:
        if comes:
            shelf.put([position, f"r{position}"], marked=marked)
        else:
            shelf.take(position)
    shelf.flush()
    return changes


def held(table: dict[str, Any]) -> list[str]:
    return [entry[0] for entry in Shelf(Changes(table), "list").after("")]


def plain(done: list[list[tuple[bool, str, bool]]]) -> dict[str, bool]:
    there: dict[str, bool] = {}
    for comes, position, marked in (step for event in done for step in event):
        if comes:
            there[position] = marked
        else:
            there.pop(position, None)
    return there


@settings(max_examples=80, deadline=None)
@given(events)
def test_a_shelf_is_a_sorted_list(done: list[list[tuple[bool, str, bool]]]) -> None:
    """Entries, marks, ends and length."""
    table: dict[str, Any] = {}
    for event in done:
        run(table, event).apply()
    there = plain(done)
    shelf = Shelf(Changes(table), "list")
    assert held(table) == sorted(there)
    assert [entry[0] for entry in shelf.before("9")] == sorted(position for position, marked in there.items() if marked)
    assert (len(shelf), shelf.empty) == (len(there), not there)
    assert [entry[0] for entry in shelf.first(5)] == sorted(there)[:5]
    assert [entry[0] for entry in shelf.last(5)] == sorted(there)[-5:]


@settings(max_examples=80, deadline=None)
@given(events, st.integers(0, 8))
def test_a_crash_in_the_midst_of_its_writes_is_healed_by_the_same_event(done: list[list[tuple[bool, str, bool]]], stop: int) -> None:
    """Whatever prefix was written, the event again ends the same."""
    table: dict[str, Any] = {}
    for event in done:
        for number, _ in enumerate(run(table, event).apply_stepwise()):
            if number >= stop:
                break
        run(table, event).apply()
    assert held(table) == sorted(plain(done))


def test_no_row_grows_without_bound() -> None:
    """A thousand entries lie in rows of at most a chunk each."""
    table: dict[str, Any] = {}
    for number in range(1_000):
        run(table, [(True, f"{number:04d}", False)]).apply()
    assert max(len(row) for key, row in table.items() if "#" in key) <= CHUNK
    assert len(held(table)) == 1_000
