"""Words that tell of an event: weapons, attacks, operations, and what around them says of which kind it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stream.extract.actors import Actors
from stream.extract.claims import Claim
from stream.extract.sabotage import ravages
from stream.extract.sentences import Sentence
from stream.model import Effect, Group, IncidentType

#: Tokens between a weapon and what it did.
_IMPACT_REACH = 8
#: Words between "raid on" and the force that it hit.
_RAIDED_REACH = 4
#: Words between "another" and what was done.
_COUNT_REACH = 3
_KINDS = {kind.value: kind for kind in IncidentType}
#: Words between armed men and what they fall upon.
_ASSAILANT_REACH = 5
_WEAPONS = frozenset({IncidentType.BOMBING, IncidentType.SHELLING, IncidentType.AIRSTRIKE})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells of an event; a weak one only supports what others tell."""

    at: int
    end: int
    type: IncidentType
    weak: bool


def find_triggers(sentence: Sentence, actors: Actors) -> list[Trigger]:
    """The words of one sentence that tell of an event, from left to right, each with what it says of its type."""
    found: list[Trigger] = []
    covered = -1
    launches, impacts = sentence.where.get("launches", ()), sentence.where.get("impact", ())
    for at, end, value in sentence.find("trigger"):
        if at < covered:
            continue
        weak = sentence.tag(at, "weak")
        kind = _KINDS[value]
        flown = sentence.has(at, "strike_word") and sentence.holds("air_arm")
        if flown:
            kind = IncidentType.AIRSTRIKE
        if kind is IncidentType.SECURITY_OPERATION and (_hits_state(sentence, at, end) or _by_militants(sentence, at, end, actors)):
            kind, weak = IncidentType.ARMED_ATTACK, None
        launched = kind is IncidentType.SECURITY_OPERATION and any(start < at + _IMPACT_REACH for start in launches)
        # "The grenade hit …", "a grenade attack".
        used = any(abs(start - at) < _IMPACT_REACH for start in impacts) or (sentence.tag(end, "trigger") or (0, ""))[1] == IncidentType.ARMED_ATTACK
        hit = kind in _WEAPONS and (used or (sentence.all_capitals and one_more(sentence, at)))
        found.append(Trigger(at, end, kind, weak is not None and weak[0] == end and not launched and not hit and not flown))
        covered = end
    known = {trigger.at for trigger in found}
    found += [
        Trigger(at, end, IncidentType.AIRSTRIKE, weak=False)
        for at, end, _ in sentence.find("strike_word")
        if at not in known and _flown(sentence, at)
    ]
    known = {trigger.at for trigger in found}
    more = [Trigger(at, end, _KINDS[kind], weak) for at, end, kind, weak in ravages(sentence, actors) if at not in known]
    more += [Trigger(at, end, _assault(found), weak=False) for at, end in _assails(sentence, actors)]
    strong = {trigger.at for trigger in more}
    return sorted([trigger for trigger in found if trigger.at not in strong] + more, key=lambda trigger: trigger.at)


def _assails(sentence: Sentence, actors: Actors) -> Iterator[tuple[int, int]]:
    """Where armed men fall upon a place or people: "gunmen struck the village", "IS fighters hit an army post"; "militants hit by a strike" do not."""
    for at, end, _ in sentence.find("assails"):
        first = max(0, at - _ASSAILANT_REACH)
        armed = any(_is_assailant(sentence, index, at, actors) for index in range(first, at))
        passive = sentence.has(end, "preposition") or sentence.has_within("auxiliary", at - 2, at) or sentence.has_within("negation", at - 2, at)
        if armed and not passive and sentence.word(end)[:1].isalnum():
            yield at, end


def _is_assailant(sentence: Sentence, at: int, verb: int, actors: Actors) -> bool:
    """Whether armed men who are no force of a state stand at a token, and nothing but adverbs between them and the verb."""
    person, actor = sentence.tag(at, "person"), sentence.tag(at, "actor")
    if person is not None and person[1].startswith(Group.MILITANT.value):
        end = person[0]
    elif actor is not None and not actors.is_state(actor[1]):
        end = actor[0]
    else:
        return False
    return all(sentence.has(index, "adverb") or sentence.has(index, "person") or sentence.has(index, "perfect") for index in range(end, verb))


def _assault(found: list[Trigger]) -> IncidentType:
    """What kind it is: the weapon's, where one is named."""
    return IncidentType.OTHER if any(trigger.type in _WEAPONS for trigger in found) else IncidentType.ARMED_ATTACK


def one_more(sentence: Sentence, at: int) -> bool:
    """Whether what a token names is told as one more of its kind: "another bomb", "a third powerful explosion"."""
    return any(_counts_on(sentence, index) for index in range(max(0, at - _COUNT_REACH), at))


def _counts_on(sentence: Sentence, at: int) -> bool:
    ordinal = sentence.tag(at, "ordinal")
    return sentence.has(at, "adds") or sentence.word(at) == "other" or (ordinal is not None and int(ordinal[1]) > 1)


def _by_militants(sentence: Sentence, at: int, end: int, actors: Actors) -> bool:
    """Whether a raid is one of militants: "an ISIS raid", "raid by ISIS", "repelled a raid"."""
    if any(sentence.has(index, "following") and not sentence.has(index, "clause") for index in range(max(0, at - _RAIDED_REACH), at)):
        return True
    behind = end + 1 + sentence.has(end + 1, "article") if sentence.word(end) == "by" else None
    names = [name for start, stop, name in sentence.find("actor") if (stop == at and not sentence.has(start - 1, "opposed")) or start == behind]
    return any(not actors.is_state(name) for name in names)


def _flown(sentence: Sentence, at: int) -> bool:
    """Whether planes stand right before a verb of striking: "jets strike caves"."""
    return any((tag := sentence.tag(at - width, "air_arm")) and tag[0] == at for width in (1, 2, 3))


def _hits_state(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a raid is one on forces of the state: "raid on an army base"."""
    base = at - 1 - sentence.has(at - 1, "auxiliary")
    if sentence.has(base, "settlement") and any(sentence.has(index, "collective") for index in range(max(0, base - _RAIDED_REACH), base)):
        return True  # "army base raided"
    if sentence.word(end) not in {"on", "against"}:
        return False
    return any(sentence.has(index, "collective") or sentence.has(index, "unit_of_army") for index in range(end + 1, end + _RAIDED_REACH))


def takings(sentence: Sentence, claims: list[Claim]) -> list[Trigger]:
    """That people were taken is an event, also where the word for it is none: "seized two shepherds"."""
    return [
        Trigger(claim.at, claim.at + 1, IncidentType.ABDUCTION, weak=False)
        for claim in claims
        if claim.effect is Effect.ABDUCTED and sentence.has(claim.at, "takes") and not sentence.has(claim.at, "trigger")
    ]
