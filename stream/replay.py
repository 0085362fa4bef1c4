"""The pipeline over files: same steps, no broker, on the data's own clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from stream import topics
from stream.clock import SourceClock
from stream.drive import REGIONS, Drive
from stream.model import (
    EPOCH,
    Alert,
    Article,
    Extraction,
    Incident,
    IncidentStatus,
    Ruled,
    Ruling,
    Tally,
    Version,
)
from stream.pipeline import Pipeline
from stream.reconcile import contributions
from stream.state import Changes, Fact, Send

#: In files there is no record's timestamp to hold an article's date against: so far ahead of all others it moves no clock.
MAX_JUMP = timedelta(days=7)


@dataclass(slots=True)
class Replay:
    """Feeds articles (or incidents) through the steps one by one, and keeps what comes out."""

    pipeline: Pipeline
    incidents: dict[str, Incident] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    #: Every revision of every alert, in order.
    alerts: list[Alert] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    _steps: Drive = field(init=False)
    _revisions: dict[str, int] = field(default_factory=dict)
    _clock: SourceClock = field(init=False)
    _seen: int = 0
    _last: datetime = EPOCH

    def __post_init__(self) -> None:
        """Start before the first article."""
        self._clock = SourceClock(0, self.pipeline.limits.lateness)
        self._steps = Drive(self.pipeline, lambda _: 0, self._alert, self.incidents, self.tallies, self.facts.extend)

    def run(self, articles: Iterable[Article], until: date | None = None, rulings: Iterable[Ruling] = ()) -> None:
        """Feed all articles in order of `published` (one without keeps its place after the line before), and let the clock run on to `until`.

        A ruling comes when it was made; of several under one id the last holds.
        """
        waiting = deque(sorted({ruling.id: ruling for ruling in rulings}.values(), key=_decided))
        for article, plausible in _in_order(articles):
            while waiting and article.published is not None and plausible and _decided(waiting[0]) <= article.published:
                self.feed_ruling(waiting.popleft())
            self.feed(article, plausible=plausible)
        while waiting:
            self.feed_ruling(waiting.popleft())
        self.finish(until)

    def feed(self, article: Article, *, plausible: bool = True) -> Extraction:
        """One article through all steps. `plausible` false: its date is far ahead of all others and moves no clock."""
        self._seen += 1
        record_time = max(article.published or self._last, EPOCH)
        extraction, facts = self.pipeline.extract(article, Version(0, 0, self._seen), record_time=record_time)
        self.facts += facts
        if plausible:
            self._last = record_time
        self._steps.run([Send(topics.EXTRACTIONS, extraction.article_id, extraction)])
        if plausible:
            self._clock.observe(extraction)
        mark = self._clock.due()
        if mark is not None:
            self._steps.run([Send(topics.EXTRACTIONS, "mark/0", mark, 0)])
        return extraction

    def feed_ruling(self, ruling: Ruling) -> None:
        """One ruling into its ledger; it moves no clock."""
        self._seen += 1
        self._steps.run([Send(topics.REPORTS, ruling.ledger, Ruled(id=ruling.id, version=Version(0, 0, self._seen), ruling=ruling))])

    def feed_incident(self, incident: Incident) -> None:
        """One revision of an incident straight into the watch."""
        reported = incident.last_reported or incident.first_reported
        if reported is None:
            day = incident.date or EPOCH.date()
            reported = datetime.combine(day, time(12), UTC)
            incident = incident.model_copy(update={"first_reported": reported, "last_reported": reported})
        self.incidents[incident.id] = incident
        self._steps.run([Send(topics.REGION_CHANGES, change.region, change) for change in contributions(incident)])
        self._clock.observe(Extraction(article_id=incident.id, version=Version(0, 0, 0), published=reported, reported=reported))
        mark = self._clock.due()
        if mark is not None:
            self._steps.run([Send(topics.REGION_CHANGES, "mark/0", mark, 0)])

    def finish(self, until: date | None = None) -> None:
        """The end of the stream: the clock catches up with the newest article, or runs on to the end of the day `until`."""
        if until is not None:
            self._clock.vouch()
        end = None if until is None else datetime.combine(until + timedelta(days=1), time(0), UTC) + self.pipeline.limits.lateness
        for topic in (topics.EXTRACTIONS, topics.REGION_CHANGES):
            self._steps.run([Send(topic, "mark/0", self._clock.idle(end), 0)])

    def _alert(self, alert: Alert) -> None:
        # What a broker could have lost is sent again where news changes nothing of it; here nothing gets lost.
        if self._revisions.get(alert.id) != alert.revision:
            self.alerts.append(alert)
            self._revisions[alert.id] = alert.revision

    def region_rows(self) -> Changes:
        """The rows of the watch as they now stand, to read."""
        return Changes(self._steps.tables[REGIONS, 0])

    def active_incidents(self) -> list[Incident]:
        """Incidents that stand, as last revised."""
        return [incident for incident in self.incidents.values() if incident.status is IncidentStatus.ACTIVE]


def _decided(ruling: Ruling) -> datetime:
    return ruling.taken_back.at if ruling.taken_back else ruling.at


def _in_order(articles: Iterable[Article]) -> Iterator[tuple[Article, bool]]:
    """Articles by `published`, each with whether its date is plausible: not a week ahead of all others until another source agrees."""
    timed: list[tuple[datetime, int, Article]] = []
    last = EPOCH
    for number, article in enumerate(articles):
        last = article.published or last
        timed.append((last, number, article))
    timed.sort(key=lambda entry: entry[:2])
    clock: datetime | None = None
    for position, (when, _, article) in enumerate(timed):
        plausible = clock is None or when <= clock + MAX_JUMP or _others_agree(timed, position)
        if plausible:
            clock = when
        yield article, plausible


def _others_agree(timed: list[tuple[datetime, int, Article]], position: int) -> bool:
    source = timed[position][2].source
    return any(later[2].source != source or source is None for later in timed[position + 1 : position + 1 + 1_000])
