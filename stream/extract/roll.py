"""The roll of one event's victims: persons told one by one, beside the numbers that the article states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from stream.extract.frames import Frame, killed_in, most_hit, pair_in, wounded_in
from stream.extract.mentions import Mention
from stream.extract.persons import Traits
from stream.model import Effect, Group

#: Fewest of whom a number is the sum of several persons.
_SEVERAL = 2
_HARM = frozenset({Effect.KILLED, Effect.WOUNDED})


@dataclass(slots=True)
class Person:
    """One victim as the article tells of him or her so far."""

    traits: Traits
    dead: bool
    #: Sentence of the last word of him or her, and of the first.
    last: int
    first: int
    #: Sentence that tells of the death.
    died: int | None = None
    #: Told of in the text, not only in the headline.
    in_text: bool = False
    #: Called another one, besides those told before.
    more: bool = False
    #: Died by own hand.
    own: bool = False
    #: The attacker, whom a number of victims leaves out.
    attacker: bool = False
    #: First told of as hurt, later as dead.
    moved: bool = False


@dataclass(slots=True)
class Roll:
    """Victims by person and by number."""

    persons: list[Person] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    #: The highest place that a victim is given in their order: 4 for "a fourth victim".
    nth: int = 0

    @property
    def dead(self) -> int:
        """How many persons are dead."""
        return sum(person.dead for person in self.persons)

    @property
    def hurt(self) -> int:
        """How many persons were hit and live."""
        return len(self.persons) - self.dead

    @property
    def sure(self) -> bool:
        """Whether age, name or sex tell all of them apart, so that more persons than the sums know are no persons told twice."""
        apart = ((one, other) for one, other in combinations(self.persons, 2) if not (other.more and not other.dead))
        return not any(one.traits.agrees(other.traits) for one, other in apart)

    def toll(self) -> tuple[int, int]:
        """Killed and wounded, after the article's own last word; who is called the fourth victim is one of four at least."""
        killed, wounded = self._stated()
        return killed, max(wounded, self.nth - killed)

    def _stated(self) -> tuple[int, int]:
        """Killed and wounded as sentences state them, or as persons make them up."""
        pair = pair_in(self.frames)
        if pair:
            return pair[0] + self._apart(), pair[1] + self._hit_apart()
        stated = killed_in(self.frames)
        killed = max(self.dead, stated) if stated < _SEVERAL else stated + self._apart()
        return killed, self._wounded(killed)

    def _wounded(self, killed: int) -> int:
        """How many were hit and live, beside so many dead: as sentences state it, else the persons; never more than were hit in all."""
        exact = max((max(frame.wounded, frame.hit - killed) for frame in self.frames if not frame.vague), default=0)
        telling = [frame for frame in self.frames if frame.wounded and not (frame.vague and frame.wounded < exact)]
        stated = [(frame.at, frame.wounded - self._died_since(frame, killed)) for frame in telling]
        stated += [(frame.at, frame.hit - killed) for frame in self.frames if frame.hit > killed]
        if not stated:
            return 0 if any(frame.hit for frame in self.frames) else self.hurt
        wounded, hit = wounded_in(sorted(stated)), most_hit(self.frames)
        return max(0, hit - killed if wounded <= hit < wounded + killed else wounded) + self._hit_apart()

    def states(self, number: int) -> bool:
        """Whether some sentence gives that number, or all who were hit with the dead among them, so that it is no count of persons."""
        killed = self.toll()[0]
        told = any(number in {frame.killed, frame.wounded, frame.hit, frame.hit - killed} for frame in self.frames)
        return number > 0 and (told or number + killed == self.nth)

    def _apart(self) -> int:
        """The dead attackers, where no number includes them."""
        if any(frame.killed and frame.attacker for frame in self.frames):
            return 0
        return sum(person.dead and person.attacker for person in self.persons)

    def _hit_apart(self) -> int:
        """The attackers who were hit and live, where no number includes them."""
        if any((frame.wounded or frame.hit) and frame.attacker for frame in self.frames):
            return 0
        return sum(not person.dead and person.attacker for person in self.persons)

    def _died_since(self, frame: Frame, killed: int) -> int:
        """How many of those counted as hurt in that sentence died of it."""
        if frame.killed >= killed:
            return 0
        return sum(person.moved and person.died is not None and person.died > frame.at for person in self.persons)


def tells_persons(mentions: Iterable[Mention]) -> bool:
    """Whether an event's victims can be told one by one: on one side only, by exact numbers, and where capitals mark names.

    Running totals, claims of the attackers and the dead of two sides are what the sums by group are for.
    """
    for mention in mentions:
        if mention.sentence.text.isupper():
            return False
        for claim in mention.claims:
            party = claim.party
            armed = party.best > 1 and party.group in {Group.MILITANT, Group.SECURITY}
            # "two of the wounded died", "lowered the number to seven"
            moved = (claim.later and party.best > 1) or (claim.left and claim.effect is Effect.KILLED)
            if (
                claim.effect in _HARM
                and not claim.negated
                and (claim.total or moved or mention.boasted(claim.at) or armed or party.low != party.best)
            ):
                return False
    return True
