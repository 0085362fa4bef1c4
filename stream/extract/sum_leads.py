"""Leads that sum up several attacks which the text tells one by one behind them: "three were killed in two separate attacks"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from stream.extract.mentions import Mention
from stream.extract.persons import is_corpse
from stream.extract.scene import best_site
from stream.model import Effect

#: Sentences of the text that may sum up what follows.
_LEAD = 2
#: Fewest attacks of a sum, and places of a round-up.
_SEVERAL, _MANY = 2, 3
#: "At least 40" may be a quarter more.
_SLACK = 4
_HARM = (Effect.KILLED, Effect.WOUNDED)


@dataclass(frozen=True, slots=True)
class SumLead:
    """Headline and lead sentences that only sum up what follows."""

    mentions: list[Mention] = field(default_factory=list)
    #: What follows is told of three places and more, each in a sentence of its own: "In Mosul, a car bomb …".
    round_up: bool = False

    def holds(self, mention: Mention) -> bool:
        """Whether that sentence is one of them."""
        return any(mention is known for known in self.mentions)


def sums(mentions: list[Mention]) -> SumLead:
    """The headline and lead that speak of several attacks, where what follows at two places or more comes to no more than they say."""
    texts = [mention for mention in mentions if not mention.sentence.is_title]
    heads = [mention for mention in mentions if mention.sentence.is_title] + texts[:_LEAD]
    speaking = [mention for mention in heads if mention.sentence.holds("sums_up") and any(_toll([mention]))]
    if not speaking or speaking[-1].sentence.is_title:
        return SumLead()
    parts = [mention for mention in texts if mention not in heads[: heads.index(speaking[-1]) + 1] and mention.tells and any(_toll([mention]))]
    placed = [mention for mention in parts if best_site(mention.sites) is not None]
    places = {site.place for mention in placed if (site := best_site(mention.sites)) is not None}
    said = [max(each) for each in zip(*(_toll([mention]) for mention in speaking), strict=True)]
    at_most = [number + number // _SLACK if _is_open(speaking) else number for number in said]
    told = _toll(placed, corpses=False)
    if len(places) < _SEVERAL or any(number > most for number, most in zip(told, at_most, strict=True) if most):
        return SumLead()
    alike = [mention for mention in heads if mention not in speaking and mention.sentence.is_title and _toll([mention]) == tuple(said)]
    return SumLead([mention for mention in heads if mention in speaking or mention in alike], round_up=len(places) >= _MANY)


def _toll(mentions: Iterable[Mention], *, corpses: bool = True) -> tuple[int, int]:
    """Killed and wounded, as those sentences give them; bodies that are found may be none of those whom the lead counts."""
    told = [
        claim
        for mention in mentions
        for claim in mention.claims
        if not (claim.negated or claim.shot or claim.part) and (corpses or not is_corpse(claim, mention.sentence))
    ]
    killed, wounded = (sum(claim.party.best for claim in told if claim.effect is effect) for effect in _HARM)
    return killed, wounded


def _is_open(mentions: list[Mention]) -> bool:
    """Whether a lead only gives how many they were at least: outlets add up what they know of."""
    return any(claim.party.high is None for mention in mentions for claim in mention.claims if claim.effect in _HARM)
