"""Tails of people for many series at once."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.toll_alarms import Question, tails
from stream.watch.compound import predict_people
from stream.watch.statistics import Baseline, NegativeBinomial, predict

#: People harmed in each incident, day by day.
PASTS = ([(1,), (), (2, 2), (), (), (7,), ()], [(1, 1), (3,), (1,), (), (2,), (), ()], [()] * 6 + [(40,)])


def test_they_are_those_of_the_rule() -> None:
    """Whatever is asked beside them."""
    asked, expected = [], []
    for past in PASTS:
        count = predict(Baseline.of([len(day) for day in past]), 3)
        assert isinstance(count, NegativeBinomial)
        for observed in (1, 3, 9, 60):
            asked.append(Question(count, np.array([people for day in past for people in day]), observed))
            expected.append(predict_people(past, 3).tail(observed))
    assert tails(asked) == pytest.approx(expected, abs=1e-9)
