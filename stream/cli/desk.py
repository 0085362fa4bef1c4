"""Where an analyst reads incidents and writes rulings: two files, or two topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer
from pydantic import ValidationError

from stream import topics
from stream.cli import kafka
from stream.cli.console import BadLines, complain
from stream.cli.exits import Exit
from stream.cli.options import Brokers
from stream.cli.reading import lines, opened
from stream.errors import BadRecord
from stream.model import Incident, Record, Ruling, explain
from stream.settings import Settings, load_settings

IncidentsFile = Annotated[
    Path | None, typer.Option("--in", help="incidents as JSONL, as `tocsin replay --incidents` writes them", exists=True, dir_okay=False)
]
RulingsFile = Annotated[Path | None, typer.Option("--rulings", help="rulings as JSONL; new ones are added at its end", dir_okay=False)]
OnKafka = Annotated[bool, typer.Option("--kafka", help="the topics `incidents` and `rulings` instead of files")]
R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Desk:
    """Incidents and rulings as they now stand, and where a new ruling goes."""

    incidents: dict[str, Incident]
    rulings: dict[str, Ruling]
    settings: Settings | None
    file: Path | None
    bad: BadLines

    def incident(self, incident_id: str) -> Incident:
        """The incident that has reports under this id, or the one that it was merged into; ends the command where there is none."""
        seen: set[str] = set()
        while incident_id in self.incidents and incident_id not in seen:
            found = self.incidents[incident_id]
            if found.merged_into is None:
                return found
            complain(f"{incident_id} was merged into {found.merged_into}")
            seen.add(incident_id)
            incident_id = found.merged_into
        complain(f"there is no incident {incident_id!r} among {len(self.incidents)}")
        raise typer.Exit(Exit.DATA)

    def holding(self, report: str) -> Incident | None:
        """The incident that lists this report."""
        return next((incident for incident in self.incidents.values() if report in incident.reports), None)

    def write(self, ruling: Ruling) -> None:
        """Add the ruling where it is read."""
        if self.settings is not None:
            kafka.run(self.settings, _send(self.settings, ruling))
        else:
            assert self.file is not None, "the desk is opened with one"
            with self.file.open("ab") as out:
                out.write(ruling.to_json() + b"\n")
        typer.echo(ruling.id)


def at_a_desk(*, writes: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command its `desk`: options that say where incidents and rulings are take the place of that parameter."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def with_options(**given: Any) -> None:
            where = {name: given.pop(name) for name in signature(open_desk).parameters if name != "writes"}
            command(**given, desk=open_desk(**where, writes=writes))

        hints = get_type_hints(command, include_extras=True) | get_type_hints(open_desk, include_extras=True)
        taken = [one for each in (command, open_desk) for name, one in signature(each).parameters.items() if name not in {"desk", "writes"}]
        shown = [one.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[one.name]) for one in taken]
        with_options.__signature__ = Signature(shown)  # type: ignore[attr-defined] # what typer reads
        with_options.__annotations__ = {one.name: one.annotation for one in shown}
        return with_options

    return decorate


def open_desk(
    incidents: IncidentsFile = None, rulings: RulingsFile = None, on_kafka: OnKafka = False, brokers: Brokers = None, *, writes: bool = True
) -> Desk:
    """Read both; raises typer.BadParameter where it is not said where they are."""
    if on_kafka is (incidents is not None):
        raise typer.BadParameter("give either --in FILE or --kafka")
    bad = BadLines()
    if on_kafka:
        settings = load_settings(brokers=brokers)
        read, ruled = kafka.run(settings, _topics(settings))
        return Desk({one.id: one for one in read}, {one.id: one for one in ruled}, settings, None, bad)
    if rulings is None and writes:
        raise typer.BadParameter("give the file for rulings: --rulings FILE")
    assert incidents is not None, "see above"
    known = {one.id: one for one in _of_file(incidents, Incident, bad)}
    said = {one.id: one for one in _of_file(rulings, Ruling, bad)} if rulings is not None and rulings.exists() else {}
    return Desk(known, said, None, rulings, bad)


def rulings_in(file: Path | None, bad: BadLines) -> Iterator[Ruling]:
    """The rulings of a file, line by line; bad lines are named."""
    return iter(()) if file is None else _of_file(file, Ruling, bad)


def _of_file(file: Path, model: type[R], bad: BadLines) -> Iterator[R]:
    with opened(str(file)) as stream:
        for line in lines(str(file), stream):
            try:
                yield model.model_validate_json(line.raw)
            except ValidationError as error:
                bad.add(line, BadRecord("invalid", explain(error)))


async def _topics(settings: Settings) -> tuple[Iterable[Incident], Iterable[Ruling]]:
    return (await _last(settings, topics.INCIDENTS, Incident)).values(), (await _last(settings, topics.RULINGS, Ruling)).values()


async def _last(settings: Settings, topic: str, model: type[R]) -> dict[bytes, R]:
    """The last value of each key; a record that is none of ours is named and left out."""
    found: dict[bytes, R] = {}
    async with kafka.reader(settings, settings.topic(topic), from_beginning=True) as reader:
        async for record in kafka.records(reader, follow=False):
            found.pop(record.key, None)
            if record.value is None:
                continue
            try:
                found[record.key] = model.model_validate_json(record.value)
            except ValidationError as error:
                complain(f"{record.topic}/{record.partition}@{record.offset}: {explain(error)}")
    return found


async def _send(settings: Settings, ruling: Ruling) -> None:
    topic = settings.topic(topics.RULINGS)
    await kafka.partitions(settings, topic)
    async with kafka.producer(settings) as producer:
        await producer.send_and_wait(topic, ruling.to_json(), key=ruling.id.encode())
