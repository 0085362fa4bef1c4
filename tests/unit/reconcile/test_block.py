"""Clusters are a function of the set of reports, also when only the end of a block is decided anew."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stream.reconcile.block import clusters, position
from stream.reconcile.filed import Filed
from tests.unit.build import at, report
from tests.unit.reconcile.helpers import WORDS

reports = st.lists(
    st.builds(
        lambda number, hour, killed, place, placed: Filed(
            report(f"a{number}", killed=killed, place=place, admin1="Kirkuk" if placed else None, admin2="Dibis" if placed else None), "IQ", at(hour)
        ),
        st.integers(0, 1000),
        st.integers(0, 20),
        st.integers(0, 9),
        st.sampled_from(["Sarkran", "Prde", "Dibis", None]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda filed: filed.report.article_id,
)


def members(found: list[list[Filed]]) -> list[list[str]]:
    return [[filed.report.id for filed in cluster] for cluster in found]


@settings(max_examples=150, deadline=None)
@given(reports, st.data())
def test_deciding_the_end_equals_deciding_all(filed: list[Filed], data: st.DataObject) -> None:
    """What comes before a change stays as it was decided."""
    newcomer = data.draw(st.sampled_from(filed))
    decided = [one for cluster in clusters([f for f in filed if f is not newcomer], WORDS) for one in cluster]
    assert members(clusters([*decided, newcomer], WORDS, position(newcomer))) == members(clusters(filed, WORDS))
