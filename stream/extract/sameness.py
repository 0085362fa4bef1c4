"""Whether a sentence may tell of an event that is known already, and whose day and place are the better ones."""

from __future__ import annotations

from stream.extract.aftermath import numbers
from stream.extract.claims import Claim
from stream.extract.dates import When
from stream.extract.events import Event, families_of
from stream.extract.locatives import OFFSET
from stream.extract.mentions import Mention
from stream.extract.parties import Shape
from stream.extract.persons import is_corpse
from stream.extract.sites import Site
from stream.model import DatePrecision, Effect, IncidentType

#: Sentences of an event that are asked whom it hit.
_NAMING = 12
#: Longest word that is but an initial or a particle.
_INITIAL = 2
#: Of which bodies may be found later.
_FIGHTS = frozenset({IncidentType.ARMED_ATTACK, IncidentType.BOMBING, IncidentType.SHELLING, IncidentType.AIRSTRIKE, IncidentType.ARMED_CLASH})
_GRAVE = frozenset({Effect.KILLED, Effect.ABDUCTED})
_HARM = _GRAVE | {Effect.WOUNDED}


def under(head: Site | None, own: Site | None) -> Site | None:
    """The place of a sentence under a heading: its own, unless that lies elsewhere than the heading says."""
    return own if head is None or (own is not None and same_place(head, own)) else head


def narrows(event: Event, site: Site | None) -> bool:
    """Whether a scene lies inside the place of the event, which is known no closer than the state: "the attackers rode into …"."""
    known = event.site.place if event.site else None
    found = site.place if site else None
    return known is not None and found is not None and known.admin2 is None and found.admin2 is not None and known.admin1 in {None, found.admin1}


def goes_on(mention: Mention) -> bool:
    """Whether bodies are found that belong to the dead of the event told last: "their bodies", "the body of a third"."""
    kinds = {trigger.type for trigger in mention.triggers} - {IncidentType.OTHER, IncidentType.SECURITY_OPERATION}
    return kinds == {IncidentType.EXECUTION} and mention.sentence.holds("their_bodies")


def finds_bodies_of(event: Event, mention: Mention) -> bool:
    """Whether a sentence says no more than that bodies were found, of an attack that is told already: later than the deed."""
    if not mention.claims or not all(is_corpse(claim, mention.sentence) for claim in mention.claims):
        return False
    return any(not trigger.weak and trigger.type in _FIGHTS for known in event.mentions if known is not mention for trigger in known.triggers)


def is_arrest_after(event: Event, mention: Mention, when: When | None) -> bool:
    """Whether arrests without a place of their own follow an event by a day at most: they belong to it."""
    strong = {trigger.type for trigger in mention.triggers if not trigger.weak} - {IncidentType.OTHER}
    if strong != {IncidentType.ARREST} or when is None or when.day is None or event.when is None or event.when.day is None:
        return False
    return not mention.claims[1:] and 0 <= (when.day - event.when.day).days <= 1 and when.precision is event.when.precision


def is_other(event: Event, mention: Mention, when: When | None, site: Site | None) -> bool:
    """Whether what is called another event has a day or place of its own that this event does not have."""
    if event.mentions[0].another and _numbers(event.mentions[:1]) & _numbers([mention]):
        return False  # the other event, told again with all there is to it
    if when is None and site is None:
        return has_other_victims(event, mention) or (mention.turns and hurts_others(event, mention, _HARM))
    same_day = when is None or (event.when is not None and event.when.day == when.day)
    same_site = site is None or (event.site is not None and event.site.place == site.place)
    return not (same_day and same_site)


def is_next(event: Event, mention: Mention, site: Site | None) -> bool:
    """Whether a sentence of a round-up goes on to another attack: it names a place of its own, and what was done there."""
    if site is None or mention.same or not mention.tells or (event.site is not None and event.site.place == site.place):
        return False
    return bool(mention.claims) or any(not trigger.weak and trigger.type is not IncidentType.OTHER for trigger in mention.triggers)


def compatible(event: Event, mention: Mention, when: When | None, site: Site | None) -> bool:
    """Whether nothing that a sentence says (kind, day, place, victims) speaks against its being of an event."""
    if _of_another(event, mention) or mention.counts_on or (mention.sentence.all_capitals and has_other_victims(event, mention)):
        return False
    if when and event.when and not same_day(event.when, when):
        return False
    if site and event.site and not same_place(event.site, site):
        return False
    families = families_of([mention])
    apart = bool(families and event.families and not families & event.families)
    elsewhere = site is not None and event.site is not None and site.place != event.site.place
    if apart and elsewhere and "abduction" in families | event.families and not mention.same:
        return False
    clash = apart and "attack" not in families | event.families
    return not (clash and (when or site) and not mention.same)


def _of_another(event: Event, mention: Mention) -> bool:
    """Whether the murder spoken of is that of somebody else: "the murder of Karim Salih", where the event's victim is Omar Aziz."""
    spoken_of = [claim for claim in mention.claims if claim.presupposed and claim.effect in _GRAVE]
    return bool(spoken_of) and _are_others(event, mention, spoken_of)


def has_other_victims(event: Event, mention: Mention) -> bool:
    """Whether those who were killed or taken are told apart from the event's by name or number."""
    grave = [claim for claim in mention.claims if claim.effect in _GRAVE and not claim.negated]
    return bool(grave) and _are_others(event, mention, grave)


def hurts_others(event: Event, mention: Mention, effects: frozenset[Effect] = _GRAVE) -> bool:
    """Whether a sentence tells of such effects, and its numbers are none that the event, which has its own, was told with."""
    told, new = _numbers(event.mentions), _numbers([mention])
    return bool(told) and any(effect in effects for effect, _ in new) and not told & new


