"""Calls the roll: goes through the sentences of one event and follows each person that they name or count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stream.extract.claims import Claim
from stream.extract.frames import Frame
from stream.extract.mentions import Mention
from stream.extract.parties import Shape
from stream.extract.persons import Traits, is_corpse, is_known, is_single, traits_of
from stream.extract.roll import Person, Roll
from stream.extract.sentences import Sentence
from stream.extract.victim_groups import offends
from stream.model import Effect

#: No article follows more persons of one event; beyond, only its numbers count.
_MOST = 60
#: Places in the order of victims that count: a second one is one of the persons.
_THIRD, _MOST_PLACES = 3, 30
#: Words between "found" and those who were.
_TO_FOUND = 12
#: Two names and a comma, in tokens.
_FULL_NAME = 3
_HARM = frozenset({Effect.KILLED, Effect.WOUNDED})


def call(mentions: Iterable[Mention]) -> Roll:
    """The roll of one event's mentions, in the order of the text."""
    roll = Roll()
    for mention in mentions:
        claims = [
            claim for claim in mention.claims if claim.effect in _HARM and not (claim.negated or claim.doubted) and not mention.boasted(claim.at)
        ]
        if claims:
            roll.nth = max(roll.nth, *(_place(claim, mention) for claim in claims))
            _state(roll, claims, mention)
            _name(roll, claims, mention)
    return roll


def _state(roll: Roll, claims: list[Claim], mention: Mention) -> None:
    """The numbers of one sentence that gives any."""
    sums = [claim for claim in claims if mention.sentence.has(claim.party.start, "multiple")]
    summed = {claim.effect for claim in sums}
    counted = sums + [claim for claim in claims if (_counts(claim) or _lists_all(claim, claims, mention)) and claim.effect not in summed]
    victims = [claim for claim in counted if not offends(claim, mention)]  # the attacker is counted apart
    among = len(victims) == len(counted) and (mention.sentence.holds("offender") or mention.sentence.holds("self_harm"))
    counted = victims
    if all(is_single(claim) for claim in counted):
        return
    killed = _sum(claim for claim in counted if claim.effect is Effect.KILLED)
    found = [claim for claim in counted if _is_hit(claim, mention, alone=not killed)]
    wounded = _sum(claim for claim in counted if claim.effect is Effect.WOUNDED and claim not in found)
    hit = _sum(found)
    hit += _sum(claim for claim in counted if claim.own) if hit else 0  # he is none of those whom he shot
    vague = any(claim.party.high is None and claim.party.low == claim.party.best and not is_single(claim) for claim in counted)
    roll.frames.append(Frame(mention.sentence.index, killed, wounded, hit, vague, among))


def _is_hit(claim: Claim, mention: Mention, *, alone: bool) -> bool:
    """Whether those hurt are hit, perhaps dead: shot, and no others beside those told before; or found so, where the sentence tells of no dead (`alone`)."""
    if claim.effect is not Effect.WOUNDED:
        return False
    found = alone and not mention.sentence.is_title and mention.sentence.has_within("found", claim.party.start - _TO_FOUND, claim.party.start)
    return (claim.shot or found) and not _others(claim, mention)


def _place(claim: Claim, mention: Mention) -> int:
    """Which of the victims somebody is said to be: 4 for "a fourth victim"; 0 where nothing says."""
    party, sentence = claim.party, mention.sentence
    if party.best != 1 or party.partitive:
        return 0
    places = [int(ordinal[1]) for at in range(party.start, party.end) if (ordinal := sentence.tag(at, "ordinal")) and not sentence.has(at, "person")]
    nth = places[0] if places else 0
    return nth if _THIRD <= nth <= _MOST_PLACES else 0


def _others(claim: Claim, mention: Mention) -> bool:
    """Whether a number is of those besides the ones told before: "two others", "three other men"."""
    return claim.party.more or any(mention.sentence.has(at, "more") for at in range(claim.party.start, claim.party.end))


def _is_another(roll: Roll, claim: Claim, mention: Mention) -> bool:
    """Whether somebody is another one than those on the roll: "another man", "a second man" behind one."""
    sentence, start = mention.sentence, claim.party.start
    places = (_nth(sentence, at) for at in (start - 1, start + 1) if sentence.has(at - 1, "determiner"))
    return _others(claim, mention) or any(place > len(roll.persons) > 0 for place in places)


def _nth(sentence: Sentence, at: int) -> int:
    """2 where "second" stands there, and no "second grader"; 0 where nothing of the kind does."""
    ordinal = sentence.tag(at, "ordinal")
    return int(ordinal[1]) if ordinal is not None and not sentence.has(at, "person") else 0


def _counts(claim: Claim) -> bool:
    party = claim.party
    return not (claim.part or claim.care) and not (party.many and party.shape in {Shape.BARE, Shape.DEFINITE})


def _lists_all(claim: Claim, claims: list[Claim], mention: Mention) -> bool:
    """Read "the dead are a policeman and two shopkeepers": who they all were, and no part of a number in the sentence."""
    sentence = mention.sentence
    named = claim.part and sentence.has(claim.at, "state") and sentence.word(claim.at - 1) == "the"
    return named and not sentence.has(claim.at - 2, "part") and all(other.part for other in claims if other.effect is claim.effect)


def _sum(claims: Iterable[Claim]) -> int:
    return sum(claim.party.best for claim in claims)


