"""Analysts have the last word, whatever comes before or after it."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from stream.model import Effect, IncidentStatus, Mark, NamedReport, Report, Ruled, Ruling, Statement, TakenBack, Version
from tests.unit.build import at, casualty, report, statement
from tests.unit.reconcile.helpers import Ledger, crashed, outcome_of

POST = report("a1", killed=2, place="post at Sarkran")
BRIDGE = report("a2", killed=9, place="Prde bridge")
BRIDGE_AGAIN = report("a3", killed=10, place="Prde bridge")
POST_AGAIN = report("a4", killed=3, place="post at Sarkran")
NEWS = [
    statement("a1", POST, version=1),
    statement("a2", BRIDGE, version=2),
    statement("a3", BRIDGE_AGAIN, version=3),
    statement("a4", POST_AGAIN, version=4),
]


def name(one: Report) -> NamedReport:
    return NamedReport(article=one.article_id, report=one.id)


def ruled(ruling: str, action: str, *reports: Report, others: tuple[Report, ...] = (), version: int = 1, hours: float = 50, **fields: Any) -> Ruled:
    said = Ruling.model_validate(
        {
            "id": f"IQ/{ruling}",
            "action": action,
            "incident": "i-1",
            "reports": tuple(name(one) for one in reports),
            "others": tuple(name(one) for one in others),
            "by": "Ala",
            "why": "the ministry's list",
            "at": at(hours),
            **fields,
        }
    )
    return Ruled(id=said.id, version=Version(version, 0, 0), ruling=said)


def taken_back(given_before: Ruled, version: int = 2) -> Ruled:
    assert given_before.ruling is not None
    ruling = given_before.ruling.model_copy(update={"taken_back": TakenBack(by="Ala", why="a mistake", at=at(60))})
    return given_before.model_copy(update={"version": Version(version, 0, 0), "ruling": ruling})


def articles(ledger: Ledger) -> list[set[str]]:
    return sorted((set(incident.articles) for incident in ledger.active), key=sorted)


MERGE = ruled("m", "merge", POST, others=(BRIDGE,))
SPLIT = ruled("s", "split", POST, others=(POST_AGAIN,))


def test_two_incidents_are_merged() -> None:
    """All reports of both are in one, which names the ruling; the other says into which it went."""
    ledger = Ledger().feed(*NEWS, MERGE)
    (incident,) = ledger.active
    assert (set(incident.articles), incident.rulings) == ({"a1", "a2", "a3", "a4"}, ("IQ/m",))
    assert {i.merged_into for i in ledger.incidents.values() if i.status is IncidentStatus.MERGED} == {incident.id}


def test_what_fits_either_of_two_merged_incidents_joins_them() -> None:
    """Also when it comes later."""
    later = report("a5", killed=11, place="Prde bridge")
    assert articles(Ledger().feed(*NEWS, MERGE, statement("a5", later, version=5))) == [{"a1", "a2", "a3", "a4", "a5"}]


def test_a_merge_that_is_taken_back_leaves_what_was_before() -> None:
    """The same ids, the same reports."""
    ledger = Ledger().feed(*NEWS)
    before = {incident.id: incident.reports for incident in ledger.active}
    ledger.feed(MERGE, taken_back(MERGE))
    assert {incident.id: incident.reports for incident in ledger.active} == before
    assert all(not incident.rulings for incident in ledger.active)


def test_a_deleted_ruling_is_taken_back() -> None:
    """A tombstone in the topic says no more than that."""
    gone = MERGE.model_copy(update={"version": Version(2, 0, 0), "ruling": None})
    assert Ledger().feed(*NEWS, MERGE, gone).outcome() == outcome_of(NEWS)


def test_a_report_is_split_off() -> None:
    """It never goes back to those it was split from, and both incidents name the ruling."""
    ledger = Ledger().feed(*NEWS, SPLIT)
    assert articles(ledger) == [{"a1"}, {"a2", "a3"}, {"a4"}]
    assert [incident.rulings for incident in ledger.active if "a2" not in incident.articles] == [("IQ/s",)] * 2


def test_a_newer_split_parts_what_an_older_merge_joined() -> None:
    """And an older one does not."""
    parted = ruled("s", "split", POST, others=(BRIDGE, BRIDGE_AGAIN), hours=51)
    assert articles(Ledger().feed(*NEWS, MERGE, parted)) == [{"a1", "a4"}, {"a2", "a3"}]
    older = ruled("s", "split", POST, others=(BRIDGE, BRIDGE_AGAIN), hours=49)
    (incident,) = Ledger().feed(*NEWS, MERGE, older).active
    assert incident.rulings == ("IQ/m",)


def test_a_rejected_incident_counts_nowhere() -> None:
    """It is retracted with its reports, and so are those that join it later."""
    ledger = Ledger().feed(*NEWS[:1], ruled("r", "reject", POST), *NEWS[3:])
    (incident,) = ledger.incidents.values()
    assert (incident.status, incident.reports_total, incident.rulings) == (IncidentStatus.RETRACTED, 2, ("IQ/r",))
    assert all(change.contribution is None for change in ledger.regions.values())


def test_the_newest_of_two_rulings_on_one_thing_holds() -> None:
    """Confirmed after it was rejected: it stands, and only that is named."""
    (incident,) = Ledger().feed(NEWS[0], ruled("c", "confirm", POST, hours=52), ruled("r", "reject", POST, hours=51)).active
    assert (incident.rulings, incident.confidence) == (("IQ/c",), 1.0)


def test_a_toll_is_ruled_effect_by_effect() -> None:
    """What the ruling does not name stays as the news has it; 0 is nobody."""
    both = statement("a1", report("a1", killed=2, wounded=5))
    ruling = ruled("t", "toll", both.reports[0], casualties=(casualty(4, group="civilian"),))
    (incident,) = Ledger().feed(both, ruling).active
    assert [(c.effect, c.group, c.best) for c in incident.casualties] == [("killed", "civilian", 4), ("wounded", "security", 5)]
    (incident,) = Ledger().feed(both, ruled("t", "toll", both.reports[0], casualties=(casualty(0, "wounded"),))).active
    assert incident.toll(Effect.WOUNDED) == 0


def test_place_and_date_are_ruled() -> None:
    """With regions and precision; tallies of the old regions lose it."""
    place = {"place": "Kifri", "country": "IQ", "admin1": "Diyala", "admin2": "Kifri", "place_precision": "point", "regions": ["iq-diyala"]}
    day = {"date": "2021-12-01", "date_end": "2021-12-01"}
    ledger = Ledger().feed(NEWS[0], ruled("p", "place", POST, place=place), ruled("d", "date", POST, date=day, hours=51))
    (incident,) = ledger.active
    assert (incident.admin2, incident.day, incident.rulings) == ("Kifri", date(2021, 12, 1), ("IQ/p", "IQ/d"))
    assert {region for (region, _), change in ledger.regions.items() if change.contribution is not None} == {"iq-diyala"}


def test_a_ruling_waits_for_its_reports() -> None:
    """A rebuild may read it before them."""
    assert Ledger().feed(MERGE, *NEWS).outcome() == Ledger().feed(*NEWS, MERGE).outcome()


def test_a_corrected_article_keeps_its_ruling() -> None:
    """Its only report stands for the one that was named."""
    corrected = report("a1", killed=3, place="post at Sarkran")
    ledger = Ledger().feed(*NEWS, MERGE, statement("a1", corrected, version=7))
    assert articles(ledger) == [{"a1", "a2", "a3", "a4"}]


def test_a_ruling_goes_on_with_the_reports_that_are_left() -> None:
    """The first of those named that stands says which incident is meant."""
    reject = ruled("r", "reject", POST, POST_AGAIN)
    ledger = Ledger().feed(*NEWS, reject, statement("a1", version=8))
    assert articles(ledger) == [{"a2", "a3"}]


def test_an_older_version_of_a_ruling_changes_nothing() -> None:
    """Taken back is taken back, also where the ruling is delivered again."""
    assert articles(Ledger().feed(*NEWS, taken_back(MERGE), MERGE)) == [{"a1", "a4"}, {"a2", "a3"}]


def test_a_ruling_out_of_retention_leaves_no_row() -> None:
    """Nor its index, nor what it noted."""
    ledger = Ledger().feed(*NEWS, MERGE, Mark(partition=0, clock=at(24 * 500)))
    assert {key.split("/")[0] for key in ledger.table} <= {"clock", "expiry"}


EVENTS: list[Statement | Ruled] = [
    *NEWS,
    statement("a5", report("a5", killed=4, place="Sarkran"), report("a5", killed=2, admin1="Diyala", admin2="Kifri"), version=5),
    statement("a6", report("a6", killed=5, place="Sarkran and Prde"), version=6),
    statement("a2", report("a2", killed=8, place="Prde"), version=7, reported=at(2)),
    statement("a4", version=8),
    MERGE,
    SPLIT,
    ruled("s2", "split", BRIDGE_AGAIN, others=(report("a6", killed=5, place="Sarkran and Prde"), POST), hours=55),
    ruled("r", "reject", BRIDGE_AGAIN, POST, hours=53),
    ruled("t", "toll", POST_AGAIN, POST, casualties=(casualty(7),), hours=54),
    taken_back(ruled("m2", "merge", BRIDGE, others=(report("a5", killed=4, place="Sarkran"),), hours=56)),
    ruled("m2", "merge", BRIDGE, others=(report("a5", killed=4, place="Sarkran"),), hours=56),
    ruled("m3", "merge", POST, others=(report("a5", killed=2, admin1="Diyala", admin2="Kifri"),), hours=57),
]
FINAL = outcome_of(EVENTS)
#: Orders (as places in EVENTS) that were wrong once: a bound cluster that a crash left empty, and one that was named anew amid half a split.
EMPTIED = [EVENTS[at] for at in (0, 1, 2, 3, 4, 5, 14, 7, 8, 9, 10, 11, 12, 13, 6, 15)]
RENAMED = [EVENTS[at] for at in (0, 1, 2, 3, 4, 5, 6, 9, 8, 7, 10, 11, 12, 13, 14, 15)]


def test_the_events_below_shape_incidents() -> None:
    """Else the laws would be about nothing."""
    assert {ruling for incident in FINAL.values() for ruling in incident["rulings"]} >= {"IQ/t", "IQ/m3", "IQ/s2"}


@settings(max_examples=25, deadline=None)
@given(st.permutations(EVENTS))
def test_the_outcome_does_not_depend_on_the_order(order: list[Statement | Ruled]) -> None:
    """Of articles, corrections, withdrawals, rulings, and rulings taken back; and regions count what the incidents add up to from scratch."""
    ledger = Ledger().feed(*order)
    assert ledger.outcome() == FINAL
    assert ledger.counted() == ledger.to_count()


@settings(max_examples=25, deadline=None)
@given(st.permutations(EVENTS), st.integers(0, 16))
def test_what_is_taken_away_was_as_if_never_there(order: list[Statement | Ruled], kept: int) -> None:
    """All rulings taken back and all but some articles withdrawn: the outcome of these articles alone."""
    alive = [event for event in order[:kept] if isinstance(event, Statement)]
    left = {(s.ledger, s.article_id): s for s in sorted(alive, key=lambda s: s.version)}
    ledger = Ledger().feed(*order)
    for event in order:
        if isinstance(event, Ruled):
            ledger.feed(event.model_copy(update={"version": Version(90, 0, 0), "ruling": None}))
        elif (event.ledger, event.article_id) not in left:
            ledger.feed(statement(event.article_id, version=91))
        else:
            ledger.feed(left[event.ledger, event.article_id].model_copy(update={"version": Version(92, 0, 0)}))
    assert ledger.outcome() == outcome_of(left.values())


@settings(max_examples=40, deadline=None)
@example(EMPTIED, 10, 4, 5)
@example(RENAMED, 5, 2, 5)
@given(st.permutations(EVENTS), st.integers(0, 15), st.integers(0, 4), st.integers(0, 60))
def test_a_crash_between_any_two_writes_is_healed_by_redelivery(order: list[Statement | Ruled], committed: int, further: int, stop: int) -> None:
    """As without rulings: the same incidents, all published, and regions that say the same."""
    ledger = crashed(order, committed, further, stop)
    assert ledger.outcome() == FINAL
    assert ledger.stored() == ledger.published()
    assert ledger.counted() == ledger.to_count()
