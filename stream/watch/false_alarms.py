"""How many alarms a surge rule raises though nothing has changed: measured on simulated series, and read from the table that came of it.

`stream/data/false_alarms.json` is written by `python -m benchmarks.surges false-alarms`: for each window and baseline (days) the alarms per 100
weeks of a region at each p-value, averaged over regions with 0.1, 0.3, 0.6 and 1 incidents a day, Poisson and twice as variable. Between its
lines it is interpolated, in the logarithms of p and of the alarms and in the days; beyond its edges the edge holds.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

#: So few alarms are none: the table is measured on some hundred thousand days.
LEAST = 1e-3


def expected(window: int, baseline: int, p: float) -> float:
    """Alarms per 100 region-weeks of a rule with these numbers."""
    alarms = _alarms(window, baseline)
    return math.exp(_between(_table()["log10_p"], alarms, math.log10(p)))


def p_for(window: int, baseline: int, target: float) -> float:
    """The p-value at which a rule raises about `target` alarms per 100 region-weeks."""
    alarms = _alarms(window, baseline)
    # The fewer alarms the smaller p: both rise together, so that one can be read from the other.
    return float(10 ** _between(alarms, _table()["log10_p"], math.log(target)))


@cache
def _alarms(window: int, baseline: int) -> list[float]:
    """Logarithms of the alarms at each p of the table, rising."""
    table = _table()
    windows, baselines = table["windows"], table["baselines"]
    columns = []
    for position in range(len(table["log10_p"])):
        by_window = [
            _between(baselines, [math.log(max(row[position], LEAST)) for row in rows], baseline) for rows in table["alarms"]
        ]  # fmt: skip
        columns.append(_between(windows, by_window, window))
    return columns


def _between(places: Sequence[float], values: Sequence[float], at: float) -> float:
    """Linear interpolation; `places` rise, or stand still."""
    if at <= places[0]:
        return values[0]
    if at >= places[-1]:
        return values[-1]
    right = bisect_right(places, at)
    left = right - 1
    return values[left] + (values[right] - values[left]) * (at - places[left]) / (places[right] - places[left])


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("stream") / "data" / "false_alarms.json").read_text(encoding="utf-8"))
    return found
