"""Two events in one sentence: what stands before and behind the words that part them, each with its own day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

from stream.extract.claims import Claim
from stream.extract.dates import When
from stream.extract.mentions import Mention
from stream.extract.parties import Shape
from stream.model import DatePrecision, Effect

#: So many murders in one sentence are told apart.
_SEVERAL = 2
_GRAVE = frozenset({Effect.KILLED, Effect.ABDUCTED})


def parted(mention: Mention) -> list[Mention]:
    """The sentence as one mention, or as two where "in connection with the previous day's attack" tells of another event.

    Each of the two must say what happened, and on a day of its own; what has no place of its own was where the first was.
    """
    for at, _, _ in mention.sentence.find("parts_events"):
        first, second = _side(mention, 0, at), _side(mention, at, len(mention.sentence.tokens))
        day = next((when.day for when in first.days if when.day and when.precision is DatePrecision.DAY), None)
        second.days = [settled for when in second.days if (settled := _settled(when, day))]
        if _says_something(first) and _says_something(second) and day and second.days and second.days[0].day != day:
            second.another, second.turns, second.same, second.accuses, second.aside, second.aside_told = True, True, False, False, [], True
            second.sites = second.sites or first.sites
            first.another = first.another and any(where < at for where, _, _ in mention.sentence.find("another_event"))
            return [first, second]
    return _by_victims(mention)


def _by_victims(mention: Mention) -> list[Mention]:
    """The sentence as one mention for each murder that it speaks of: "the murder of Karim Salih and the kidnapping of Omar Aziz"."""
    spoken_of = sorted({claim.at for claim in mention.claims if claim.presupposed and claim.effect in _GRAVE and _is_known(claim)})
    others = [claim for claim in mention.claims if not claim.presupposed and not claim.negated]
    if len(spoken_of) < _SEVERAL or others:
        return [mention]
    cuts = [0, *spoken_of[1:], len(mention.sentence.tokens)]
    parts = [_side(mention, start, end) for start, end in pairwise(cuts)]
    return [part for part in parts if part.claims]


def _is_known(claim: Claim) -> bool:
    return claim.party.named or claim.party.shape is Shape.COUNTED


def _side(mention: Mention, start: int, end: int) -> Mention:
    return replace(
        mention,
        triggers=[trigger for trigger in mention.triggers if start <= trigger.at < end],
        claims=[claim for claim in mention.claims if start <= claim.at < end],
        days=[when for when in mention.days if start <= when.start < end],
        sites=[site for site in mention.sites if start <= site.start < end],
    )


def _says_something(mention: Mention) -> bool:
    return bool(mention.triggers or mention.claims)


def _settled(when: When, day: dt.date | None) -> When | None:
    """A day that leans on that of the first event."""
    if when.anaphor is None:
        return when
    return replace(when, day=day + dt.timedelta(days=when.anaphor), anaphor=None) if day else None
