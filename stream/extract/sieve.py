"""Which of the events that an article seems to tell are told well enough to be incidents."""

from __future__ import annotations

from stream.extract.claims import Claim
from stream.extract.dates import WhenKind
from stream.extract.events import Event
from stream.extract.mentions import Mention
from stream.extract.parties import UNDER_ARMS, Shape
from stream.model import DatePrecision, Effect, Group, IncidentType

#: Reasons for which a lead that is set aside makes what follows its background.
_TURNS = frozenset({"history", "anniversary", "legal", "statement", "accident", "figurative", "cumulative", "superseded"})
#: Reasons for which a headline that is set aside does.
_DENIED = frozenset({"superseded", "cumulative"})
#: Reasons for which nothing in the article stands.
_NOTHING = frozenset({"accident", "statement", "figurative", "superseded"})
#: Words between "by" and those who did it.
_BY_REACH = 9
#: Headline and lead, in which a drill is called one.
_HEAD = 5
#: What forces of order do, and words that only say that somebody came to harm.
_ORDER = frozenset({IncidentType.OTHER, IncidentType.ARREST, IncidentType.SECURITY_OPERATION})
_HARM = frozenset({Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED})


def keep(events: list[Event], mentions: list[Mention]) -> list[Event]:
    """The events that stand, in their order."""
    turned = _turned(mentions)
    listed = any(event.listed for event in events)
    return [event for event in events if _stands(event, mentions, turned) and not (listed and _only_headline(event))]


def _only_headline(event: Event) -> bool:
    """Whether only the headline tells of it: above a log, that sums up what the entries tell."""
    return not event.listed and all(mention.sentence.is_title for mention in event.mentions)


def _turned(mentions: list[Mention]) -> str | None:
    """Why the article is about something else than an incident: its lead is set aside, and tells nothing besides; or it speaks of a drill."""
    texts = [mention for mention in mentions if not mention.sentence.is_title]
    if not texts:
        return None
    if any(mention.sentence.holds("drill") for mention in mentions[:_HEAD]):
        return "statement"
    if texts[0].tells:
        return None
    titles = mentions[: mentions.index(texts[0])]
    reasons = [item.reason for item in texts[0].aside if item.reason in _TURNS]
    reasons += [item.reason for title in titles for item in title.aside if item.reason in _DENIED]
    told = any(mention.tells for mention in titles)
    reasons = [reason for reason in reasons if not (told and (reason in _DENIED or (reason == "legal" and _harms(titles))))]
    if any(when.kind is WhenKind.HISTORY for title in titles for when in title.days):
        reasons.append("history")
    return reasons[0] if reasons else None


def _stands(event: Event, mentions: list[Mention], turned: str | None) -> bool:
    claims = [claim for mention in event.mentions for claim in mention.claims if not claim.negated]
    if turned in _NOTHING:
        return False
    if not event.primary and (event.site or event.when) and _told_by_wire(event):
        return True
    if (
        turned
        and not (event.when and event.when.precision is DatePrecision.DAY and (_surely_sited(event) or _told_and_dated(event)))
        and not _of_round_up(event, turned)
    ):
        return False
    if (event.heading is None or not event.heading.days) and not (
        _violent(event.mentions)
        or event.mentions[0].entry
        or (claims and event.accusations)
        or (_surely_sited(event) and event.when and any(_of_forces(mention) for mention in event.mentions))
        or (_surely_sited(event) and event.when and not event.listed and _violent(mentions))
        or (event.primary and not event.listed and _armed(mentions[:_HEAD]))
    ):
        return False
    if turned and all(mention.sentence.is_title for mention in event.mentions):
        return False
    if (
        not claims
        and not _surely_sited(event)
        and not event.listed
        and not any(
            m.sentence.holds("actor") or _by_militants(m) or ((m.wrecks or m.aimed_at_somebody) and _vouched(mentions)) for m in event.mentions
        )
    ):
        return False
    if _unarmed_arrest(event, claims):
        return False
    if event.primary:
        return True
    if event.when is None or event.when.precision is not DatePrecision.DAY:
        if any(mention.told_fully and (event.when or not _only_caught(mention)) for mention in event.mentions) or _placed_by_wire(event):
            return True
        exact = event.site is not None and event.site.place is not None and event.site.place.admin2 is not None
        return exact and event.when is not None and any(claim.effect in {Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED} for claim in claims)
    return True


def _vouched(mentions: list[Mention]) -> bool:
    """Whether an authority speaks in the article, or a wire does, which carries nothing but news."""
    return any(mention.sentence.all_capitals or mention.sentence.holds("authority") for mention in mentions)


