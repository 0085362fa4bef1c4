"""An extractor over a network for drivers that have no event loop: files are read one article at a time, and several are asked ahead."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import Any

from stream.extractors.remote import Remote
from stream.model import Article, Report
from stream.pipeline import Answer


class Waiting:
    """Asks a Remote from ordinary code, and waits; its event loop runs in a thread of its own until the process ends."""

    def __init__(self, remote: Remote, lookahead: int) -> None:
        self.name = remote.name
        self._remote = remote
        self._lookahead = lookahead
        self._loop: asyncio.AbstractEventLoop | None = None
        self._begun: dict[Article, deque[Future[Answer]]] = defaultdict(deque)

    def extract(self, article: Article) -> tuple[Report, ...]:
        """The reports of one article."""
        return self.answer(article).reports

    def answer(self, article: Article) -> Answer:
        """The answer to what was asked ahead, else asks now."""
        begun = self._begun.get(article)
        if not begun:
            return self._begin(article).result()
        answer = begun.popleft()
        if not begun:
            del self._begun[article]
        return answer.result()

    def ahead(self, articles: Iterable[Article], question: Callable[[Article], Article | None]) -> Iterator[Article]:
        """The same articles in the same order, each once its answer is there; as many as the look-ahead says are being asked meanwhile.

        `question` is what is asked of an article, None: nothing.
        """
        waiting: deque[tuple[Article, Future[Answer] | None]] = deque()
        for article in articles:
            asked = question(article)
            future = None if asked is None else self._begin(asked)
            if asked is not None and future is not None:
                self._begun[asked].append(future)
            waiting.append((article, future))
            while len(waiting) > self._lookahead or (waiting and _done(waiting[0][1])):
                yield _waited(*waiting.popleft())
        while waiting:
            yield _waited(*waiting.popleft())

    def _begin(self, article: Article) -> Future[Answer]:
        return asyncio.run_coroutine_threadsafe(self._remote.ask(article), self._running())

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name=f"extractor {self.name}", daemon=True).start()
        return self._loop


def _done(future: Future[Any] | None) -> bool:
    return future is None or future.done()


def _waited(article: Article, future: Future[Any] | None) -> Article:
    if future is not None:
        future.result()
    return article
