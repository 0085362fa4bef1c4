"""By whom: the subject of the attack, the one behind "by", who claimed it or was blamed; and whom it hit."""

from __future__ import annotations

from collections.abc import Iterable

from stream.extract.actors import Actors
from stream.extract.attribution import attributed, names_in
from stream.extract.mentions import Mention
from stream.extract.sentences import Sentence
from stream.extract.triggers import Trigger
from stream.extract.victim_groups import is_aimed_at_state
from stream.model import Effect, Group, IncidentType

#: Farthest from its verb that a subject stands, in tokens; a state force must stand right before what it does.
_SUBJECT_REACH, _FORCE_REACH = 12, 4
#: Words between "by" and the name of those who did it, and what none of them is.
_PHRASE = 9
_NO_PHRASE = frozenset({"preposition", "clause", "auxiliary", "perfect", "saying", "participle", "active", "trigger", "actor", "claim", "boast"})
#: Words between "with" and what men of a band are.
_BAND = 4
#: Sentences behind one of an event that may tell of the bomber.
_AROUND = 2
_STRIKES = frozenset({IncidentType.AIRSTRIKE, IncidentType.SHELLING})
_DOINGS = frozenset({IncidentType.SECURITY_OPERATION, IncidentType.AIRSTRIKE, IncidentType.ARREST, IncidentType.SHELLING})


def find_perpetrator(mentions: Iterable[Mention], actors: Actors, recent: str | None = None, country: str | None = None) -> str | None:
    """Who began it, by its canonical name; `recent` is the militant group spoken of before, whom "the group" means.

    Where unnamed troops began it, that is the army of `country`.
    """
    told = list(mentions)
    return _said(told, actors, recent, country) or _met(told, actors) or _fallen(told, actors)


def _said(mentions: list[Mention], actors: Actors, recent: str | None, country: str | None) -> str | None:
    """Who the sentences say did it, the first first."""
    hit: set[str] = set()
    for mention in mentions:
        name = _in_sentence(mention, actors, recent) or (actors.army_of(country) if _troops_begin(mention) else None)
        # Who is hit first and fires back did not begin it, nor did who kills the attackers.
        if name and name not in hit and not (actors.is_state(name) and _answers(mention)):
            return name
        hit |= _one_side({claim.party.actor for claim in mention.claims if claim.party.actor and not claim.negated}, actors)
    return None


def _answers(mention: Mention) -> bool:
    """Whether all whom a sentence tells to be hit are called attackers: "the army killed eight of the assailants"."""
    hit = [claim.party for claim in mention.claims if not claim.negated]
    return bool(hit) and all(mention.sentence.has_within("aggressor", party.start, party.end) for party in hit)


def _one_side(names: set[str], actors: Actors) -> set[str]:
    """Those hit, where they are of one side; where both sides lost people, that says nothing of who began it."""
    return names if len({actors.is_state(name) for name in names}) == 1 else set()


def _troops_begin(mention: Mention) -> bool:
    """Whether soldiers without a name of their force begin it all by an operation: "troops surrounded a compound"."""
    first = next((trigger for trigger in mention.triggers if not trigger.weak and trigger.type is not IncidentType.OTHER), None)
    return first is not None and first.type is IncidentType.SECURITY_OPERATION and mention.sentence.has(first.at - 1, "unit_of_army")


def _met(mentions: list[Mention], actors: Actors) -> str | None:
    """The militants that the victims, all of the state's forces, are told to have clashed with."""
    for mention in mentions:
        sides = {claim.party.group for claim in mention.claims if not claim.negated}
        if sides - {None} != {Group.SECURITY}:
            continue
        for at, _, name in mention.sentence.find("actor"):
            clash = None if actors.is_state(name) else _with(mention, at)
            if clash is not None and any(trigger.type is IncidentType.ARMED_CLASH and trigger.end == clash for trigger in mention.triggers):
                return name
    return None


def _with(mention: Mention, at: int) -> int | None:
    """The "with" before an actor's name: "with ISIS", "with leftist guerrillas from the Shining Path group"; None where none is near."""
    sentence = mention.sentence
    before = at - sentence.has(at - 1, "article")
    if sentence.word(before - 1) in {"from", "of"} and (armed := sentence.tag(before - 2, "person")) and armed[1].startswith(Group.MILITANT.value):
        before = next((index + 1 for index in range(before - 3, before - 3 - _BAND, -1) if sentence.word(index) == "with"), before)
    return before - 1 if sentence.word(before - 1) == "with" else None


def _fallen(mentions: list[Mention], actors: Actors) -> str | None:
    """The militants who fell where a force of the state was attacked: they attacked it."""
    fallen = {claim.party.actor for mention in mentions for claim in mention.claims if claim.effect is Effect.KILLED and not claim.negated}
    militants = {name for name in fallen if name and not actors.is_state(name)}
    return militants.pop() if len(militants) == 1 and is_aimed_at_state(mentions, actors) else None


