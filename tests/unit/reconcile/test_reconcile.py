"""Reports of one event become one incident, whatever the order in which they come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stream.model import MAX_JOINED, MAX_REPORTS_LISTED, IncidentStatus, Mark, Statement
from stream.reconcile import reconcile
from stream.reconcile.shelf import CHUNK
from stream.state import Changes
from tests.unit.build import DAY, NOON, at, report, statement
from tests.unit.reconcile.helpers import WORDS, Ledger, crashed, outcome_of

DIBIS = report("a1", killed=2, place="Dibis town")
DIBIS_AGAIN = report("a2", killed=3, place="Dibis")
KIFRI = report("a3", killed=2, admin1="Diyala", admin2="Kifri")


def test_one_report_makes_an_incident() -> None:
    """It carries the report's fields, and counts one source."""
    (incident,) = Ledger().feed(statement("a1", DIBIS)).active
    assert (incident.reports, incident.admin2, incident.independent_sources, incident.revision) == ((DIBIS.id,), "Dibis", 1, 1)


def test_two_outlets_on_one_attack_make_one_incident() -> None:
    """Same day, district and type, and a toll that grew."""
    (incident,) = Ledger().feed(statement("a1", DIBIS), statement("a2", DIBIS_AGAIN, version=2)).active
    assert set(incident.articles) == {"a1", "a2"}
    assert incident.toll(incident.casualties[0].effect) == 3


def test_a_place_is_not_shouted() -> None:
    """Of two spellings of one place that which is not all in capitals."""
    shouted = report("a1", killed=2, place="DIBIS")
    (incident,) = Ledger().feed(statement("a1", shouted), statement("a2", DIBIS_AGAIN, version=2)).active
    assert incident.place == "Dibis"


def test_two_districts_make_two_incidents() -> None:
    """Another governorate is another event."""
    assert len(Ledger().feed(statement("a1", DIBIS), statement("a3", KIFRI)).active) == 2


def test_two_reports_of_one_article_stay_two() -> None:
    """The extractor told them apart; the ledger does not know better."""
    assert len(Ledger().feed(statement("a1", DIBIS, report("a1", killed=2, place="Dibis road"))).active) == 2


def test_an_impossible_toll_is_another_event() -> None:
    """Forty dead are not two dead, revised."""
    assert len(Ledger().feed(statement("a1", DIBIS), statement("a2", report("a2", killed=40, place="elsewhere"))).active) == 2


def test_a_report_without_day_stands_alone_without_more_evidence() -> None:
    """The same district and toll are not enough."""
    assert len(Ledger().feed(statement("a1", DIBIS), statement("a2", report("a2", killed=1, day=None))).active) == 2


def test_a_report_without_place_joins_on_strong_evidence() -> None:
    """The same toll and the same named perpetrator on the same day."""
    one = report("a1", killed=4, wounded=2, perpetrator="ISIS")
    two = report("a2", killed=4, wounded=2, perpetrator="ISIS", admin1=None, admin2=None)
    far = report("a4", killed=1, admin1=None, admin2=None)
    assert len(Ledger().feed(statement("a1", one), statement("a2", two)).active) == 1
    assert len(Ledger().feed(statement("a1", one), statement("a4", far)).active) == 2


def test_a_withdrawn_report_retracts_its_incident() -> None:
    """An incident without reports is retracted, under a new revision."""
    ledger = Ledger().feed(statement("a1", DIBIS), statement("a1", version=2))
    (incident,) = ledger.incidents.values()
    assert (incident.status, incident.revision) == (IncidentStatus.RETRACTED, 2)
    assert all(change.contribution is None for change in ledger.regions.values())


def test_a_retracted_incident_comes_back_under_its_id() -> None:
    """Revisions rise; the id stays."""
    ledger = Ledger().feed(statement("a1", DIBIS), statement("a1", version=2), statement("a1", DIBIS, version=3))
    (incident,) = ledger.incidents.values()
    assert (incident.status, incident.revision) == (IncidentStatus.ACTIVE, 3)


