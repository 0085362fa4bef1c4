"""The four steps on one page: articles to extractions, to reports, to incidents, to tallies and alerts.

A step is a function of the rows it reads and the record it gets; what it writes and sends stands in `Changes`. `stream.worker` drives the steps
from Kafka, `stream.replay` from files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

from stream.clock import FUTURE, advance, read_clock
from stream.config import collect
from stream.extract import BuiltinExtractor, Extractor
from stream.model import Article, Contained, Extraction, Grounds, Mark, Reading, RegionChange, Report, Ruled, Statement, TollPolicy, Version
from stream.places import Gazetteer, Regions
from stream.reconcile import HORIZON_DAYS, Words, reconcile, with_evidence
from stream.register import Ledgers, register
from stream.state import Changes, Fact
from stream.watch import Rules, Watch

#: An article may be dated so far ahead of its record: outlets' clocks and time zones are sloppy.
PLAUSIBLE_AHEAD = timedelta(days=1)
#: Bytes of reports in one extraction; no record may pass 256 KiB.
MAX_EXTRACTION_BYTES = 240_000
#: Languages that the built-in extractor reads (primary subtag).
READABLE = frozenset({"en"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor says of one article, and how that came about: flags for the extraction, facts for whoever counts."""

    reports: tuple[Report, ...]
    flags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@runtime_checkable
class Answering(Protocol):
    """An extractor that also says how its reports came about; one that does not is asked by `extract`."""

    def answer(self, article: Article) -> Answer:
        """The reports of one article, with flags and facts."""


