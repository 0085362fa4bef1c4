"""The extractor that tocsin brings: word lists and grammar, no model, no network."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from stream.config import collect
from stream.extract.actors import Actors
from stream.extract.circumstances import Circumstances
from stream.extract.discourse import thread
from stream.extract.events import Event
from stream.extract.home import Homes
from stream.extract.lexicon import Lexicon
from stream.extract.mentions import Mention
from stream.extract.names import Names
from stream.extract.parting import parted
from stream.extract.prefilter import Hits, Prefilter
from stream.extract.reading import Reader
from stream.extract.reports import Reporter
from stream.extract.round_ups import mark_entries
from stream.extract.sentences import dateline_span, split_article
from stream.extract.sieve import keep
from stream.extract.sites import Site
from stream.extract.subject import subject_of
from stream.extract.surnames import mark_surnames
from stream.extract.trace import Trace
from stream.extract.whereabouts import Whereabouts, add_here, home_of, resolve_all
from stream.model import Article, Report
from stream.places import Gazetteer, Place, PlaceKind, Regions

#: The article's own country is spoken of so many times as often as that of a namesake.
_STRAY = 3


class Extractor(Protocol):
    """One article in, its reports out: deterministic, in the order of the text, each with its id."""

    name: str

    def extract(self, article: Article) -> tuple[Report, ...]:
        """All that the article says of incidents; () where it tells of none."""


class BuiltinExtractor:
    """Reads English news by word lists and grammar; a pure function of the article and the configuration."""

    name = "builtin"

    def __init__(self, gazetteer: Gazetteer, regions: Regions, actors: Actors, lexicon: Lexicon, homes: Homes) -> None:
        self._gazetteer = gazetteer
        self._homes = homes
        self._lexicon = lexicon
        actors.add_to(lexicon.phrases)
        self._actors = actors
        self._reader = Reader(lexicon, actors)
        self._names = Names.of(lexicon.words)
        self._reporter = Reporter(regions, actors, Circumstances(lexicon.apart))
        self._prefilter = Prefilter(lexicon.phrases)

    @classmethod
    def load(cls, config_dir: Path, gazetteer: Gazetteer, regions: Regions) -> BuiltinExtractor:
        """With the word lists and actors of `config_dir`; raises ONE ConfigurationError with every mistake in them."""
        actors, lexicon, homes = collect(
            lambda: Actors.load(config_dir / "actors.yaml"), lambda: Lexicon.load(config_dir / "lexicon"), lambda: Homes.load(config_dir, gazetteer)
        )
        return cls(gazetteer, regions, actors, lexicon, homes)

    def extract(self, article: Article, trace: Trace | None = None) -> tuple[Report, ...]:
        """The reports of one article. Time is linear in its length. A `trace` is filled with what was read, and sees every sentence."""
        hits = self._prefilter.scan(article.text)
        if trace is None and not hits.event and not self._prefilter.scan(article.title).event:
            return ()
        code = self._homes.of(article)
        whereabouts = resolve_all(self._gazetteer, article.title, article.text, code)
        mentions = self._read(article, hits if trace is None else None, whereabouts)
        subject = subject_of(mentions, self._lexicon.topic_enough) if any(mention.tells for mention in mentions) else "nothing that happened"
        events = [] if subject else keep(thread(mentions, _local_day(article)), mentions)
        self._settle(events, whereabouts, code)
        if trace is not None:
            trace.mentions, trace.events, trace.subject = mentions, events, subject
        return self._reporter.reports(article, events, mentions)

    def _settle(self, events: list[Event], whereabouts: Whereabouts, code: str | None) -> None:
        """What happened at no place that the article names happened in the country that it is about, else in that which it is at home in."""
        if not any(_is_unsure(event) for event in events):
            return
        about = home_of(self._gazetteer, whereabouts)
        home = about or (self._gazetteer.place(code) if code else None)
        for event in events if home else ():
            if event.site is None:
                event.site = Site(0, 0, home, 0.0, "")
            elif about and _is_unsure(event) and _is_stray(event.site, about, whereabouts):
                event.site = replace(event.site, place=about, settlement=True)

    def read(self, article: Article) -> list[Mention]:
        """Every sentence with what it tells and what of it was set aside, and why."""
        return self._read(article, None, resolve_all(self._gazetteer, article.title, article.text, self._homes.of(article)))

    def _read(self, article: Article, hits: Hits | None, whereabouts: Whereabouts) -> list[Mention]:
        """With `hits`, sentences far down that have none of the words are left out."""
        sentences = split_article(article, self._lexicon.phrases, self._lexicon.words["abbreviations"], hits)
        self._names.mark(sentences)
        mark_surnames(sentences)
        add_here(whereabouts, sentences, dateline_span(article.text))
        published = _local_day(article)
        mentions = [self._reader.read(sentence, published, whereabouts.by_field[sentence.field]) for sentence in sentences]
        for before, mention in pairwise(mentions):
            self._reader.relate(before, mention)
        parts = [part for mention in mentions for part in parted(mention)]
        mark_entries(parts)
        return parts


def _is_unsure(event: Event) -> bool:
    """Whether the text gives the event no place, or one that only the worldwide table has."""
    return event.site is None or (event.site.place is not None and not event.site.place.listed and event.site.place.kind is not PlaceKind.ADMIN1)


def _is_stray(site: Site, home: Place, whereabouts: Whereabouts) -> bool:
    """Whether a name means a place at home that no table has, rather than its namesake in a country of which the article hardly speaks."""
    abroad = site.place.country if site.place else None
    return abroad != home.country and _STRAY * whereabouts.countries[abroad or ""] <= whereabouts.countries[home.country or ""]


def _local_day(article: Article) -> dt.date | None:
    """The day of publication by the article's own UTC offset."""
    return article.published.date() if article.published else None
