"""A list in rows of bounded size holds what a plain sorted list would, also after a crash in the midst of its writes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stream.reconcile.shelf import CHUNK, MOST_MARKED, Shelf
from stream.state import Changes

positions = st.integers(0, 400).map(lambda number: f"{number:04d}")
events = st.lists(st.lists(st.tuples(st.booleans(), positions, st.booleans()), min_size=1, max_size=120), max_size=6)


#: Marked entries that the lists of these tests give.
MOST = 20


def run(table: dict[str, Any], event: list[tuple[bool, str, bool]]) -> Changes:
    changes = Changes(table)
    shelf = Shelf(changes, "list", MOST)
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
    shelf = Shelf(Changes(table), "list", MOST)
    assert held(table) == sorted(there)
    assert [entry[0] for entry in shelf.before("9")] == sorted(position for position, marked in there.items() if marked)[:MOST]
    assert (len(shelf), shelf.empty) == (len(there), not there)
    assert all(shelf.marked(position) is marked for position, marked in there.items())
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


@settings(max_examples=80, deadline=None)
@given(st.sets(positions, max_size=60), st.sets(positions, max_size=60), positions)
def test_whoever_finds_a_list_full_does_not_hang_on_what_came_before_the_last_that_fills_it(there: set[str], seen: set[str], one: str) -> None:
    """All for which it becomes full, or is not full any more, are among those that are named."""
    steps = [(True, position, True) for position in sorted(there)] + [(True, position, False) for position in sorted(seen - there)]
    before, after = dict[str, Any](), dict[str, Any]()
    run(before, [step for step in steps if step[1] != one]).apply()
    run(after, [*steps, (True, one, True)]).apply()
    lists = [Shelf(Changes(table), "list", MOST) for table in (before, after)]
    changed = {position for position in there | seen if position > one and len({(each.full(position)) for each in lists}) == 2}
    assert all(changed <= {entry[0] for entry in each.until_full(one)} for each in lists)


def test_no_row_grows_without_bound() -> None:
    """A hundred thousand entries under long ids, many of them marked, lie in rows of which none reaches 256 KiB."""
    table: dict[str, Any] = {}
    changes = Changes(table)
    shelf = Shelf(changes, "list")
    for number in range(100_000):
        shelf.put([f"0|{number:018d}|{'article' * 28}|r-{number:024x}", f"r-{number:024x}"], marked=number % 50 == 0)
    shelf.flush()
    changes.apply()
    assert max(len(row) for key, row in table.items() if "#" in key) <= CHUNK
    assert max(len(json.dumps(row)) for row in table.values()) < 256 * 1024
    assert (len(shelf), len(shelf.before("9")), shelf.full("9")) == (100_000, MOST_MARKED, True)
