"""An extractor over a network, made fit for a stream: asked once, with patience that has an end, and the built-in one behind it."""

from __future__ import annotations

import asyncio
from itertools import count

import structlog

from stream.extract import Extractor
from stream.extractors.kept import Kept, question_key
from stream.extractors.limits import Breaker, Budget, Patience, Timing
from stream.extractors.protocol import AsyncExtractor, Unanswered
from stream.model import Article, Report
from stream.pipeline import Answer
from stream.state import Fact

log = structlog.get_logger(__name__)
#: Flag of an extraction that another extractor made than the one that was chosen.
FALLBACK = "fallback"


class Remote:
    """Asks an AsyncExtractor. Safe for many questions at a time in one event loop; the same question at the same time is asked once."""

    def __init__(self, extractor: AsyncExtractor, fallback: Extractor, kept: Kept, patience: Patience, timing: Timing | None = None) -> None:
        self.name = extractor.name
        self._extractor = extractor
        self._fallback = fallback
        self._kept = kept
        self._patience = patience
        self._timing = timing or Timing()
        self._budget = Budget(patience.per_minute, self._timing)
        self._breaker = Breaker(patience, self._timing)
        self._open: dict[str, asyncio.Task[Answer]] = {}

    def extract(self, article: Article) -> tuple[Report, ...]:
        """It cannot be asked without an event loop: drivers ask ahead, and files through stream.extractors.files."""
        raise TypeError(f"the extractor {self.name!r} is asked over a network: use ask(), then Pipeline.extract(answer=…); article {article.id}")

    async def ask(self, article: Article, kept: Kept | None = None) -> Answer:
        """The reports of one article: kept, else asked and kept, else the built-in extractor's, flagged. `kept`: where answers are kept for this one.

        Raises only what `kept` raises.
        """
        key = question_key(self._extractor, article)
        task = self._open.get(key)
        if task is None:
            task = self._open[key] = asyncio.ensure_future(self._answer(key, article, kept or self._kept))
            task.add_done_callback(lambda _: self._open.pop(key, None))
        return await asyncio.shield(task)

    def stop(self) -> None:
        """Give up every question that is still open: whoever waits for its answer is cancelled."""
        for task in self._open.values():
            task.cancel()

    async def _answer(self, key: str, article: Article, kept: Kept) -> Answer:
        raw = await kept.get(key)
        if raw is not None:
            try:
                return _told(self._extractor.read(article, raw), "kept")
            except Unanswered as error:
                log.warning("a kept answer cannot be read any more: asking anew", article=article.id, reason=error.reason)
        failures: list[Fact] = []
        try:
            raw, answer = await self._in_time(article, failures)
        except Unanswered as error:
            log.warning("no answer: the built-in extractor reads it", extractor=self.name, article=article.id, reason=error.reason, detail=str(error))
            reports = self._fallback.extract(article)
            return _told(Answer(reports, (FALLBACK,), (*failures, Fact("extractor_fallback", (error.reason,)))), FALLBACK)
        await kept.put(key, article.id, raw)
        return _told(Answer(answer.reports, answer.flags, (*failures, *answer.facts)), "asked")

    async def _in_time(self, article: Article, failures: list[Fact]) -> tuple[str, Answer]:
        try:
            async with asyncio.timeout(self._patience.total):
                return await self._asked(article, failures)
        except TimeoutError as error:
            raise Unanswered("timeout", f"no answer within {self._patience.total:g} s, over all attempts") from error

    async def _asked(self, article: Article, failures: list[Fact]) -> tuple[str, Answer]:
        """A new answer that can be read; raises Unanswered when patience or budget are at their end."""
        if self._breaker.resting:
            raise Unanswered("resting", "too many articles in a row got no answer, or it wants a rest")
        for attempt in count(1):
            if not await self._budget.take(self._patience.budget_wait):
                raise Unanswered("budget", f"{self._patience.per_minute} requests within a minute are spent")
            try:
                found = await self._attempt(article)
            except Unanswered as error:
                failures.append(Fact("extractor_failures", (error.reason,)))
                pause = self._timing.pause(attempt) if error.after is None else error.after
                if not error.again or attempt >= self._patience.attempts or pause > self._patience.longest_wait:
                    self._breaker.failed(error.after)
                    raise
                await self._timing.sleep(pause)
            else:
                self._breaker.answered()
                return found
        raise AssertionError("count never ends")

    async def _attempt(self, article: Article) -> tuple[str, Answer]:
        try:
            async with asyncio.timeout(self._patience.timeout):
                raw = await self._extractor.ask(article)
            return raw, self._extractor.read(article, raw)
        except TimeoutError as error:
            raise Unanswered("timeout", f"no answer within {self._patience.timeout:g} s", again=True) from error
        except Unanswered:
            raise
        except Exception as error:  # a mistake in an extractor must cost no article
            log.exception("the extractor broke", extractor=self.name, article=article.id)
            raise Unanswered("error", f"{type(error).__name__}: {error}") from error


def _told(answer: Answer, outcome: str) -> Answer:
    return Answer(answer.reports, answer.flags, (Fact("extractor_answers", (outcome,)), *answer.facts))
