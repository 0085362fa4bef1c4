"""People in a window: incidents, and people in each."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from stream.errors import ConfigurationError
from stream.watch.compound import Compound, predict_people, sizes_of
from stream.watch.statistics import NegativeBinomial
from tests.unit.watch.desk import Desk, change, killed, load, rule

COUNT = NegativeBinomial(1.3, 2.0)


def compound(*sizes: tuple[int, float], count: NegativeBinomial = COUNT) -> Compound:
    return Compound(count, sizes, 0.0)


def test_one_person_each_is_the_number_of_incidents() -> None:
    """Panjer's recursion against the closed form."""
    for observed in range(12):
        assert compound((1, 1.0)).tail(observed) == pytest.approx(COUNT.tail(observed), abs=1e-12)


def test_two_people_each() -> None:
    """Five people are three incidents or more."""
    assert compound((2, 1.0)).tail(5) == pytest.approx(COUNT.tail(3))


def test_sizes_are_summed_over_incidents() -> None:
    """Three people or fewer, by going through all that up to three incidents may be."""
    sizes = ((1, 0.5), (2, 0.3), (5, 0.2))
    exactly = [COUNT.tail(number) - COUNT.tail(number + 1) for number in range(4)]
    at_most = exactly[0]
    for number in (1, 2, 3):
        for drawn in product(sizes, repeat=number):
            share = exactly[number]
            for _, probability in drawn:
                share *= probability
            at_most += share if sum(size for size, _ in drawn) <= 3 else 0.0
    assert compound(*sizes).tail(4) == pytest.approx(1 - at_most)


def test_of_very_many_incidents_two_moments_are_enough() -> None:
    """Where the probability of none at all is lost to rounding: one person each is again the number of incidents."""
    many = NegativeBinomial(900.0, 900.0)
    assert compound((1, 1.0), count=many).tail(960) == pytest.approx(many.tail(960), rel=1e-6)


def test_one_incident_may_be_graver_than_all_before() -> None:
    """Of three that were seen a fourth of the weight lies beyond the gravest, half a power of 3/2 less with each octave."""
    sizes = dict(sizes_of([1, 1, 4]))
    assert sizes[1] == pytest.approx(0.5)
    assert sum(share for size, share in sizes.items() if size > 4) == pytest.approx(0.25)
    assert sizes[16] / sizes[8] == pytest.approx(2**-1.5 * (1 - 2**-1.5) / (1 - 2**-1.5))


def test_expected_people_are_those_of_the_past() -> None:
    """Half an incident a day with four people each: fourteen in a week, and a little for the prior."""
    assert predict_people([(4,), ()] * 100, 7).mean == pytest.approx(14.07, abs=0.01)


def test_deaths_in_clumps_surprise_less() -> None:
    """Twelve people are less of a surprise where one incident in five harmed ten, than where each harmed two or three."""
    even = [(2,), (3,), (), (), (), (), ()] * 26
    clumped = [(10,), (), (), (), (), (), ()] * 13 + [(1,), (1,), (1,), (), (), (), ()] * 13
    assert predict_people(clumped, 7).tail(20) > 3 * predict_people(even, 7).tail(20)


def past(days: int) -> list[Any]:
    return [change(f"p{day}", day, toll=[killed(1 + day % 2)]) for day in range(0, days, 5)]


def desk(tmp_path: Path, **fields: Any) -> Desk:
    return Desk(load(tmp_path, rule("surge", measure="killed", window=7, baseline=56, min_history=28, **fields)))


def test_a_surge_of_people_is_told(tmp_path: Path) -> None:
    """Four attacks that killed seven each, after one or two a week: with how many were expected."""
    watch = desk(tmp_path)
    watch.take(*past(64), *(change(f"s{n}", 66 + n, toll=[killed(7)]) for n in range(4)))
    alert = watch.sent[-1]
    assert (alert.state, alert.observed) != ("resolved", 0)
    assert alert.title == "Surge of people killed in Disputed territories: 28 in the 7 days to 28 November 2021, 2.3 expected; 4 incidents"


def test_two_incidents_are_no_surge(tmp_path: Path) -> None:
    """However many they killed: that is what `single` is for."""
    watch = desk(tmp_path)
    watch.take(*past(60), *(change(f"s{n}", 68 + n, toll=[killed(30)]) for n in range(2)))
    assert watch.sent == []


@pytest.mark.parametrize("wrong", [{"method": "ears"}, {"weekday": True}])
def test_what_is_for_incidents_alone_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """With what to do instead."""
    with pytest.raises(ConfigurationError, match="numbers of incidents"):
        desk(tmp_path, **wrong)
