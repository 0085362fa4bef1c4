"""What sort of event, by the coding guideline's order of precedence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

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
    IncidentType.EXECUTION,
    IncidentType.ABDUCTION,
    IncidentType.ASSASSINATION,
    IncidentType.ARREST,
    IncidentType.ARSON,
    IncidentType.ARMED_CLASH,
    IncidentType.ARMED_ATTACK,
)
_WEAPONS = frozenset(PRECEDENCE[:4])
#: What does not tell how somebody was murdered of whom another sentence tells.
_BESIDES = _WEAPONS | {IncidentType.SECURITY_OPERATION, IncidentType.ARREST}
#: What forces of a state do; attacks on them are something else.
STATE_DOINGS = frozenset({IncidentType.SECURITY_OPERATION, IncidentType.AIRSTRIKE, IncidentType.ARREST})
#: A strong trigger counts as much as so many weak ones; headline and lead as so many sentences.
_STRONG, _LEAD = 3, 3
#: What is done to victims, as against captives of an operation.
HARM = frozenset({Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED})
_VICTIMS = frozenset({Group.SECURITY, Group.CIVILIAN})


def decide_type(
    mentions: list[Mention], lead: frozenset[int], perpetrator: str | None, actors: Actors, before: IncidentType | None, victims: set[Group]
) -> IncidentType:
    """The type of an event from the triggers of its sentences.

    `lead` holds the indices of headline and lead, `before` the type of the article's first event: what is only told by its victims is like it.
    `victims` are the groups of those killed, wounded or abducted.
    """
    weight: Counter[IncidentType] = Counter()
    told = any(mention.sentence.index in lead and _harms(mention) and mention.triggers for mention in mentions)
    # Who was murdered in sentences that speak of no device was not killed by one that others speak of.
    murdered = any(mention.deliberate and not any(trigger.type in _WEAPONS for trigger in mention.triggers) for mention in mentions)
    murdered = murdered and not any(_harms(mention) and any(trigger.type in _WEAPONS for trigger in mention.triggers) for mention in mentions)
    for mention in mentions:
        factor = _LEAD if mention.sentence.index in lead else 1
        # What planes did after the attack that the lead tells of: it hit nobody, and is not how the victims died.
        answered = told and factor == 1 and not _harms(mention)
        for trigger in mention.triggers:
            besides = murdered and not _harms(mention) and trigger.type in _BESIDES
            if trigger.type is not IncidentType.OTHER and not besides and not (answered and trigger.type is IncidentType.AIRSTRIKE):
                weight[trigger.type] += factor * (1 if trigger.weak else _STRONG)
    claims = [claim for mention in mentions for claim in mention.claims if not claim.negated]
    if not weight:
        like = before if before not in STATE_DOINGS or victims <= {Group.MILITANT} else None
        return IncidentType.ABDUCTION if any(claim.effect is Effect.ABDUCTED for claim in claims) else like or IncidentType.ARMED_ATTACK
    facts = _Facts(
        weight=weight,
        most=max(weight.values()),
        effects={claim.effect for claim in claims},
        state=actors.is_state(perpetrator),
        named=perpetrator is not None,
        victims=victims,
        caught={claim.effect for claim in claims} == {Effect.DETAINED} and _tells_of_arrests(mentions, lead),
    )
    kind = next((kind for kind in PRECEDENCE if weight[kind] and _fits(kind, facts)), IncidentType.ARMED_ATTACK)
    # Forces of the state that kill militants and no one else have not attacked, they have operated.
    return IncidentType.SECURITY_OPERATION if kind is IncidentType.ARMED_ATTACK and facts.state and victims == {Group.MILITANT} else kind


def _tells_of_arrests(mentions: list[Mention], lead: frozenset[int]) -> bool:
    told = [mention for mention in mentions if mention.sentence.index in lead and mention.triggers]
    return bool(told) and all(any(trigger.type is IncidentType.ARREST for trigger in mention.triggers) for mention in told)


def _harms(mention: Mention) -> bool:
    return any(claim.effect in HARM and not claim.negated for claim in mention.claims)


@dataclass(frozen=True, slots=True)
class _Facts:
    weight: Counter[IncidentType]
    most: int
    effects: set[Effect]
    #: A state force did it.
    state: bool
    #: Somebody is named who did it.
    named: bool
    victims: set[Group]
    #: Headline and lead tell of arrests, and nobody came to harm.
    caught: bool


def _fits(kind: IncidentType, facts: _Facts) -> bool:
    weight = facts.weight[kind]
    if kind is IncidentType.SUICIDE_BOMBING:
        # A car bomb and its blast are the bomber's.
        return weight * 2 >= facts.most or weight * 4 >= facts.weight[IncidentType.BOMBING] == facts.most
    if kind in _WEAPONS:
        # Makers of bombs who are caught: the news is the arrest.
        return weight * 2 >= facts.most and not facts.caught
    if kind is IncidentType.SECURITY_OPERATION:
        return weight * 2 >= facts.most and (facts.state or (not facts.named and (not facts.victims & _VICTIMS or Group.MILITANT in facts.victims)))
    if kind is IncidentType.EXECUTION:
        return weight * 3 >= facts.most and (weight >= facts.weight[IncidentType.ABDUCTION] or Effect.KILLED in facts.effects)
    if kind is IncidentType.ABDUCTION:
        return weight * 2 >= facts.most or (Effect.ABDUCTED in facts.effects and Effect.KILLED not in facts.effects)
    if kind is IncidentType.ARREST:
        return (weight >= facts.most or facts.caught) and Effect.KILLED not in facts.effects
    if kind is IncidentType.ARMED_CLASH:
        return weight * 2 >= facts.weight[IncidentType.ARMED_ATTACK] and (facts.state or not facts.named)
    if kind is IncidentType.ARSON:
        return weight >= facts.most > facts.weight[IncidentType.ARMED_ATTACK] and not facts.effects & HARM
    return weight * 3 >= facts.most
