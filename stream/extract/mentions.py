"""What one sentence says, as the discourse sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from stream.extract.claims import Claim
from stream.extract.dates import When
from stream.extract.parties import Party, Shape
from stream.extract.sabotage import names_target
from stream.extract.sentences import Sentence
from stream.extract.sites import Site
from stream.extract.triggers import Trigger, one_more
from stream.model import Effect, IncidentType

_LAID = frozenset({IncidentType.BOMBING, IncidentType.SHELLING, IncidentType.AIRSTRIKE, IncidentType.ARSON})
_ATTACKS = frozenset({IncidentType.ARMED_ATTACK, IncidentType.ASSASSINATION})


@dataclass(frozen=True, slots=True)
class SetAside:
    """A trigger or effect that is no incident, and why (for `--explain`)."""

    at: int
    reason: str


@dataclass(slots=True)
class Mention:
    """A sentence as the discourse sees it. Only what is not set aside stands in `triggers` and `claims`."""

    sentence: Sentence
    triggers: list[Trigger] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    days: list[When] = field(default_factory=list)
    #: The last day that a saying verb took for itself: "said on Friday".
    said_on: dt.date | None = None
    sites: list[Site] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    another: bool = False
    #: Begins with a word that leads over to another event: "Hours later", "Police in Samarra meanwhile".
    turns: bool = False
    #: Begins by saying that it tells of another shooting than the one before.
    unlike: bool = False
    #: Begins an entry of a round-up: an event of its own, and news.
    entry: bool = False
    same: bool = False
    mishap: bool = False
    #: Tokens at which the attackers begin to speak, and at which somebody else does ("according to officials").
    boasts: tuple[int, ...] = ()
    vouched: tuple[int, ...] = ()
    #: Somebody is blamed for an event, or claims it.
    accuses: bool = False
    #: Tells where or when armed men were, or where or when it happened, and not what was done.
    sets: bool = False
    #: A place alone, which heads an entry of a log: "KIRKUK, Domiz quarter."
    label: bool = False
    #: Tells of the hospital, an arrest or a court: its day is not that of the event before it.
    after: bool = False
    #: The part of a sentence that tells of another event than its news.
    aside_told: bool = False
    #: Such a part that tells what was so many days before: the text goes on with the news.
    recalled: bool = False
    #: Somebody's own words, which seldom hold a new figure.
    quoted: bool = False

    @property
    def tells(self) -> bool:
        """Whether it can open an event: a strong trigger, or somebody to whom something was done."""
        if not self.triggers and not self.claims:
            return False
        return any(not trigger.weak for trigger in self.triggers) or any(
            not (claim.negated or (claim.care and not self.triggers) or self.sentence.has(claim.party.start, "spoken_of")) for claim in self.claims
        )

    def boasted(self, at: int) -> bool:
        """Whether what stands at that token is the attackers' claim, for which nobody else vouches."""
        begun = max((boast for boast in self.boasts if boast < at), default=None)
        return begun is not None and not any(begun < other < at for other in self.vouched)

    @property
    def counts_on(self) -> bool:
        """Whether a wire tells what was done as one more of its kind: "another bomb went off"."""
        strong = (trigger.at for trigger in self.triggers if not trigger.weak and trigger.type is not IncidentType.OTHER)
        return self.sentence.all_capitals and any(one_more(self.sentence, at) for at in strong)

    @property
    def deliberate(self) -> bool:
        """Whether somebody was murdered: no accident, whatever the weapon; what somebody says of himself or others is no report of it."""
        return not self.quoted and any(
            self.sentence.has(claim.at, "deliberate") and claim.effect is Effect.KILLED and not claim.negated for claim in self.claims
        )

    @property
    def told_fully(self) -> bool:
        """Whether it tells by itself what was done and to whom: a weapon or a murder, and victims in numbers or by name."""
        armed = self.deliberate or any(not trigger.weak and trigger.type is not IncidentType.OTHER for trigger in self.triggers)
        return (
            self.wrecks
            or self.aimed_at_somebody
            or (
                armed
                and any(not claim.negated and (claim.party.shape is Shape.COUNTED or claim.party.named or claim.presupposed) for claim in self.claims)
            )
        )

    @property
    def wrecks(self) -> bool:
        """Whether it tells of a device or a fire that was laid, and what became of it or of what it hit: "a bomb destroyed a bank"."""
        strong = [trigger for trigger in self.triggers if not (trigger.weak or self.quoted or self.sentence.has(trigger.at, "unexplained"))]
        laid = any(trigger.type in _LAID for trigger in strong) and self.sentence.holds("wrecked")
        return laid or any(self.sentence.has(trigger.at, "ravage") or self.sentence.has(trigger.at, "alight") for trigger in strong)

    @property
    def aimed_at_somebody(self) -> bool:
        """Whether a wire tells of an attack on a person known by name, or on a building: "the attack on Senator Karim Salih"."""
        attacks = [trigger for trigger in self.triggers if trigger.type in _ATTACKS and not self.quoted]
        return self.sentence.all_capitals and any(names_target(self.sentence, trigger.end) for trigger in attacks)

    @property
    def first(self) -> int:
        """Token of the first thing that it tells; the end of the sentence where it tells nothing."""
        marks = [trigger.at for trigger in self.triggers if not trigger.weak] + [claim.at for claim in self.claims]
        return min(marks, default=len(self.sentence.tokens))