def test_a_correction_keeps_the_id() -> None:
    """A corrected article's only incident goes on, with the new toll."""
    ledger = Ledger().feed(statement("a1", DIBIS), statement("a1", report("a1", killed=5, place="Dibis town"), version=2))
    (incident,) = ledger.incidents.values()
    assert (incident.status, incident.revision, incident.casualties[0].best) == (IncidentStatus.ACTIVE, 2, 5)


def test_a_correction_to_another_day_leaves_the_old_one() -> None:
    """The old day's incident is retracted, and the new day has one."""
    moved = report("a1", killed=2, day=DAY - timedelta(days=9))
    ledger = Ledger().feed(statement("a1", DIBIS), statement("a1", moved, version=2))
    assert [incident.date for incident in ledger.active] == [moved.date]
    assert len(ledger.incidents) == 2


def test_a_bridge_merges_two_incidents() -> None:
    """The one whose first report came first survives; the other says into what it was merged."""
    low, high = report("b1", killed=2, place="post at Sarkran"), report("b2", killed=9, place="Prde bridge")
    bridge = report("b0", killed=5, place="Sarkran and Prde")
    ledger = Ledger().feed(statement("b1", low, version=2), statement("b2", high, version=3))
    before = [incident.id for incident in ledger.active]
    ledger.feed(statement("b0", bridge, version=1))
    assert len(before) == 2
    assert len(ledger.active) == 1
    assert {i.merged_into for i in ledger.incidents.values() if i.status is IncidentStatus.MERGED} == {ledger.active[0].id}


def test_a_withdrawn_bridge_splits_them_again() -> None:
    """The merged incident comes back under the id that its first report gave it."""
    low, high = report("b1", killed=2, place="post at Sarkran"), report("b2", killed=9, place="Prde bridge")
    ledger = Ledger().feed(statement("b1", low, version=2), statement("b2", high, version=3))
    before = {incident.id: incident.reports for incident in ledger.active}
    ledger.feed(statement("b0", report("b0", killed=5, place="Sarkran and Prde"), version=1), statement("b0", version=9))
    assert {incident.id: incident.reports for incident in ledger.active} == before


def test_a_redelivery_sends_the_same_again() -> None:
    """Same revision, same content, no new row."""
    ledger = Ledger().feed(statement("a1", DIBIS))
    rows, sent = dict(ledger.table), ledger.sent
    ledger.feed(statement("a1", DIBIS))
    assert ledger.sent == sent
    assert ledger.table == rows


def test_an_older_statement_changes_nothing() -> None:
    """A statement that was overtaken is ignored."""
    ledger = Ledger().feed(statement("a1", version=2), statement("a1", DIBIS, version=1))
    assert ledger.incidents == {}


def test_the_same_words_again_are_no_revision() -> None:
    """A newer version that says the same leaves the incident at its revision."""
    ledger = Ledger().feed(statement("a1", DIBIS, version=1, reported=NOON), statement("a1", DIBIS, version=2, reported=NOON))
    assert ledger.active[0].revision == 1


def test_a_region_that_an_incident_leaves_hears_of_it() -> None:
    """Also when the event is handled again."""
    narrow = report("a1", killed=2, place="Dibis town", regions=("iq",), perpetrator="ISIS")
    ledger = Ledger().feed(statement("a1", DIBIS), statement("a1", narrow, version=2))
    assert ledger.regions["disputed-territories", ledger.active[0].id].contribution is None
    ledger.feed(statement("a1", narrow, version=2))
    assert {record.region for record in ledger.sent if hasattr(record, "region")} == {"disputed-territories", "iq"}


def test_an_accident_contributes_nothing() -> None:
    """It is kept as an incident, and no tally counts it."""
    ledger = Ledger().feed(statement("a1", report("a1", killed=1, accidental=True)))
    assert len(ledger.active) == 1
    assert [change.contribution for change in ledger.regions.values()] == [None, None]


