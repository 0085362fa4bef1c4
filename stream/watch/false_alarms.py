"""How many alarms a surge rule raises though nothing has changed: measured on simulated series, and read from the tables that came of it.

`stream/data/false_alarms.json` is written by `python -m benchmarks.surges false-alarms` for numbers of incidents, `false_alarms_people.json` by
`python -m benchmarks.toll_alarms table` for numbers of people: for each window and baseline (days) the alarms per 100 weeks of a region at each p-value, averaged over
regions with 0.1, 0.3, 0.6 and 1 incidents a day, Poisson and twice as variable; of people also over tolls that are geometric, and that follow a power law. Between
its lines a table is interpolated, in the logarithms of p and of the alarms and in the days; beyond its edges the edge holds.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: So few alarms are none: the tables are measured on some hundred thousand days.
LEAST = 1e-3


@dataclass(frozen=True, slots=True)
class Table:
    """One of the files."""

    name: str

    def expected(self, window: int, baseline: int, p: float) -> float:
        """Alarms per 100 region-weeks of a rule with these numbers."""
        return math.exp(_between(self._read()["log10_p"], self._alarms(window, baseline), math.log10(p)))

    def p_for(self, window: int, baseline: int, target: float) -> float:
        """The p-value at which a rule raises about `target` alarms per 100 region-weeks."""
        # The fewer alarms the smaller p: both rise together, so that one can be read from the other.
        return float(10 ** _between(self._alarms(window, baseline), self._read()["log10_p"], math.log(target)))

    def _alarms(self, window: int, baseline: int) -> list[float]:
        """Logarithms of the alarms at each p of the table, rising."""
        table = self._read()
        windows, baselines = table["windows"], table["baselines"]
        columns = []
        for position in range(len(table["log10_p"])):
            by_window = [
                _between(baselines, [math.log(max(row[position], LEAST)) for row in rows], baseline) for rows in table["alarms"]
            ]  # fmt: skip
            columns.append(_between(windows, by_window, window))
        return columns

    def _read(self) -> dict[str, Any]:
        return _content(self.name)


@cache
def _content(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("stream") / "data" / name).read_text(encoding="utf-8"))
    return found


#: Of rules that count incidents, and of those that count people.
INCIDENTS, PEOPLE = Table("false_alarms.json"), Table("false_alarms_people.json")


def _between(places: Sequence[float], values: Sequence[float], at: float) -> float:
    """Linear interpolation; `places` rise, or stand still."""
    if at <= places[0]:
        return values[0]
    if at >= places[-1]:
        return values[-1]
    right = bisect_right(places, at)
    left = right - 1
    return values[left] + (values[right] - values[left]) * (at - places[left]) / (places[right] - places[left])
