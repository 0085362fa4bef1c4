"""Who did one event, as the article tells it of another: captors, attackers that come again, and the dead of an operation who had done more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stream.extract.actors import Actors
from stream.extract.event_types import STATE_DOINGS
from stream.extract.events import Event
from stream.model import Casualty, Effect, Group, IncidentType

_HIT = frozenset({Effect.KILLED, Effect.WOUNDED, Effect.DETAINED, Effect.SURRENDERED})


@dataclass(frozen=True, slots=True)
class Told:
    """One event with what is known of it by itself."""

    event: Event
    type: IncidentType
    perpetrator: str | None
    casualties: tuple[Casualty, ...] = ()


def settled(told: Sequence[Told], actors: Actors) -> list[Told]:
    """The events of an article in their order, each with what the others say of it."""
    known = [_with_captives(one, _besides(one, told)) for one in told]
    return [replace(one, perpetrator=inherited(one, _besides(one, known), actors)) for one in known]


def _besides(one: Told, told: Sequence[Told]) -> list[Told]:
    return [other for other in told if other.event is not one.event]


def _with_captives(one: Told, others: Sequence[Told]) -> Told:
    """Captives are counted as taken where they were taken, and as killed, and as what they were, where they were killed."""
    if one.type is IncidentType.ABDUCTION and not _taken(one):
        taken = next((_taken(other) for other in others if other.type is IncidentType.EXECUTION and _taken(other)), [])
        return replace(one, casualties=(*one.casualties, *taken))
    if one.type is IncidentType.EXECUTION:
        groups = {casualty.group for other in (one, *others) for casualty in _taken(other)} - {Group.UNKNOWN}
        dead = tuple(casualty for casualty in one.casualties if casualty.effect is not Effect.ABDUCTED)
        if sum(casualty.best for casualty in dead if casualty.effect is Effect.KILLED) < sum(casualty.best for casualty in _taken(one)):
            return replace(one, type=IncidentType.ABDUCTION)  # one of them was killed, the others are still held
        if len(groups) == 1 and {casualty.group for casualty in dead} == {Group.UNKNOWN}:
            dead = tuple(casualty.model_copy(update={"group": next(iter(groups))}) for casualty in dead)
        return replace(one, casualties=dead) if dead else one
    return one


def _taken(told: Told) -> list[Casualty]:
    return [casualty for casualty in told.casualties if casualty.effect is Effect.ABDUCTED]


def inherited(told: Told, others: Sequence[Told], actors: Actors) -> str | None:
    """Who did an event of which the article does not say it in place; `others` are its other events, in their order."""
    if told.perpetrator is not None:
        return told.perpetrator
    if told.type in STATE_DOINGS:
        return _again(told, [other for other in others if other.type in STATE_DOINGS], actors)
    return _captors(told, others) or _again(told, others, actors) or _avenged(told, others, actors)


def _captors(told: Told, others: Sequence[Told]) -> str | None:
    """Who holds captives is who killed them."""
    if told.type is not IncidentType.EXECUTION:
        return None
    return next((other.perpetrator for other in others if other.type is IncidentType.ABDUCTION and other.perpetrator), None)


def _again(told: Told, others: Sequence[Told], actors: Actors) -> str | None:
    """Who did the main event, where "a second attack" or "a similar raid" is told."""
    main = others[0] if others else None
    if main is None or not main.event.primary or actors.is_state(main.perpetrator) is not (told.type in STATE_DOINGS):
        return None
    return main.perpetrator if told.event.mentions[0].sentence.holds("second_attack") else None


def _avenged(told: Told, others: Sequence[Told], actors: Actors) -> str | None:
    """The militants whom an operation has killed or caught, where it is said that they were behind this."""
    if not any(mention.sentence.holds("behind_it") for mention in told.event.mentions):
        return None
    for other in others:
        if other.type in STATE_DOINGS:
            hit = {claim.party.actor for mention in other.event.mentions for claim in mention.claims if claim.effect in _HIT}
            militants = {name for name in hit if name and not actors.is_state(name)}
            if len(militants) == 1:
                return militants.pop()
    return None