def test_what_is_older_than_retention_opens_nothing() -> None:
    """By the clock, not by arrival."""
    ledger = Ledger().feed(Mark(partition=0, clock=NOON), statement("a1", report("a1", killed=1, day=DAY - timedelta(days=500))))
    assert ledger.incidents == {}


def test_expired_rows_are_deleted() -> None:
    """Nothing but the clock is left of an incident out of retention."""
    ledger = Ledger().feed(statement("a1", DIBIS), Mark(partition=0, clock=NOON + timedelta(days=402)))
    assert {key.split("/")[0] for key in ledger.table} <= {"clock", "expiry"}


ARTICLES = [
    statement("a1", DIBIS, version=1),
    statement("a2", DIBIS_AGAIN, version=2),
    statement("a3", KIFRI, report("a3", killed=3, place="Dibis"), version=3),
    statement("a4", report("a4", killed=2, admin2=None, place="Kirkuk"), version=4),
    statement("a5", report("a5", killed=12, wounded=4, place="Sarkran"), version=5),
    statement("a6", report("a6", killed=5, admin1=None, admin2=None, perpetrator="ISIS"), version=6),
    statement("a7", report("a7", killed=3, wounded=1, type="bombing"), version=7),
    statement("a8", report("a8", killed=3, day=None), version=8),
    statement("a2", report("a2", killed=4, place="Dibis", admin1="Diyala", admin2="Kifri"), version=9, reported=at(2)),
    statement("a5", version=10),
]
FINAL = outcome_of(ARTICLES)


@settings(max_examples=150, deadline=None)
@given(st.permutations(ARTICLES))
def test_the_outcome_does_not_depend_on_the_order(order: list[Statement]) -> None:
    """Corrections and withdrawals may overtake what they correct."""
    assert outcome_of(order) == FINAL


@settings(max_examples=250, deadline=None)
@given(st.permutations(ARTICLES), st.integers(0, 9), st.integers(0, 4), st.integers(0, 40))
# a7 is put apart while it is handled again, and joins the others once more by the event after it, which noted an older cluster of it
@example([ARTICLES[number] for number in (1, 3, 5, 4, 2, 6, 0, 7, 8, 9)], 4, 4, 1)
def test_a_crash_between_any_two_writes_is_healed_by_redelivery(order: list[Statement], committed: int, further: int, stop: int) -> None:
    """All sends since the last commit are lost, writes break off anywhere, and the records come again: the same incidents, all published."""
    ledger = crashed(order, committed, further, stop)
    assert ledger.outcome() == FINAL
    assert ledger.stored() == ledger.published()
    assert ledger.counted() == ledger.to_count()


