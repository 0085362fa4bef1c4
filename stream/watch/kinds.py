"""The condition of each kind of rule."""

from __future__ import annotations

from datetime import date

from stream.watch.compared import FirstAfter, Ratio, Surge, TollSurge, WeeklySurge
from stream.watch.conditions import Condition
from stream.watch.fixed import Single, Spread, Threshold
from stream.watch.schema import AtLeastRule, CoverageRule, FirstAfterRule, RatioRule, SingleRule, SpreadRule, SurgeRule
from stream.watch.series import Series
from stream.watch.silence import Silence


def condition(series: Series, covered_from: date | None) -> Condition:
    """The condition that a rule puts to its series; `covered_from`: the first day of which silence means that nothing happened."""
    match series.rule.spec:
        case AtLeastRule() as rule:
            return Threshold(rule, series)
        case SingleRule() as rule:
            return Single(rule, series)
        case SpreadRule() as rule:
            return Spread(rule, series)
        case SurgeRule() as rule if rule.measure != "incidents":
            return TollSurge(rule, series, covered_from)
        case SurgeRule(weekday=True) as rule:
            return WeeklySurge(rule, series, covered_from)
        case SurgeRule() as rule:
            return Surge(rule, series, covered_from)
        case RatioRule() as rule:
            return Ratio(rule, series, covered_from)
        case CoverageRule() as rule:
            return Silence(rule, series)
        case FirstAfterRule() as rule:
            return FirstAfter(rule, series, covered_from)
