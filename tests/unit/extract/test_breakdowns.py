"""Figures by group of victims, and what a later sentence does to them."""

from __future__ import annotations

from stream.extract.breakdowns import Breakdown, Figure, joined
from stream.model import Group, Quote

QUOTE = Quote(field="text", start=0, end=1, text="x")


def _figure(best: int, **more: bool) -> Figure:
    return Figure(low=best, best=best, high=best, label="", quote=QUOTE, **more)


def _numbers(figures: Breakdown) -> dict[Group, int]:
    return {group: figure.best for group, figure in figures.items()}


def test_a_word_for_what_they_were_replaces_the_group_of_the_others():
    """Read "five were shot", taken for civilians, then "shot five militiamen"."""
    known = {Group.CIVILIAN: _figure(5, derived=True)}
    assert _numbers(joined(known, {Group.MILITANT: _figure(5)})) == {Group.MILITANT: 5}


def test_another_number_does_not_replace_it():
    """Three militiamen beside five others are eight."""
    known = {Group.CIVILIAN: _figure(5, derived=True)}
    assert _numbers(joined(known, {Group.MILITANT: _figure(3)})) == {Group.CIVILIAN: 5, Group.MILITANT: 3}


def test_a_number_without_a_word_repeats_the_one_that_is_known():
    """Read "two soldiers were killed", then "the two were killed"."""
    known = {Group.SECURITY: _figure(2)}
    assert _numbers(joined(known, {Group.CIVILIAN: _figure(2, derived=True)})) == {Group.SECURITY: 2}
