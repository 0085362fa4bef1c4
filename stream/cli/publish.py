"""`tocsin publish`: articles from a file into the topic that the worker reads."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from stream import topics
from stream.cli import kafka
from stream.cli.console import BadLines, complain
from stream.cli.options import Brokers, examples, existing
from stream.cli.reading import article_of, lines, opened
from stream.errors import BadRecord
from stream.settings import Settings, load_settings

EXAMPLES = examples("tocsin publish articles.jsonl", "scraper | tocsin publish - --brokers kafka:9092")
#: Records handed over and not acknowledged yet; more would only fill the memory.
MAX_PENDING = 1_000


def publish(
    files: Annotated[list[str], typer.Argument(metavar="FILE|-...", help="articles as JSONL")],
    brokers: Brokers = None,
) -> None:
    """Send articles to the topic `articles`, keyed by their ids.

    In the order of the input, stamped with the time of sending.

    Bad lines are named on standard error, are not sent, and make the exit status 1 at the end.
    """
    existing(files)
    settings = load_settings(brokers=brokers)
    bad = BadLines()
    sent = kafka.run(settings, _publish(settings, files, bad))
    complain(f"{sent} article{'' if sent == 1 else 's'} sent to {settings.topic(topics.ARTICLES)}")
    bad.finish()


async def _publish(settings: Settings, files: list[str], bad: BadLines) -> int:
    sent = 0
    topic = settings.topic(topics.ARTICLES)
    await kafka.partitions(settings, topic)
    pending: set[asyncio.Future[object]] = set()
    async with kafka.producer(settings) as producer:
        for key, value in _articles(files, bad):
            pending.add(await producer.send(topic, value, key=key))
            sent += 1
            if len(pending) >= MAX_PENDING:
                pending = await _some_done(pending)
        await asyncio.gather(*pending)
    return sent


async def _some_done(pending: set[asyncio.Future[object]]) -> set[asyncio.Future[object]]:
    done, waiting = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    for future in done:
        future.result()
    return waiting


def _articles(files: list[str], bad: BadLines) -> Iterator[tuple[bytes, bytes]]:
    """Key and value of each record; the value is the line as it stands, with whatever else the scraper put there."""
    with _progress(files) as advance:
        for file in files:
            with opened(file) as stream:
                for line in lines(file, stream):
                    advance(len(line.raw) + 1)
                    try:
                        article = article_of(line)
                    except BadRecord as error:
                        bad.add(line, error)
                        continue
                    yield article.id.encode(), line.raw


class _Advance:
    def __init__(self, progress: Progress | None = None, task: TaskID = TaskID(0)) -> None:
        self._progress = progress
        self._task = task

    def __call__(self, size: int) -> None:
        if self._progress is not None:
            self._progress.advance(self._task, size)


@contextmanager
def _progress(files: list[str]) -> Iterator[_Advance]:
    """A bar over the bytes of the files, on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield _Advance()
        return
    total = None if "-" in files else sum(Path(file).stat().st_size for file in files)
    columns = (TextColumn("publishing"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Advance(progress, progress.add_task("", total=total))
