"""Shapes of words that harm only people of some kind: those who are counted or named are seized, those in arms fall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stream.extract.claims import Claim
from stream.extract.companions import Companions
from stream.extract.parties import UNDER_ARMS, Shape
from stream.model import Effect, Group

#: Words between police and whom they seize.
_STATE_REACH = 5
#: Words of forces of the state.
_STATE = frozenset({"collective", "unit_of_army"})


class CarriedShapes(Companions):
    """One method for each shape, named like its list."""

    def takes(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "armed men seized two shepherds", "a family was dragged away": only people are taken so, and forces of the state arrest them."""
        auxiliary = self.back_to_auxiliary(at)
        if self.s.has(at - 1, "perfect") or (auxiliary is not None and self.s.has(auxiliary, "perfect")):
            return  # what had been done before is told elsewhere
        claims = [claim for claim in self.participle(effect, at, end) if auxiliary is not None or claim.party.start > at]
        claims = [claim for claim in claims if claim.party.shape is Shape.COUNTED or claim.party.named]
        if any(claim.party.group is Group.MILITANT for claim in claims) or self._state_acts(at):
            effect = Effect.DETAINED
        yield from (replace(claim, effect=effect) for claim in claims)

    def _state_acts(self, at: int) -> bool:
        """Whether police or troops stand right before what is done."""
        return any(self.s.has_any(index, _STATE) for index in range(max(0, at - _STATE_REACH), at))

    def falls(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "two soldiers fell in the attack": those in arms do, where nothing says to where."""
        if self.s.has(end, "fallen_in") or self.s.word(end) in {".", ","}:
            claims = self._spread(effect, at, self.subject_of(at, effect), negated=self.negated(at))
            yield from (claim for claim in claims if claim.party.group in UNDER_ARMS and claim.party.shape is Shape.COUNTED)

    def loses(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "the army lost three men", "it lost two of its fighters": people in numbers are killed so, and those of a force are what it is."""
        claims = [
            claim
            for claim in self._spread(effect, at, self.object_of(end), negated=self.negated(at))
            if claim.party.shape is Shape.COUNTED and not self.s.has(claim.party.end - 1, "kin") and not self.s.has(claim.party.end - 1, "pair")
        ]
        owner = next(iter(self.adjacent_left(at)), None)
        for claim in claims:
            if claim.party.group is None and owner is not None and owner.group in UNDER_ARMS:
                yield replace(claim, party=replace(claim.party, group=owner.group, actor=owner.actor))
            elif claim.party.group is None and self._state_acts(at):
                yield replace(claim, party=replace(claim.party, group=Group.SECURITY))
            else:
                yield claim
