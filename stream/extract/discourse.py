"""Which sentences tell of the same event: mentions of an article gathered into events, in the order of the text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import islice, zip_longest

from stream.extract.dates import When, WhenKind
from stream.extract.events import Event
from stream.extract.mentions import Mention
from stream.extract.sameness import (
    better_day,
    better_site,
    compatible,
    finds_bodies_of,
    goes_on,
    hurts_others,
    is_arrest_after,
    is_next,
    is_other,
    narrows,
    retells,
    same_day,
    same_place,
    sites_told,
    speaks_again,
    under,
)
from stream.extract.scene import best_site
from stream.extract.sentences import Sentence
from stream.extract.sites import Site
from stream.extract.sum_leads import sums
from stream.extract.turns import counts_of_enemies, distance, ends_range, entries, is_armed, is_dateline, is_heading, is_only_past
from stream.model import DatePrecision, Effect, IncidentType

#: No article tells of more; what goes on is a list, and the rest of it is left out.
MAX_EVENTS = 40
#: Sentences of the text that count as the lead.
_LEAD = 2
#: Sentences of the text in which an attack that the headline names may first be told.
_ANNOUNCED = 6
#: Days for which news of an event comes in.
_NEWS = dt.timedelta(days=4)
#: Sentences between the scene of an event and what happened.
_SCENE_REACH = 3


def thread(mentions: list[Mention], published: dt.date | None) -> list[Event]:
    """The events of an article, in the order in which it first tells of each."""
    return _Threader(published).run(mentions)


class _Threader:
    def __init__(self, published: dt.date | None) -> None:
        self.published = published
        self.events: list[Event] = []
        self.current: Event | None = None
        self.heading: Mention | None = None
        self.said_on: dt.date | None = None
        #: The sentence before.
        self.before: Sentence | None = None
        #: A sentence that lays the scene of the event to be told next.
        self.scene: Mention | None = None
        #: The day that a headline without an event gives for all that follows: "From the police log: Tuesday".
        self.day: When | None = None
        self.texts = 0
        #: Paragraph whose last telling sentence was of the past: what follows in it goes on with that.
        self.past: int | None = None
        #: Accusations before any event is told: "Farmers blame ISIS for fires".
        self.ahead: list[Mention] = []
        #: Headline or lead speak of an attack, perhaps without telling what it did.
        self.announced = False
        #: The lead sums up attacks at several places, which follow one by one.
        self.round_up = False

    def run(self, mentions: list[Mention]) -> list[Event]:
        summed, logged = sums(mentions), entries(mentions)
        self.round_up = summed.round_up
        for mention, behind in zip_longest(mentions, mentions[1:]):
            self.texts += not mention.sentence.is_title
            if summed.holds(mention):
                self.day = self.day or _only([when for when in mention.days if when.precision is DatePrecision.DAY and when.anaphor is None])
                self.announced = True
                continue
            if self.heading and self.heading.sentence.paragraph != mention.sentence.paragraph:
                self.heading = None
            self.announced = self.announced or (self._in_lead(mention) and is_armed(mention))
            if mention.sentence.is_title and not mention.tells and all(trigger.weak for trigger in mention.triggers):
                self.day = _only([when for when in mention.days if when.precision is DatePrecision.DAY and not ends_range(mention, when)])
            if any(mention is known for known in logged):
                self._enter(mention)
            placed = mention.label and best_site(mention.sites) and not is_dateline(mention, behind)
            if not mention.sentence.is_title and (is_heading(mention) or placed):
                under = self.heading is not None and bool(self.heading.days) and not mention.days
                self.heading, self.current = replace(mention, days=self.heading.days) if self.heading and under else mention, None
            elif self._of_main(mention):
                pass
            elif mention.tells or ((mention.triggers or mention.claims) and (self.current or self.heading)):
                self._place(mention)
            elif mention.sets and (mention.days or mention.sites):
                self._set_scene(mention)
            elif mention.accuses and mention.days and (self.current or self.heading):
                self._place(mention)
            else:
                self._go_back(mention)
            if mention.accuses:
                self._accuse(mention)
            if self.current and mention.sentence.holds("doubt"):
                self.current.doubted |= counts_of_enemies(self.current, mention)
            self.before = mention.sentence
            self.said_on = mention.said_on or self.said_on
            if mention.aside or mention.tells:
                self.past = mention.sentence.paragraph if is_only_past(mention) else None
        if self.events and not self.events[0].listed:
            self.events[0].accusations += self.ahead
        self._guess_days()
        if any(event.listed for event in self.events):
            # In a log every entry is news, also one that has no heading of its own.
            for event in self.events:
                event.primary = event.primary or (event.when is not None and event.when.precision is DatePrecision.DAY)
        return self.events

    def _enter(self, mention: Mention) -> None:
        """An entry of a log that begins with its place: "Hawija: army sweep in a valley"."""
        head, *inside = sorted(mention.sites, key=lambda site: site.start)
        self.heading, self.current = replace(mention, triggers=[], claims=[], sites=[head], days=[self.day] if self.day else mention.days), None
        mention.sites = inside or [head]

    def _guess_days(self) -> None:
        """News is of the day that it is told on, where it gives no other: for the main event only."""
        for event in self.events if self.round_up else self.events[:1]:
            day = next((mention.said_on for mention in event.mentions if mention.said_on), None) or self.published
            if event.primary and event.when is None and day is not None:
                event.when, event.guessed = When(0, 0, WhenKind.POINT, day), True

    def _place(self, mention: Mention) -> None:
        when, site = self._when(mention), best_site(sites_told(mention) if self.current else mention.sites)
        if self.heading:
            when = _first(self.heading.days) or when
            site = under(best_site(self.heading.sites), site)
        when = when or (self.day if mention.tells else None)
        if self.scene and mention.tells and mention.sentence.index - self.scene.sentence.index <= _SCENE_REACH:
            when, site = when or self._when(self.scene), site or best_site(self.scene.sites)
        event = self._matching(mention, when, site)
        if event is None:
            event = self._opened(mention, when, site)
        if event is None:
            return
        event.add(mention)
        if goes_on(mention):
            when = site = None
        elif finds_bodies_of(event, mention):
            when = None
        event.when = better_day(event.when, when)
        from_title = all(known.sentence.is_title for known in islice(event.mentions, len(event.mentions) - 1))
        if site and event.site and from_title and not same_place(event.site, site):
            event.site = site
        event.site = better_site(event.site, site, prefer_new=from_title)
        if event.site is None and mention.tells and mention.sentence.holds("same_place") and self.events[0].site:
            event.site = replace(self.events[0].site, text="", weight=0)
        event.primary = (
            event.primary
            or self._in_lead(mention)
            or (self.announced and event is self.events[0] and self.texts <= _ANNOUNCED)
            or self.heading is not None
            or self.day is not None
            or self.round_up
            or mention.entry
        )
        event.primary = event.primary and not event.mentions[0].aside_told
        main = mention.recalled and self.current is not None and self.current.primary and self.current.mentions[-1].sentence is mention.sentence
        self.current, self.scene = self.current if main else event, None

    def _set_scene(self, mention: Mention) -> None:
        """Where and when it happened, told in a sentence of its own: before the event is told, or behind it."""
        when, site = self._when(mention), best_site(mention.sites)
        if self.current is None or not (mention.sentence.holds("happened") or (when is None and narrows(self.current, site))):
            self.scene = mention
            return
        if compatible(self.current, mention, when, site):
            self.current.when = when if when and self.current.guessed else better_day(self.current.when, when)
            self.current.site = better_site(self.current.site, site, prefer_new=False)

    def _go_back(self, mention: Mention) -> None:
        """Behind background, a sentence that only names the main event's place goes back to it: "The checkpoint at Yankja had a staff of nine"."""
        if self.current is None or self.current.primary or self.heading or mention.aside:
            return
        named = (event for event in self.events if event.primary and event.site and event.site.text in mention.sentence.text)
        self.current = next(named, self.current)

    def _of_main(self, mention: Mention) -> bool:
        """Whether an accusation behind background goes back to the main event: "the bombing was claimed by …"."""
        back = mention.accuses and mention.same and not (mention.days or mention.claims or best_site(mention.sites) or self.heading)
        return back and self.current is not None and not self.current.primary

    def _accuse(self, mention: Mention) -> None:
        """Whom a sentence accuses that is placed nowhere, or with another event, did the main one; or all, where it speaks of "the attacks"."""
        several = any(known.holds("all_events") for known in (mention.sentence, self.before) if known is not None)
        if self.heading is None and several:
            accused = self.events
        elif (mention.days and not mention.sets) or any(
            event.ends_with(mention) and (event is self.current and event.primary) for event in self.events
        ):
            return
        else:
            current = self.current if self.current and (self.current.primary or self.heading) else None
            accused = [current] if current else self.events[:1]
            if not self.events:
                self.ahead.append(mention)
        for event in accused:
            if not event.ends_with(mention):
                event.accusations.append(mention)

    def _in_lead(self, mention: Mention) -> bool:
        return mention.sentence.is_title or self.texts <= _LEAD

    def _when(self, mention: Mention) -> When | None:
        """The day nearest to what the sentence tells; one that leans on another day is settled here."""
        if mention.after and any(event.primary for event in self.events):
            return None
        days = sorted(mention.days, key=lambda when: distance(mention, when))
        for when in days:
            if when.anaphor is None:
                return when
            other = next((day.day for day in mention.days if day.day and day.precision is DatePrecision.DAY), None)
            base = other or mention.said_on or self._day_spoken_of() or self.said_on
            if base and (self.published is None or base + dt.timedelta(days=when.anaphor) <= self.published):
                return replace(when, day=base + dt.timedelta(days=when.anaphor), anaphor=None)
        return None

    def _day_spoken_of(self) -> dt.date | None:
        """The main event's day: background leans on it, not on other background."""
        main = next((event for event in self.events if event.primary and event.when), self.current)
        return main.when.day if main and main.when else None

    def _matching(self, mention: Mention, when: When | None, site: Site | None) -> Event | None:
        candidates = list(reversed(self.events))
        if self.heading:
            entry = next((event for event in candidates if event.heading is self.heading), None)
            apart = entry is not None and when is not None and not self.heading.days and mention.tells
            return None if apart and entry and entry.when and when and not same_day(entry.when, when) else entry
        if self.day and self.heading is None:
            candidates = [event for event in candidates if event.mentions[-1].sentence.paragraph == mention.sentence.paragraph or mention.same]
        if self.current in candidates:
            candidates.remove(self.current)
            candidates.insert(0, self.current)
        if self.current and (goes_on(mention) or (site is None and is_arrest_after(self.current, mention, when))):
            return self.current
        if mention.unlike or mention.entry:
            return None
        for event in candidates:
            retold = self.texts <= _ANNOUNCED and mention.tells and all(known.sentence.is_title for item in self.events for known in item.mentions)
            if retold and not (when and event.when and not same_day(event.when, when)):
                return event
            if retells(event, mention, when) or speaks_again(event, mention):
                return event
            if self.round_up and is_next(event, mention, site):
                continue
            if (
                compatible(event, mention, when, site)
                and not (mention.another and is_other(event, mention, when, site))
                and not self._is_old(event, mention, when)
            ):
                return event
        return None

    def _is_old(self, event: Event, mention: Mention, when: When | None) -> bool:
        """Whether a day, week or month is over when the event, to which the text has given no day yet, is news: "two died there in December".

        A day ends it only where others came to harm: a follow-up may give the event's own day late.
        """
        if when is None or event.when is not None:
            return False
        if when.precision is DatePrecision.DAY and not (hurts_others(event, mention) and len(event.mentions) > 1):
            return False
        if not event.primary:
            return bool(mention.claims)
        told = next((known.said_on for known in event.mentions if known.said_on), None) or self.published
        return told is not None and when.last_day is not None and when.last_day < told - _NEWS

    def _opened(self, mention: Mention, when: When | None, site: Site | None) -> Event | None:
        """A new event needs a day, or a place and victims, of its own, save in the lead, under a heading and in a log of one day."""
        listed = self.heading is not None or self.day is not None
        lead = not self.events and (
            self._in_lead(mention) or mention.told_fully or (self.announced and self.texts <= _ANNOUNCED and bool(mention.claims))
        )
        harmed = any(claim.effect in {Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED} for claim in mention.claims)
        armed = any(not trigger.weak and trigger.type is not IncidentType.OTHER for trigger in mention.triggers)
        apart = mention.turns and (harmed or armed)
        listed = listed or (self.round_up and site is not None and armed)
        own = when is not None or (site is not None and (harmed or apart or self.day is not None)) or (mention.another and apart and harmed and armed)
        if when is None and not (mention.sentence.is_title or mention.entry) and self.past == mention.sentence.paragraph:
            return None
        if not mention.tells and mention.sentence.holds("doubt"):
            return None
        if (
            len(self.events) >= MAX_EVENTS
            or not (mention.tells or (self.heading and self.heading.days))
            or not (own or lead or listed or mention.told_fully or mention.entry)
        ):
            return None
        event = Event(heading=self.heading, listed=listed)
        if apart and when is None and self.current and self.current.when and self.current.when.precision is DatePrecision.DAY:
            event.when, event.guessed = self.current.when, True
        self.events.append(event)
        return event


def _only(days: list[When]) -> When | None:
    return days[0] if len(days) == 1 else None


def _first(days: list[When]) -> When | None:
    return days[0] if days else None