def _numbers(mentions: list[Mention]) -> set[tuple[Effect, int]]:
    """How many were killed, wounded or taken, as the sentences give it; those who died later, and some of those told before, left aside."""
    claims = (claim for mention in mentions for claim in mention.claims)
    return {(c.effect, c.party.best) for c in claims if c.effect in _HARM and not (c.negated or c.later or c.party.partitive)}


def _are_others(event: Event, mention: Mention, claims: list[Claim]) -> bool:
    """Whether claims are on other people than those of the event; one of many may be known by name, if he is what they are."""
    known = [
        (earlier, claim)
        for earlier in event.mentions[:_NAMING]
        for claim in earlier.claims
        if claim.effect in _GRAVE and not claim.negated and (claim.party.named or _is_counted(claim))
    ]
    told = [(mention, claim) for claim in claims if claim.party.named or _is_counted(claim)]
    return bool(known and told) and not any(_may_be_one(*one, *other) for one in told for other in known)


def _may_be_one(mention: Mention, claim: Claim, earlier: Mention, other: Claim) -> bool:
    """Whether two claims may be on one person, or on the same people."""
    if claim.party.named and other.party.named:
        return _share_a_name(_name(mention, claim), _name(earlier, other))
    if claim.party.named or other.party.named:
        return _called(mention, claim) == _called(earlier, other)
    return claim.party.best == other.party.best or _called(mention, claim) == _called(earlier, other)


def _is_counted(claim: Claim) -> bool:
    return claim.party.shape is Shape.COUNTED and claim.party.high is not None


def _name(mention: Mention, claim: Claim) -> list[str]:
    """The words of a name, without what he or she is."""
    sentence = mention.sentence
    words = [sentence.word(at) for at in range(claim.party.start, claim.party.end) if not sentence.tags[at]]
    return [word for word in words if len(word) > _INITIAL and word.isalpha()]


def _share_a_name(one: list[str], other: list[str]) -> bool:
    """Whether two names may be one person's: they share a word that is the given name of neither."""
    if not one or not other:
        return True
    given = {name[0] for name in (one, other) if len(name) > 1}
    return bool(set(one) & set(other) - given) or one[0] == other[0]


def _called(mention: Mention, claim: Claim) -> str:
    """What the victims are called, in the singular: "priest"; empty where only a name is told."""
    sentence = mention.sentence
    words = [sentence.word(at) for at in range(claim.party.start, claim.party.end) if sentence.has(at, "person")]
    return words[-1].rstrip("s") if words else ""


def same_day(first: When, second: When) -> bool:
    """Whether two days may be one; a day lies in its week or month."""
    if first.day is None or second.day is None:
        return True
    if first.precision is DatePrecision.DAY and second.precision is DatePrecision.DAY:
        return first.day == second.day
    coarse, other = (first, second) if first.precision is not DatePrecision.DAY else (second, first)
    last = coarse.last_day
    return last is not None and coarse.day is not None and other.day is not None and coarse.day <= other.day <= last


def same_place(first: Site, second: Site) -> bool:
    """Whether two places may be one: neither says another country, state or district."""
    a, b = first.place, second.place
    if a is None or b is None:
        return True
    levels = [(a.country, b.country), (a.admin1, b.admin1)]
    if not (first.near or second.near):
        levels.append((a.admin2, b.admin2))
    return not any(one and other and one != other for one, other in levels)


def better_day(known: When | None, new: When | None) -> When | None:
    """The day to keep: the first, unless a later one is exact and it is not."""
    if known is None or new is None:
        return known or new
    return new if known.precision is not DatePrecision.DAY and new.precision is DatePrecision.DAY else known


def better_site(known: Site | None, new: Site | None, *, prefer_new: bool) -> Site | None:
    """The place to keep: the more exact one; of equals the first, or the new one where `prefer_new`."""
    if known is None or new is None:
        return known or new
    sure = new.weight >= OFFSET
    if sure and known.near and not new.near and known.place and new.place and known.place.admin1 == new.place.admin1 and new.place.admin2:
        return new
    exact_known, exact_new = (sum(bool(part) for part in (s.place.country, s.place.admin1, s.place.admin2)) if s.place else 0 for s in (known, new))
    return new if exact_new + prefer_new > exact_known else known


def speaks_again(event: Event, mention: Mention) -> bool:
    """Whether a sentence speaks of those taken or killed by their number alone, and by no day of which it is news: "the four were abducted on …"."""
    again = {claim.party.best for claim in mention.claims if _is_number_again(claim, mention)}
    return bool(again) and any(claim.party.best in again for known in event.mentions for claim in known.claims if claim.effect in _GRAVE)


def _is_number_again(claim: Claim, mention: Mention) -> bool:
    definite = mention.sentence.has(claim.party.start, "definite")
    return claim.party.shape is Shape.NUMBER and definite and claim.party.best > 1 and claim.effect in _GRAVE and not claim.negated


def retells(event: Event, mention: Mention, when: When | None) -> bool:
    """Whether a sentence gives the very numbers of killed and wounded of the event, and no other day."""
    toll = numbers(mention.claims)
    if toll is None or mention.another or (when and event.when and not same_day(event.when, when)):
        return False
    return any(numbers(known.claims) == toll for known in event.mentions[:_NAMING])


def sites_told(mention: Mention) -> list[Site]:
    """The places of a sentence but those that only say whose police or coroner speaks: "the Milltown coroner said"."""
    return [site for site in mention.sites if not mention.sentence.has(site.end, "authority")]
