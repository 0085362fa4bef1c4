"""What the victims of an event are where no words for them say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stream.extract.actors import Actors
from stream.extract.claims import Claim
from stream.extract.mentions import Mention
from stream.extract.parties import Shape
from stream.extract.sentences import Sentence
from stream.model import TYPE_FAMILY, Effect, Group, IncidentType

#: Words between an attack and the force that it hits.
_TARGET_REACH = 5
#: Fewest people who are spoken of again by their number.
_SEVERAL = 2
#: Families of events that have a target.
_ATTACKS = frozenset({"attack", "explosive"})


def default_group(mentions: Iterable[Mention], actors: Actors, perpetrator: str | None) -> Group:
    """What the victims of an event are where no words say: those hit elsewhere in it, its target, or people at a civilian place."""
    mentions = list(mentions)
    groups = {
        claim.party.group
        for mention in mentions
        for claim in mention.claims
        if not (claim.negated or is_attacker(claim, mention)) and (claim.party.actor or not mention.sentence.has(claim.party.end - 1, "either_side"))
    }
    harmed = groups & {Group.SECURITY, Group.CIVILIAN}
    if Group.SECURITY not in groups and is_feud(mentions):
        return Group.MILITANT
    first = next((mention.claims for mention in mentions if mention.claims), [])
    toll = any(claim.total and claim.party.group is None for claim in first)  # that of the attack which somebody answered later on
    if not harmed and not toll and Group.MILITANT in groups and (perpetrator is None or actors.is_state(perpetrator)):
        return Group.SECURITY if is_aimed_at_state(mentions, actors) else Group.MILITANT
    if harmed:
        return next(iter(harmed)) or Group.UNKNOWN if len(harmed) == 1 else Group.UNKNOWN
    carried = {group for mention in mentions if mention.tells for group in _carried(mention)}
    if len(carried) == 1:
        return carried.pop()
    for mention in mentions:
        sentence = mention.sentence
        names = [name for _, end, name in sentence.find("actor") if name != perpetrator and actors.is_state(name) and not sentence.has(end, "saying")]
        if names:
            return actors.group(names[0])
        if any(_is_hit(mention.sentence, at) for at, _, _ in mention.sentence.find("collective")) and not mention.sentence.holds("saying"):
            return Group.SECURITY
    for mention in mentions:
        for _, end, name in mention.sentence.find("actor"):
            if name != perpetrator and mention.tells and not mention.sentence.has(end, "saying"):
                return actors.group(name)
    named = {party.group for mention in mentions if mention.sentence.is_title for party in mention.parties} & {Group.SECURITY, Group.CIVILIAN}
    if len(named) == 1:
        return named.pop() or Group.UNKNOWN
    civil = any(True for mention in mentions if mention.tells for _ in mention.sentence.find("civil_scene"))
    return Group.CIVILIAN if civil else Group.UNKNOWN


def _carried(mention: Mention) -> Iterator[Group]:
    """What the people in a vehicle are that is hit: "a bus carrying soldiers"."""
    for _, end, _ in mention.sentence.find("carries"):
        for party in mention.parties:
            if party.start == end and party.group in {Group.SECURITY, Group.CIVILIAN}:
                yield party.group or Group.UNKNOWN


def is_aimed_at_state(mentions: Iterable[Mention], actors: Actors) -> bool:
    """Whether a force of the state is what was attacked: "assault on a PMF checkpoint"."""
    return any(
        actors.is_state(name) and not mention.sentence.has(end, "saying") and _is_attacked(mention, at)
        for mention in mentions
        for at, end, name in mention.sentence.find("actor")
    )


def _is_attacked(mention: Mention, at: int) -> bool:
    """Whether an attack stands right before a token, and says that it fell on what follows."""
    sentence = mention.sentence
    aimed = sentence.has(at - 1, "aimed_at") or (sentence.has(at - 1, "article") and sentence.has(at - 2, "aimed_at"))
    attacks = [
        trigger
        for trigger in mention.triggers
        if TYPE_FAMILY[trigger.type] in _ATTACKS and 0 < at - trigger.at <= _TARGET_REACH and sentence.word(trigger.end) != "between"
    ]
    return any(aimed or sentence.has(at - 1, "article") or trigger.end == at for trigger in attacks)


def is_feud(mentions: Iterable[Mention]) -> bool:
    """Whether tribes or clans fight each other: who dies in it is a militant, if no word says otherwise."""
    told = list(mentions)
    clash = any(trigger.type is IncidentType.ARMED_CLASH for mention in told for trigger in mention.triggers)
    return clash and any(mention.sentence.holds("feud") for mention in told)


def _is_hit(sentence: Sentence, at: int) -> bool:
    """Whether a force stands where the target does ("attacked a police patrol"), and does not itself act ("police are looking for")."""
    return any(sentence.has(index, category) for index in range(max(0, at - _TARGET_REACH), at) for category in ("trigger", "aimed_at", "active"))


def group_of(claim: Claim, mention: Mention, actors: Actors, perpetrator: str | None, default: Group) -> Group:
    """What the victims are; where their own words do not say, by who stands before them in the sentence, else by the event."""
    party = claim.party
    if party.group is Group.MILITANT and party.actor is None and not mention.boasts and _is_ours(claim, mention):
        return Group.SECURITY
    leader = _leader(claim, mention, actors)
    if leader is not None:
        return leader
    if default is Group.SECURITY and party.actor is None and mention.sentence.has(party.end - 1, "either_side"):
        return default
    if party.group is not None and party.group is not Group.UNKNOWN:
        return party.group
    if offends(claim, mention):
        return Group.MILITANT
    if party.group is None and (same := _counted_before(claim, mention) or _of_whom(claim, mention)) is not None:
        return same
    if party.group is None:
        told = [
            other
            for other in mention.claims
            if not (other.part or is_attacker(other, mention)) and other.party.group not in {None, Group.UNKNOWN} and _speaks_for(other, claim)
        ]
        if told:
            return group_of(max(told, key=lambda item: item.party.start), mention, actors, perpetrator, default)
        for _, _, name in mention.sentence.find("actor"):
            if name != perpetrator and actors.is_state(name):
                return actors.group(name)
        return Group.UNKNOWN if party.named and default is Group.MILITANT else default
    return Group.UNKNOWN


def _of_whom(claim: Claim, mention: Mention) -> Group | None:
    """What they are of whom a sentence says at its head that it speaks: "Of the six policemen at the post, two were killed"."""
    first = mention.parties[0] if mention.parties and mention.sentence.word(0) == "of" else None
    return first.group if first is not None and claim.party.shape is Shape.NUMBER and first.start <= 1 and first.best > claim.party.best else None


def _counted_before(claim: Claim, mention: Mention) -> Group | None:
    """What they are of whom the sentence has given the same number before: "surprised three militants and shot all three dead"."""
    party = claim.party
    if party.shape is not Shape.NUMBER or party.best < _SEVERAL or mention.sentence.word(party.start) not in {"all", "both"}:
        return None
    before = [other for other in mention.parties if other.end <= party.start and other.shape is Shape.COUNTED and other.best == party.best]
    return before[-1].group if before else None


def _is_ours(claim: Claim, mention: Mention) -> bool:
    """Whether victims are the speaker's own, which in a statement is a force of the state: "one of our fighters"."""
    return any(mention.sentence.word(at) == "our" for at in range(claim.party.start, claim.party.end))


