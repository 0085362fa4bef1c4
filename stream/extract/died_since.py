"""Who of the wounded died of it, as one sentence tells: "one of the two men injured has died", "wounded eleven, two fatally"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stream.extract.claims import Claim
from stream.extract.parties import Shape
from stream.extract.sentences import Sentence
from stream.model import Effect

#: Words between "died" and "of their wounds".
_TO_WOUNDS = 4
#: Effect word of those hit by bullets, who are wounded where nothing says that they died.
_SHOT = "shot"


def last_before(claims: Iterable[Claim], at: int) -> Claim | None:
    """The claim whose verb is the last one before token `at`, where its people too are told of before."""
    return max((claim for claim in claims if max(claim.at, claim.party.start) < at), key=lambda claim: claim.at, default=None)


def is_of_wounded(sentence: Sentence, claim: Claim) -> bool:
    """Whether the dead are some of the wounded: "one of the three wounded policemen died"."""
    party = claim.party
    hurt = any((tag := sentence.tag(at, "participle")) and tag[1] in {Effect.WOUNDED, _SHOT} for at in range(party.start, party.end + 1))
    more = party.more and sentence.has_within("late_death", claim.at, claim.at + _TO_WOUNDS)  # "two more people died of their wounds"
    return claim.effect is Effect.KILLED and not claim.negated and ((hurt and party.partitive) or more)


def left_alive(sentence: Sentence, claim: Claim) -> Claim | None:
    """The other wounded where one of so many wounded died: "one of the two men injured has died"."""
    party = claim.party
    if not is_of_wounded(sentence, claim) or party.whole <= party.best:
        return None
    left = party.whole - party.best
    return Claim(Effect.WOUNDED, replace(party, start=party.end, low=left, best=left, high=left, partitive=False, whole=0), claim.at, left=True)


def without_the_dead(sentence: Sentence, claims: list[Claim]) -> list[Claim]:
    """Read "nine were injured, of whom three later died", "wounded eleven, two fatally": the dead are dead, and the others live."""
    for died in claims:
        behind = next((claim for claim in claims if claim.effect is Effect.WOUNDED and _is_one_of(sentence, died, claim)), None)
        hurt = behind or last_before(claims, died.party.start)
        if hurt is None or hurt.effect is not Effect.WOUNDED or died.effect is not Effect.KILLED or died.negated:
            continue
        if hurt.shot or hurt.party.best <= died.party.best or not (behind or _of_them(sentence, died) or _fatally(sentence, died)):
            continue
        left = hurt.party.best - died.party.best
        alive = replace(hurt, party=replace(hurt.party, low=left, best=left, high=None if hurt.party.high is None else left))
        dead = replace(died, part=False, party=replace(died.party, group=died.party.group or hurt.party.group))
        return [alive if claim is hurt else dead if claim is died else claim for claim in claims]
    return claims


def _is_one_of(sentence: Sentence, died: Claim, hurt: Claim) -> bool:
    """Read "one of five people hurt in a shooting has died"."""
    at = died.party.end
    if at != hurt.party.start:
        at += (sentence.word(at) == "of") + sentence.has(at + 1, "definite")
    return died.party.end < at == hurt.party.start < hurt.at < died.at


def _of_them(sentence: Sentence, died: Claim) -> bool:
    """Read ", of whom three later died"."""
    party = died.party
    named = sentence.word(party.start - 1) == "whom" or sentence.word(party.end - 1) in {"whom", "them"}
    return named and sentence.has(died.at, "intransitive")


def _fatally(sentence: Sentence, died: Claim) -> bool:
    """Read ", two fatally": a number behind a comma, and nothing but how they were hit."""
    party = died.party
    return party.shape is Shape.NUMBER and sentence.word(party.start - 1) == "," and died.at == party.end and sentence.has(died.at, "adverb")
