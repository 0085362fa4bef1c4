"""The extractor that tocsin brings: word lists and grammar, no model, no network."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Protocol

import ahocorasick_rs

from stream.config import collect
from stream.extract.actors import Actors
from stream.extract.background import topic_of
from stream.extract.discourse import Event, thread
from stream.extract.event_types import decide_type, find_perpetrator, forces_of, targets_of
from stream.extract.lexicon import Lexicon
from stream.extract.mentions import Mention, Reader
from stream.extract.scene import Site, resolve_all
from stream.extract.sentences import split_article
from stream.extract.sieve import keep
from stream.extract.tolls import casualties_of, default_group
from stream.model import Article, DatePrecision, IncidentType, PlacePrecision, Quote, Report
from stream.places import Gazetteer, Place, Regions, precision_of

#: Sentences that a report rests on, at most.
_MAX_QUOTES = 6


class Extractor(Protocol):
    """One article in, its reports out: deterministic, in the order of the text, each with its id."""

    name: str

    def extract(self, article: Article) -> tuple[Report, ...]:
        """All that the article says of incidents; () where it tells of none."""


class BuiltinExtractor:
    """Reads English news by word lists and grammar; a pure function of the article and the configuration."""

    name = "builtin"

    def __init__(self, gazetteer: Gazetteer, regions: Regions, actors: Actors, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._regions = regions
        self._actors = actors
        self._lexicon = lexicon
        actors.add_to(lexicon.phrases)
        self._reader = Reader(lexicon, actors)
        words = sorted(set(lexicon.phrases.first_words(("trigger", "participle", "active", "intransitive"))))
        self._prefilter = ahocorasick_rs.AhoCorasick(words)

    @classmethod
    def load(cls, config_dir: Path, gazetteer: Gazetteer, regions: Regions) -> BuiltinExtractor:
        """With the word lists and actors of `config_dir`; raises ONE ConfigurationError with every mistake in them."""
        actors, lexicon = collect(lambda: Actors.load(config_dir / "actors.yaml"), lambda: Lexicon.load(config_dir / "lexicon"))
        return cls(gazetteer, regions, actors, lexicon)

    def extract(self, article: Article) -> tuple[Report, ...]:
        """The reports of one article. Time is linear in its length."""
        if not self._prefilter.find_matches_as_indexes(f"{article.title}\n{article.text}".lower()):
            return ()
        mentions = self.read(article)
        if not any(mention.tells for mention in mentions) or self._off_topic(mentions):
            return ()
        events = keep(thread(mentions, _local_day(article), self._actors), mentions)
        reports = [report for event in events if (report := self._report(article, event, mentions)) is not None]
        return tuple({report.id: report for report in reports}.values())

    def read(self, article: Article) -> list[Mention]:
        """Every sentence with what it tells and what of it was set aside, and why."""
        sentences = split_article(article, self._lexicon.phrases, self._lexicon.words["abbreviations"])
        named = resolve_all(self._gazetteer, article.title, article.text)
        published = _local_day(article)
        return [self._reader.read(sentence, published, named[sentence.field]) for sentence in sentences]

    def _off_topic(self, mentions: list[Mention]) -> bool:
        """Whether the article is about sport, film or markets, and nobody comes to harm in its headline or lead."""
        topic = topic_of([mention.sentence for mention in mentions], self._lexicon.topic_enough)
        return topic is not None and not any(claim.party.best and not claim.negated for mention in mentions[:4] for claim in mention.claims)

    def _report(self, article: Article, event: Event, mentions: list[Mention]) -> Report | None:
        perpetrator = find_perpetrator(event.mentions, self._actors, self._recent_militant(event, mentions))
        default = default_group(event.mentions, self._actors, perpetrator)
        lead = {0, 1}
        kind = decide_type(event.mentions, lead, perpetrator, self._actors)
        if kind is IncidentType.SECURITY_OPERATION:
            perpetrator = forces_of(event.mentions, perpetrator, self._actors)
        site = event.site
        place = site.place if site else None
        precision = _precision(site)
        sure, possible = self._regions.holding(
            country=place.country if place else None,
            admin1=place.admin1 if place else None,
            admin2=place.admin2 if place else None,
            lat=place.lat if place else None,
            lon=place.lon if place else None,
            precision=precision,
            place=place,
        )
        return Report(
            article_id=article.id,
            source=article.source,
            url=article.url,
            published=article.published,
            type=kind,
            accidental=any(mention.mishap for mention in event.mentions),
            date=event.when.day if event.when else None,
            date_end=event.when.last_day if event.when else None,
            date_precision=event.when.precision if event.when and event.when.day else DatePrecision.UNKNOWN,
            place=_place_text(event, site),
            country=place.country if place else None,
            admin1=place.admin1 if place else None,
            admin2=place.admin2 if place else None,
            lat=place.lat if place else None,
            lon=place.lon if place else None,
            place_precision=precision,
            regions=sure,
            possible_regions=possible,
            perpetrator=perpetrator,
            targets=targets_of(event.mentions, perpetrator, self._actors),
            casualties=casualties_of(event.mentions, self._actors, perpetrator, default),
            primary=event.primary,
            confidence=_confidence(event, place),
            quotes=_quotes(event),
        ).with_id()

    def _recent_militant(self, event: Event, mentions: list[Mention]) -> str | None:
        """The militant group spoken of last before the event is first told: who "the group" is."""
        first = event.mentions[0].sentence.index
        for mention in reversed(mentions[:first]):
            names = [name for _, _, name in mention.sentence.find("actor") if not self._actors.is_state(name)]
            if names:
                return names[-1]
        return None


def _local_day(article: Article) -> dt.date | None:
    return article.published.date() if article.published else None


def _precision(site: Site | None) -> PlacePrecision:
    if site is None or site.place is None:
        return PlacePrecision.UNKNOWN
    return PlacePrecision.AREA if site.near and site.place.admin2 else precision_of(site.place)


def _place_text(event: Event, site: Site | None) -> str | None:
    """The most exact name as written: a village that no gazetteer holds before the district that does."""
    for mention in event.mentions:
        for other in mention.sites:
            if other.place is None and other.weight > 1 and not mention.sentence.is_title:
                return other.text
    return site.text if site else None


def _confidence(event: Event, place: Place | None) -> float:
    """A rough judgement of how much the report rests on: a day, a place, more than one sentence."""
    known = (event.when is not None) + (place is not None and place.admin1 is not None) + (len(event.mentions) > 1)
    return round(0.4 + 0.15 * known + 0.05 * event.primary, 2)


def _quotes(event: Event) -> tuple[Quote, ...]:
    return tuple(mention.sentence.quote() for mention in event.mentions if mention.tells)[:_MAX_QUOTES]
