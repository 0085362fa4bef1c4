"""What an incident is, from all that its reports say."""

from __future__ import annotations

import pytest

from stream.model import Circumstance, Report
from stream.reconcile.merge import circumstance_of

FOUND, OLD = Circumstance.DEVICE_FOUND, Circumstance.OLD_ORDNANCE


def told(circumstance: Circumstance | None, perpetrator: str | None = None) -> Report:
    return Report.model_construct(circumstance=circumstance, perpetrator=perpetrator)


@pytest.mark.parametrize(
    ("reports", "circumstance"),
    [
        ([told(FOUND), told(FOUND)], FOUND),
        ([told(FOUND), told(None)], None),
        ([told(None), told(OLD)], OLD),
        ([told(None, "ISIS"), told(OLD)], None),
        ([told(None)], None),
    ],
)
def test_circumstance_of_an_incident(reports: list[Report], circumstance: Circumstance | None) -> None:
    """One article that tells of a blast makes it no mere find; one that knows the mine for an old one holds, unless another names who laid it."""
    assert circumstance_of(reports) is circumstance