def _in_sentence(mention: Mention, actors: Actors, recent: str | None) -> str | None:
    sentence = mention.sentence
    victims = {index for claim in mention.claims for index in range(claim.party.start, claim.party.end)}
    named = [(at, end, name) for at, end, name in names_in(sentence) if at not in victims and not sentence.has(end, "linked")]
    said = attributed(sentence, actors, recent)
    if said and not any(claim.effect is Effect.DETAINED and claim.party.actor == said for claim in mention.claims):
        return said  # "suspected ISIS members" who are arrested did not do it
    for at, end, name in named:
        if actors.is_state(name) and (attacker := _answered(mention, actors)):
            return attacker
        if _is_agent(mention, at, end, reach=_FORCE_REACH if actors.is_state(name) else _SUBJECT_REACH, state=actors.is_state(name)):
            return name
    return None


def rebels_of(event: Iterable[Mention], mentions: Iterable[Mention], actors: Actors) -> str | None:
    """Whose the rebels are who are said to have done it, without a name: of the only armed group that the article names."""
    acting = any(
        _is_agent(mention, at, end, reach=_SUBJECT_REACH, state=False)
        for mention in event
        if mention.tells
        for at, end, _ in mention.sentence.find("rebels")
    )
    named = {name for mention in mentions for _, _, name in mention.sentence.find("actor") if not actors.is_state(name)} if acting else set()
    return named.pop() if len(named) == 1 else None


def _answered(mention: Mention, actors: Actors) -> str | None:
    """Whose members were killed "after an attack on a patrol": they had begun it."""
    sentence = mention.sentence
    begun = any(sentence.has(trigger.at - width, "following") for trigger in mention.triggers for width in (1, 2) if not trigger.weak)
    killed = [claim.party.actor for claim in mention.claims if claim.party.actor and not actors.is_state(claim.party.actor)]
    return killed[0] if begun and killed else None


def _is_agent(mention: Mention, at: int, end: int, *, reach: int, state: bool) -> bool:
    sentence = mention.sentence
    before = at - 1 - sentence.has(at - 1, "article")
    by = _by(sentence, before)
    if by is not None:
        return not sentence.has(by - 1, "held")
    members = sentence.word(before) == "of" and (sentence.has(before - 1, "person") or sentence.has(before - 1, "unit_of_army"))
    if members and _hangs_on(sentence, before - 1):
        return False
    if sentence.has(before, "preposition") and not (members or sentence.has(end, "person") or _follows(mention, at, end, 1)):
        return False
    if state and sentence.has(end, "saying") and not sentence.has_within("possessive", end, end + reach):
        return False  # who tells of it need not have done it
    if not state and _between(mention, at):
        return False  # "clashes between the army and YBS fighters": nobody says who began
    if state and any(sentence.has(index, "following") and not sentence.has(index, "clause") for index in (end, end + 1)):
        return False  # "Peshmerga foil drone attack"
    if state and sentence.has(end - 1, "state_arms") and any(0 <= claim.at - end <= reach for claim in mention.claims):
        return True  # "Israeli fire killed a journalist"
    if state and sentence.word(before) in {"under", "against"}:
        return False  # "a bomb under a PMF bus"
    if state and sentence.has(end, "strike_word") and any(trigger.type in _STRIKES for trigger in mention.triggers):
        return True  # "Israeli forces hit the city with drone strikes"
    if state and not (_follows(mention, at, end, reach, only=_DOINGS) or _kills(mention, end, reach)):
        return False
    return _follows(mention, at, end, reach, militant=not state)


def _between(mention: Mention, at: int) -> bool:
    """Whether a name stands in "clashes between … and …"."""
    clashes = [trigger.end for trigger in mention.triggers if trigger.type is IncidentType.ARMED_CLASH]
    return any(mention.sentence.word(end) == "between" and end < at <= end + _PHRASE for end in clashes)


def _hangs_on(sentence: Sentence, head: int) -> bool:
    """Whether members of a group are spoken of behind a preposition: "under the car of a commander of the SNA"."""
    at = head - 1
    while (
        at > 0
        and at > head - _FORCE_REACH
        and not sentence.has(at, "preposition")
        and not sentence.has(at, "clause")
        and sentence.word(at)[:1].isalnum()
    ):
        at -= 1
    return sentence.has(at, "preposition") and sentence.word(at) in {"of", "under", "in", "near", "at"}


def _by(sentence: Sentence, at: int) -> int | None:
    """Token of the "by" that the phrase ending at `at` hangs on: "by some 50 alleged members of the 12th Front of the"."""
    for index in range(at, max(at - _PHRASE, -1), -1):
        if sentence.word(index) == "by":
            return index
        if sentence.word(index) != "of" and sentence.has_any(index, _NO_PHRASE):
            return None
        if not sentence.word(index)[:1].isalnum():
            return None
    return None


