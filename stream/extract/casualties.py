"""What was done to whom: effects linked to the persons they fell on, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from stream.extract.appositions import is_one
from stream.extract.claims import Claim
from stream.extract.died_since import is_of_wounded, left_alive, without_the_dead
from stream.extract.ellipsis import gapped, nth_victims
from stream.extract.links import NO_WOUND
from stream.extract.members import Members
from stream.extract.parties import Party, Shape
from stream.extract.quantities import parse_quantity
from stream.extract.sentences import Sentence
from stream.model import Effect, Group

#: No sentence tells more: what goes on is a list that is made to cost time, and the rest of it is left out.
MAX_HARMS = 25
#: Words between a body and its being found.
_TO_FOUND = 6
#: Words between "triple" and what was.
_MULTIPLE_REACH = 3
#: Words between "fatal" and what was.
_FATAL_REACH = 6
#: The shapes of effect words, in the order in which they are tried where several begin at one word.
EFFECTS = (
    "toll",
    "noun",
    "active",
    "sent",
    "participle",
    "takes",
    "carried_off",
    "brought",
    "intransitive",
    "falls",
    "sustains",
    "struck",
    "state",
    "possessed",
    "life",
    "loses",
)
#: Value of the effect list for those hit by bullets.
_SHOT = "shot"
#: What begins a claim.
_TOLD_BY = (*EFFECTS, "self_harm", "hit_by_name", "multiple", "fatal", "own_count", "corpse")
_EFFECTS = {effect.value: effect for effect in Effect} | {_SHOT: Effect.WOUNDED}


class _Claims(Members):
    """Links the effect words of one sentence to its parties."""

    def claims(self) -> list[Claim]:
        """All claims; who was wounded and died of it in one sentence is killed."""
        claims = self._without_totals(self._told_whole(self._once_himself(list(self._all()))))
        claims += self.members(claims)
        claims += gapped(self.s, self.parties, claims)
        taken = {claim.party.start for claim in claims if claim.effect is Effect.ABDUCTED}
        claims = [self._found_shot(claim, taken) for claim in claims]
        # "found dead, hands tied, shot in the head": told twice of the same people
        claims = list({(claim.effect, claim.party.start, claim.total): claim for claim in reversed(claims)}.values())[::-1]
        dead = {claim.party.start for claim in claims if claim.effect is Effect.KILLED}
        told = {party.start: party for party in (*self.parties, *(claim.party for claim in claims))}
        for first, second in pairwise([told[start] for start in sorted(told)] if dead else []):
            if (first.start in dead or second.start in dead) and is_one(self.s, first, second):
                dead |= {first.start, second.start}
        alive = [claim for claim in claims if claim.effect is not Effect.WOUNDED or claim.party.start not in dead]
        alive = without_the_dead(self.s, alive)
        more = [rest for claim in claims if (rest := left_alive(self.s, claim) or self._nth(claim))]
        return [
            replace(
                claim,
                later=claim.later or is_of_wounded(self.s, claim),
                part=claim.part or self._is_share(claim, alive) or self._sums_up(claim, alive),
            )
            for claim in map(self._of_all, alive)
        ] + [*more, *nth_victims(self.s)]

    def _of_all(self, claim: Claim) -> Claim:
        """Read "two of the three shepherds who were taken have been freed", "two of the five killed were officers": it happened to all of them."""
        party, at = claim.party, claim.party.end
        if party.whole <= party.best or self.s.is_title or claim.at < at:
            return claim
        bare = party.shape is Shape.NUMBER  # "five of the six injured go to school here"
        reduced = claim.at == at and (bare or any(self.s.has(index, "auxiliary") for index in range(at + 1, len(self.s.tokens))))
        if not (reduced or self.s.has(at + (self.s.word(at) == ","), "relative")):
            return claim
        return replace(claim, party=replace(party, low=party.whole, best=party.whole, high=party.whole, partitive=False, whole=0))

    def _found_shot(self, claim: Claim, taken: set[int]) -> Claim:
        """Who was led away and found shot is dead, and so is who was found bound and shot."""
        if not claim.shot:
            return claim
        bound = all(any(at < claim.at for at in self.s.where.get(category, ())) for category in ("found", "fettered"))
        missed = (
            claim.party.whole > 0 and self.s.holds("found") and not self.s.holds("care")
        )  # "one of the three was found at daybreak, shot in the back"
        found = bound or missed or (claim.party.start in taken and self.s.has(claim.at, "found"))
        return replace(claim, effect=Effect.KILLED, shot=False) if found else claim

    def _once_himself(self, claims: list[Claim]) -> list[Claim]:
        """Read "the bomber blew himself up, killing himself and four": he died once."""
        told = [c.at for c in claims if c.effect is Effect.KILLED and not c.own and c.party.group is Group.MILITANT and c.party.best == 1]
        return [claim for claim in claims if not (claim.own and any(at < claim.at for at in told))]

    def _told_whole(self, claims: list[Claim]) -> list[Claim]:
        """Read "a mother was killed in a triple murder": she is one of the three."""
        whole = next((claim for claim in claims if claim.effect is Effect.KILLED and self.s.has(claim.party.start, "multiple")), None)
        if whole is None:
            return claims
        return [
            replace(claim, part=True) if claim is not whole and claim.effect is Effect.KILLED and claim.party.best <= whole.party.best else claim
            for claim in claims
        ]

    def _without_totals(self, claims: list[Claim]) -> list[Claim]:
        """Read "bringing the toll to two dead": the two are the total, and nobody besides."""
        corrected = {claim.party.end for claim in claims if claim.left}  # "corrected the toll to seven": no less than what it takes the place of
        claims = [claim for claim in claims if not (claim.total and claim.party.end in corrected)]
        totals = {(claim.effect, claim.party.end) for claim in claims if claim.total}
        return [claim for claim in claims if claim.total or (claim.effect, claim.party.end) not in totals]

    def _nth(self, claim: Claim) -> Claim | None:
        """The running total that an ordinal gives: "a sixth soldier died"."""
        party = claim.party
        if claim.effect is not Effect.KILLED or claim.negated or party.best != 1 or party.partitive:
            return None
        if self.s.word(party.start) == "the" and self.s.word(claim.at - 1) != "to":  # "the fourth person to die"
            return None
        for at in range(party.start, min(party.start + 2, party.end)):
            if self.s.has(at, "person"):
                return None  # "a fourth grader"
            ordinal = self.s.tag(at, "ordinal") or (self.s.tag(at + 1, "ordinal") if self.s.has(at, "vague") else None)
            if ordinal and int(ordinal[1]) > 1 and not self.s.has(ordinal[0], "unit_of_army") and self.s.has(claim.at, "intransitive"):
                number = int(ordinal[1])
                return Claim(Effect.KILLED, replace(party, start=party.end, low=number, best=number, high=number, group=None), claim.at, total=True)
        return None

    def _sums_up(self, claim: Claim, claims: list[Claim]) -> bool:
        """Read "the driver died, which makes it a double murder", "a man and a woman, both with wounds": those told of in the sentence."""
        if not (
            self.s.has(claim.party.start, "multiple") or (self.s.has(claim.party.start, "all_told") and claim.party.start == claim.party.end - 1)
        ):
            return False
        return any(other is not claim and other.effect is claim.effect for other in claims)

    def _is_share(self, claim: Claim, claims: list[Claim]) -> bool:
        """Read "six were wounded, five by gunfire", "four were shot, two seriously", "three of the soldiers gravely": of those before."""
        party = claim.party
        numbered = party.partitive or (party.shape is Shape.NUMBER and self.s.word(party.start - 1) == ",")
        if claim.effect is not Effect.WOUNDED or party.more or not numbered:
            return False
        before = [other.party for other in claims if other.effect is Effect.WOUNDED and other.party.end < party.start]
        return any(other.best >= max(party.best, 2) for other in before)

    def _all(self) -> Iterator[Claim]:
        covered = -1
        for at in sorted({at for category in _TOLD_BY for at in self.s.where.get(category, ())})[:MAX_HARMS]:
            tags = self.s.tags[at]
            if at < covered or self.s.has(at - 1, "barely"):
                continue
            if "self_harm" in tags:
                covered = at + tags["self_harm"][0]
                himself = Party(at, covered, 1, 1, 1, Shape.DEFINITE, Group.MILITANT, "attacker", many=False)
                yield Claim(Effect.KILLED, himself, at, own=True)
                yield from self._fresh([Claim(Effect.KILLED, other, at) for other in self._chain_right(himself)[1:]])
                continue
            if "hit_by_name" in tags:
                covered = at + tags["hit_by_name"][0]
                yield from self._fresh(self._hit_by_name(at))
                continue
            if "multiple" in tags:
                yield from self._fresh(self._multiple(at, int(tags["multiple"][1])))
            if "fatal" in tags and "noun" not in tags and self.s.word(at - 1) != "non":
                yield from self._fatal(at)
            if "own_count" in tags:
                yield from self._fresh(self._own_count(at + tags["own_count"][0], at))
            if "corpse" in tags:
                yield from self._fresh(self._bodies(at))
            for category in EFFECTS:
                if category not in tags:
                    continue
                end, value = self._two_verbs(at, at + tags[category][0], tags[category][1])
                found = [] if self._by_vehicle(end) else list(getattr(self, category)(_effect(value), at, end))
                if value == _SHOT:
                    found = [replace(claim, shot=True) for claim in found]
                if found:
                    yield from self._fresh(found)
                    covered = end
                    break

    def _by_vehicle(self, end: int) -> bool:
        """Whether a vehicle did the harm that ends before token `end`, and no bomb in it: "an officer was struck by a car"."""
        tag = self.s.tag(end, "by_vehicle")
        return tag is not None and not self.s.has(tag[0] - 1, "trigger")

    def _hit_by_name(self, at: int) -> list[Claim]:
        """Read "found two shooting victims": who is called so was hit."""
        party = next((party for party in self.parties if party.start < at < party.end and party.shape is Shape.COUNTED), None)
        return [Claim(Effect.WOUNDED, party, at, shot=True)] if party else []

    def _multiple(self, at: int, number: int) -> list[Claim]:
        """Read "a triple shooting", "the double murder": as many were hit, or killed."""
        for index in range(at + 1, min(at + _MULTIPLE_REACH, len(self.s.tokens))):
            killed = self.s.has(index, "fatal") or self.s.has(index, "murderous")
            if killed or self.s.has(index, "shootout"):
                party = Party(at, index + 1, number, number, number, Shape.NUMBER, None, "")
                return [Claim(Effect.KILLED if killed else Effect.WOUNDED, party, index, shot=not killed)]
        return []

    def _fatal(self, at: int) -> Iterator[Claim]:
        """Read "a fatal nightclub shooting": somebody was killed, where nobody says how many."""
        for index in range(at + 1, min(at + _FATAL_REACH, len(self.s.tokens))):
            if self.s.has(index, "fatal_event"):
                if not self.s.has(index, "noun"):
                    yield Claim(Effect.KILLED, Party(at, index + 1, 1, 1, None, Shape.BARE, None, ""), at)
                return
            if not self.s.word(index)[:1].isalpha() or self.s.has_any(index, NO_WOUND):
                return

    def _own_count(self, end: int, at: int) -> list[Claim]:
        """Read "Baghdad says 5, others 3. We log 3": what the article itself counts takes the place of what others say."""
        quantity = parse_quantity(self.s, end)
        if quantity is None or self.s.has(quantity.end, "unit") or self.s.has(quantity.end, "counted"):
            return []
        return [Claim(Effect.KILLED, Party(end, quantity.end, quantity.low, quantity.best, quantity.high, Shape.NUMBER, None, ""), at, left=True)]

    def _bodies(self, at: int) -> list[Claim]:
        """Read "two bodies were found", "police recovered the body from a ditch"; "the bodies of …" tells by a phrase of its own whose they are."""
        party = next((party for party in self.parties if party.start < at < party.end), None)
        if party is None or party.end != at + 1 or self.s.word(party.end) == "of" or (party.many and party.shape is not Shape.COUNTED):
            return []
        near = range(max(0, at - _TO_FOUND), min(at + _TO_FOUND, len(self.s.tokens)))
        found = self._found_near(near) and not self.negated(party.start)
        return [Claim(Effect.KILLED, party, at)] if found else []

    def _fresh(self, claims: list[Claim]) -> Iterator[Claim]:
        for claim in claims:
            key = (claim.effect, claim.party.start)
            if key not in self.taken:
                self.taken.add(key)
                yield claim


def _effect(value: str) -> Effect:
    return _EFFECTS[value]


def tells_harm(sentence: Sentence) -> bool:
    """Whether any word of a sentence may say what was done to people."""
    return any(sentence.holds(category) for category in (*EFFECTS, "hit_by_name", "fatal", "multiple", "own_count")) or (
        sentence.holds("corpse") and sentence.holds("found")
    )


def find_claims(sentence: Sentence, parties: list[Party]) -> list[Claim]:
    """Every effect of the sentence with the party it fell on, in order; denied ones are marked, parts of a whole too."""
    return _Claims(sentence, parties).claims()
