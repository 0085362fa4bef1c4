"""The toll of an incident out of its reports' (docs/tolls.md).

Of each outlet only its newest word on an effect counts, and a side's own claim only where nobody else gives a figure. `best` is one outlet's word,
taken as a whole; totals and their parts are never added: an unsplit figure is a check on a split one. `low` and `high` span what is said.
"""

from __future__ import annotations

from collections.abc import Iterable

from stream.model import Casualty, Effect, Group, TollPolicy
from stream.reconcile.filed import Filed

#: What one outlet says of one effect: its figures by group.
Word = tuple[Casualty, ...]
#: In the order of the model; walking an enumeration costs several times as much as a tuple.
_EFFECTS, _GROUPS = tuple(Effect), tuple(Group)
_NOTHING: tuple[list[Word], list[Word]] = ([], [])


def merge_tolls(cluster: list[Filed], policy: TollPolicy = TollPolicy.NEWEST) -> tuple[Casualty, ...]:
    """Casualties of the incident, by effect and group in the order of the model; cluster in canonical order."""
    told = [filed for filed in cluster if filed.report.primary and filed.report.casualties]
    if not told or len(told) == len(cluster):
        told = cluster
    main = _newest_words(told)
    rest = main if told is cluster else _newest_words(cluster)
    merged: list[Casualty] = []
    for effect in _EFFECTS:
        words, claims = main.get(effect) or rest.get(effect) or _NOTHING
        if words or claims:
            merged += _merge_effect(words, claims, policy)
    return tuple(_beyond_the_parts(_less_the_died(merged, told)))


def _beyond_the_parts(merged: list[Casualty]) -> list[Casualty]:
    """Nineteen "killed and wounded" beside eleven killed and eight wounded are the same people: what is left is what the parts do not explain."""
    if all(casualty.effect is not Effect.KILLED_OR_WOUNDED for casualty in merged):
        return merged
    left = []
    for casualty in merged:
        parts = sum(other.best for other in merged if other.effect in {Effect.KILLED, Effect.WOUNDED} and _may_be_of(other.group, casualty.group))
        if casualty.effect is not Effect.KILLED_OR_WOUNDED or not parts:
            left.append(casualty)
        elif casualty.best > parts:
            high = None if casualty.high is None else casualty.high - parts
            left.append(casualty.model_copy(update={"low": max(casualty.low - parts, 0), "best": casualty.best - parts, "high": high}))
    return left


def _may_be_of(part: Group, whole: Group) -> bool:
    """People of no known group may be of any; nobody counts the militants' losses among the victims."""
    return part is whole or part is Group.UNKNOWN or (whole is Group.UNKNOWN and part is not Group.MILITANT)


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


def _newest_words(cluster: list[Filed]) -> dict[Effect, tuple[list[Word], list[Word]]]:
    """Each outlet's newest figures by effect that any gives, oldest outlet first: those that somebody else than a side gives, and claims.

    A report that does not mention an effect changes nothing; a claim does not replace what the outlet had from others.
    """
    words: dict[Effect, dict[str, Word]] = {}
    claims: dict[Effect, dict[str, Word]] = {}
    for filed in cluster:
        outlet = filed.report.source or filed.report.article_id
        for effect, sure, word in _words(filed):
            by_outlet = (words if sure else claims).setdefault(effect, {})
            by_outlet.pop(outlet, None)
            by_outlet[outlet] = word
    return {effect: (list(words.get(effect, {}).values()), list(claims.get(effect, {}).values())) for effect in {**words, **claims}}


def _words(filed: Filed) -> list[tuple[Effect, bool, Word]]:
    """Effects of which a report gives figures, whether anybody but a side gives them, and the figures: those of others, else the claims."""
    if filed.derived.words is None:
        said: dict[Effect, list[Casualty]] = {}
        for casualty in filed.report.casualties:
            said.setdefault(casualty.effect, []).append(casualty)
        sure = {effect: tuple(casualty for casualty in figures if not casualty.claimed) for effect, figures in said.items()}
        filed.derived.words = [(effect, bool(sure[effect]), sure[effect] or tuple(figures)) for effect, figures in said.items()]
    return filed.derived.words


def _merge_effect(words: list[Word], claims: list[Word], policy: TollPolicy) -> Iterable[Casualty]:
    said = [*claims, *words]
    credible = words or claims
    chosen = _with_enemy(_chosen(credible, policy), credible)
    for group in _GROUPS:
        own = [casualty for casualty in chosen if casualty.group is group]
        if not own:
            continue
        split = group is Group.UNKNOWN and len({casualty.group for casualty in chosen}) > 1
        figures = [] if split else [_total(c for c in word if c.group is group) for word in said if any(c.group is group for c in word)]
        low, best, high = _total(own)
        if policy is TollPolicy.CONSERVATIVE:
            best = low
        lows = min([low, *(figure[0] for figure in figures)])
        ends = [high, *(figure[2] for figure in figures)]
        highs = None if None in ends else max(end or 0 for end in ends)
        yield own[0].model_copy(update={"low": min(lows, best), "best": best, "high": highs if highs is None else max(highs, best)})


def _chosen(words: list[Word], policy: TollPolicy) -> Word:
    """The word that `best` is taken from; an unsplit one is checked against those that are split."""
    # Of equals the newest.
    word = min(reversed(words), key=lambda said: _total(said)[0]) if policy is TollPolicy.CONSERVATIVE else words[-1]
    if {casualty.group for casualty in word} != {Group.UNKNOWN}:
        return word
    low, total, high = _total(word)
    split = [said for said in words if _is_split(said) and _total(said)[1] <= total]
    if not split:
        return word
    same = [said for said in split if _total(said)[1] == total]
    parts = (same or split)[-1]
    rest = total - _total(parts)[1]
    if not rest:
        return parts
    known = tuple(casualty for casualty in parts if casualty.group is not Group.UNKNOWN)
    rest = total - _total(known)[1]
    fewest = max(low - _total(known)[1], 0)
    most = None if high is None else max(high - _total(known)[1], rest)
    return (*known, word[0].model_copy(update={"low": min(fewest, rest), "best": rest, "high": most}))


def _is_split(word: Word) -> bool:
    return any(casualty.group is not Group.UNKNOWN for casualty in word)


def _with_enemy(chosen: Word, words: list[Word]) -> Word:
    """The militants' losses are told by few: where the chosen words leave them out, the newest that tell them beside the others are kept."""
    groups = {casualty.group for casualty in chosen}
    if Group.MILITANT in groups or Group.UNKNOWN in groups:
        return chosen
    for said in reversed(words):
        others = {casualty.group for casualty in said}
        if Group.MILITANT in others and others - {Group.MILITANT}:
            return (*chosen, *(casualty for casualty in said if casualty.group is Group.MILITANT))
    return chosen


def _total(casualties: Iterable[Casualty]) -> tuple[int, int, int | None]:
    low = best = 0
    high: int | None = 0
    for casualty in casualties:
        low, best = low + casualty.low, best + casualty.best
        high = None if high is None or casualty.high is None else high + casualty.high
    return low, best, high