def _name(roll: Roll, claims: list[Claim], mention: Mention) -> None:
    """The single persons of one sentence."""
    present: dict[int, Person] = {}
    for claim in claims:
        if not is_single(claim) or len(roll.persons) >= _MOST:
            continue
        start = claim.party.start
        person = present.get(start) or _named_again(claim, mention, present)
        if person is None:
            traits = _traits(claim, mention)
            again = _is_pronoun(claim, mention) or is_corpse(claim, mention.sentence)
            taken = [] if again else list(present.values())
            person = _find(roll, claim, mention, traits, taken)
            if person is None:
                person = Person(
                    traits,
                    False,
                    mention.sentence.index,
                    mention.sentence.index,
                    more=_is_another(roll, claim, mention) or (_is_besides(claim, mention) and not present),
                    own=claim.own,
                    attacker=claim.own or offends(claim, mention),
                )
                roll.persons.append(person)
            else:
                person.traits.learn(traits)
            present[start] = person
        _touch(person, claim, mention)


def _named_again(claim: Claim, mention: Mention, present: dict[int, Person]) -> Person | None:
    """The person whom the sentence has called by the very same words: "an officer shot the boy, while a second one shot the boy twice"."""
    sentence, start, end = mention.sentence, claim.party.start, claim.party.end
    if not sentence.has(start, "definite"):
        return None
    words = [sentence.word(at) for at in range(start, end)]
    again = (person for at, person in present.items() if [sentence.word(at + width) for width in range(end - start)] == words)
    return next(again, None)


def _is_pronoun(claim: Claim, mention: Mention) -> bool:
    """Whether the phrase is no more than "he" or "her", or "that person", who may be anybody of the sentence."""
    start = claim.party.start
    if mention.sentence.word(start) == "that" and mention.sentence.has(claim.party.end - 1, "anyone"):
        return True
    return mention.sentence.has(start, "spoken_of") or (mention.sentence.has(start, "either_case") and claim.party.end == start + 1)


def _traits(claim: Claim, mention: Mention) -> Traits:
    """What a phrase says of one person, together with the one that it stands in apposition to: "the driver, a cousin"."""
    traits = traits_of(claim, mention.sentence)
    start = claim.party.start
    if mention.sentence.word(start - 1) == "," and mention.sentence.has(start, "determiner"):
        before = next((party for party in mention.parties if party.end == start - 1 and party.best == party.high == 1), None)
        if before is not None:
            named = traits_of(replace(claim, party=before), mention.sentence)
            traits.trade, traits.kin = named.trade or traits.trade, named.kin or traits.kin
            traits.learn(named)
    return traits


def _touch(person: Person, claim: Claim, mention: Mention) -> None:
    at = mention.sentence.index
    if claim.effect is Effect.KILLED and not person.dead:
        person.moved = person.first < at
        person.dead, person.died = True, at
    person.last = at
    person.in_text = person.in_text or not mention.sentence.is_title


def _find(roll: Roll, claim: Claim, mention: Mention, traits: Traits, taken: list[Person]) -> Person | None:
    """The person that the phrase means, if told of before."""
    if claim.own:
        return next((person for person in roll.persons if person.own), None)
    if (
        offends(claim, mention)
        and not _others(claim, mention)
        and (attacker := [person for person in roll.persons if person.attacker and not person.own])
    ):
        return attacker[-1]
    open_to = [person for person in roll.persons if not person.own and not any(person is other for other in taken) and person.traits.agrees(traits)]
    proven = [person for person in open_to if person.traits.proves(traits)]
    if proven:
        return proven[-1]
    if _is_another(roll, claim, mention):
        again = [person for person in open_to if not person.in_text or person.more]
        return again[0] if again else None
    if is_known(claim, mention.sentence) or _describes_name(claim, mention):
        return _last(open_to, claim, mention, traits, alone=not taken)
    if traits.names:
        open_to = [person for person in open_to if not person.traits.names]
    if _is_besides(claim, mention):
        newest = max((person.last for person in roll.persons), default=0)
        open_to = [person for person in open_to if person.last < newest]
    return _last(open_to, claim, mention, traits, alone=not taken)


def _describes_name(claim: Claim, mention: Mention) -> bool:
    """Whether the phrase says who somebody known by a first name or surname is: "Karim, a pupil of the town's school, was"."""
    start = claim.party.start
    named = mention.sentence.word(start - 1) == "," and mention.sentence.may_name(start - 2)
    alone = start < _FULL_NAME or not mention.sentence.may_name(start - _FULL_NAME)
    return named and alone and mention.sentence.has(start, "determiner")


def _is_besides(claim: Claim, mention: Mention) -> bool:
    return any(mention.sentence.has(at, "besides") for at in range(claim.party.start, claim.at))


def _last(open_to: list[Person], claim: Claim, mention: Mention, traits: Traits, *, alone: bool) -> Person | None:
    """Whoever fits best: of the same trade, with the same fate, spoken of last."""
    hurt_kin = traits.kin is not None and claim.effect is Effect.WOUNDED and mention.sentence.has(claim.party.start, "determiner")
    whose = hurt_kin or mention.sentence.has(claim.party.start, "possessive")
    dead = claim.effect is Effect.KILLED
    fits = [person for person in open_to if person.traits.may_be(traits, whose=whose)]
    if alone and mention.sentence.holds("saying"):  # a mother says of her son what is known of him, who is another's brother
        told = replace(traits, kin=None)
        fits += [person for person in open_to if person.traits.may_be(told, whose=False) and (claim.shot or person.dead == dead)]
    return max(fits, key=lambda person: (dead and person.dead, person.last, person.dead == dead), default=None)
