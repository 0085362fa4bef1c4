"""Which cluster a report joins, out of many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stream.model import DatePrecision, IncidentType
from stream.reconcile.filed import Filed
from stream.reconcile.match import best_of
from tests.unit.build import DAY, at, report
from tests.unit.reconcile.helpers import WORDS

fields = st.fixed_dictionaries(
    {
        "days": st.integers(0, 5),
        "date_precision": st.sampled_from([DatePrecision.DAY, DatePrecision.DAY, DatePrecision.WEEK]),
        "type": st.sampled_from([IncidentType.ARMED_ATTACK, IncidentType.BOMBING, IncidentType.ARREST]),
        "place": st.sampled_from([None, "Sarkran village", "Prde"]),
        "killed": st.sampled_from([0, 2, 2, 11]),
        "accidental": st.sampled_from([False, False, True]),
        "names": st.lists(st.sampled_from(["ann lee", "bob moor", "elm street"]), max_size=2, unique=True),
        "fingerprint": st.sampled_from([None, "a5" * 8, "5a" * 8]),
    }
)


def filed(number: int, days: int, **said: Any) -> Filed:
    return Filed(report(f"a{number}", day=DAY + timedelta(days=days), **said), "IQ", at(24 * days))


@settings(max_examples=200, deadline=None)
@given(fields, st.lists(st.lists(fields, min_size=1, max_size=3), max_size=6))
def test_those_passed_over_at_a_glance_would_not_have_won(one: dict[str, Any], others: list[list[dict[str, Any]]]) -> None:
    """The cluster that is joined and the next best are those that come out when each cluster is weighed alone."""
    candidate = filed(0, **one)
    clusters = [(f"h{n}", [filed(10 * n + m + 1, **face) for m, face in enumerate(faces)]) for n, faces in enumerate(others)]
    alone = [best_of(candidate, [cluster], WORDS, {}) for cluster in clusters]
    order = sorted((joined or rival for joined, rival in alone), key=lambda entry: entry[1].rank)  # type: ignore[index] # one of them is there
    joins = any(joined for joined, _ in alone)
    expected = [*([] if joins else [None]), *order, None, None][:2]
    assert list(best_of(candidate, clusters, WORDS, {})) == expected
