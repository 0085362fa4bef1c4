"""Several events in one sentence: before and behind words that part them, by the murders told, and by places side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

from stream.extract.claims import Claim
from stream.extract.dates import When, WhenKind
from stream.extract.locatives import LOCATIVE
from stream.extract.mentions import Mention
from stream.extract.parties import Shape
from stream.extract.quantities import parse_quantity
from stream.extract.scene import best_site
from stream.extract.sentences import Sentence
from stream.extract.sites import Site
from stream.model import DatePrecision, Effect, IncidentType

#: So many murders in one sentence are told apart.
_SEVERAL = 2
#: Most tokens of "more than three" before a unit of time.
_SPAN = 4
#: Between "a" and "day".
_MERE = frozenset({"mere", "single", "full"})
#: Days of a week.
_WEEK = 7
#: What says that those spoken of before are meant: "three days after he was shot".
_SAME_PEOPLE = frozenset({"spoken_of", "they", "possessive"})
_GRAVE = frozenset({Effect.KILLED, Effect.ABDUCTED})
_HARM = _GRAVE | {Effect.WOUNDED}
#: What is done in one place, and in another.
_DEEDS = frozenset(IncidentType) - {IncidentType.OTHER, IncidentType.ARREST, IncidentType.SECURITY_OPERATION, IncidentType.ARMED_CLASH}
#: Words between two places of a row: "in Arica, and in the".
_JOINT = 4


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
    parts = _by_span(mention) or _by_day(mention) or _by_victims(mention)
    return _by_places(parts[0]) if len(parts) == 1 else parts


def _by_day(mention: Mention) -> list[Mention]:
    """The sentence as two where a conjunction leads over to another day: "On Monday a guard was shot, and on Tuesday a bomb …". Empty: it does not."""
    sentence = mention.sentence
    for when in mention.days[1:]:
        cut = when.start - 1 - sentence.has(when.start - 1, "preposition")
        if when.day is None or not (sentence.has(cut, "conjunction") or sentence.word(cut) in {";", "while"}):
            continue
        first, second = _side(mention, 0, cut), _side(mention, cut, len(sentence.tokens))
        days = {day.day for day in first.days if day.anaphor is None}
        apart = bool(days) and when.day not in days and best_site(first.sites) != best_site(second.sites)
        if apart and _hurts(first) and _hurts(second):
            second.another, second.turns, second.same = True, True, False
            return [first, second]
    return []


def _hurts(mention: Mention) -> bool:
    """Whether it tells of an attack or of what was done to somebody."""
    return mention.tells and bool(mention.claims or any(not trigger.weak and trigger.type is not IncidentType.OTHER for trigger in mention.triggers))


def _by_span(mention: Mention) -> list[Mention]:
    """The sentence as its news and what was told of so many days before: "…, three days after militants killed four soldiers". Empty: it tells nothing so.

    Without a number of days, or where it was some hours, what happened before is an event of its own only at a place of its own.
    """
    sentence = mention.sentence
    for unit, end, days in sentence.find("elapsed"):
        later = sentence.word(end) == "before"  # "hours before a bomb wounded a soldier in Hawija"
        if sentence.word(end) not in {"after", "before"} or sentence.has_any(end + 1, _SAME_PEOPLE) or sentence.has(unit - 1, "late_death"):
            continue
        number = next((q for at in range(max(0, unit - _SPAN), unit) if (q := parse_quantity(sentence, at)) and q.end == unit), None)
        alone = sentence.has(unit - 1 - (sentence.word(unit - 1) in _MERE), "determiner")
        units = 1 if alone else number.best if number and not number.vague else 0
        first, second = _side(mention, 0, unit), _side(mention, end, len(sentence.tokens))
        harmed = [claim for claim in second.claims if not (claim.negated or sentence.has_any(claim.party.start, _SAME_PEOPLE))]
        if not (_says_something(first) and harmed) or any(sentence.has(claim.at, "intransitive") for claim in first.claims):
            continue
        second.days = [when for when in second.days if when.anaphor is None] or _days_before(first, unit, units, -int(days) if later else int(days))
        second.another, second.turns, second.same, second.accuses, second.aside, second.aside_told = True, True, False, False, [], True
        second.recalled = True
        first.another = first.another and any(where < unit for where, _, _ in sentence.find("another_event"))
        if all(when.anaphor is not None for when in second.days) and not second.sites:
            return [first]  # what was days before the news, and nobody says where
        if sentence.holds("same_place") and second.days and not second.sites:
            second.sites = first.sites
        return [first, second] if second.days or second.sites else [first]
    return []


def _days_before(first: Mention, unit: int, number: int, length: int) -> list[When]:
    """The day that lies so many units before that of the news, or behind it (`length` negative); none where their number is not known (0), or hours are counted."""
    day = next((when.day for when in first.days if when.day and when.precision is DatePrecision.DAY), first.said_on)
    if day is None and abs(length) == 1 and number:  # "The attack came a day after …": before the day that the text gives it
        return [When(unit, unit + 1, WhenKind.POINT, anaphor=-number * length)]
    if day is None or not number * length:
        return []
    found = day - dt.timedelta(days=length * number)
    precision = DatePrecision.DAY if abs(length) == 1 else DatePrecision.WEEK if abs(length) == _WEEK else DatePrecision.MONTH
    if precision is DatePrecision.WEEK:
        found -= dt.timedelta(days=found.weekday())
    elif precision is DatePrecision.MONTH:
        found = found.replace(day=1)
    return [When(unit, unit + 1, WhenKind.POINT, found, precision)]


def _by_victims(mention: Mention) -> list[Mention]:
    """The sentence as one mention for each murder that it speaks of: "the murder of Karim Salih and the kidnapping of Omar Aziz"."""
    spoken_of = sorted({claim.at for claim in mention.claims if claim.presupposed and claim.effect in _GRAVE and _is_known(claim)})
    others = [claim for claim in mention.claims if not claim.presupposed and not claim.negated]
    if len(spoken_of) < _SEVERAL or others:
        return [mention]
    cuts = [0, *spoken_of[1:], len(mention.sentence.tokens)]
    parts = [_side(mention, start, end) for start, end in pairwise(cuts)]
    return [part for part in parts if part.claims]


def _by_places(mention: Mention) -> list[Mention]:
    """The sentence as one mention for each of several places that stand side by side: "bombs exploded in Arica, Iquique and Antofagasta".

    Where people came to harm the toll is that of all places together, and the sentence stays one.
    """
    armed = not mention.aside and any(not trigger.weak and trigger.type in _DEEDS for trigger in mention.triggers)
    told = [claim for claim in mention.claims if not claim.negated and claim.effect in _HARM]
    row = _row_of_places(mention) if armed and not told else []
    if len(row) < _SEVERAL or row[0].weight < LOCATIVE:
        return [mention]
    others = [site for site in mention.sites if site not in row]
    first = replace(mention, sites=[row[0], *others])
    return [first, *(replace(mention, sites=[site], another=True, turns=True, same=False, accuses=False, aside=[]) for site in row[1:])]


def _row_of_places(mention: Mention) -> list[Site]:
    """Places that are told one behind the other, the last behind "and", each in a state or district of its own; empty where none are."""
    sentence = mention.sentence
    row: list[Site] = []
    for one, other in pairwise(mention.sites):
        between = range(one.end, other.start)
        joined = bool(between) and len(between) <= _JOINT and all(_joins(sentence, at) for at in between)
        if joined and _apart(one, other):
            row = [*row, other] if row and row[-1] is one else [one, other]
            if any(sentence.has(at, "conjunction") for at in between):
                return row
    return []


def _joins(sentence: Sentence, at: int) -> bool:
    return sentence.word(at) in {",", "in"} or sentence.has(at, "conjunction") or sentence.has(at, "article")


def _apart(one: Site, other: Site) -> bool:
    """Whether two places are told alike, and neither may lie in the other."""
    a, b = one.place, other.place
    if a is None or b is None or one.stretch or other.stretch or min(one.weight, other.weight) < 1:
        return False
    states = a.country == b.country and a.admin1 is not None and b.admin1 is not None
    return states and (a.admin1 != b.admin1 or (a.admin2 is not None and b.admin2 is not None and a.admin2 != b.admin2))


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