def _placed_by_wire(event: Event) -> bool:
    """Whether a wire says what was done and in which state or town, in its own voice: "urban guerrillas blew up a bus in San Salvador"."""
    place = event.site.place if event.site else None
    return event.site is not None and (place is None or place.admin1 is not None or event.site.settlement) and _told_by_wire(event)


def _told_by_wire(event: Event) -> bool:
    """Whether a wire says what was done, in its own voice: it carries nothing but news, and background that has a place or a day of its own."""
    return any(
        mention.sentence.all_capitals and not mention.quoted and any(not trigger.weak and trigger.type not in _ORDER for trigger in mention.triggers)
        for mention in event.mentions
    )


def _only_caught(mention: Mention) -> bool:
    """Whether a sentence only tells of people who were arrested."""
    return all(claim.effect is Effect.DETAINED for claim in mention.claims)


def _harms(mentions: list[Mention]) -> bool:
    """Whether somebody is told to have been hit, with a word of how."""
    return any(mention.triggers and not claim.negated for mention in mentions for claim in mention.claims if claim.effect in _HARM)


def _told_and_dated(event: Event) -> bool:
    """Whether the text gives the day, and tells by itself what was done and to whom."""
    return not event.guessed and any(mention.told_fully and mention.days and not mention.sentence.is_title for mention in event.mentions)


def _of_round_up(event: Event, turned: str) -> bool:
    """Whether a wire tells of it in full below a lead that only sums up, or it is an entry of a town's round-up."""
    told = any(mention.entry or (mention.told_fully and mention.sentence.all_capitals) for mention in event.mentions)
    return turned == "cumulative" and told


def _surely_sited(event: Event) -> bool:
    """Whether the event has a place that speaks for it where no victims do: one of the configured tables, as almost any other word is a village somewhere."""
    return event.site is not None and (event.site.place is None or event.site.place.listed)


def _unarmed_arrest(event: Event, claims: list[Claim]) -> bool:
    """Whether people were arrested and nothing says that it was for armed or terrorist acts."""
    kinds = {trigger.type for mention in event.mentions for trigger in mention.triggers} - {IncidentType.OTHER}
    if kinds != {IncidentType.ARREST} or any(claim.effect is not Effect.DETAINED for claim in claims):
        return False
    return not any(mention.sentence.holds("armed_offence") or mention.sentence.holds("actor") for mention in event.mentions)


def _armed(mentions: list[Mention]) -> bool:
    """Whether headline or lead speak of an attack with arms."""
    return any(trigger.type is IncidentType.ARMED_ATTACK for mention in mentions for trigger in mention.triggers)


def _violent(mentions: list[Mention]) -> bool:
    """Whether anything says by what people came to harm; a toll alone may be an accident's."""
    return any(trigger.type is not IncidentType.OTHER for mention in mentions for trigger in mention.triggers) or any(
        _by_somebody(m) or m.deliberate or _of_massacre(m) for m in mentions
    )


def _of_forces(mention: Mention) -> bool:
    """Whether people under arms are said to have been killed, and not just to have died: "two policemen were killed in Hawija"."""
    return not mention.quoted and any(
        claim.effect is Effect.KILLED
        and not (claim.negated or claim.total)
        and claim.party.shape is Shape.COUNTED
        and claim.party.group in UNDER_ARMS
        and mention.sentence.word(claim.at) == "killed"
        for claim in mention.claims
    )


def _of_massacre(mention: Mention) -> bool:
    """Whether people are told to have been killed in what no accident is called: "22 people died in the massacre"."""
    dead = any(claim.effect is Effect.KILLED and not claim.negated and claim.party.best > 1 for claim in mention.claims)
    return dead and not mention.quoted and any(mention.sentence.has(trigger.at, "deliberate") for trigger in mention.triggers)


def _by_militants(mention: Mention) -> bool:
    """Whether a sentence speaks of an attack and of those who make such attacks: "terrorists hurled dynamite at the embassy"."""
    armed = any(not trigger.weak and trigger.type is not IncidentType.OTHER for trigger in mention.triggers)
    return armed and any(value.startswith(Group.MILITANT.value) for _, _, value in mention.sentence.find("person"))


def _by_somebody(mention: Mention) -> bool:
    """Whether armed men are who did the harm: "ISIS killed three", "three were killed by rebels"."""
    armed = [at for category in ("actor", "offender") for at, _, _ in mention.sentence.find(category)]
    armed += [party.start for party in mention.parties if party.group is Group.MILITANT]
    behind = [at for at in armed if any(mention.sentence.word(index) == "by" for index in range(max(0, at - _BY_REACH), at))]
    return any(
        any(at < claim.at for at in armed) if claim.party.start > claim.at else any(at > claim.at for at in behind) for claim in mention.claims
    )
