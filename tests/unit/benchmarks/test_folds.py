"""Folds of a dev set, and when two parts of it are called apart."""

from __future__ import annotations

import pytest

from benchmarks.folds import FOLDS, Reading, cluster_of, fold_of, interval, wilson


def test_every_fold_gets_about_its_share():
    """A thousand keys fall evenly into the folds."""
    counts = [0] * FOLDS
    for number in range(1000):
        counts[fold_of(f"event {number}")] += 1
    assert all(150 < count < 250 for count in counts)


def test_an_article_is_kept_with_its_main_event():
    """The primary incident names the fold, not the background told before it."""
    row = {"id": "a", "incidents": [{"cluster": "old", "primary": False}, {"cluster": "new", "primary": True}]}
    assert cluster_of(row) == "new"


@pytest.mark.parametrize("row", [{"id": "a", "incidents": []}, {"id": "a"}])
def test_an_article_without_an_event_is_alone(row):
    """Its own id names the fold."""
    assert cluster_of(row) == "a"


def test_intervals_that_touch_are_not_apart():
    """Only a gap between two intervals is a defect."""
    assert not Reading(0.6, (0.5, 0.7)).apart(Reading(0.8, (0.7, 0.9)))
    assert Reading(0.6, (0.5, 0.69)).apart(Reading(0.8, (0.7, 0.9)))


def test_nothing_is_apart_from_what_was_not_measured():
    """Without an interval nothing can be said."""
    assert not Reading(0.6, None).apart(Reading(0.9, (0.8, 1.0)))


def test_an_interval_leaves_out_both_tails():
    """Of a hundred values the two or three at either end are left out, and so is what was not measured."""
    assert interval([None, *(index / 100 for index in range(100))]) == (0.02, 0.97)


def test_a_perfect_rate_of_few_is_not_sure():
    """Ten of ten may be seven of ten by chance (Wilson: 0.722)."""
    assert wilson(1.0, 10) == (pytest.approx(0.722, abs=0.001), 1.0)
