"""`tocsin tallies`: what happened in a region day by day, with totals of windows, as a table, a file or a chart."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich import box
from rich.table import Table
from rich.text import Text

from stream import topics
from stream.cli import kafka
from stream.cli.bars import Bar, chart
from stream.cli.console import BadLines, complain, console
from stream.cli.exits import Exit
from stream.cli.options import Brokers, examples, writable
from stream.cli.picture import Panel, draw
from stream.cli.reading import lines, opened
from stream.cli.tally_days import MEASURES, TallyDay, days_of, newest
from stream.describe import safe
from stream.errors import BadRecord, MissingExtra
from stream.model import Group, Tally, explain
from stream.settings import Settings, load_settings
from stream.watch.schema import NOT_MILITANT

EXAMPLES = examples(
    "tocsin tallies --region disputed-territories --in tallies.jsonl --from 2021-11-15 --to 2021-12-15",
    "tocsin tallies --region iq-diyala --kafka --window 14d --group civilian --measure killed --out killed.svg",
)
#: Regions that a message names.
MOST_NAMES = 12
#: What `--out` may end in.
PICTURES = frozenset({".svg", ".png", ".pdf"})


class Measure(StrEnum):
    """What a chart can show: the columns of `tally_days`."""

    INCIDENTS = "incidents"
    KILLED = "killed"
    WOUNDED = "wounded"
    KILLED_OR_WOUNDED = "killed_or_wounded"
    ABDUCTED = "abducted"


def _window(text: str) -> int:
    found = re.fullmatch(r"(\d{1,3})d?", text)
    if found is None or not 1 <= int(found[1]) <= 365:
        raise typer.BadParameter(f"{text!r} is no window: from 1d to 365d", param_hint="--window")
    return int(found[1])


def tallies(
    region: Annotated[list[str], typer.Option(help="id of a region; may be given again")],
    file: Annotated[Path | None, typer.Option("--in", help="tallies as JSONL, as `tocsin replay --tallies` writes them", exists=True)] = None,
    from_kafka: Annotated[bool, typer.Option("--kafka", help="read the topic `tallies` instead")] = False,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="first day; else the region's own", show_default=False)
    ] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="last day, included", show_default=False)] = None,
    window: Annotated[str, typer.Option(metavar="DAYS", help="days of the running totals")] = "7d",
    group: Annotated[Group | None, typer.Option(help="only people of this group; else all but militants", show_default=False)] = None,
    measure: Annotated[Measure, typer.Option(help="what a chart shows")] = Measure.INCIDENTS,
    out: Annotated[
        Path | None,
        typer.Option(help="write there: .csv, .parquet (extra `parquet`), .svg or .png (extra `charts`); else a table here", show_default=False),
    ] = None,
    brokers: Brokers = None,
) -> None:
    """Show the tallies of a region day by day, with running totals.

    Days without a tally are zeros. As in the measures of rules, militants are left out of the people unless --group names them.
    """
    if (file is None) is not from_kafka:
        raise typer.BadParameter("give either --in FILE or --kafka")
    if out is not None and out.suffix.lower() not in {".csv", ".parquet", *PICTURES}:
        raise typer.BadParameter(f"{out}: ends in none of .csv, .parquet, .svg, .png", param_hint="--out")
    days_in_window = _window(window)
    writable(out)
    bad = BadLines()
    found = list(newest(_of_kafka(load_settings(brokers=brokers)) if file is None else _of_file(file, bad)).values())
    groups = NOT_MILITANT if group is None else {group}
    rows = [list(days_of(found, each, first=_day(first), last=_day(last), window=days_in_window, groups=groups)) for each in region]
    for each, days in zip(region, rows, strict=True):
        if not days:
            complain(f"there are no tallies of {each!r}; there are some of {_some({tally.region.id for tally in found})}")
    if not any(rows):
        raise typer.Exit(Exit.DATA)
    names = {tally.region.id: tally.region.name for tally in found}
    _give(out, [days for days in rows if days], days_in_window, measure.value, names, "" if group is None else f" ({group})")
    bad.finish()


def _give(out: Path | None, rows: list[list[TallyDay]], window: int, measure: str, names: dict[str, str], group: str) -> None:
    flat = [day.row(window) for days in rows for day in days]
    if out is None:
        for days in rows:
            _show(names[days[0].region], days, window, measure, group)
    elif out.suffix.lower() == ".csv":
        with out.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(flat[0]))
            writer.writeheader()
            writer.writerows(flat)
    elif out.suffix.lower() == ".parquet":
        _parquet(out, flat)
    else:
        draw(out, [_panel(names[days[0].region], days, window, measure, group) for days in rows])


def _some(regions: set[str]) -> str:
    names = sorted(regions)
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{', '.join(names[:MOST_NAMES])}{more}" if names else "no region"


def _of_file(file: Path, bad: BadLines) -> Iterator[Tally]:
    with opened(str(file)) as stream:
        for line in lines(str(file), stream):
            try:
                yield Tally.model_validate_json(line.raw)
            except ValidationError as error:
                bad.add(line, BadRecord("invalid", explain(error)))


def _of_kafka(settings: Settings) -> Iterable[Tally]:
    return kafka.run(settings, _topic(settings))


async def _topic(settings: Settings) -> list[Tally]:
    async with kafka.reader(settings, settings.topic(topics.TALLIES), from_beginning=True) as reader:
        return [Tally.model_validate_json(record.value) async for record in kafka.records(reader, follow=False) if record.value is not None]


def _show(name: str, days: list[TallyDay], window: int, measure: str, group: str) -> None:
    out = console()
    out.print(Text(safe(name), style="bold"))
    shown = [one for one in MEASURES if any(day.window[one] for day in days)]
    blind = any(day.coverage.blind for day in days)
    unsplit = "; unsplit: killed or wounded" if Measure.KILLED_OR_WOUNDED in shown else ""
    out.print(f"each day / in the {window} days to it; people: {group.strip(' ()') or 'militants left out'}{unsplit}")
    table = Table(
        "day",
        *(one.replace("killed_or_wounded", "unsplit") for one in shown),
        "undated",
        "possible",
        *(["read"] if blind else []),
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.columns[0].no_wrap = True
    for day in days:
        figures = (f"{day.numbers[one] or '·'} / {day.window[one]}" for one in shown)
        table.add_row(
            day.day.isoformat(), *figures, *(str(number or "·") for number in (day.undated, day.possible)), *([_read(day)] if blind else [])
        )
    for column in table.columns[1:]:
        column.justify = "right"
    out.print(table)
    out.print(Text(f"{measure.replace('_', ' ')} in {window} days to that day", style="bold"))
    for line in chart([Bar(day.day, day.window[measure]) for day in days], out.width):
        out.print(line)


def _read(day: TallyDay) -> str:
    """Silence is not peace: of a blind day, how many articles there were of how many that are usual."""
    return f"BLIND: {day.coverage.articles} of {day.coverage.usual or 0:g}" if day.coverage.blind else ""


def _panel(name: str, days: list[TallyDay], window: int, measure: str, group: str) -> Panel:
    return Panel(
        title=f"{name}: {'' if measure == 'incidents' else 'people '}{measure.replace('_', ' ')}{group}, {days[0].day} to {days[-1].day}",
        days=[day.day for day in days],
        numbers=[day.numbers[measure] for day in days],
        windows=[day.window[measure] for day in days],
        number_label="a day",
        window_label=f"in {window} days to that day",
    )


def _parquet(file: Path, rows: list[dict[str, Any]]) -> None:
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtra("Parquet files", "parquet") from error
    parquet.write_table(arrow.Table.from_pylist(rows), file)


def _day(when: datetime | None) -> date | None:
    return when.date() if when else None
