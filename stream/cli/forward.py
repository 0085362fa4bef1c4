"""`tocsin forward`: alerts to Alertmanager, webhooks, CAP, chat and mail."""

from __future__ import annotations

import asyncio
import importlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from stream import topics
from stream.cli import kafka
from stream.cli.console import BadLines, complain
from stream.cli.exits import Exit
from stream.cli.options import Brokers, ConfigDir, examples
from stream.cli.reading import lines, opened
from stream.config import collect
from stream.describe import safe
from stream.errors import BadRecord, ConfigurationError, Problem
from stream.model import Alert, explain
from stream.settings import Settings, load_settings
from stream.sinks.config import FILE, CapText, SinkText, load_sinks
from stream.sinks.decide import Passed
from stream.sinks.dry import dry_run
from stream.sinks.make import dry_sink, make_sink
from stream.sinks.protocol import Sink
from stream.sinks.secrets import Secrets
from stream.sinks.trial import trial

EXAMPLES = examples(
    "DESK_SECRET=whsec_… tocsin forward --sinks sinks.yaml",
    "tocsin forward --test",
    "tocsin forward --no-forward-before 2026-11-23T00:00:00Z",
    "tocsin replay articles.jsonl --alerts alerts.jsonl && tocsin forward --dry-run --in alerts.jsonl",
)


def forward(
    sinks: Annotated[
        Path | None, typer.Option(help="file of sinks; else sinks.yaml of the configuration directory", exists=True, dir_okay=False)
    ] = None,
    no_forward_before: Annotated[
        str | None,
        typer.Option(metavar="TIMESTAMP", help="alerts whose newest article is older are told to nobody who does not know them", show_default=False),
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="print what would be sent, from the beginning of the topic, and send nothing")] = False,
    source: Annotated[Path | None, typer.Option("--in", help="with --dry-run: alerts from this file (JSONL) and not from Kafka", exists=True)] = None,
    test: Annotated[bool, typer.Option("--test", help="send every sink one alert that says that it is a test, and its end; needs no broker")] = False,
    brokers: Brokers = None,
    config_dir: ConfigDir = None,
) -> None:
    """Send the alerts of the topic `alerts` to the sinks of sinks.yaml.

    A process of its own: each sink has its own position in the topic, waits for none of the others, and is told of nothing twice but for what was
    under way at a crash. Until told to stop, as with `tocsin run`. What sinks there are, and how they are written: docs/delivery.md.
    """
    settings = load_settings(brokers=brokers, config_dir=config_dir)
    file = sinks or settings.config_dir / FILE
    not_before, texts = collect(lambda: _instant(no_forward_before), lambda: _some(file, None if dry else dict(os.environ)))
    if source is not None and not dry:
        raise ConfigurationError([Problem("command line", None, "--in", "goes with --dry-run only", "--dry-run --in FILE")])
    if dry:
        made = {text.name: (text, dry_sink(text, str(file))) for text in texts}
        bad = BadLines()
        alerts, rebuilt = (list(_alerts(source, bad)), set()) if source is not None else kafka.run(settings, _read(settings))
        _show(alerts, made, not_before, rebuilt)
        bad.finish()
        return
    secrets = Secrets(os.environ)
    ready = collect(*(_maker(_as_test(text) if test else text, secrets, str(file)) for text in texts))
    if test:
        _try({text.name: sink for text, sink in zip(texts, ready, strict=True)})
        return
    # aiohttp and the rest of the process are of no use to the other commands
    module = importlib.import_module("stream.sinks.forward")
    raise typer.Exit(module.run(settings, {text.name: (text, sink) for text, sink in zip(texts, ready, strict=True)}, not_before))


def _maker(text: SinkText, secrets: Secrets, file: str) -> Any:
    return lambda: make_sink(text, secrets, file)


def _as_test(text: SinkText) -> SinkText:
    return text.model_copy(update={"status": "Test"}) if isinstance(text, CapText) else text


def _try(sinks: dict[str, Sink]) -> None:
    results = asyncio.run(trial(sinks, datetime.now(UTC)))
    for name, failure in results.items():
        typer.echo(safe(f"{name}: {'taken' if failure is None else failure}"))
    if any(results.values()):
        raise typer.Exit(Exit.DATA)


def _some(file: Path, environment: dict[str, str] | None) -> list[SinkText]:
    texts = load_sinks(file, environment)
    if not texts:
        raise ConfigurationError([Problem(str(file), None, "sinks", "none: there is nobody to tell", "at least one; see docs/delivery.md")])
    return texts


def _instant(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        expected = "ISO 8601 with an offset, such as 2026-11-23T00:00:00Z"
        raise ConfigurationError([Problem("command line", None, "--no-forward-before", f"found {given!r}", expected)])
    return moment


async def _read(settings: Settings) -> tuple[list[Alert], set[tuple[str, int]]]:
    """All that the topic holds, and which of it a rebuild has published."""
    found = []
    rebuilt = set()
    async with kafka.reader(settings, settings.topic(topics.ALERTS), from_beginning=True) as reader:
        async for record in kafka.records(reader, follow=False):
            if record.value is None:
                continue
            try:
                alert = Alert.model_validate_json(record.value)
            except ValueError as error:
                complain(f"{record.partition}@{record.offset}: not an alert: {error}")
                continue
            found.append(alert)
            if topics.QUIET in record.headers:
                rebuilt.add((alert.id, alert.revision))
    return found, rebuilt


def _alerts(file: Path, bad: BadLines) -> Iterator[Alert]:
    with opened(str(file)) as stream:
        for line in lines(str(file), stream):
            try:
                yield Alert.model_validate_json(line.raw)
            except ValidationError as error:
                bad.add(line, BadRecord("invalid", f"not an alert: {explain(error)}"))


def _show(alerts: list[Alert], sinks: dict[str, tuple[SinkText, Sink]], not_before: datetime | None, rebuilt: set[tuple[str, int]]) -> None:
    sent = 0
    for name, alert, told in dry_run(alerts, sinks, datetime.now(UTC), not_before, rebuilt):
        head = f"--- {name}  {alert.id}/{alert.revision}  {alert.state}"
        if isinstance(told, Passed):
            typer.echo(safe(f"{head}  not sent: {told.replace('_', ' ')}"))
            continue
        sent += 1
        typer.echo(safe(head))
        typer.echo("\n".join(safe(line) for line in told.shown.splitlines()))
    complain(f"{len(alerts)} revisions, {len(sinks)} sinks: {sent} would be sent")