#: All tell one name, most of them the same toll.
SPOKEN = [
    statement(f"s{n}", report(f"s{n}", killed=3 + n // 5, names=("bob moor",), admin1=None, admin2=None, wounded=n % 3), version=n + 1)
    for n in range(7)
]


@settings(max_examples=40, deadline=None)
@given(st.permutations([*SPOKEN, statement("s1", version=9), statement("s5", report("s5", killed=3, names=("bob moor",)), version=10)]))
def test_nor_does_it_where_too_many_tell_a_name_to_be_compared(order: list[Statement]) -> None:
    """Who comes late may be among the first that are."""
    with patch("stream.reconcile.keys.MANY_TELL", 2):
        assert outcome_of(order) == outcome_of(sorted(order, key=lambda one: one.version))


def test_how_far_a_report_looks_back_is_a_setting() -> None:
    """Names join a follow-up of twenty days later, unless the horizon is ten."""
    told = [
        statement(f"f{n}", report(f"f{n}", killed=1, day=DAY + timedelta(days=20 * n), names=("ann lee", "elm street")), version=n + 1)
        for n in (0, 1)
    ]
    for horizon, number in ((30, 1), (10, 2)):
        table: dict[str, Any] = {}
        for one in told:
            changes = Changes(table)
            reconcile(changes, one, WORDS, partitions=1, retention=timedelta(days=400), horizon=horizon)
            changes.apply()
        assert len([key for key in table if key.startswith("cluster/")]) == number


@settings(max_examples=60, deadline=None)
@given(st.permutations(ARTICLES), st.integers(0, 9))
def test_regions_hear_what_the_incidents_say(order: list[Statement], redelivered: int) -> None:
    """What stands in each region is what the active incidents contribute, no more."""
    ledger = Ledger().feed(*order).feed(order[redelivered])
    assert ledger.counted() == ledger.to_count()


def test_a_large_incident_lists_its_first_and_its_newest_reports() -> None:
    """It says how many there are; each new revision carries no more than that."""
    told = [statement(f"b{n:03}", report(f"b{n:03}", killed=2, place="Dibis town"), version=n + 1) for n in range(MAX_REPORTS_LISTED + 5)]
    (incident,) = Ledger().feed(*told).active
    assert (incident.reports_total, len(incident.reports)) == (MAX_REPORTS_LISTED + 5, MAX_REPORTS_LISTED)
    assert (incident.articles[0], incident.articles[-1]) == ("b000", told[-1].article_id)
    assert len(incident.joined) == MAX_JOINED


def test_an_article_that_comes_late_opens_the_incident_of_all_that_joined_it_meanwhile() -> None:
    """Also where these lie in many rows, and what is noted of them in several; stopped anywhere in between, it ends the same."""
    told = [statement(f"b{n:02}", report(f"b{n:02}", killed=2, place="Dibis town"), version=n + 2) for n in range(CHUNK + 1)]
    late = statement("a1", DIBIS, version=999, reported=at(0))
    before = Ledger().feed(*told).table
    for stop in (0, 1, 2, 3, 60):
        ledger = Ledger()
        ledger.table = dict(before)
        with patch("stream.reconcile.journal.PART", 40):
            for number, key in enumerate(ledger.changes(late).apply_stepwise()):
                assert number or key.startswith("moved/")
                if number == stop:
                    break
            ledger.feed(late)
        assert [(incident.reports_total, incident.joined[0].report) for incident in ledger.active] == [(CHUNK + 2, DIBIS.id)]


def test_points_are_given_by_kind_also_of_what_was_refused() -> None:
    """They add up to the score; the next best incident is named with what it was refused for."""
    elsewhere = statement("a9", report("a9", killed=2, admin2="Daquq", names=("ann lee",), day=DAY + timedelta(days=9)), version=9)
    told = [statement("a1", report("a1", killed=2, names=("ann lee",)), version=1), statement("a2", report("a2", killed=3), version=2)]
    (_, one), (two,) = (incident.joined for incident in Ledger().feed(*told, elsewhere).active)
    assert one.score == pytest.approx(sum(value or 0 for value in one.points.values()))
    assert set(one.points) == {"place", "type", "toll"}
    assert (two.rival, two.rival_score, two.rival_points["day"], two.rival_points["place"]) == (told[0].reports[0].id, None, None, None)


@pytest.mark.parametrize("stop", range(7, 16))
def test_a_founder_that_a_crash_left_half_corrected_is_healed(stop: int) -> None:
    """Its cluster lists a report that is not filed yet, when earlier news is delivered again."""
    news = [
        statement("b1", report("b1", killed=9, place="Prde bridge"), version=1),
        statement("b2", report("b2", killed=10, place="Prde bridge"), version=2),
        statement("b1", report("b1", killed=8, place="Prde"), version=3, reported=at(1)),
    ]
    ledger = Ledger()
    for record in news[:2]:
        ledger.changes(record).apply()
    for _ in zip(range(stop), ledger.changes(news[2]).apply_stepwise(), strict=False):
        pass
    ledger.feed(*news)
    assert ledger.outcome() == outcome_of(news)
    assert ledger.counted() == ledger.to_count()
