"""Sums follow exactly: whatever came, was corrected, withdrawn, ruled and taken back, tallies are those of the final incidents."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stream.model import Ruling, RulingAction, TakenBack
from stream.replay import Replay
from tests.sums import counted, from_scratch, ruled
from tests.unit.build import DAY, casualty
from tests.unit.test_replay import article, replay

WHERE: list[dict[str, Any]] = [
    {"place": "Dibis", "regions": ["iq", "iq-kirkuk", "disputed-territories"]},
    {"admin1": "Diyala", "admin2": "Kifri", "regions": ["iq", "iq-diyala"]},
    {"admin2": None, "regions": ["iq"], "possible_regions": ["disputed-territories"]},
    {"day": None, "regions": ["iq", "iq-kirkuk"]},
]
told = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([2, 3, 4, 12])), max_size=2)
news = st.tuples(st.just("news"), st.integers(1, 5), told)
rulings = st.tuples(st.just("rule"), st.sampled_from(["merge", "reject", "confirm", "toll", "split", "date"]), st.integers(0, 9))
undone = st.tuples(st.just("undo"), st.integers(0, 9), st.none())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(news, news, rulings, undone), min_size=2, max_size=14))
def test_tallies_are_those_of_the_final_incidents(steps: list[tuple[str, Any, Any]]) -> None:
    """From scratch: the incidents are told to a watch that has heard of nothing before."""
    run, made = replay(), list[Ruling]()
    for hour, (kind, which, what) in enumerate(steps, 1):
        at = datetime(2021, 12, 10, hour, tzinfo=UTC)
        if kind == "news":
            run.feed(article(which, *({"killed": killed, **WHERE[where]} for where, killed in what), published=at))
        elif kind == "undo" and made:
            one = made[which % len(made)]
            run.feed_ruling(one.model_copy(update={"taken_back": TakenBack(by="Ala", why="she was not", at=at)}))
        elif kind == "rule":
            made += [one for one in [_ruling(run, which, what, at)] if one is not None]
            if made:
                run.feed_ruling(made[-1])
    run.finish()
    assert counted(run.tallies.values()) == from_scratch(run.incidents.values(), run.pipeline)


def _ruling(run: Replay, action: str, which: int, at: datetime) -> Ruling | None:
    known = sorted((one for one in run.incidents.values() if one.reports), key=lambda one: one.id)
    if not known:
        return None
    one, other = known[which % len(known)], known[(which + 1) % len(known)]
    said: dict[str, dict[str, Any]] = {
        "merge": {"others": [{"report": other.reports[0], "article": other.articles[0]}]},
        "split": {"others": [{"report": one.reports[-1], "article": one.articles[-1]}]},
        "toll": {"casualties": [casualty(7)]},
        "date": {"date": {"date": DAY, "date_end": DAY}},
    }
    return ruled(one, RulingAction(action), at, **said.get(action, {}))
