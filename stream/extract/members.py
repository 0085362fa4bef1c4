"""What some of those are of whom a verb has told before: "eight were killed on Friday, among them three policemen", "eight died, three of them children"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stream.extract.carried import CarriedShapes
from stream.extract.claims import Claim
from stream.extract.died_since import last_before
from stream.extract.parties import UNDER_ARMS, Party, Shape
from stream.model import Effect

_THEM = frozenset({"them", "whom"})
_BREAKS = frozenset({",", ";", ":"})
_VALUES = frozenset({Effect.KILLED.value, Effect.WOUNDED.value})
_EFFECTS = frozenset({Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED})


class Members(CarriedShapes):
    """Parts of a whole that stand apart from it, behind its verb."""

    def members(self, claims: list[Claim]) -> Iterator[Claim]:
        """Claims for the parts of what those claims tell that they do not tell of themselves."""
        told = [claim for claim in claims if claim.effect in _EFFECTS and not claim.negated]
        known = {claim.party.start for claim in told}
        yield from self._spelled_out(told, known)
        yield from self._along_with(told, known)
        yield from self._among_those(known)
        for start, chain in self._parts():
            whole = last_before((claim for claim in told if not (claim.part or claim.total)), start)
            if whole is None or not known.isdisjoint(party.start for party in chain) or sum(party.best for party in chain) > whole.party.best:
                continue
            if not any(party.group in UNDER_ARMS for party in chain):
                continue  # "one of them a child" says nothing of the others
            if whole.party.best > 1 and all(party.shape is Shape.COUNTED for party in chain):
                known |= {party.start for party in chain}
                yield from (Claim(whole.effect, replace(party, partitive=False), whole.at, part=True) for party in chain)

    def _spelled_out(self, told: list[Claim], known: set[int]) -> Iterator[Claim]:
        """Read "killed five: two policemen and three civilians", "five people (two policemen, three civilians)": who they all are."""
        for claim in told:
            first = self.by_start.get(claim.party.end + 1) if self.s.word(claim.party.end) in {":", "("} else None
            chain = self._chain_right(first) if first else []
            if len(chain) > 1 and sum(party.best for party in chain) == claim.party.best and known.isdisjoint(party.start for party in chain):
                known |= {party.start for party in chain}
                yield from (Claim(claim.effect, party, claim.at, part=True) for party in chain)

    def _along_with(self, told: list[Claim], known: set[int]) -> Iterator[Claim]:
        """Read "killed the mukhtar of Bashir on Sunday, along with his two sons": they too."""
        for at, end, _ in self.s.find("together"):
            party = self.by_start.get(end)
            before = last_before(told, at)
            if (
                end - at == 1
                or self.s.word(at - 1) != ","
                or party is None
                or before is None
                or party.start in known
                or before.party.start < before.at
            ):
                continue
            chain = self._chain_right(party)
            known |= {one.start for one in chain}
            yield from (Claim(before.effect, one, before.at) for one in chain)

    def _among_those(self, known: set[int]) -> Iterator[Claim]:
        """Read "three civilians were among those killed", "among the wounded was a child": some of those of whom others sentences tell."""
        for at, end, value in (*self.s.find("participle"), *self.s.find("state")):
            if value not in _VALUES or self.s.word(at - 2) != "among" or not self.s.has(at - 1, "definite"):
                continue
            chain = self.object_of(end + 1) if self.s.has(end, "auxiliary") else self.adjacent_left(at - 3) if self.s.has(at - 3, "auxiliary") else []
            fresh = [party for party in chain if party.start not in known and party.shape is not Shape.BARE]
            known |= {party.start for party in fresh}
            yield from (Claim(Effect(value), party, at, part=True) for party in fresh)

    def _parts(self) -> Iterator[tuple[int, list[Party]]]:
        for at, end, _ in self.s.find("part"):
            party = self.by_start.get(end)
            if party is not None:
                chain = self._chain_right(party)
                yield at, [self._what_they_are(chain[0]), *chain[1:]] if len(chain) == 1 else chain
        for party in self.parties:
            if (party.partitive and any(self.s.word(at) in _THEM for at in range(party.start, party.end))) or (
                party.shape is Shape.NUMBER and self.s.word(party.start - 1) in _BREAKS and self.s.has(party.end, "auxiliary")
            ):
                yield party.start, [self._what_they_are(party)]

    def _what_they_are(self, party: Party) -> Party:
        """Read "three of them policemen", "of whom three were policemen": a number, and what they are behind it."""
        if party.shape is not Shape.NUMBER:
            return party
        at = party.end
        while self.s.has(at, "auxiliary") or self.s.has(at, "adverb"):
            at += 1
        kind = self.by_start.get(at)
        if kind is None or kind.shape is not Shape.BARE:
            return party
        return replace(kind, start=party.start, low=party.low, best=party.best, high=party.high, shape=Shape.COUNTED)
