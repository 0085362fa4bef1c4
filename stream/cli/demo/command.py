"""The command `tocsin demo`, and what it says at the end."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import Iterator
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from stream.cli.console import complain, console, interactive
from stream.cli.demo.board import Board, Outcome, outcome
from stream.cli.demo.processes import embedded_broker, metrics, worker
from stream.cli.demo.session import SUBSCRIBER, Session
from stream.cli.demo.view import LiveView, PlainView, View, board_picture, save_picture
from stream.cli.exits import Exit
from stream.cli.options import ConfigDir, examples, offline_pipeline
from stream.describe import alert_line, alert_text
from stream.model import Article, parse_article
from stream.pipeline import Pipeline
from stream.places import RegionKind
from stream.replay import Replay
from stream.settings import load_settings
from stream.worker import topics

EXAMPLES = examples("tocsin demo", "tocsin demo --speed 1 --keep")
#: Partitions of every topic: two show that the work is dealt out, and cost the demonstration nothing.
PARTITIONS = 2
#: What is shown of /metrics at the end, and so many lines of each.
SHOWN_METRICS = (
    "tocsin_articles_total",
    "tocsin_incident_revisions_total",
    "tocsin_alert_revisions_total",
    "tocsin_window{",
    "tocsin_clock_timestamp",
)
SHOWN_OF_EACH = 4
#: So many of the alert revisions that the subscriber read.
SHOWN_RECEIVED = 5


def demo(
    speed: Annotated[float, typer.Option(min=0.01, help="days of news in a second")] = 5,
    keep: Annotated[bool, typer.Option("--keep", help="keep broker and worker running at the end, to look around, until Ctrl-C")] = False,
    picture: Annotated[Path | None, typer.Option(help="write the last view of the board here (SVG)", show_default=False)] = None,
    config_dir: ConfigDir = None,
) -> None:
    """Run the bundled articles through a broker and the real worker.

    Articles of autumn 2021, an embedded broker in memory, and all that comes out: incidents, tolls by region, alerts as they fire. Ends by itself.
    """
    pipeline = offline_pipeline(config_dir)
    articles = bundled_articles()
    raise typer.Exit(
        asyncio.run(_demo(pipeline, articles, load_settings(config_dir=config_dir).config_dir.resolve(), speed, keep=keep, picture=picture))
    )


def bundled_articles() -> list[Article]:
    """The sample stream, in its order."""
    text = (resources.files("stream") / "data" / "demo.jsonl").read_text(encoding="utf-8")
    return [parse_article(line) for line in text.splitlines()]


async def _demo(pipeline: Pipeline, articles: list[Article], config_dir: Path, speed: float, *, keep: bool, picture: Path | None) -> int:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    out = console()
    board = Board(total=len(articles))
    regions = _shown_regions(pipeline)
    with tempfile.TemporaryDirectory(prefix="tocsin-demo-") as name:
        directory = Path(name)
        view: View = LiveView(out, board, regions) if interactive() else PlainView(out)
        try:
            view.say("starting a broker in memory")
            async with embedded_broker(directory) as broker:
                settings = load_settings(env_file=None, brokers=broker, partitions=PARTITIONS, config_dir=config_dir)
                await topics.create(settings)
                session = Session(settings, board, view)
                expected = asyncio.create_task(asyncio.to_thread(_expected, pipeline, articles))
                view.say("starting the worker")
                async with session.listening(), worker(directory, broker, config_dir, PARTITIONS) as web:
                    view.say(f"publishing {len(articles)} articles to {broker}")
                    await session.publish(articles, speed)
                    view.say("all articles are published; waiting for what is still on its way")
                    through = await session.through(await expected)
                    view.close()
                    for line in _summary(session, await metrics(web), through=through):
                        out.print(line, soft_wrap=True)
                    if picture is not None:
                        save_picture(picture, board_picture(board, regions))
                    if keep:
                        await _look_around(out, broker, web)
        finally:
            view.close()
    return Exit.OK if through else Exit.DATA


def _expected(pipeline: Pipeline, articles: list[Article]) -> Outcome:
    """What the same articles come to without a broker."""
    replay = Replay(pipeline)
    replay.run(articles)
    return outcome(replay.incidents.values(), {alert.id: alert for alert in replay.alerts}.values())


def _shown_regions(pipeline: Pipeline) -> frozenset[str]:
    """Drawn regions and governorates of Iraq: districts would repeat them."""
    regions = pipeline.regions
    kinds = {each: regions.get(each).kind for each in regions.ids()}
    return frozenset(each for each, kind in kinds.items() if kind is RegionKind.DRAWN or (kind is RegionKind.ADMIN1 and each.startswith("iq-")))


def _summary(session: Session, exposition: str, *, through: bool) -> Iterator[str]:
    board = session.board
    yield ""
    if not through:
        complain("What came out is not what `tocsin replay` finds in the same articles, or did not come in time.")
    same = "; the same as `tocsin replay` finds without a broker" if through else ""
    yield f"{board.published} articles, {len(board.active())} incidents, {len(board.alerts)} alerts{same}."
    yield ""
    yield "ALERTS"
    for alert in sorted(board.alerts.values(), key=lambda alert: alert.started):
        yield ""
        yield from alert_text(alert, most=3)
    yield ""
    ids = {each.alert.id for each in session.received}
    yield f"WHAT A SUBSCRIBER READ (consumer group {SUBSCRIBER}, topic alerts): {len(session.received)} revisions of {len(ids)} alerts, the last of them"
    for each in session.received[-SHOWN_RECEIVED:]:
        yield f"  partition {each.partition} offset {each.offset}  ce_id {each.headers.get('ce_id', '?')}"
        yield f"    {alert_line(each.alert)}"
    yield ""
    yield "A FEW LINES OF /metrics"
    lines = exposition.splitlines()
    for name in SHOWN_METRICS:
        yield from (f"  {line}" for line in islice((line for line in lines if line.startswith(name)), SHOWN_OF_EACH))


async def _look_around(out: Console, broker: str, web: str) -> None:
    out.print(f"\nStill running until Ctrl-C: tocsin tail alerts --from-beginning --brokers {broker}; curl {web}/metrics", soft_wrap=True)
    await asyncio.Event().wait()
