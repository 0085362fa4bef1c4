"""What a tally counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream.model import IncidentType
from stream.watch import Rules
from tests.unit.watch.desk import REGION, Desk, change, killed, load, noon, rule, withdrawn


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    return load(tmp_path, rule())


@pytest.fixture
def desk(rules: Rules) -> Desk:
    return Desk(rules)


def test_incidents_by_type(desk: Desk) -> None:
    """A day's incidents are counted by type."""
    desk.take(change("a", 1), change("b", 1), change("c", 1, type=IncidentType.BOMBING))
    assert desk.tallies[f"{REGION}/2021-09-21"].incidents == {IncidentType.ARMED_ATTACK: 2, IncidentType.BOMBING: 1}


def test_sums_by_effect_and_group(desk: Desk) -> None:
    """Tolls are added up; one open bound leaves the sum open."""
    desk.take(change("a", 1, toll=[killed(2), killed(1, "civilian")]), change("b", 1, toll=[killed(3, low=1, high=None)]))
    sums = {(entry.group.value): (entry.low, entry.best, entry.high) for entry in desk.tallies[f"{REGION}/2021-09-21"].sums}
    assert sums == {"security": (3, 5, None), "civilian": (1, 1, 1)}


def test_undated(desk: Desk) -> None:
    """Without a day of its own it stands as undated on the local day of its first report, and is not counted."""
    desk.take(change("a", None, reported=3))
    tally = desk.tallies[f"{REGION}/2021-09-23"]
    assert (tally.undated, tally.incidents, tally.sums) == (1, {}, ())


def test_possible(desk: Desk) -> None:
    """What only may lie in the region is possible there, and is not counted."""
    desk.take(change("a", 1, certain=False, toll=[killed(2)]))
    tally = desk.tallies[f"{REGION}/2021-09-21"]
    assert (tally.possible, tally.incidents, tally.sums) == (1, {}, ())


def test_day_that_cannot_be(desk: Desk) -> None:
    """A day far ahead of its own report was misread: it counts as undated."""
    desk.take(change("a", 40, reported=-30))
    assert desk.tallies[f"{REGION}/2021-09-30"].undated == 1


def test_tally_before_any_rule(desk: Desk) -> None:
    """Regions that no rule names have tallies, too."""
    desk.take(change("a", 1, region="iq-ki"))
    assert desk.tallies["iq-ki/2021-09-21"].region.name == "Kirkuk"


def test_revision_rises_with_content(desk: Desk) -> None:
    """Another toll is another revision."""
    desk.take(change("a", 1, toll=[killed(2)]), change("a", 1, revision=2, toll=[killed(3)]))
    assert [tally.revision for tally in desk.tallies_sent] == [1, 2]


def test_revision_stays_without_change(desk: Desk) -> None:
    """A revision of an incident that changes no number of the day is no revision of the day."""
    desk.take(change("a", 1), change("a", 1, revision=2, quote="another sentence"))
    assert desk.tallies[f"{REGION}/2021-09-21"].revision == 1


def test_moved_to_another_day(desk: Desk) -> None:
    """Both days are told anew; the one it left keeps a tally of zeros."""
    desk.take(change("a", 1), change("a", 2, revision=2))
    left, joined = desk.tallies[f"{REGION}/2021-09-21"], desk.tallies[f"{REGION}/2021-09-22"]
    assert (left.incidents, left.revision) == ({}, 2)
    assert joined.incidents == {IncidentType.ARMED_ATTACK: 1}


def test_withdrawn(desk: Desk) -> None:
    """A day whose last incident is gone keeps a tally of zeros."""
    desk.take(change("a", 1, toll=[killed(2)]), withdrawn("a", 2))
    tally = desk.tallies[f"{REGION}/2021-09-21"]
    assert (tally.incidents, tally.sums, tally.revision) == ({}, (), 2)


def test_older_revision_changes_nothing(desk: Desk) -> None:
    """An older revision that comes late is passed over, also after a withdrawal."""
    desk.take(change("a", 1), withdrawn("a", 3), change("a", 1, revision=2))
    assert desk.tallies[f"{REGION}/2021-09-21"].incidents == {}


def test_redelivery_sends_the_days_again(desk: Desk) -> None:
    """A change that comes again sends every day it touched, as it stands."""
    desk.take(change("a", 1), change("a", 2, revision=2), change("b", 1))
    sent = len(desk.tallies_sent)
    desk.take(change("a", 2, revision=2))
    assert desk.tallies_sent[sent:] == [desk.tallies[f"{REGION}/2021-09-21"], desk.tallies[f"{REGION}/2021-09-22"]]


def test_updated_is_the_newest_report(desk: Desk) -> None:
    """A tally names the newest report of its incidents."""
    desk.take(change("a", 1, last_reported=noon(9)), change("b", 1))
    assert desk.tallies[f"{REGION}/2021-09-21"].updated == noon(9)


def test_expiry(desk: Desk) -> None:
    """Rows of days older than the retention are deleted, those of withdrawn incidents with them."""
    desk.take(change("a", 1), change("b", 1), withdrawn("b", 2), withdrawn("never-seen", 1), noon(5), withdrawn("unknown", 1), noon(500))
    left = {key for key in desk.table if not key.startswith(("expiry/", "incident/disputed-territories/never-seen"))}
    assert left == {"regions/0", "rules/0", "watching/0"}


def test_expiry_spares_younger_days(desk: Desk) -> None:
    """What lies within the retention stays."""
    desk.take(change("a", 1), change("b", 200, reported=0), noon(500))
    assert desk.table[f"days/{REGION}"] == [(noon(200)).date().isoformat()]
    assert f"incident/{REGION}/b" in desk.table


def test_too_old_to_open(desk: Desk) -> None:
    """An incident older than the retention is counted, and opens nothing."""
    desk.take(noon(500))
    changes = desk.step(change("a", 1))
    assert [fact.name for fact in changes.facts if fact.name == "too_old"] == ["too_old"]
    assert changes.sends == []
