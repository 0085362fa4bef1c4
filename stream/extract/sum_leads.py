"""Leads that sum up several attacks which the text tells one by one behind them: "three were killed in two separate attacks"."""

from __future__ import annotations

from stream.extract.mentions import Mention
from stream.extract.scene import best_site
from stream.model import Effect

#: Sentences of the text that may sum up what follows.
_LEAD = 2
#: Fewest attacks of a sum.
_SEVERAL = 2
_HARM = frozenset({Effect.KILLED, Effect.WOUNDED})


def sums(mentions: list[Mention]) -> list[Mention]:
    """Headline and lead sentences that speak of several attacks, where what follows at two places or more comes to no more than they say."""
    texts = [mention for mention in mentions if not mention.sentence.is_title]
    heads = [mention for mention in mentions if mention.sentence.is_title] + texts[:_LEAD]
    speaking = [mention for mention in heads if mention.sentence.holds("sums_up") and _toll(mention)]
    if not speaking or speaking[-1].sentence.is_title:
        return []
    parts = [mention for mention in texts if mention not in heads[: heads.index(speaking[-1]) + 1] and mention.tells and _toll(mention)]
    placed = {site.place for mention in parts if (site := best_site(mention.sites)) is not None}
    most = max(_toll(mention) for mention in speaking)
    told = sum(_toll(mention) for mention in parts if best_site(mention.sites) is not None)
    return [mention for mention in speaking if len(placed) >= _SEVERAL and told <= most]


def _toll(mention: Mention) -> int:
    return sum(claim.party.best for claim in mention.claims if claim.effect in _HARM and not (claim.negated or claim.shot))
