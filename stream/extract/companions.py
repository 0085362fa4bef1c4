"""The shapes of words for harm that tell it only beside another word: a hospital, a wound, armed men, shots, the life that was taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stream.extract.claims import Claim
from stream.extract.links import GAP, NO_WOUND
from stream.extract.parties import Party, Shape
from stream.extract.shapes import Shapes
from stream.model import Effect, Group

#: Words between the injured and the hospital.
_TO_HOSPITAL = 7
#: Words between "taken by" and the armed men.
_TO_ARMED = 5
#: Words between "suffered" and the wound.
_TO_WOUND = 7
#: Most words between a victim and its verb.
_INSERTED = 14
#: Words between taking and the life that was taken.
_TO_LIFE = 6
#: What may stand behind "they were hit" where nothing says by what.
_WHERE_HIT = frozenset({"in", "as", "when", "while", "at", "on"})


class Companions(Shapes):
    """One method for each shape, named like its list."""

    def sent(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "sent four people to hospital"."""
        chain = [party for party in self.object_of(end) if party.shape is not Shape.BARE]
        if chain and self.s.has_within("hospital", chain[-1].end, chain[-1].end + _TO_HOSPITAL):
            yield from self._spread(effect, at, chain, negated=self.negated(at))

    def carried_off(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "were taken by a Daesh group": only armed men carry people off."""
        if any(self._is_armed(index) for index in range(end, min(end + _TO_ARMED, len(self.s.tokens)))):
            yield from (replace(claim, effect=effect) for claim in self.participle(effect, at, end))

    def _is_armed(self, at: int) -> bool:
        person = self.s.tag(at, "person")
        return self.s.has(at, "actor") or (person is not None and person[1].startswith(Group.MILITANT.value))

    def brought(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "was taken to Mercy Medical Center"."""
        for index in range(end, min(end + _TO_HOSPITAL, len(self.s.tokens))):
            if self.s.has(index, "care"):
                yield from (
                    replace(claim, care=True)
                    for claim in self.participle(effect, at, end, takes_object=False)
                    if not self._is_body(claim.party) and (at - claim.party.end <= GAP or self._in_commas(claim.party.end, at))
                )
                return
            if self.s.has(index, "clause") or self.s.word(index) in {",", ";"}:
                return

    def _in_commas(self, start: int, end: int) -> bool:
        """Whether all between a victim and its verb is inserted: "their grandfather, Karim Salih, 56, was taken to …"."""
        auxiliary = self.back_to_auxiliary(end)
        return self.s.word(start) == "," and auxiliary is not None and self.s.word(auxiliary - 1) == "," and auxiliary - start <= _INSERTED

    def _is_body(self, party: Party) -> bool:
        return self.s.has_within("corpse", party.start, party.end)

    def sustains(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "suffered a superficial gunshot wound"; in "died of wounds he suffered on Monday" it tells nothing new."""
        if self.s.has(at - 2, "injury") and self.s.has(at - 1, "spoken_of"):
            return
        for index in range(end, min(end + _TO_WOUND, len(self.s.tokens))):
            if self.s.has(index, "injury"):
                effect = Effect.KILLED if (self.s.has(index - 1, "fatal") and self.s.word(index - 2) != "non") else effect
                yield from self._spread(effect, at, self.subject_of(at, effect) or self._shared(at), negated=self.negated(at))
                return
            if self.s.has_any(index, NO_WOUND) or self.s.word(index) in {",", ";"}:
                return

    def struck(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "bullets struck two people", and "both men were hit": by shots, unless something else is said to have hit them."""
        by_shots = self.s.holds("bullets")
        alone = self.s.word(end)[:1].isalpha() and not (self.s.word(end) in _WHERE_HIT or self.s.has(end, "conjunction"))
        passive = self.back_to_auxiliary(at) is not None and not alone
        if by_shots or passive:
            yield from self.participle(effect, at, end)

    def life(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "a shooting claimed one man's life"."""
        party = self.by_end.get(at - 1) if self.is_possessive(at - 1) and not self._is_noun(end) else None
        if party and self.s.has_within("takes_life", party.start - _TO_LIFE, party.start):
            yield from self._spread(effect, at, [party], negated=self.negated(party.start))
