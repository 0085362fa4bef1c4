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


def test_reports_an_attack_on_a_building_that_a_wire_tells_of(extract: Extract) -> None:
    """In a wire the attack and what it hit are enough."""
    (report,) = extract("LIMA, 7 DEC (ABC) -- THE MINISTER TODAY CONDEMNED THE ATTACK ON THE CONSULATE IN LIMA.")
    assert report.type is IncidentType.ARMED_ATTACK


def test_reports_what_a_round_up_tells_below_its_sum(extract: Extract) -> None:
    """A lead that sums up sets nothing aside that a wire tells in full behind it."""
    text = "LIMA, 7 DEC (ABC) -- SIX ATTACKS HAVE BEEN REPORTED THIS MONTH.\n\nYESTERDAY REBELS DESTROYED A BRIDGE IN THE JUNGLE."
    (report,) = extract(text)
    assert report.type is IncidentType.ARMED_ATTACK


def test_takes_rebels_for_those_of_the_only_group(extract: Extract) -> None:
    """Rebels without a name are of the armed group that the article names, if it names but one."""
    text = "LIMA, 7 DEC (ABC) -- REBELS DESTROYED A BRIDGE YESTERDAY NEAR HUANCAYO.\n\nTHE GOVERNMENT SAID THAT SHINING PATH WAS WEAK."
    (report,) = extract(text)
    assert report.perpetrator == "Shining Path"


def test_knows_no_rebels_where_two_groups_are_named(extract: Extract) -> None:
    """Of two groups neither is said to have done it."""
    text = "LIMA, 7 DEC (ABC) -- REBELS DESTROYED A BRIDGE YESTERDAY NEAR HUANCAYO.\n\nTHE GOVERNMENT SAID THAT SHINING PATH AND THE MRTA WERE WEAK."
    (report,) = extract(text)
    assert report.perpetrator is None
