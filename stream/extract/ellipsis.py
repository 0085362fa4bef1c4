"""What a sentence leaves unsaid: "the first bomb killed three, the second six", "the bombing claimed its fourth victim"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from stream.extract.claims import Claim
from stream.extract.died_since import last_before
from stream.extract.parties import Party, Shape
from stream.extract.sentences import Sentence
from stream.model import Effect

#: Words between "claimed" and "its fourth victim".
_TO_PLACE = 3
#: Most words of "believed to be".
_INSERTED = 4
#: What ends the phrase that repeats a verb without it.
_ENDS = frozenset({",", ".", ";", ":", "", "and", "–", "—"})


def gapped(sentence: Sentence, parties: Sequence[Party], claims: Sequence[Claim]) -> Iterator[Claim]:
    """Read "the first bomb killed three people, the second six": the verb and what they are stand but once."""
    for party in parties:
        if party.shape is not Shape.NUMBER or sentence.word(party.end) not in _ENDS or not _is_next(sentence, party.start - 1):
            continue
        told = last_before((claim for claim in claims if not claim.negated), party.start)
        if told is not None and told.at < told.party.start and _begins_row(sentence, told.at):
            yield Claim(told.effect, replace(party, group=told.party.group, label=told.party.label), told.at)


def _is_next(sentence: Sentence, at: int) -> bool:
    """Whether "the second" or "the other" stands there, behind a comma or a conjunction."""
    before = at - 2
    return (
        sentence.word(at - 1) == "the"
        and (sentence.has(at, "ordinal") or sentence.word(at) == "other")
        and (sentence.word(before) in {",", ";"} or sentence.has(before, "conjunction"))
    )


def _begins_row(sentence: Sentence, at: int) -> bool:
    """Whether one thing of a row is what did it: "the first bomb", "one of them"."""
    return any((tag := sentence.tag(index, "ordinal")) and tag[1] == "1" for index in range(at)) or any(sentence.word(i) == "one" for i in range(at))


def nth_victims(sentence: Sentence) -> Iterator[Claim]:
    """Read "the bombing claimed its fourth victim": four have died of it."""
    for at, end, _ in sentence.find("takes_life"):
        for index in range(end, end + _TO_PLACE):
            ordinal, victim = sentence.tag(index, "ordinal"), sentence.tag(index + 1, "claimed_one")
            if ordinal and victim and sentence.has_any(index - 1, frozenset({"possessive", "determiner"})):
                number = int(ordinal[1])
                yield Claim(Effect.KILLED, Party(index, victim[0], number, number, number, Shape.NUMBER, None, ""), at, total=True)


def numbered_aside(sentence: Sentence, number: Party, before: Party | None, comma: int) -> Party | None:
    """Read "the attackers, believed to be three, were killed": the people before the comma, in the number that is put in behind it."""
    if before is None or not before.many or before.shape is Shape.COUNTED or number.shape is not Shape.NUMBER or number.best == 1:
        return None
    between = range(comma + 1, number.start)
    if len(between) > _INSERTED or not all(sentence.has_any(at, _PUTS_IN) or sentence.word(at) in {"to", "numbering"} for at in between):
        return None
    return replace(before, low=number.low, best=number.best, high=number.high, shape=Shape.COUNTED)


_PUTS_IN = frozenset({"adverb", "auxiliary", "saying", "blame", "bound"})
