"""What sort of event, by the coding guideline's order of precedence, and who did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from stream.extract.actors import Actors
from stream.extract.mentions import Mention
from stream.model import Effect, Group, IncidentType

#: The order of precedence: the weapon first, then who began, then what was done.
PRECEDENCE = (
    IncidentType.SUICIDE_BOMBING,
    IncidentType.AIRSTRIKE,
    IncidentType.SHELLING,
    IncidentType.BOMBING,
    IncidentType.SECURITY_OPERATION,
    IncidentType.ABDUCTION,
    IncidentType.EXECUTION,
    IncidentType.ASSASSINATION,
    IncidentType.ARREST,
    IncidentType.ARMED_CLASH,
    IncidentType.ARMED_ATTACK,
    IncidentType.ARSON,
)
_WEAPONS = frozenset(PRECEDENCE[:4])
#: A strong trigger counts as much as so many weak ones; headline and lead as so many sentences.
_STRONG, _LEAD = 3, 3


def decide_type(mentions: list[Mention], lead: set[int], perpetrator: str | None, actors: Actors) -> IncidentType:
    """The type of an event from the triggers of its sentences; `lead` holds the indices of headline and lead."""
    weight: Counter[IncidentType] = Counter()
    for mention in mentions:
        factor = _LEAD if mention.sentence.index in lead else 1
        for trigger in mention.triggers:
            if trigger.type is IncidentType.OTHER:
                continue
            weight[trigger.type] += factor * (1 if trigger.weak else _STRONG)
    effects = {claim.effect for mention in mentions for claim in mention.claims if not claim.negated}
    if not weight:
        return IncidentType.ABDUCTION if Effect.ABDUCTED in effects else IncidentType.ARMED_ATTACK
    most = max(weight.values())
    for kind in PRECEDENCE:
        if _fits(kind, weight, most, effects, perpetrator, actors):
            return kind
    return IncidentType.ARMED_ATTACK


def _fits(
    kind: IncidentType,
    weight: Counter[IncidentType],
    most: int,
    effects: set[Effect],
    perpetrator: str | None,
    actors: Actors,
) -> bool:
    if not weight[kind]:
        return False
    state = actors.is_state(perpetrator)
    if kind in _WEAPONS:
        return weight[kind] * 2 >= most
    if kind is IncidentType.SECURITY_OPERATION:
        return weight[kind] * 2 >= most and (state or perpetrator is None)
    if kind is IncidentType.ABDUCTION:
        return Effect.ABDUCTED in effects or weight[kind] * 2 >= most
    if kind is IncidentType.ARREST:
        return weight[kind] >= most and Effect.KILLED not in effects
    if kind is IncidentType.ARMED_CLASH:
        return weight[kind] * 2 >= weight[IncidentType.ARMED_ATTACK] and perpetrator is None
    if kind is IncidentType.ARSON:
        return weight[kind] >= most
    return weight[kind] * 3 >= most


def find_perpetrator(mentions: Iterable[Mention], actors: Actors, recent: str | None = None) -> str | None:
    """Who began it: subject of the attack, behind "by", or who claimed it; `recent` is the militant group spoken of before."""
    for mention in mentions:
        name = _in_sentence(mention, actors, recent)
        if name:
            return name
    return None


def _in_sentence(mention: Mention, actors: Actors, recent: str | None) -> str | None:
    sentence = mention.sentence
    victims = {index for claim in mention.claims for index in range(claim.party.start, claim.party.end)}
    aside = {item.at for item in mention.aside}
    named = [(at, end, name) for at, end, name in sentence.find("actor") if at not in victims]
    claims = [end for category in ("claim", "boast") for _, end, _ in sentence.find(category)]
    state_ok = any(
        t.type in {IncidentType.SECURITY_OPERATION, IncidentType.AIRSTRIKE, IncidentType.ARREST, IncidentType.SHELLING} for t in mention.triggers
    )
    triggers = [trigger for trigger in mention.triggers if trigger.at not in aside]
    if claims and triggers:
        militants = [name for _, _, name in named if not actors.is_state(name)]
        return militants[0] if militants else recent
    for at, end, name in named:
        if actors.is_state(name) and not state_ok:
            continue
        if _is_agent(mention, at, end, triggers):
            return name
    return None


def _is_agent(mention: Mention, at: int, end: int, triggers: list) -> bool:  # type: ignore[type-arg]
    sentence = mention.sentence
    before = sentence.word(at - 1)
    if sentence.has(at - 1, "article") or sentence.has(at - 1, "blame"):
        before = sentence.word(at - 2)
    if before == "by":
        return True
    if before in {"on", "against", "of", "from", "at", "to", "targeting", "for"} and not any(sentence.has(i, "person") for i in range(end, end + 2)):
        return sentence.has(at - 1, "blame") or sentence.has(at - 2, "blame")
    if sentence.has(at - 1, "blame"):
        return True
    ahead = [trigger for trigger in triggers if trigger.at >= end]
    return bool(ahead) and min(trigger.at for trigger in ahead) - end <= 12  # a subject stands near its verb


def forces_of(mentions: list[Mention], first: str | None, actors: Actors) -> str | None:
    """The acting forces of an operation: all that the sentence that first names one names before its trigger."""
    for mention in mentions:
        if mention.sentence.is_title or not mention.triggers:
            continue
        trigger = max(trigger.at for trigger in mention.triggers)
        named = [name for at, _, name in mention.sentence.find("actor") if at < trigger and actors.is_state(name)]
        if first in named:
            return " and ".join(dict.fromkeys(named[: named.index(first) + 2]))
    return first


def targets_of(mentions: Iterable[Mention], perpetrator: str | None, actors: Actors) -> tuple[str, ...]:
    """Who was hit: the actors that victims belong to, and "civilians"; in the order of the text."""
    found: dict[str, None] = {}
    for mention in mentions:
        for claim in mention.claims:
            if claim.party.actor and claim.party.actor != perpetrator:
                found.setdefault(claim.party.actor)
            elif claim.party.group is Group.CIVILIAN:
                found.setdefault("civilians")
        for at, _, name in mention.sentence.find("actor"):
            if mention.tells and name != perpetrator and mention.sentence.word(at - 1) in {"on", "against", "targeting", "attacked"}:
                found.setdefault(name)
    return tuple(name for name in found if name in actors.by_name or name == "civilians")