def _follows(mention: Mention, at: int, end: int, reach: int, only: frozenset[IncidentType] | None = None, *, militant: bool = False) -> bool:
    """Whether something that the event is told by stands in the name ("Turkish drone") or within reach behind it."""
    return any(
        at <= trigger.at <= end + reach
        and not _denied(mention.sentence, end, trigger.at)
        and not (militant and _only_says(mention.sentence, end, trigger.at))
        and _acts(mention, trigger, militant=militant)
        and (only is None or trigger.type in only)
        for trigger in mention.triggers
    )


def _denied(sentence: Sentence, start: int, end: int) -> bool:
    return sentence.has_within("negation", start, end)


def _only_says(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a word of saying stands between: "tribal fighters say that hostages are kept"; in "IS, police said, attacked" it is inserted."""
    return any(sentence.has(index, "saying") and sentence.word(index + 1) != "," for index in range(start, end))


def _acts(mention: Mention, trigger: Trigger, *, militant: bool) -> bool:
    """Whether the trigger has a doer: harm has one only where victims stand behind it ("killed three"); militants seldom kill militants."""
    if trigger.type is IncidentType.ARMED_CLASH:
        return False
    return trigger.type is not IncidentType.OTHER or any(
        claim.party.start > trigger.at >= claim.at and not (militant and claim.party.group is Group.MILITANT and claim.party.partitive)
        for claim in mention.claims
    )


def _kills(mention: Mention, end: int, reach: int) -> bool:
    """Whether a force right before the verb has militants or civilians for its victims, or is said to have murdered somebody."""
    return any(
        0 <= claim.at - end <= reach
        and claim.party.start > claim.at
        and (claim.party.group in {Group.MILITANT, Group.CIVILIAN} or mention.sentence.has(claim.at, "deliberate"))
        for claim in mention.claims
    )


def _announcing(mentions: list[Mention], actors: Actors) -> str | None:
    """The force that makes arrests known, which are its own where no other is named."""
    return next(
        (
            name
            for mention in mentions
            for _, end, name in mention.sentence.find("actor")
            if actors.is_state(name) and mention.sentence.has(end, "saying")
        ),
        None,
    )


def forces_of(mentions: list[Mention], kind: IncidentType, first: str | None, actors: Actors, country: str | None) -> str | None:
    """The acting forces of an operation: those that its sentence names before it, else the army of the country where units are spoken of."""
    for mention in mentions:
        if mention.sentence.is_title or not mention.triggers:
            continue
        trigger = max(trigger.at for trigger in mention.triggers)
        named = [name for at, _, name in mention.sentence.find("actor") if at < trigger and actors.is_state(name)]
        if first in named:
            return " and ".join(dict.fromkeys(named[: named.index(first) + 2]))
    announced = _announcing(mentions, actors) if first is None and kind is IncidentType.ARREST else None
    if announced:
        return announced
    if first is None and any(mention.sentence.holds("unit_of_army") for mention in mentions):
        return actors.army_of(country)
    return first


def bombers_band(event: Iterable[Mention], mentions: Iterable[Mention], actors: Actors) -> str | None:
    """Whose the suicide bomber was, by one person told of around the event: "an ISIS member had been hiding in the house"."""
    told = {mention.sentence.index + step for mention in event for step in range(_AROUND + 1)}
    for mention in mentions:
        if mention.sentence.index in told and not mention.aside:
            for at, end, name in mention.sentence.find("actor"):
                one = mention.sentence.tag(end, "person")
                if one and one[1].endswith("/one") and mention.sentence.has(at - 1, "determiner") and not actors.is_state(name):
                    return name
    return None


def announcer(mentions: Iterable[Mention]) -> str | None:
    """Whose air arm it was by who speaks for it: "the Security Media Cell said"."""
    return next((name for mention in mentions for _, _, name in mention.sentence.find("announcer")), None)


def targets_of(mentions: Iterable[Mention], perpetrator: str | None, actors: Actors) -> tuple[str, ...]:
    """Who was hit: the actors that victims belong to or that stand behind "on", and "civilians"; in the order of the text."""
    found: dict[str, None] = {}
    for mention in mentions:
        for claim in mention.claims:
            if claim.party.actor and claim.party.actor != perpetrator:
                found.setdefault(claim.party.actor)
            elif claim.party.group is Group.CIVILIAN:
                found.setdefault("civilians")
        for at, _, name in mention.sentence.find("actor"):
            if mention.tells and name != perpetrator and mention.sentence.has(at - 1, "aimed_at"):
                found.setdefault(name)
    return tuple(name for name in found if name in actors.by_name or name == "civilians")