#: Makes the extractor of a pipeline: configuration directory, gazetteer, regions. Raises ConfigurationError.
ExtractorFactory = Callable[[Path, Gazetteer, Regions], Extractor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a pipeline takes in and keeps."""

    #: Partitions of every keyed topic; also of `articles`, unless that has its own number.
    partitions: int = 1
    articles_partitions: int = 1
    #: The clock stays so far behind the newest article.
    lateness: timedelta = timedelta(days=2)
    #: What is older than this by the clock is forgotten, and not opened again.
    retention: timedelta = timedelta(days=400)
    #: Days that a report looks back for its event where it names no day, or where only names tell.
    horizon: int = HORIZON_DAYS
    #: Characters of a text that are read.
    max_text: int = 200_000
    #: Whose toll is the best (docs/tolls.md).
    toll: TollPolicy = TollPolicy.NEWEST


class Pipeline:
    """The steps with all they need to know: extractor, ledgers, regions, rules."""

    def __init__(self, *, extractor: Extractor, ledgers: Ledgers, words: Words, regions: Regions, rules: Rules, limits: Limits) -> None:
        self.extractor = extractor
        self.ledgers = ledgers
        self.words = words
        self.regions = regions
        self.rules = rules
        self.limits = limits
        self._watch = Watch(rules, regions, retention_days=limits.retention.days)

    def with_rules(self, rules: Rules) -> Self:
        """The same pipeline with other rules."""
        return type(self)(
            extractor=self.extractor, ledgers=self.ledgers, words=self.words, regions=self.regions, rules=rules, limits=self.limits
        )  # fmt: skip

    def question(self, article: Article, *, record_time: datetime) -> Article | None:
        """What the extractor is to read of an article: a plausible date, no more text than the limit. None: it is not asked (withdrawn, language)."""
        if article.withdrawn or _language(article) not in READABLE:
            return None
        future = article.published is not None and article.published > record_time + PLAUSIBLE_AHEAD
        published = None if future else article.published
        return article.model_copy(update={"text": article.text[: self.limits.max_text], "published": published})

    def extract(
        self, article: Article, version: Version, *, record_time: datetime, ingested: int = 0, answer: Answer | None = None
    ) -> tuple[Extraction, list[Fact]]:
        """Step 1: all that one article says. `record_time` orders it where it brings no plausible `published`; `ingested` is ms since 1970.

        `answer` is what the extractor says to this article's `question`, where the driver has asked already.
        """
        if article.withdrawn:
            return self.withdraw(article.id, version, record_time=record_time), [Fact("articles", ("withdrawn",))]
        question = self.question(article, record_time=record_time)
        published = article.published
        flags: list[str] = []
        facts: list[Fact] = []
        if published is not None and published > record_time + PLAUSIBLE_AHEAD:
            flags.append(FUTURE)
            facts.append(Fact("future"))
            published = None
        if len(article.text) > self.limits.max_text:
            flags.append("truncated")
            facts.append(Fact("truncated"))
        reports: tuple[Report, ...] = ()
        if question is not None:
            answer = answer or self._ask(question)
            reports = with_evidence(answer.reports, question, self.words)
            flags += answer.flags
            facts += [Fact("articles", ("reports" if reports else "empty",)), *answer.facts]
        else:
            language = _language(article)
            flags.append(f"language:{language}")
            facts += [Fact("articles", ("language",)), Fact("languages", (language,))]
        kept = tuple(_within(reports, MAX_EXTRACTION_BYTES))
        if len(kept) < len(reports):
            flags.append("reports_cut")
            facts.append(Fact("reports_cut", value=len(reports) - len(kept)))
        extraction = Extraction(
            article_id=article.id,
            version=version,
            source=article.source,
            published=published,
            reported=published or record_time,
            flags=tuple(flags),
            reports=kept,
            ingested=ingested,
        )
        return extraction, facts

    def _ask(self, question: Article) -> Answer:
        return self.extractor.answer(question) if isinstance(self.extractor, Answering) else Answer(self.extractor.extract(question))

    def withdraw(self, article_id: str, version: Version, *, record_time: datetime) -> Extraction:
        """Step 1 for a tombstone: the article says nothing any more."""
        return Extraction(article_id=article_id, version=version, reported=record_time, withdrawn=True)

    def register(self, changes: Changes, record: Extraction | Mark) -> None:
        """Step 2: what is new, what is withdrawn."""
        register(
            changes,
            record,
            self.ledgers,
            upstream=self.limits.articles_partitions,
            partitions=self.limits.partitions,
            retention=self.limits.retention,
        )

    def reconcile(self, changes: Changes, record: Statement | Ruled | Mark | Reading) -> None:
        """Step 3: which reports tell of the same incident, what is its toll, and what analysts say of it."""
        limits = self.limits
        reconcile(changes, record, self.words, partitions=limits.partitions, retention=limits.retention, horizon=limits.horizon, policy=limits.toll)

    def watch(self, changes: Changes, record: RegionChange | Mark | Reading | Grounds | Contained) -> None:
        """Step 4: tallies and alerts."""
        if isinstance(record, Mark):
            move = advance(changes, record, self.limits.partitions)
            if move.after is not None and (move.moved or move.again or move.turned):
                self._watch.advance(changes, move.before, move.after, move.covered_from, quiet=move.quiet)
            return
        if isinstance(record, Reading):
            self._watch.hear(changes, record)
            return
        if isinstance(record, Grounds | Contained):
            self._watch.relate(changes, record)
            return
        clock, covered_from = read_clock(changes)
        self._watch.change(changes, record, clock, covered_from)


def load_pipeline(
    config_dir: Path,
    limits: Limits | None = None,
    *,
    rules: Path | None = None,
    regions: Path | None = None,
    extractor: ExtractorFactory = BuiltinExtractor.load,
) -> Pipeline:
    """A pipeline from a configuration directory, or with rules, regions or an extractor from elsewhere (stream.extractors).

    Raises ConfigurationError with every mistake in every file.
    """
    (known, made, watched), ledgers, words = collect(
        lambda: _load_by_place(config_dir, rules or config_dir / "rules.yaml", regions, extractor, (limits or Limits()).retention),
        lambda: Ledgers.load(config_dir),
        lambda: Words.load(config_dir),
    )
    return Pipeline(extractor=made, ledgers=ledgers, words=words, regions=known, rules=watched, limits=limits or Limits())


def _load_by_place(
    config_dir: Path, rules: Path, regions: Path | None, extractor: ExtractorFactory, retention: timedelta
) -> tuple[Regions, Extractor, Rules]:  # fmt: skip
    """What needs the gazetteer, and the regions made of it: nothing can be said of rules while those are wrong."""
    gazetteer = Gazetteer.load(config_dir)
    known = Regions.load(config_dir, gazetteer, regions)
    made, watched = collect(lambda: extractor(config_dir, gazetteer, known), lambda: Rules.load(rules, known, retention_days=retention.days))
    return known, made, watched


def _language(article: Article) -> str:
    """Primary subtag."""
    return article.language.split("-")[0].lower()


def _within(reports: Iterable[Report], limit: int) -> Iterable[Report]:
    size = 0
    for report in reports:
        size += len(report.to_json())
        if size > limit:
            return
        yield report
