"""Parsed reports that are kept beside the rows."""

from __future__ import annotations

from stream.reconcile import filed
from tests.unit.build import report, statement
from tests.unit.reconcile.helpers import Ledger


def test_a_report_that_was_withdrawn_is_kept_nowhere() -> None:
    """Nor one that expired: else memory would grow with all that ever was, and not with what is."""
    told = report("a77", killed=2, place="Dibis town")
    other = report("a78", killed=2, place="Dibis")
    ledger = Ledger().feed(statement("a77", told), statement("a78", other))
    assert told.id in filed._parsed
    ledger.feed(statement("a77", version=2))
    assert told.id not in filed._parsed
    assert other.id in filed._parsed
