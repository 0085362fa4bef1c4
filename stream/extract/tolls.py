"""What an article says of one event's toll, after its own last word: sums within a sentence, corrections across them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stream.extract.actors import Actors
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

    def plus(self, other: Figure) -> Figure:
        """Both together."""
        high = None if self.high is None or other.high is None else self.high + other.high
        label = self.label if other.label in self.label or not other.label else f"{self.label}, {other.label}".lstrip(", ")
        return replace(self, low=self.low + other.low, best=self.best + other.best, high=high, label=label, firm=self.firm or other.firm)


Breakdown = dict[Group, Figure]


def casualties_of(mentions: list[Mention], actors: Actors, perpetrator: str | None, default: Group) -> tuple[Casualty, ...]:
    """The casualties of one event, one entry per effect and group, in a fixed order; `default` is the group of victims that no word describes."""
    by_effect: dict[Effect, Breakdown] = {}
    for effect in Effect:
        breakdown = _over_article(effect, mentions, actors, perpetrator, default)
        if breakdown:
            by_effect[effect] = breakdown
    if Effect.KILLED in by_effect or Effect.WOUNDED in by_effect:
        by_effect.pop(Effect.KILLED_OR_WOUNDED, None)
    return tuple(
        Casualty(effect=effect, group=group, label=figure.label[:80], low=figure.low, best=figure.best, high=figure.high, quote=figure.quote)
        for effect, breakdown in by_effect.items()
        for group, figure in sorted(breakdown.items(), key=lambda item: list(Group).index(item[0]))
        if figure.best or figure.high
    )


def _over_article(effect: Effect, mentions: list[Mention], actors: Actors, perpetrator: str | None, default: Group) -> Breakdown:
    known: Breakdown = {}
    title: Breakdown = {}
    total: Figure | None = None
    for mention in mentions:
        claims = [claim for claim in mention.claims if claim.effect is effect and not claim.negated]
        for claim in claims:
            if claim.total:
                total = _figure(claim, mention)
        said = _in_sentence([claim for claim in claims if not claim.total], mention, actors, perpetrator, default)
        if mention.sentence.is_title:
            title = said
        else:
            more = any(claim.party.more for claim in claims)
            known = _joined(known, said, more=more and bool(known))
    known = _with_title(known, title)
    if any(figure.firm for figure in known.values()):
        known = {group: figure for group, figure in known.items() if figure.firm}
    return _raised(known, total, default)


def _in_sentence(claims: list[Claim], mention: Mention, actors: Actors, perpetrator: str | None, default: Group) -> Breakdown:
    """Sum over the claims of one sentence; the parts of a whole take its place where they make it up."""
    wholes: Breakdown = {}
    parts: Breakdown = {}
    for claim in claims:
        if claim.party.partitive and len(claims) > 1 and claim.part:
            continue
        group = _group(claim, mention, actors, perpetrator, default)
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


def _figure(claim: Claim, mention: Mention) -> Figure:
    party = claim.party
    return Figure(party.low, party.best, party.high, party.label, mention.sentence.quote(), firm=party.shape is not Shape.BARE or not party.many)


def _group(claim: Claim, mention: Mention, actors: Actors, perpetrator: str | None, default: Group) -> Group:
    """What the victims are; where their own words do not say, by who stands before them in the sentence, else by the event."""
    party = claim.party
    if party.group is not None and party.group is not Group.UNKNOWN:
        return party.group
    if party.group is None:
        for other in sorted(mention.claims, key=lambda item: -item.party.start):
            if other.party.start < party.start and other.party.group is not None and other.party.group is not Group.UNKNOWN:
                return other.party.group
        for _, _, name in mention.sentence.find("actor"):
            if name != perpetrator and actors.is_state(name):
                return actors.group(name)
        return default
    return Group.CIVILIAN if default is Group.CIVILIAN else Group.UNKNOWN


def _joined(known: Breakdown, said: Breakdown, *, more: bool) -> Breakdown:
    """A later sentence: "another" adds, a higher figure replaces, a lower one repeats a part."""
    joined = dict(known)
    for group, figure in said.items():
        before = joined.get(group)
        if before is None or (figure.firm and not before.firm):
            joined[group] = figure
        elif more and figure.firm:
            joined[group] = before.plus(figure)
        elif figure.firm and figure.best > before.best:
            joined[group] = figure
    return _without_totals(joined)


def _without_totals(figures: Breakdown) -> Breakdown:
    """A number of people without a group is the total of those with one, not more people."""
    if Group.UNKNOWN not in figures or len(figures) == 1:
        return figures
    total = figures[Group.UNKNOWN]
    rest = total.best - sum(figure.best for group, figure in figures.items() if group is not Group.UNKNOWN)
    out: Breakdown = {group: figure for group, figure in figures.items() if group is not Group.UNKNOWN}
    if rest > 0 and total.firm:
        out[Group.UNKNOWN] = replace(total, low=rest, best=rest, high=None if total.high is None else max(rest, total.high - (total.best - rest)))
    return out


def _with_title(known: Breakdown, title: Breakdown) -> Breakdown:
    if not any(figure.firm for figure in known.values()):
        return title or known
    return known


def _raised(known: Breakdown, total: Figure | None, default: Group) -> Breakdown:
    if total is None:
        return known
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


def default_group(mentions: Iterable[Mention], actors: Actors, perpetrator: str | None) -> Group:
    """What the victims of an event are where no words say: those hit elsewhere in it, its target, or people at a civilian place."""
    mentions = list(mentions)
    for mention in mentions:
        for claim in mention.claims:
            if claim.party.group in {Group.SECURITY, Group.CIVILIAN}:
                return claim.party.group
    for mention in mentions:
        for _, _, name in mention.sentence.find("actor"):
            if name != perpetrator and mention.tells:
                return actors.group(name)
    civil = any(True for mention in mentions if mention.tells for _ in mention.sentence.find("civil_scene"))
    return Group.CIVILIAN if civil else Group.UNKNOWN
