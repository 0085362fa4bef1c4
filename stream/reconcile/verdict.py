"""What rulings make of an incident: the analysts' word over the reports'."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stream.model import Casualty, Effect, Incident, IncidentStatus, Ruling, RulingAction
from stream.reconcile.bonds import Group
from stream.reconcile.decide import Decision

_STANDS = frozenset({RulingAction.REJECT, RulingAction.CONFIRM})


def ruled(incident: Incident, group: Group, decision: Decision) -> Incident:
    """The incident as analysts have it. Of rulings on the same thing the newest holds, and only those that hold are listed."""
    reports = (decision.filed(report_id) for report_id in group.ruled)
    found = {ruling.id: ruling for filed in reports if filed is not None for ruling in decision.rulings.on(filed)}
    settled: set[object] = set()
    listed: list[str] = []
    fields: dict[str, Any] = {}
    for ruling in sorted(found.values(), key=lambda ruling: ruling.age, reverse=True):
        if not _holds(ruling, group, decision):
            continue
        matters = _matters(ruling)
        if matters and matters <= settled:
            continue
        fields |= _says(ruling, incident, settled, fields)
        settled |= matters
        listed.append(ruling.id)
    return incident.model_copy(update={**fields, "rulings": tuple(reversed(listed))}) if listed else incident


def _matters(ruling: Ruling) -> set[object]:
    """What a ruling decides, and an older one does not any more."""
    match ruling.action:
        case RulingAction.MERGE | RulingAction.SPLIT:
            return set()
        case RulingAction.REJECT | RulingAction.CONFIRM:
            return {_STANDS}
        case RulingAction.TOLL:
            return {casualty.effect for casualty in ruling.casualties}
        case _:
            return {ruling.action}


def _holds(ruling: Ruling, group: Group, decision: Decision) -> bool:
    """Whether it is about this incident, and no newer one overrules it."""
    rulings = decision.rulings
    if ruling.action is RulingAction.SPLIT:
        ones = {filed.head for filed in rulings.reports(ruling.ledger, ruling.reports)}
        others = {filed.head for filed in rulings.reports(ruling.ledger, ruling.others)}
        here = set(group.heads)
        return bool(ones and others) and not (ones & here and others & here)
    ends = [rulings.target(ruling.ledger, ruling.reports)]
    if ruling.action is RulingAction.MERGE:
        ends.append(rulings.target(ruling.ledger, ruling.others))
    return all(filed is not None and filed.head in group.heads for filed in ends)


def _says(ruling: Ruling, incident: Incident, settled: set[object], fields: dict[str, Any]) -> dict[str, Any]:
    match ruling.action:
        case RulingAction.REJECT:
            return {"status": IncidentStatus.RETRACTED}
        case RulingAction.CONFIRM:
            return {"confidence": 1.0}
        case RulingAction.PLACE if ruling.place is not None:
            return dict(ruling.place)
        case RulingAction.DATE if ruling.date is not None:
            return dict(ruling.date)
        case RulingAction.TOLL:
            ours = [casualty for casualty in ruling.casualties if casualty.effect not in settled]
            return {"casualties": _with_toll(fields.get("casualties", incident.casualties), ours)}
        case _:
            return {}


def _with_toll(told: Iterable[Casualty], decided: list[Casualty]) -> tuple[Casualty, ...]:
    """The figures with those of the decided effects in their place; a decided 0 leaves none."""
    effects = {casualty.effect for casualty in decided}
    kept = [casualty for casualty in told if casualty.effect not in effects]
    order = list(Effect)
    return tuple(sorted([*kept, *(casualty for casualty in decided if casualty.high != 0)], key=lambda casualty: order.index(casualty.effect)))
