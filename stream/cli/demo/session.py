"""The demonstration itself: articles in, everything that comes out seen, and an end when all is through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from stream import topics
from stream.cli import kafka
from stream.cli.demo.board import Board, Outcome
from stream.cli.demo.processes import DemoError
from stream.cli.demo.view import View
from stream.model import Alert, Article, Incident, Tally
from stream.settings import Settings

#: Longest pause between two articles (seconds): quiet days pass faster.
LONGEST_PAUSE = 0.5
#: Seconds after the last article by which all must have come out.
DEADLINE = 60
_DAY = 86_400
#: The consumer group of the subscriber.
SUBSCRIBER = "newsroom"


@dataclass(slots=True)
class Received:
    """An alert as a subscriber got it."""

    alert: Alert
    headers: dict[str, str]
    partition: int
    offset: int


@dataclass(slots=True)
class Session:
    """One run: what goes in, and what was seen."""

    settings: Settings
    board: Board
    view: View
    received: list[Received] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """See what comes out, from before anything goes in."""
        self._tasks = [asyncio.create_task(self._watch()), asyncio.create_task(self._subscribe())]
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _outputs(self) -> list[str]:
        return [self.settings.topic(name) for name in (topics.INCIDENTS, topics.TALLIES, topics.ALERTS)]

    async def publish(self, articles: list[Article], days_per_second: float) -> None:
        """Send the articles, at the pace of their own dates."""
        topic = self.settings.topic(topics.ARTICLES)
        before = None
        async with kafka.producer(self.settings) as producer:
            for article in articles:
                if article.published is not None:
                    if before is not None:
                        await asyncio.sleep(min(max((article.published - before).total_seconds(), 0) / _DAY / days_per_second, LONGEST_PAUSE))
                    before = article.published
                    self.board.today = article.published.date()
                # One without a date is as old as its record: as `replay` has it, as old as the one before.
                stamp = round(before.timestamp() * 1000) if article.published is None and before is not None else None
                await producer.send(topic, article.model_dump_json().encode(), key=article.id.encode(), timestamp_ms=stamp)
                self.board.published += 1
                self.view.changed()

    async def _watch(self) -> None:
        """What the view shows: the public topics, outside any group."""
        async with kafka.reader(self.settings, *self._outputs(), from_beginning=True) as reader:
            async for record in reader:
                if record.value is not None:
                    self._see(record)

    def _see(self, record: kafka.Record) -> None:
        if record.topic == self.settings.topic(topics.INCIDENTS):
            incident = Incident.model_validate_json(record.value)
            if self.board.see_incident(incident):
                self.view.incident(incident)
        elif record.topic == self.settings.topic(topics.TALLIES):
            self.board.see_tally(Tally.model_validate_json(record.value))
        else:
            alert = Alert.model_validate_json(record.value)
            self.board.see_alert(alert)
            self.view.alert(alert)
        self.view.changed()
        self._news.set()

    async def _subscribe(self) -> None:
        """What any service of a user would do: a consumer group of its own on `alerts`."""
        async with kafka.consumer(self.settings, self.settings.topic(topics.ALERTS), group=SUBSCRIBER) as subscriber:
            async for record in subscriber:
                if record.value is not None:
                    headers = {name: value.decode("utf-8", "replace") for name, value in record.headers}
                    self.received.append(Received(Alert.model_validate_json(record.value), headers, record.partition, record.offset))
                    self._news.set()

    async def through(self, expected: Outcome) -> bool:
        """Return when what came out is what must come out; False where that does not happen in time."""
        try:
            async with asyncio.timeout(DEADLINE):
                while not self._done(expected):
                    self._news.clear()
                    waiting = asyncio.create_task(self._news.wait())
                    done, _ = await asyncio.wait([waiting, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
                    for task in done - {waiting}:
                        raise DemoError(f"reading the topics broke: {task.exception()}")
        except TimeoutError:
            return False
        return True

    def _done(self, expected: Outcome) -> bool:
        """All that must come out has been seen, and the subscriber has read the last revision of every alert."""
        last = {(alert.id, alert.revision) for alert in self.board.alerts.values()}
        return self.board.outcome() == expected and last <= {(each.alert.id, each.alert.revision) for each in self.received}
