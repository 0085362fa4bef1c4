"""What is told by those who speak for no authority: beside a number of the officials theirs only opens the range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stream.extract.claims import Claim
from stream.extract.mentions import Mention
from stream.extract.sentences import Sentence
from stream.model import Effect

_HARM = frozenset({Effect.KILLED, Effect.WOUNDED})


def is_hearsay(claims: Iterable[Claim], sentence: Sentence) -> bool:
    """Whether somebody who speaks for no authority gives a number of the same people: "residents spoke of at least ten dead"."""
    told = list(claims)
    if any(claim.party.more or claim.later or sentence.has(claim.party.start, "possessive") for claim in told) or sentence.holds("besides"):
        return False
    first = min((claim.party.start for claim in told), default=0)
    if any(end < first and sentence.has(end, "estimates") for _, end, _ in sentence.find("nameless")):
        return True
    return any(
        any(sentence.has(index, "saying") or sentence.has(index, "estimates") for index in range(end, first))
        if end <= first
        else sentence.has(end, "saying") or sentence.has_within("saying", at - 2, at)
        for at, end, _ in sentence.find("hearsay")
    )


def without_hearsay(mentions: Iterable[Mention]) -> list[Mention]:
    """The sentences of an event, those of hearsay without their victims where one before gives any."""
    kept: list[Mention] = []
    told = False
    for mention in mentions:
        harm = [claim for claim in mention.claims if claim.effect in _HARM and not claim.negated]
        if told and harm and is_hearsay(harm, mention.sentence):
            kept.append(replace(mention, claims=[claim for claim in mention.claims if claim not in harm]))
        else:
            told = told or (bool(harm) and not mention.sentence.is_title)
            kept.append(mention)
    return kept
