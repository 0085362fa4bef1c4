"""The toll of an incident out of its reports' (first version; docs/tolls.md is to come).

Of each outlet only its newest word on an effect counts. `best` is the newest outlet's figure; where that gives only a total and another
gives the same total by groups, the groups are taken. `low` and `high` span what the outlets now say. Totals and their parts are never added:
one outlet's figures are taken as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable

from stream.model import Casualty, Effect, Group
from stream.reconcile.filed import Filed


def merge_tolls(cluster: list[Filed]) -> tuple[Casualty, ...]:
    """Casualties of the incident, by effect and group in the order of the model; cluster in canonical order."""
    told = [filed for filed in cluster if filed.report.primary and filed.report.casualties] or cluster
    merged: list[Casualty] = []
    for effect in Effect:
        words = _newest_words(told, effect) or _newest_words(cluster, effect)
        if words:
            merged += _merge_effect(words)
    return tuple(_less_the_died(merged, told))


def _less_the_died(merged: list[Casualty], told: list[Filed]) -> list[Casualty]:
    """Where the dead became more after the last word on the wounded, so many of the wounded died."""
    newest = next((filed.report for filed in reversed(told) if filed.report.toll(Effect.WOUNDED)), None)
    if newest is None or not newest.toll(Effect.KILLED):
        return merged
    died = sum(casualty.best for casualty in merged if casualty.effect is Effect.KILLED) - newest.toll(Effect.KILLED)
    wounded = [casualty for casualty in merged if casualty.effect is Effect.WOUNDED]
    if died <= 0 or died > sum(casualty.best for casualty in wounded):
        return merged
    left: dict[Group, Casualty] = {}
    for casualty in wounded:
        fewer = max(casualty.best - died, 0)
        died -= casualty.best - fewer
        left[casualty.group] = casualty.model_copy(update={"low": min(casualty.low, fewer), "best": fewer})
    changed = [left[casualty.group] if casualty.effect is Effect.WOUNDED else casualty for casualty in merged]
    return [casualty for casualty in changed if casualty.best or casualty.effect is not Effect.WOUNDED or casualty.high is None]


def _newest_words(cluster: list[Filed], effect: Effect) -> list[tuple[Casualty, ...]]:
    """Each outlet's newest figures for one effect, oldest outlet first. A report that does not mention it changes nothing."""
    by_outlet: dict[str, tuple[Casualty, ...]] = {}
    for filed in cluster:
        said = tuple(casualty for casualty in filed.report.casualties if casualty.effect is effect)
        if said:
            outlet = filed.report.source or filed.report.article_id
            by_outlet.pop(outlet, None)
            by_outlet[outlet] = said
    return list(by_outlet.values())


def _merge_effect(words: list[tuple[Casualty, ...]]) -> Iterable[Casualty]:
    chosen = _with_enemy(_best_split(words), words)
    for group in Group:
        figures = [_sum(said, group) for said in words if any(c.group is group for c in said)]
        own = [casualty for casualty in chosen if casualty.group is group]
        if not own:
            continue
        low, best, high = _total(own)
        ends = [figure for figure in figures if figure is not None]
        lows = min([low, *(figure[0] for figure in ends)])
        highs = None if high is None or any(figure[2] is None for figure in ends) else max([high, *(figure[2] or 0 for figure in ends)])
        yield own[0].model_copy(update={"low": min(lows, best), "best": best, "high": highs if highs is None else max(highs, best)})


def _best_split(words: list[tuple[Casualty, ...]]) -> tuple[Casualty, ...]:
    newest = words[-1]
    if {casualty.group for casualty in newest} != {Group.UNKNOWN}:
        return newest
    total = _total(newest)[1]
    same = [said for said in words if _total(said)[1] == total and any(c.group is not Group.UNKNOWN for c in said)]
    return same[-1] if same else newest


def _with_enemy(chosen: tuple[Casualty, ...], words: list[tuple[Casualty, ...]]) -> tuple[Casualty, ...]:
    """The militants' losses are told by few: where the chosen words leave them out, the newest that tell them beside the others are kept."""
    groups = {casualty.group for casualty in chosen}
    if Group.MILITANT in groups or Group.UNKNOWN in groups:
        return chosen
    for said in reversed(words):
        others = {casualty.group for casualty in said}
        if Group.MILITANT in others and others - {Group.MILITANT}:
            return (*chosen, *(casualty for casualty in said if casualty.group is Group.MILITANT))
    return chosen


def _sum(said: tuple[Casualty, ...], group: Group) -> tuple[int, int, int | None]:
    return _total([casualty for casualty in said if casualty.group is group])


def _total(casualties: Iterable[Casualty]) -> tuple[int, int, int | None]:
    low = best = 0
    high: int | None = 0
    for casualty in casualties:
        low, best = low + casualty.low, best + casualty.best
        high = None if high is None or casualty.high is None else high + casualty.high
    return low, best, high
