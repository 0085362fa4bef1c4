"""`tocsin tail`: what comes out, as it comes."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer

from stream import topics
from stream.cli import kafka
from stream.cli.options import Brokers, examples
from stream.describe import alert_line, heartbeat_line, incident_line, safe, tally_line
from stream.model import Alert, Heartbeat, Incident, Record, Tally
from stream.settings import Settings, load_settings

EXAMPLES = examples("tocsin tail alerts", "tocsin tail incidents --from-beginning --no-follow --json > incidents.jsonl")


class Output(StrEnum):
    """The public topics."""

    ALERTS = topics.ALERTS
    INCIDENTS = topics.INCIDENTS
    TALLIES = topics.TALLIES
    HEARTBEATS = topics.HEARTBEATS


_READ: dict[Output, tuple[type[Record], Callable[[Any], str]]] = {
    Output.ALERTS: (Alert, alert_line),
    Output.INCIDENTS: (Incident, incident_line),
    Output.TALLIES: (Tally, tally_line),
    Output.HEARTBEATS: (Heartbeat, heartbeat_line),
}


def tail(
    output: Annotated[Output, typer.Argument(metavar="alerts|incidents|tallies|heartbeats", help="which topic")],
    as_json: Annotated[bool, typer.Option("--json", help="the records themselves, one a line")] = False,
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="all that the topic holds, not only what is new")] = False,
    follow: Annotated[bool, typer.Option(help="go on when the end is reached")] = True,
    most: Annotated[int | None, typer.Option("--max", min=1, help="stop after so many", show_default=False)] = None,
    brokers: Brokers = None,
) -> None:
    """Print alerts, incidents, tallies or heartbeats as they come."""
    settings = load_settings(brokers=brokers)
    kafka.run(settings, _tail(settings, output, as_json=as_json, from_beginning=from_beginning, follow=follow, most=most))


async def _tail(settings: Settings, output: Output, *, as_json: bool, from_beginning: bool, follow: bool, most: int | None) -> None:
    printed = 0
    async with kafka.reader(settings, settings.topic(output), from_beginning=from_beginning) as reader:
        async for record in kafka.records(reader, follow=follow):
            if record.value is None:
                continue
            typer.echo(record.value.decode() if as_json else _line(output, record.value))
            printed += 1
            if printed == most:
                return


def _line(output: Output, value: bytes) -> str:
    model, describe = _READ[output]
    try:
        return describe(model.model_validate_json(value))
    except ValueError as error:
        return safe(f"(not a record of this version: {error})")
