"""What an article said before, and what it says now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stream.model import Extraction, Mark, Statement
from stream.register import Ledgers, register
from stream.state import Changes
from tests.unit.build import NOON, at, extraction, report

IRAQ = report("a", killed=2)
SYRIA = report("a", country="SY", admin1="Hasakah", admin2=None)


def feed(table: dict[str, Any], *records: Extraction | Mark) -> list[Statement]:
    """Register the records; what was stated by the last one."""
    sends: list[Any] = []
    for record in records:
        changes = Changes(table)
        register(changes, record, Ledgers(), upstream=1, partitions=1, retention=timedelta(days=400))
        changes.apply()
        sends = [send.record for send in changes.sends]
    return sends


def said(statements: list[Statement]) -> dict[str, set[str]]:
    return {statement.ledger: {report.id for report in statement.reports} for statement in statements}


def test_states_a_new_article_in_its_ledger() -> None:
    """A report goes to the ledger of its country."""
    assert said(feed({}, extraction("a", IRAQ))) == {"IQ": {IRAQ.id}}


def test_says_nothing_of_an_article_without_reports() -> None:
    """An article without incidents reaches no ledger."""
    assert feed({}, extraction("a")) == []


def test_a_correction_empties_the_ledger_that_it_leaves() -> None:
    """A report whose country changed is withdrawn from the old ledger by an empty statement."""
    assert said(feed({}, extraction("a", IRAQ), extraction("a", SYRIA, version=2))) == {"IQ": set(), "SY": {SYRIA.id}}


def test_a_withdrawal_empties_every_ledger() -> None:
    """A withdrawn article says nothing anywhere any more."""
    assert said(feed({}, extraction("a", IRAQ, SYRIA), extraction("a", version=2, withdrawn=True))) == {"IQ": set(), "SY": set()}


def test_an_old_ledger_is_reminded_forever() -> None:
    """A withdrawal that may have been lost in a crash is sent with every later version."""
    assert said(feed({}, extraction("a", IRAQ), extraction("a", SYRIA, version=2), extraction("a", SYRIA, version=3)))["IQ"] == set()


def test_an_older_version_changes_nothing() -> None:
    """A withdrawal that overtakes its original stands."""
    table: dict[str, Any] = {}
    assert feed(table, extraction("a", version=2, withdrawn=True), extraction("a", IRAQ, version=1)) == []


def test_the_same_version_is_stated_again() -> None:
    """A redelivery sends the present state again, and leaves the rows as they are."""
    table: dict[str, Any] = {}
    first = feed(table, extraction("a", IRAQ))
    rows = dict(table)
    assert feed(table, extraction("a", IRAQ)) == first
    assert table == rows


def test_the_same_words_later_keep_the_time_of_the_first() -> None:
    """An article without a date that is sent again was first said when it was first said."""
    one, two = extraction("a", IRAQ, published=None), extraction("a", IRAQ, version=5, published=None)
    assert feed({}, one, two)[0].reported == at(1)
    assert feed({}, two, one)[0].reported == at(1)


def test_a_mark_is_passed_on_when_the_clock_moves() -> None:
    """Downstream hears of the clock of this partition."""
    sent = feed({}, Mark(partition=0, clock=NOON))
    assert [(mark.partition, mark.clock) for mark in sent] == [(0, NOON)]


def test_a_long_article_is_cut_into_parts() -> None:
    """No statement grows past what a record may hold, and no report is lost."""
    many = [report("a", place="x" * 1000 + str(number)) for number in range(400)]
    parts = feed({}, extraction("a", *many))
    assert {r.id for part in parts for r in part.reports} == {r.id for r in many}
    assert all(len(part.to_json()) < 256 * 1024 for part in parts)
    assert [part.part for part in parts] == list(range(len(parts)))


def test_fewer_parts_later_empty_the_last() -> None:
    """A shortened article withdraws what stood in parts that it has no more."""
    many = [report("a", place="x" * 1000 + str(number)) for number in range(400)]
    parts = feed({}, extraction("a", *many), extraction("a", many[0], version=2))
    assert [len(part.reports) for part in parts] == [1] + [0] * (len(parts) - 1)


def test_old_articles_are_forgotten() -> None:
    """Rows go once their day is out of retention."""
    table: dict[str, Any] = {}
    feed(table, extraction("a", IRAQ), Mark(partition=0, clock=NOON + timedelta(days=402)))
    assert not [key for key in table if key.startswith("article/")]


VERSIONS = [
    extraction("a", IRAQ, version=1),
    extraction("a", SYRIA, version=2),
    extraction("a", version=3, withdrawn=True),
    extraction("a", IRAQ, version=4),
]


@given(st.permutations(VERSIONS))
def test_any_order_of_versions_ends_with_the_newest(order: list[Extraction]) -> None:
    """Whichever version comes last, what stands in the ledgers is the newest."""
    table: dict[str, Any] = {}
    stands: dict[str, set[str]] = {}
    for record in order:
        stands.update(said(feed(table, record)))
    assert {ledger for ledger, ids in stands.items() if ids} == {"IQ"}


@given(st.integers(0, 20), st.integers(0, 3))
def test_a_crash_between_any_two_writes_is_healed_by_redelivery(stop: int, crashed: int) -> None:
    """From any prefix of the writes of any version, handling again from there ends the same."""
    whole: dict[str, Any] = {}
    expected: dict[str, set[str]] = {}
    for record in VERSIONS:
        expected.update(said(feed(whole, record)))
    table: dict[str, Any] = {}
    stands: dict[str, set[str]] = {}
    for record in VERSIONS[:crashed]:
        stands.update(said(feed(table, record)))
    changes = Changes(table)
    register(changes, VERSIONS[crashed], Ledgers(), upstream=1, partitions=1, retention=timedelta(days=400))
    for number, _ in enumerate(changes.apply_stepwise()):
        if number >= stop:
            break
    for record in VERSIONS[crashed:]:
        stands.update(said(feed(table, record)))
    assert {ledger: ids for ledger, ids in stands.items() if ids} == {ledger: ids for ledger, ids in expected.items() if ids}
    assert {key: row for key, row in table.items() if key.startswith("article/")} == {k: row for k, row in whole.items() if k.startswith("article/")}
