"""What an article says of one event's toll, after its own last word: sums within a sentence, corrections across them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stream.extract.actors import Actors
from stream.extract.attribution import names_in
from stream.extract.casualties import Claim
from stream.extract.mentions import Mention
from stream.extract.parties import Shape
from stream.model import Casualty, Effect, Group, Quote


@dataclass(frozen=True, slots=True)
class Figure:
    """Persons of one group, as one sentence or the article so far gives them; `firm` False: an unknown few, or nobody new."""

    low: int
    best: int
    high: int | None
    label: str
    quote: Quote
    firm: bool = True
    #: Not among those counted before ("another two", "her aunt").
    adds: bool = False
    #: Index of the sentence that gives it.
    at: int = 0
    #: Those left of the wounded: takes the place of the number before.
    left: bool = False
    #: Its number is not known: any number that is takes its place.
    vague: bool = False
    #: The dead attacker, who is not among the victims that a total counts.
    apart: bool = False

    def plus(self, other: Figure) -> Figure:
        """Both together."""
        high = None if self.high is None or other.high is None else self.high + other.high
        label = self.label if other.label in self.label or not other.label else f"{self.label}, {other.label}".lstrip(", ")
        return replace(self, low=self.low + other.low, best=self.best + other.best, high=high, label=label, firm=self.firm or other.firm)


Breakdown = dict[Group, Figure]
#: "Another five" add to what was said so many sentences before; later on they are among those counted.
_NEXT = 3
#: Words between the name of a side and what it says.
_SPEAKER_REACH = 5
#: A later figure so many times higher, and at least so high, is a sum over other events that no word gives away.
_SUM_FACTOR, _SUM_LEAST = 10, 20


def casualties_of(mentions: list[Mention], actors: Actors, perpetrator: str | None, default: Group, *, doubted: bool = False) -> tuple[Casualty, ...]:
    """The casualties of one event, one entry per effect and group, in a fixed order.

    `default` is the group of victims that no word describes; `doubted` says that the count of militants killed is doubted or denied.
    """
    by_effect: dict[Effect, Breakdown] = {}
    mentions = [
        mention if victims_besides([mention]) else replace(mention, claims=[claim for claim in mention.claims if not claim.own])
        for mention in mentions
    ]
    for effect in Effect:
        breakdown = _over_article(effect, mentions, actors, perpetrator, default)
        if breakdown:
            by_effect[effect] = breakdown
    survivors = _survivors(mentions, by_effect.get(Effect.KILLED, {}), actors, perpetrator, default)
    if _sum(survivors) > _sum(by_effect.get(Effect.WOUNDED, {})):
        by_effect[Effect.WOUNDED] = survivors
    if _died_of_it(mentions, by_effect):
        del by_effect[Effect.WOUNDED]
    killed = by_effect.get(Effect.KILLED, {})
    if doubted and Group.MILITANT in killed:
        killed[Group.MILITANT] = replace(killed[Group.MILITANT], low=0, best=0)
    if Effect.KILLED in by_effect or Effect.WOUNDED in by_effect:
        by_effect.pop(Effect.KILLED_OR_WOUNDED, None)
    return tuple(
        Casualty(effect=effect, group=group, label=figure.label[:80], low=figure.low, best=figure.best, high=figure.high, quote=figure.quote)
        for effect, breakdown in by_effect.items()
        for group, figure in sorted(breakdown.items(), key=lambda item: list(Group).index(item[0]))
        if figure.best or figure.high
    )


def victims_besides(mentions: Iterable[Mention]) -> bool:
    """Whether anybody came to harm who is not told to have done it to himself."""
    harm = {Effect.KILLED, Effect.WOUNDED}
    return any(claim.effect in harm and not claim.own and not claim.negated for mention in mentions for claim in mention.claims)


def _died_of_it(mentions: list[Mention], by_effect: dict[Effect, Breakdown]) -> bool:
    """Whether the one who is dead is the one who was hit: nothing tells of both at once, or of another."""
    killed, wounded = by_effect.get(Effect.KILLED, {}), by_effect.get(Effect.WOUNDED, {})
    if _sum(killed) != 1 or _sum(wounded) != 1 or {Group.SECURITY, Group.CIVILIAN} <= killed.keys() | wounded.keys():
        return False
    words: set[str] = set()
    for mention in mentions:
        firm = [claim for claim in mention.claims if not claim.negated and claim.effect in {Effect.KILLED, Effect.WOUNDED}]
        if len({claim.party.start for claim in firm if not mention.sentence.has(claim.party.start, "spoken_of")}) > 1:
            return False
        words |= {_head_word(claim, mention) for claim in firm if not _is_anyone(claim, mention)}
        if any(claim.party.more or any(mention.sentence.has(at, "besides") for at in range(claim.party.start, claim.at)) for claim in firm):
            return False
    return len(words) <= 1


def _is_anyone(claim: Claim, mention: Mention) -> bool:
    """Whether the words for a victim may be said of anybody: "the man", "a 16-year-old", a name, a bare number."""
    span = range(claim.party.start, claim.party.end)
    return not any(mention.sentence.has(at, "person") for at in span) or any(mention.sentence.has(at, "anyone") for at in span)


def _head_word(claim: Claim, mention: Mention) -> str:
    return mention.sentence.word(claim.party.end - 1)


def _sum(figures: Breakdown) -> int:
    return sum(figure.best for figure in figures.values() if figure.firm)


def _survivors(mentions: list[Mention], killed: Breakdown, actors: Actors, perpetrator: str | None, default: Group) -> Breakdown:
    """Those hit by bullets less those killed: as many are wounded at least."""
    shot: Breakdown = {}
    besides: Breakdown = {}
    for mention in mentions:
        claims = [claim for claim in mention.claims if claim.shot and not claim.negated and claim.party.shape is not Shape.BARE]
        others = [claim for claim in claims if _is_besides(claim, mention)]
        if others and len(others) < len(claims):
            others = []
        if others:
            besides = _joined(besides, _in_sentence(claims, mention, actors, perpetrator, default))
        elif claims:
            shot = _joined(shot, _in_sentence(claims, mention, actors, perpetrator, default))
    count = max(_sum(shot) - _sum(killed), _sum(besides))
    if count <= 0:
        return {}
    group, figure = max({**shot, **besides}.items(), key=lambda item: item[1].best)
    return {group: replace(figure, low=count, best=count, high=None if figure.high is None else count)}


def _is_besides(claim: Claim, mention: Mention) -> bool:
    """Whether those hit are told apart from those spoken of before: "two others were shot", "a woman was also shot"."""
    said = any(mention.sentence.has(at, "besides") for at in range(claim.party.start, claim.at))
    return (claim.party.more or said) and not mention.sentence.has(claim.party.start, "spoken_of")


def _over_article(effect: Effect, mentions: list[Mention], actors: Actors, perpetrator: str | None, default: Group) -> Breakdown:
    known: Breakdown = {}
    title: Breakdown = {}
    rival: Breakdown = {}
    total: tuple[Figure, Group | None] | None = None
    for mention in mentions:
        claims = [claim for claim in mention.claims if claim.effect is effect and not (claim.negated or claim.shot)]
        if not claims:
            continue
        total = next(((_figure(claim, mention), claim.party.group) for claim in reversed(claims) if claim.total), total)
        boasted = [claim for claim in claims if mention.boasted(claim.at) or _told_by(perpetrator, claim, mention)]
        claims = _without_pronouns([claim for claim in claims if not claim.total and claim not in boasted], mention)
        rival = _joined(rival, _in_sentence(boasted, mention, actors, perpetrator, default))
        said = _in_sentence(claims, mention, actors, perpetrator, default)
        if mention.sentence.is_title:
            title = said
        else:
            firm = any(figure.firm for figure in known.values())
            told = {group: figure for group, figure in said.items() if group in known or not (firm and mention.quoted)}
            known = _joined(known, told, least=_sum(title))
    known = known if any(figure.firm for figure in known.values()) else (title or known)
    if rival:
        known = _with_rival(known, rival)
    if any(figure.firm for figure in known.values()):
        known = {group: figure for group, figure in known.items() if figure.firm}
    return _civil(_raised(known, total[0], total[1] or default) if total else known, default)


def _told_by(perpetrator: str | None, claim: Claim, mention: Mention) -> bool:
    """Whether those who did it give the figure of their victims."""
    named = [end for _, end, name in names_in(mention.sentence) if name == perpetrator and end <= claim.at]
    return any(mention.sentence.has(at, "saying") for end in named[:1] for at in range(end, min(end + _SPEAKER_REACH, claim.at)))


def _without_pronouns(claims: list[Claim], mention: Mention) -> list[Claim]:
    """Who is only spoken of again ("he") is no further victim beside those whom the sentence names."""
    named = [claim for claim in claims if not mention.sentence.has(claim.party.start, "spoken_of")]
    return named or claims


def _with_rival(known: Breakdown, rival: Breakdown) -> Breakdown:
    """What the attackers claim counts where nobody else gives a figure; else it only widens the range."""
    if not any(figure.firm for figure in known.values()):
        return rival
    widened = dict(known)
    for group, figure in rival.items():
        own = widened.get(group)
        if own is not None and own.high is not None and figure.best > own.high:
            widened[group] = replace(own, high=figure.best)
    return widened


def _in_sentence(claims: list[Claim], mention: Mention, actors: Actors, perpetrator: str | None, default: Group) -> Breakdown:
    """Sum over the claims of one sentence; the parts of a whole take its place where they make it up."""
    wholes: Breakdown = {}
    parts: Breakdown = {}
    for claim in claims:
        if claim.party.partitive and len(claims) > 1 and claim.part:
            continue
        group = _group(claim, mention, actors, perpetrator, default)
        if claim.some and not claim.part and any(other is not claim and not other.some and _alike(other, claim) for other in claims):
            continue
        side = parts if claim.part else wholes
        figure = _figure(claim, mention)
        side[group] = side[group].plus(figure) if group in side else figure
    if parts and Group.UNKNOWN in wholes and sum(figure.best for figure in parts.values()) <= wholes[Group.UNKNOWN].best:
        whole = wholes.pop(Group.UNKNOWN)
        rest = whole.best - sum(figure.best for figure in parts.values())
        for group, figure in parts.items():
            wholes[group] = figure
        if rest:
            wholes[Group.UNKNOWN] = replace(whole, low=rest, best=rest, high=None if whole.high is None else rest)
    elif not wholes:
        wholes = parts
    return wholes


def _alike(one: Claim, other: Claim) -> bool:
    """Whether two claims may speak of the same people."""
    return one.party.group is None or other.party.group is None or one.party.group is other.party.group


def _figure(claim: Claim, mention: Mention) -> Figure:
    party = claim.party
    kin = mention.sentence.has(party.start, "possessive") and party.best == 1
    firm = not (party.many and party.shape in {Shape.BARE, Shape.DEFINITE})
    label = party.label or party.actor or ""
    beside = any(other.effect is not claim.effect and other.party.end <= party.start and not other.negated for other in mention.claims)
    adds = (party.more and not beside) or kin or claim.later
    return Figure(
        party.low,
        party.best,
        party.high,
        label,
        mention.sentence.quote(),
        firm=firm,
        adds=adds,
        vague=party.vague,
        left=claim.left,
        at=mention.sentence.index,
        apart=claim.own or _offends(claim, mention),
    )


def _group(claim: Claim, mention: Mention, actors: Actors, perpetrator: str | None, default: Group) -> Group:
    """What the victims are; where their own words do not say, by who stands before them in the sentence, else by the event."""
    party = claim.party
    leader = _leader(claim, mention, actors)
    if leader is not None:
        return leader
    if party.group is not None and party.group is not Group.UNKNOWN:
        return party.group
    if _offends(claim, mention):
        return Group.MILITANT
    if party.group is None:
        for other in sorted(mention.claims, key=lambda item: -item.party.start):
            if other.party.start < party.start and other.party.group is not None and other.party.group is not Group.UNKNOWN:
                return other.party.group
        for _, _, name in mention.sentence.find("actor"):
            if name != perpetrator and actors.is_state(name):
                return actors.group(name)
        return Group.UNKNOWN if party.named and default is Group.MILITANT else default
    return Group.UNKNOWN


def _leader(claim: Claim, mention: Mention, actors: Actors) -> Group | None:
    """The group of him or them whose fellows the victims are: "a commander and his driver", "five of its fighters"."""
    sentence, party = mention.sentence, claim.party
    fellows = any(sentence.has(at, "fellow") for at in range(party.start, party.end))
    if not fellows or not any(sentence.has(at, "possessive") for at in range(party.start, party.end)):
        return None
    before = [other for other in mention.parties if other.end <= party.start and other.group in {Group.SECURITY, Group.MILITANT}]
    if any(sentence.word(at) == "its" for at in range(party.start, party.end)):
        named = [actors.group(name) for at, _, name in sentence.find("actor") if at < party.start]
        return named[-1] if named else None
    return before[-1].group if before else None


def _offends(claim: Claim, mention: Mention) -> bool:
    """Whether the one who is dead is called the suspect or the shooter."""
    return claim.effect is Effect.KILLED and any(mention.sentence.has(at, "offender") for at in range(claim.party.start, claim.party.end))


def _civil(known: Breakdown, default: Group) -> Breakdown:
    """People without a word for what they were are civilians where all other victims are."""
    if default is not Group.CIVILIAN or Group.UNKNOWN not in known:
        return known
    out: Breakdown = {group: figure for group, figure in known.items() if group is not Group.UNKNOWN}
    people = known[Group.UNKNOWN]
    out[Group.CIVILIAN] = out[Group.CIVILIAN].plus(people) if Group.CIVILIAN in out else people
    return out


def _joined(known: Breakdown, said: Breakdown, *, least: int = 0) -> Breakdown:
    """A later sentence: "another" and "her aunt" add, a higher figure replaces, a lower one repeats a part; a sum of many events is left out.

    `least` is what the headline gives: what is far more is no figure of this event.
    """
    joined = dict(known)
    have = _sum(known) or least
    for group, figure in said.items():
        before = joined.get(group)
        if have and figure.best >= max(_SUM_FACTOR * have, _SUM_LEAST):
            continue
        if before is None or figure.left or (figure.firm and not before.firm) or (before.vague and figure.firm and not (figure.vague or figure.adds)):
            joined[group] = figure
        elif figure.adds and figure.firm and not _repeats(figure, before) and figure.at - before.at <= _NEXT:
            joined[group] = before.plus(figure)
        elif figure.firm and figure.best > before.best:
            joined[group] = figure
    return _without_totals(joined)


def _repeats(figure: Figure, before: Figure) -> bool:
    return bool(figure.label) and figure.label.lower() in before.label.lower()


def _without_totals(figures: Breakdown) -> Breakdown:
    """A number of people without a group is the total of those with one, not more people, unless one sentence gives both."""
    if Group.UNKNOWN not in figures or len(figures) == 1:
        return figures
    total = figures[Group.UNKNOWN]
    others: Breakdown = {group: figure for group, figure in figures.items() if group is not Group.UNKNOWN}
    if any(figure.quote == total.quote for figure in others.values()):
        return figures
    rest = total.best - sum(figure.best for figure in others.values() if not figure.apart)
    if rest > 0 and total.firm:
        high = None if total.high is None else max(rest, total.high - (total.best - rest))
        others[Group.UNKNOWN] = replace(total, low=rest, best=rest, high=high)
    return others


def _raised(known: Breakdown, total: Figure, default: Group) -> Breakdown:
    """The running total of an event, where it is more than what was counted."""
    have = sum(figure.best for figure in known.values())
    if total.best <= have:
        return known
    if len(known) == 1:
        group, figure = next(iter(known.items()))
        return {group: replace(total, label=figure.label)}
    if not known:
        return {default: total}
    rest = total.best - have
    extra = replace(total, low=rest, best=rest, high=None if total.high is None else rest)
    return {**known, Group.UNKNOWN: known[Group.UNKNOWN].plus(extra) if Group.UNKNOWN in known else extra}
