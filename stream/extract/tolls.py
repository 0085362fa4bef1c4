"""What an article says of one event's toll, after its own last word: sums within a sentence, corrections across them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stream.extract.actors import Actors
from stream.extract.attribution import names_in
from stream.extract.breakdowns import Breakdown, Figure, civil, fitted, joined, named_alike, raised, spanned, total_of, with_rival
from stream.extract.claims import Claim
from stream.extract.hearsay import is_hearsay, without_hearsay
from stream.extract.mentions import Mention
from stream.extract.parties import Shape
from stream.extract.roll import tells_persons
from stream.extract.roll_call import call
from stream.extract.victim_groups import group_of, is_feud, offends
from stream.model import Casualty, Effect, Group

#: Words between the name of a side and what it says.
_SPEAKER_REACH = 5


def casualties_of(
    mentions: list[Mention], actors: Actors, perpetrator: str | None, default: Group, *, doubted: frozenset[int] = frozenset()
) -> tuple[Casualty, ...]:
    """The casualties of one event, one entry per effect and group, in a fixed order.

    `default` is the group of victims that no word describes; `doubted` holds the indices of sentences whose count of militants killed is doubted or denied.
    """
    by_effect: dict[Effect, Breakdown] = {}
    mentions = [
        mention if victims_besides([mention]) else replace(mention, claims=[claim for claim in mention.claims if not claim.own])
        for mention in mentions
    ]
    for effect in Effect:
        breakdown = _over_article(effect, mentions, actors, perpetrator, default, doubted if effect is Effect.KILLED else frozenset())
        if breakdown:
            by_effect[effect] = breakdown
    survivors = _survivors(mentions, by_effect.get(Effect.KILLED, {}), actors, perpetrator, default)
    if total_of(survivors) > total_of(by_effect.get(Effect.WOUNDED, {})):
        by_effect[Effect.WOUNDED] = survivors
    if _died_of_it(mentions, by_effect):
        del by_effect[Effect.WOUNDED]
    _leave_out_the_dead(mentions, by_effect, default)
    vouched = without_hearsay(mentions)
    if tells_persons(vouched):
        _by_person(vouched, by_effect, default)
    if Effect.KILLED in by_effect or Effect.WOUNDED in by_effect:
        by_effect.pop(Effect.KILLED_OR_WOUNDED, None)
    return tuple(
        Casualty(
            effect=effect,
            group=group,
            label=figure.label[:80],
            low=figure.low,
            best=figure.best,
            high=figure.high,
            claimed=figure.claimed,
            quote=figure.quote,
        )
        for effect, breakdown in by_effect.items()
        for group, figure in sorted(breakdown.items(), key=lambda item: list(Group).index(item[0]))
        if figure.best or figure.high
    )


def _by_person(mentions: list[Mention], by_effect: dict[Effect, Breakdown], default: Group) -> None:
    """Set killed and wounded to what the roll of persons makes of them."""
    roll = call(mentions)
    if not (roll.persons or roll.frames):
        return
    for effect, number in zip((Effect.KILLED, Effect.WOUNDED), roll.toll(), strict=True):
        told = [(claim, mention) for mention in mentions for claim in mention.claims if claim.effect is effect and not claim.negated]
        if not number and any(claim.care and claim.party.high is None for claim, _ in told):
            continue  # "dozens were taken to hospital" are no persons that the roll follows
        known = by_effect.pop(effect, {})
        have = sum(figure.best for figure in known.values())
        stated = any(mention.sentence.has(claim.party.start, "multiple") for claim, mention in told)
        if told and (roll.sure or stated or roll.states(number) or not 0 < have < number):
            known = fitted(known, number, (default, _figure(*told[0])))
        if known:
            by_effect[effect] = known


def _leave_out_the_dead(mentions: list[Mention], by_effect: dict[Effect, Breakdown], default: Group) -> None:
    """Take those of the wounded who are told to have died later ("two of the wounded died in hospital") out of the number told before."""
    wounded = by_effect.get(Effect.WOUNDED, {})
    told = max((figure.at for figure in wounded.values()), default=0)
    left = any(claim.left for mention in mentions for claim in mention.claims if claim.effect is Effect.WOUNDED)
    died = [claim for mention in mentions for claim in mention.claims if claim.later and not claim.negated and mention.sentence.index > told]
    moved = sum(claim.party.best for claim in died if claim.effect is Effect.KILLED and not claim.party.whole)
    if moved and not left and total_of(wounded) > moved:
        by_effect[Effect.WOUNDED] = fitted(wounded, total_of(wounded) - moved, (default, next(iter(wounded.values()))))


def victims_besides(mentions: Iterable[Mention]) -> bool:
    """Whether anybody came to harm who is not told to have done it to himself."""
    harm = {Effect.KILLED, Effect.WOUNDED}
    return any(claim.effect in harm and not claim.own and not claim.negated for mention in mentions for claim in mention.claims)


def _died_of_it(mentions: list[Mention], by_effect: dict[Effect, Breakdown]) -> bool:
    """Whether the one who is dead is the one who was hit: nothing tells of both at once, or of another."""
    killed, wounded = by_effect.get(Effect.KILLED, {}), by_effect.get(Effect.WOUNDED, {})
    if killed and total_of(wounded) == 1 and not any(figure.firm for figure in killed.values()) and _only_fatal(mentions):
        return True
    if total_of(killed) != 1 or total_of(wounded) != 1 or {Group.SECURITY, Group.CIVILIAN} <= killed.keys() | wounded.keys():
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


def _only_fatal(mentions: list[Mention]) -> bool:
    """Whether nothing tells of the dead but that the attack was fatal."""
    killed = [(claim, mention) for mention in mentions for claim in mention.claims if claim.effect is Effect.KILLED and not claim.negated]
    return all(mention.sentence.has(claim.at, "fatal") for claim, mention in killed)


def _is_anyone(claim: Claim, mention: Mention) -> bool:
    """Whether the words for a victim may be said of anybody: "the man", "a 16-year-old", a name, a bare number."""
    span = range(claim.party.start, claim.party.end)
    return not any(mention.sentence.has(at, "person") for at in span) or any(mention.sentence.has(at, "anyone") for at in span)


def _head_word(claim: Claim, mention: Mention) -> str:
    return mention.sentence.word(claim.party.end - 1)


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
            besides = joined(besides, _in_sentence(claims, mention, actors, perpetrator, default))
        elif claims:
            shot = joined(shot, _in_sentence(claims, mention, actors, perpetrator, default))
    count = max(total_of(shot) - total_of(killed), total_of(besides))
    if count <= 0:
        return {}
    group, figure = max({**shot, **besides}.items(), key=lambda item: item[1].best)
    return {group: replace(figure, low=count, best=count, high=None if figure.high is None else count)}


def _is_besides(claim: Claim, mention: Mention) -> bool:
    """Whether those hit are told apart from those spoken of before: "two others were shot", "a woman was also shot"."""
    said = any(mention.sentence.has(at, "besides") for at in range(claim.party.start, claim.at))
    return (claim.party.more or said) and not mention.sentence.has(claim.party.start, "spoken_of")


def _over_article(
    effect: Effect, mentions: list[Mention], actors: Actors, perpetrator: str | None, default: Group, doubted: frozenset[int]
) -> Breakdown:
    doubtful: Breakdown = {}
    known: Breakdown = {}
    title: Breakdown = {}
    rival: Breakdown = {}
    others: Breakdown = {}
    total: tuple[Figure, Group | None] | None = None
    summed = any(claim.total and claim.effect is effect for mention in mentions for claim in mention.claims)
    for mention in mentions:
        claims = [replace(claim, later=claim.later and not summed) for claim in mention.claims if claim.effect is effect]
        claims = [claim for claim in claims if not (claim.negated or claim.shot)]
        if not claims:
            continue
        if any(figure.firm for figure in known.values()) and is_hearsay(claims, mention.sentence):
            others = joined(others, _in_sentence(claims, mention, actors, perpetrator, default))
            continue
        total = next(((_figure(claim, mention), claim.party.group) for claim in reversed(claims) if claim.total), total)
        if mention.sentence.index in doubted or (doubted and mention.sentence.is_title):
            enemies = [claim for claim in claims if group_of(claim, mention, actors, perpetrator, default) is Group.MILITANT]
            doubtful = _in_sentence(enemies, mention, actors, perpetrator, default) or doubtful
            claims = [claim for claim in claims if claim not in enemies]
        if unsure := [claim for claim in claims if claim.doubted]:
            doubtful = _in_sentence(unsure, mention, actors, perpetrator, default)
            claims = [claim for claim in claims if not claim.doubted]
        boasted = [claim for claim in claims if mention.boasted(claim.at) or _told_by(perpetrator, claim, mention, actors)]
        claims = _without_pronouns([claim for claim in claims if not claim.total and claim not in boasted], mention)
        rival = joined(rival, _in_sentence(boasted, mention, actors, perpetrator, default))
        said = _in_sentence(claims, mention, actors, perpetrator, default)
        if mention.sentence.is_title:
            title = said
        else:
            firm = any(figure.firm for figure in known.values())
            told = {group: figure for group, figure in said.items() if group in known or not (firm and mention.quoted)}
            known = joined(known, told, least=total_of(title))
    known = known if any(figure.firm for figure in known.values()) else (title or known)
    known = named_alike(known, title)
    if rival:
        known = with_rival(known, rival)
    known = _with_doubtful(known, doubtful)
    if any(figure.firm for figure in known.values()):
        known = {group: figure for group, figure in known.items() if figure.firm}
    those = default if default is Group.CIVILIAN or (default is Group.MILITANT and is_feud(mentions)) else Group.UNKNOWN
    return spanned(civil(raised(known, total[0], total[1] or default) if total else known, those), others)


def _told_by(perpetrator: str | None, claim: Claim, mention: Mention, actors: Actors) -> bool:
    """Whether the force that did it gives the figure of its victims."""
    if not actors.is_state(perpetrator):
        return False
    named = [end for _, end, name in names_in(mention.sentence) if name == perpetrator and end <= claim.at]
    return any(mention.sentence.has(at, "saying") for end in named[:1] for at in range(end, min(end + _SPEAKER_REACH, claim.at)))


def _without_pronouns(claims: list[Claim], mention: Mention) -> list[Claim]:
    """Who is only spoken of again ("he") is no further victim beside those whom the sentence names."""
    named = [claim for claim in claims if not mention.sentence.has(claim.party.start, "spoken_of")]
    return named or claims


def _with_doubtful(known: Breakdown, doubtful: Breakdown) -> Breakdown:
    """A count that is doubted counts nobody, and only opens the range."""
    if Group.MILITANT in known:
        return with_rival(known, doubtful)
    return {**known, **{group: replace(figure, low=0, best=0, high=figure.best) for group, figure in doubtful.items()}}


def _in_sentence(claims: list[Claim], mention: Mention, actors: Actors, perpetrator: str | None, default: Group) -> Breakdown:
    """Sum over the claims of one sentence; the parts of a whole take its place where they make it up."""
    wholes: Breakdown = {}
    parts: Breakdown = {}
    claims = [claim for claim in claims if not _numbered_later(claim, claims, mention)]
    for claim in claims:
        if claim.party.partitive and len(claims) > 1 and claim.part:
            continue
        group = group_of(claim, mention, actors, perpetrator, default)
        if (
            claim.some
            and not claim.part
            and any(other is not claim and not other.some and other.party.best > claim.party.best and _alike(other, claim, group) for other in claims)
        ):
            continue
        side = parts if claim.part else wholes
        figure = _figure(claim, mention)
        side[group] = side[group].plus(figure) if group in side else figure
    if parts and Group.UNKNOWN in wholes and sum(figure.best for figure in parts.values()) <= wholes[Group.UNKNOWN].best:
        whole = wholes.pop(Group.UNKNOWN)
        rest = whole.best - sum(figure.best for figure in parts.values())
        for group, figure in parts.items():
            wholes[group] = wholes[group].plus(figure) if group in wholes else figure
        if rest:
            wholes[Group.UNKNOWN] = replace(whole, low=rest, best=rest, high=None if whole.high is None else rest)
    elif not wholes:
        wholes = parts
    return wholes


def _numbered_later(claim: Claim, claims: list[Claim], mention: Mention) -> bool:
    """Whether a clause behind gives the number of people only named: "the killing of policemen, in which three men died"."""
    if not (claim.party.many and claim.party.shape is Shape.BARE):
        return False
    return any(
        other.party.shape is Shape.COUNTED
        and other.party.group is None
        and any(mention.sentence.has(at, "clause") for at in range(claim.party.end, other.party.start))
        for other in claims
    )


def _alike(one: Claim, other: Claim, group: Group) -> bool:
    """Whether two claims may speak of the same people; `group` is what those of the other are."""
    if other.party.group is None and {one.party.group, group} == {Group.SECURITY, Group.MILITANT}:
        return False
    return one.party.group is None or other.party.group is None or one.party.group is other.party.group


def _figure(claim: Claim, mention: Mention) -> Figure:
    party = claim.party
    kin = party.best == 1 and (mention.sentence.has(party.start, "possessive") or _someones(claim, mention))
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
        beside=party.best == 1 and bool(label) and mention.sentence.has(party.start, "determiner") and _is_besides(claim, mention),
        vague=party.vague,
        left=claim.left,
        at=mention.sentence.index,
        derived=party.group is None and not label,
        apart=claim.own or offends(claim, mention),
    )


def _someones(claim: Claim, mention: Mention) -> bool:
    """Whether the victim is named by another: "the lawyer's driver"."""
    sentence, party = mention.sentence, claim.party
    fellows = sentence.has(party.end - 1, "fellow") or sentence.has(party.end - 1, "kin")
    return fellows and any(sentence.word(at) == "'s" and sentence.has(at - 1, "person") for at in range(party.start + 1, party.end))
