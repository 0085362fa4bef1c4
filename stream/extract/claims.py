"""What was done to whom, as one sentence says it."""

from __future__ import annotations

from dataclasses import dataclass

from stream.extract.parties import Party
from stream.model import Effect


@dataclass(frozen=True, slots=True)
class Claim:
    """One effect on one party; `at` is the token of the effect word."""

    effect: Effect
    party: Party
    at: int
    #: Hit by bullets, and not said whether killed (`effect` is then wounded).
    shot: bool = False
    #: Some of those spoken of before ("two of the policemen"): a number of its own only where no whole is given.
    some: bool = False
    #: A part of a number that another claim gives whole ("including three officers").
    part: bool = False
    #: The running total of the event ("bringing the toll to seven").
    total: bool = False
    #: Denied, or nobody: kept to show that the text says so.
    negated: bool = False
    #: One of the wounded, who has died since: killed besides those killed before.
    later: bool = False
    #: Those left of the wounded: takes the place of the number before.
    left: bool = False
    #: By the attacker's own hand.
    own: bool = False
    #: Taken for known: "the murder of", "the senator's murder".
    presupposed: bool = False
    #: Only brought to a place of care, which says nothing of arms.
    care: bool = False
    #: In quotation marks, as a word that somebody else uses ("neutralised"): it sets no figure, and only opens the range.
    doubted: bool = False
