"""Runs workers over a stream while it kills them, by a seeded plan, and reads what came out."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any, Self

from stream.clock import whole_hours
from stream.config import shipped_config
from stream.model import validate_article
from stream.pipeline import load_pipeline
from stream.replay import Replay
from tests.faults.outcome import Outcome
from tests.workers import ROOT, Topics, WorkerProcess, until

#: Seconds that the stream may take to its end, once nobody disturbs it any more.
PATIENCE = float(os.environ.get("FAULTS_PATIENCE", "600"))
#: Seconds that the first start may take, on a busy machine.
START = 300.0
#: Seconds between two looks at the workers of a stream that runs to its end, and for which they must be done.
EVERY, CALM = 0.5, 3.0
#: Seconds for which a worker that says it is ready must go on to say so: it may not have noticed yet.
STEADY = 8.0
#: Exit code of a worker that is to be started again.
GAVE_UP = 4


def replayed(articles: list[dict[str, Any]]) -> Outcome:
    """The outcome without a broker."""
    replay = Replay(load_pipeline(shipped_config()))
    replay.run([validate_article(article) for article in articles])
    last = {alert.id: alert for alert in replay.alerts}
    return Outcome.of(
        *([record.model_dump(mode="json") for record in records] for records in (replay.incidents.values(), replay.tallies.values(), last.values()))
    )


def replaying(articles: list[dict[str, Any]]) -> asyncio.Future[Outcome]:
    """The same, worked out while the workers are at it, and often wait."""
    return asyncio.get_running_loop().run_in_executor(None, replayed, articles)


class Run:
    """Workers (two, if not said otherwise) on the topics of one prefix."""

    def __init__(self, broker: str, prefix: str, seed: int = 1, *, number: int = 2, partitions: int = 4, **settings: object) -> None:
        self.topics = Topics(broker, prefix)
        self.partitions = partitions
        self._settings: dict[str, Any] = {"partitions": partitions, **settings}
        self.workers = [WorkerProcess(broker, prefix, **self._settings) for _ in range(number)]
        self.choose = random.Random(seed)
        #: What was killed, and what ended and was started again, when (seconds since the start).
        self.log: list[str] = []
        #: How many ended of themselves.
        self.ended = 0

    async def __aenter__(self) -> Self:
        try:
            for worker in self.workers:
                worker.start()
            for worker in self.workers:
                await worker.until_ready(START)
        except BaseException:
            self._end()
            raise
        self._began = time.monotonic()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        for worker in self.workers:
            worker.end()

    async def kill(self, times: int, pause: tuple[float, float]) -> None:
        """SIGKILL one worker or the other, and start it again, with a pause between (seconds, from and to).

        Every second time the pause begins when the worker works: else, where they come fast, all would die on their way to it.
        """
        for count in range(times):
            number = self.choose.randrange(len(self.workers))
            if count % 2:
                await until(lambda number=number: self._works(number), f"worker {number} works", PATIENCE)
            await asyncio.sleep(self.choose.uniform(*pause))
            handled = self.workers[number].metric("tocsin_records_handled_total", stage="extract")
            self.tell(f"SIGKILL worker {number}, which had handled {handled:.0f} articles")
            self.workers[number].kill()
            self.workers[number].start()

    async def join_and_leave(self, seconds: float, pause: tuple[float, float], most: int = 3) -> None:
        """A worker joins or leaves (SIGTERM, or SIGKILL one time in three) again and again; from one to `most` of them are alive."""
        end = time.monotonic() + seconds
        alive = set(range(len(self.workers)))
        #: Those that were ready since they began: none leaves that leaves nobody but some that are only starting.
        working = set(alive)
        spare = [WorkerProcess(self.topics.broker, self.topics.prefix, **self._settings) for _ in range(most - len(self.workers))]
        self.workers += spare
        while time.monotonic() < end:
            pause_ends = time.monotonic() + self.choose.uniform(*pause)
            while time.monotonic() < pause_ends:
                await asyncio.sleep(EVERY)
                working |= {number for number in alive - working if self.workers[number].get("/ready")[0] == 200}
            gone = [number for number in range(most) if number not in alive]
            may_leave = [number for number in sorted(alive) if working - {number}]
            if gone and (not may_leave or self.choose.random() < 0.5):
                number = self.choose.choice(gone)
                alive.add(number)
                self.workers[number].start()
                self.tell(f"worker {number} joins")
            elif may_leave:
                number = self.choose.choice(may_leave)
                alive.remove(number)
                working.discard(number)
                await self._leave(number)
        for number in set(range(most)) - alive:
            self.workers[number].start()

    async def _leave(self, number: int) -> None:
        if self.choose.random() < 1 / 3:
            self.workers[number].kill()
            self.tell(f"worker {number} is killed")
        else:
            code = await self.workers[number].stop()
            # One that is still on its way to its first partitions ends by the signal itself, or gives up.
            self.tell(f"worker {number} leaves, with exit code {code}")

    async def until_working(self, patience: float) -> float:
        """Seconds until all workers are ready again, and stay so; those that gave up are started again."""
        begun = ready_since = time.monotonic()

        def steady() -> bool:
            nonlocal ready_since
            now = time.monotonic()
            if not all(self._works(number) for number in range(len(self.workers))):
                ready_since = now
            return now - ready_since > STEADY

        await until(steady, f"all work again\n{self.log}", patience + STEADY, EVERY)
        took = ready_since - begun
        self.tell(f"all work again after {took:.1f} s")
        return took

    def told(self, event: str) -> list[int]:
        """How often each worker's log says so."""
        return [sum(line["event"] == event for line in worker.events()) for worker in self.workers]

    def _works(self, number: int) -> bool:
        self.start_again()
        return self.workers[number].get("/ready")[0] == 200

    def tell(self, what: str) -> None:
        """A line of the log; shown where a test fails, and by `make faults`."""
        self.log.append(f"{time.monotonic() - self._began:6.1f} s: {what}")
        sys.stdout.write(f"{self.log[-1]}\n")
        sys.stdout.flush()

    async def stop(self, times: int, pause: tuple[float, float]) -> list[float]:
        """SIGTERM one worker or the other, and start it again; seconds that each took to end, which it did with exit code 0."""
        took: list[float] = []
        while len(took) < times:
            await asyncio.sleep(self.choose.uniform(*pause))
            number = self.choose.randrange(len(self.workers))
            # One that has begun: before it listens for signals there is nothing to drain, and Python ends with the signal's own code.
            await until(lambda number=number: self._works(number), f"worker {number} works", START)
            begun = time.monotonic()
            code = await self.workers[number].stop()
            if code == GAVE_UP:
                # Of itself, in the same moment: the next round starts it again.
                continue
            took.append(time.monotonic() - begun)
            self.tell(f"SIGTERM worker {number}, ended with {code} after {took[-1]:.1f} s")
            assert code == 0, f"{code}\n" + self.workers[number].text()[-1500:]
            self.workers[number].start()
        return took

    def replay_dead_letters(self, *options: str) -> int:
        """`tocsin dlq replay`; how many were sent."""
        command = [sys.executable, "-m", "stream.cli", "dlq", "replay", *options]
        done = subprocess.run(command, env=self.workers[0].environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE)
        return int(done.stderr.split()[0])

    async def finished(self, articles: list[dict[str, Any]]) -> None:
        """All is read, and every clock stands where the stream ends."""
        end = whole_hours(max(datetime.fromisoformat(article["published"]) for article in articles) - timedelta(days=2))
        calm = 0

        def done() -> bool:
            nonlocal calm
            self.start_again()
            bodies = [worker.ready() or {} for worker in self.workers]
            ready = all(body.get("ready") and not body["lag"] for body in bodies)
            clocks = {int(number): clock for body in bodies for number, clock in body.get("clocks", {}).get("watch", {}).items()}
            ended = len(clocks) == self.partitions and all(datetime.fromisoformat(clock) == end for clock in clocks.values())
            calm = calm + 1 if ready and ended else 0
            return calm > CALM / EVERY

        try:
            await until(done, f"the end of the stream, {end.isoformat()}; {self.log}", PATIENCE, EVERY)
        except AssertionError as error:
            error.add_note("\n".join(f"worker {number}: {worker.ready()}" for number, worker in enumerate(self.workers)))
            raise

    def start_again(self) -> None:
        """As compose or Kubernetes would: a worker that gave up, with the code that says so."""
        for number, worker in enumerate(self.workers):
            if worker.code is not None:
                assert worker.code == GAVE_UP, worker.text()[-1500:]
                self.ended += 1
                self.tell(f"worker {number} ended with {worker.code}, started again")
                worker.start()

    async def comes_to(self, expected: asyncio.Future[Outcome]) -> None:
        """The topics hold this, and nothing else; every difference is shown."""
        differences = (await self.outcome()).differences(await expected)
        sys.stdout.write("".join(f"{line}\n" for line in differences))
        assert not differences, f"{len(differences)} differences from the outcome of a replay:\n" + "\n".join(differences[:5])

    async def outcome(self) -> Outcome:
        """What the topics hold."""
        return Outcome.of(*[(await self.topics.last(name)).values() for name in ("incidents", "tallies", "alerts")])
