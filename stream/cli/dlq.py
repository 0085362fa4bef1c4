"""`tocsin dlq`: the records that could not be handled."""

from __future__ import annotations

from typing import Annotated

import typer
from aiokafka import TopicPartition

from stream import topics
from stream.cli import kafka
from stream.cli.console import complain
from stream.cli.options import Brokers, examples
from stream.describe import safe
from stream.settings import Settings, load_settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List and replay the records that could not be handled.")

#: Headers of a dead letter begin so.
HEADERS = "__streams.errors."
#: Characters of a bad record that `list` shows.
SHOWN = 100


@app.command("list", epilog=examples("tocsin dlq list", "tocsin dlq list --alerts --whole"))
def list_(
    whole: Annotated[bool, typer.Option("--whole", help="the whole record, not only its beginning")] = False,
    alerts: Annotated[bool, typer.Option("--alerts", help="those of `tocsin forward`: what a sink refused for good")] = False,
    brokers: Brokers = None,
) -> None:
    """Print each dead letter: where it stands, where it came from, why, and how it begins."""
    settings = load_settings(brokers=brokers)
    topic = settings.topic(topics.ALERT_DEAD_LETTERS if alerts else topics.DEAD_LETTERS)
    found = kafka.run(settings, _list(settings, topic, None if whole else SHOWN))
    complain(f"{found} dead letter{'' if found == 1 else 's'}")


@app.command(epilog=examples("tocsin dlq replay", "tocsin dlq replay --again --reason invalid"))
def replay(
    reason: Annotated[str | None, typer.Option(help="only those whose exception is this", show_default=False)] = None,
    again: Annotated[bool, typer.Option("--again", help="also those that were replayed before")] = False,
    brokers: Brokers = None,
) -> None:
    """Send the dead letters of `articles` there once more, with their own bytes and keys: after what refused them was mended.

    Each is replayed once, unless --again; what is still bad comes back as a new dead letter.
    """
    settings = load_settings(brokers=brokers)
    sent = kafka.run(settings, _replay(settings, reason, again=again))
    complain(f"{sent} dead letter{'' if sent == 1 else 's'} sent to {settings.topic(topics.ARTICLES)} again")


async def _list(settings: Settings, topic: str, shown: int | None) -> int:
    found = 0
    async with kafka.reader(settings, topic, from_beginning=True) as reader:
        async for record in kafka.records(reader, follow=False):
            found += 1
            typer.echo(_line(record, shown))
    return found


def _line(record: kafka.Record, shown: int | None) -> str:
    why = _headers(record)
    origin = f"{why.get('topic', '?')}/{why.get('partition', '?')}@{why.get('offset', '?')}"
    value = (record.value or b"")[:shown].decode("utf-8", "backslashreplace")
    stage = f" ({why['stage']})" if "stage" in why else ""
    return safe(f"{record.partition}@{record.offset}  from {origin}{stage}  {why.get('exception', '?')}: {why.get('message', '')}  | {value}")


def _headers(record: kafka.Record) -> dict[str, str]:
    return {name.removeprefix(HEADERS): (value or b"").decode("utf-8", "replace") for name, value in record.headers if name.startswith(HEADERS)}


async def _replay(settings: Settings, reason: str | None, *, again: bool) -> int:
    """What was replayed is remembered as the offsets of a group of its own."""
    sent = 0
    async with kafka.consumer(settings, group=f"{settings.name}.dlq-replay") as client, kafka.producer(settings) as producer:
        partitions = await kafka.partitions(settings, settings.topic(topics.DEAD_LETTERS))
        client.assign(partitions)
        for partition in partitions:
            await _begin(client, partition, again=again)
        async for record in kafka.records(client, follow=False):
            why = _headers(record)
            if why.get("topic") == settings.topic(topics.ARTICLES) and reason in {None, why.get("exception")}:
                await producer.send_and_wait(settings.topic(topics.ARTICLES), record.value, key=record.key)
                sent += 1
        await client.commit()
    return sent


async def _begin(client: kafka.Consumer, partition: TopicPartition, *, again: bool) -> None:
    committed = None if again else await client.committed(partition)
    if committed is None:
        await client.seek_to_beginning(partition)
    else:
        client.seek(partition, committed)
