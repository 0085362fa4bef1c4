from __future__ import annotations

import csv
import io
from datetime import date

from stream.cli.tally_csv import write_csv
from stream.model import Effect, Group, IncidentType, RegionName, Sum, Tally

TALLY = Tally(
    id="iq-ki/2021-12-05",
    region=RegionName(id="iq-ki", name="Kirkuk"),
    day=date(2021, 12, 5),
    revision=3,
    incidents={IncidentType.BOMBING: 1, IncidentType.ARMED_ATTACK: 2},
    sums=(
        Sum(effect=Effect.KILLED, group=Group.SECURITY, low=4, best=4, high=4),
        Sum(effect=Effect.KILLED, group=Group.CIVILIAN, low=1, best=2, high=3),
        Sum(effect=Effect.WOUNDED, group=Group.UNKNOWN, low=3, best=3, high=None),
    ),
)


def row() -> dict[str, str]:
    out = io.StringIO(newline="")
    write_csv(out, [TALLY])
    (found,) = csv.DictReader(io.StringIO(out.getvalue()))
    return found


def test_incidents_are_summed_over_types() -> None:
    """The total stands beside the number of each type."""
    assert (row()["incidents"], row()["bombing"], row()["arson"]) == ("3", "1", "0")


def test_tolls_stand_by_effect_and_by_group() -> None:
    """Columns are named as the measures of rules are."""
    assert (row()["killed"], row()["killed.security"], row()["killed.civilian"], row()["killed_high"]) == ("6", "4", "2", "7")


def test_an_open_end_is_an_empty_cell() -> None:
    """`at least three` has no highest figure."""
    assert (row()["wounded_low"], row()["wounded_high"]) == ("3", "")
