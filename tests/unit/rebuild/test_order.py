"""The past is fed as it came in, but for what came too late."""

from __future__ import annotations

from datetime import timedelta

from stream.model import Ruled, Version
from stream.rebuild import as_it_came
from tests.unit.build import at, extraction

LATENESS = timedelta(days=2)


def order(*records):
    return [getattr(record, "article_id", None) or record.id for record in as_it_came(records, LATENESS)]


def test_as_it_came_in():
    """An hour or a day of delay changes no order: incidents begin with the report that came first."""
    assert order(extraction("b", version=2, published=at(3)), extraction("a", version=1, published=at(20))) == ["a", "b"]


def test_what_came_too_late_has_its_place_where_it_belongs():
    """The clock would have closed its days."""
    news = [extraction(f"n{day}", version=day, published=at(24 * day)) for day in range(1, 9)]
    archive = extraction("old", version=99, published=at(24 * 3 + 1))
    assert order(*news, archive) == ["n1", "n2", "n3", "old", *(f"n{day}" for day in range(4, 9))]


def test_what_has_no_plausible_date_stays_where_it_came():
    """And so do rulings."""
    records = [
        extraction("a", version=1, published=at(1)),
        extraction("undated", version=2, published=None),
        extraction("future", version=3, published=at(1e5), flags=("future",)),
        Ruled(id="IQ/u-1", version=Version(4, 0, 0)),
        extraction("b", version=5, published=at(2)),
    ]
    assert order(*records) == ["a", "undated", "future", "IQ/u-1", "b"]