def _speaks_for(other: Claim, claim: Claim) -> bool:
    """Whether what others of the sentence are says what these are: they stand before, or are their total ("two more bodies, bringing the number of militants killed to six")."""
    return other.party.start < claim.party.start or (other.total and other.effect is claim.effect)


def _leader(claim: Claim, mention: Mention, actors: Actors) -> Group | None:
    """The group of him or them whose fellows the victims are: "a commander and his driver", "five of its fighters"."""
    sentence, party = mention.sentence, claim.party
    fellows = sentence.has_within("fellow", party.start, party.end)
    if not fellows or not sentence.has_within("possessive", party.start, party.end):
        return None
    named = [actors.group(name) for at, _, name in sentence.find("actor") if at < party.start]
    if named and sentence.has_within("own", party.start, party.end):
        return named[0]
    sides = {Group.SECURITY, Group.MILITANT}
    one = any(sentence.word(at) in {"his", "her"} for at in range(party.start, party.end))
    before = [
        other
        for other in mention.parties
        if other.end <= party.start and other.group in sides and not sentence.has(other.end, "trigger") and not (one and other.many)
    ]
    if any(sentence.word(at) == "its" for at in range(party.start, party.end)):
        return named[-1] if named else None
    return before[-1].group if before else None


def is_attacker(claim: Claim, mention: Mention) -> bool:
    """Whether who is dead died by his own attack: "a suicide bomber blew himself up"."""
    blast = (trigger for trigger in mention.triggers if trigger.type is IncidentType.SUICIDE_BOMBING)
    party = claim.party
    bomber = party.group is Group.MILITANT and any(t.at <= claim.at < t.end or (t.at < party.end and party.start < t.end) for t in blast)
    return claim.own or (bomber and claim.effect is Effect.KILLED)


def _was_hit(claim: Claim, mention: Mention) -> bool:
    """Whether the words say that somebody was hit, and not that he hit somebody: "shot the gunman", "the gunman was shot"."""
    return (
        mention.sentence.is_title
        or claim.at < claim.party.start
        or any(mention.sentence.has(at, "auxiliary") for at in range(claim.party.end, claim.at))
    )


def offends(claim: Claim, mention: Mention) -> bool:
    """Whether the one who came to harm is called the suspect or the shooter, or is the gunman whom the text has spoken of before."""
    sentence, party = mention.sentence, claim.party
    if claim.effect not in {Effect.KILLED, Effect.WOUNDED}:
        return False
    if claim.effect is Effect.WOUNDED and (claim.care or not _was_hit(claim, mention)):
        return False
    known = party.best == party.high == 1 and party.group is Group.MILITANT and sentence.has(party.start, "definite")
    return known or any(sentence.has(at, "offender") for at in range(party.start, party.end)) or _is_gunman_again(claim, mention)


def _is_gunman_again(claim: Claim, mention: Mention) -> bool:
    """Whether "he" is the gunman of the sentence: "a gunman wounded two people before he was shot", "before police shot him"."""
    sentence, start = mention.sentence, claim.party.start
    if not sentence.has(start, "spoken_of"):
        return False
    before = [party for party in mention.parties if party.end <= start and party.best == party.high == 1 and not party.many]
    told = before[-1] if before else None
    harmed = told is not None and any(other.party.start == told.start for other in mention.claims)
    return told is not None and told.group is Group.MILITANT and not harmed
