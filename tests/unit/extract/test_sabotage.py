"""Attacks on things: devices that hurt nobody, fires, pylons and bridges."""

from __future__ import annotations

from collections.abc import Callable

from stream.model import IncidentType, Report

Extract = Callable[..., tuple[Report, ...]]


def test_reports_a_device_that_hurt_nobody(extract: Extract) -> None:
    """What a bomb wrecked is told where an authority tells it, whatever is known of the place."""
    (report,) = extract("Police said that a bomb destroyed a branch of the savings bank on Tuesday night. Nobody was hurt.")
    assert report.type is IncidentType.BOMBING


def test_reports_no_device_that_nobody_vouches_for(extract: Extract) -> None:
    """A bomb without an authority may be anything: a dessert."""
    assert extract("Nobody forgets the evening when the first bomb went off at our table and destroyed the cloth.") == ()


def test_reports_pylons_that_militants_destroy(extract: Extract) -> None:
    """Wrecking is an attack where armed men do it."""
    (report,) = extract("Militants destroyed two power lines near Daquq on Tuesday, an officer said.")
    assert report.type is IncidentType.ARMED_ATTACK


def test_reports_no_pylons_that_a_gale_brings_down(extract: Extract) -> None:
    """Without armed men things break by themselves."""
    assert extract("The wind destroyed two power lines near Daquq on Tuesday, an officer said.") == ()


def test_reads_a_fire_laid_with_words_between(extract: Extract) -> None:
    """What is set on fire stands between the two words."""
    (report,) = extract("Militants set two empty trucks on fire near Daquq on Tuesday, an officer said.")
    assert report.type is IncidentType.ARSON
