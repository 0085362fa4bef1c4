"""Devices that were only found, and what former wars left behind: incidents, and no attacks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Circumstance, Report

Extract = Callable[..., tuple[Report, ...]]
FOUND, OLD = Circumstance.DEVICE_FOUND, Circumstance.OLD_ORDNANCE


@pytest.mark.parametrize(
    ("text", "circumstance"),
    [
        ("Police found a roadside bomb near a school in Hawija on Sunday and defused it.", FOUND),
        ("The army found three IEDs near Dibis on Sunday and blew them up in a controlled explosion.", FOUND),
        ("Sappers found a bomb in Hawija on Sunday; it exploded as they were defusing it, killing two.", None),
        ("A bomb that had been found near a checkpoint in Hawija went off on Sunday, wounding a policeman.", None),
        ("ISIS fired a rocket at a village near Daquq on Sunday; it failed to explode and was defused.", None),
        ("A mine left over from the Iran-Iraq war killed a shepherd in Khanaqin on Sunday.", OLD),
        ("An unexploded shell from the war wounded two boys in Sinjar on Sunday.", OLD),
        ("A roadside bomb killed a shepherd in Khanaqin on Sunday.", None),
        ("Gunmen killed a shepherd in Khanaqin on Sunday.", None),
    ],
)
def test_circumstance(extract: Extract, text: str, circumstance: Circumstance | None) -> None:
    """Made safe and nobody hurt, or old: told so; what went off, was thrown or fired at somebody is an attack."""
    (report,) = extract(text)
    assert report.circumstance is circumstance


def test_it_makes_no_other_report(extract: Extract) -> None:
    """It is a judgement about the report: the id stays what it was, so that corrections and rulings go on."""
    (report,) = extract("Police found a roadside bomb near a school in Hawija on Sunday and defused it.")
    assert report.model_copy(update={"circumstance": None}).with_id().id == report.id
