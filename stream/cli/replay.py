"""`tocsin replay`: the whole pipeline over files, on the data's own clock, without a broker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from stream.cli.console import BadLines, complain
from stream.cli.desk import rulings_in
from stream.cli.options import AnswersFile, ConfigDir, ExtractorName, asked_ahead, examples, existing, offline_pipeline, tell_fallen_back, writable
from stream.cli.reading import Line, article_of, incident_of, is_incident, lines, opened
from stream.cli.tally_csv import write_csv
from stream.errors import BadRecord
from stream.model import EPOCH, Article, Incident, Record, Ruling, Tally
from stream.replay import Replay

EXAMPLES = examples(
    "tocsin replay articles.jsonl --incidents incidents.jsonl --alerts alerts.jsonl --tallies tallies.csv --until 2022-01-31",
)


def replay(
    files: Annotated[list[str], typer.Argument(metavar="FILE|-...", help="articles as JSONL, or incidents as JSONL: then only the watch runs")],
    incidents: Annotated[Path | None, typer.Option(help="write the last revision of each incident here (JSONL)")] = None,
    alerts: Annotated[Path | None, typer.Option(help="write every alert revision here, in order (JSONL)")] = None,
    tallies: Annotated[
        Path | None, typer.Option(help="write the last revision of each tally here (JSONL, or CSV where the name ends in .csv)")
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="rules file, in place of the configuration's", exists=True, dir_okay=False)] = None,
    regions: Annotated[Path | None, typer.Option(help="regions file or directory, in place of the configuration's", exists=True)] = None,
    rulings: Annotated[
        Path | None, typer.Option(help="rulings of analysts (JSONL, docs/rulings.md), each at the time when it was made", exists=True, dir_okay=False)
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="let the clock run on to that day after the last article")] = None,
    extractor: ExtractorName = None,
    answers: AnswersFile = None,
    config_dir: ConfigDir = None,
) -> None:
    """Run the whole pipeline over files, without a broker.

    In order of publication, and on the data's own clock.

    Bad lines are named on standard error, and make the exit status 1 at the end.
    """
    existing(files)
    writable(incidents, alerts, tallies)
    run = Replay(offline_pipeline(config_dir, rules=rules, regions=regions, extractor=extractor, answers=answers))
    bad = BadLines()
    feed(run, files, until.date() if until else None, bad, list(rulings_in(rulings, bad)))
    _write(incidents, run.incidents.values())
    _write(alerts, run.alerts)
    _write_tallies(tallies, run.tallies.values())
    complain(f"{len(run.incidents)} incidents, {len(run.tallies)} tallies, {len({alert.id for alert in run.alerts})} alerts")
    tell_fallen_back(run.pipeline, sum(fact.name == "extractor_fallback" for fact in run.facts))
    bad.finish()


def feed(run: Replay, files: list[str], until: date | None, bad: BadLines, rulings: Iterable[Ruling] = ()) -> None:
    """All articles with the rulings on them, or all incidents, of the files, and the clock on to `until`."""
    records = _records(files, bad)
    first = next(records, None)
    everything = chain([first], records)
    if isinstance(first, Incident):
        for incident in sorted((record for record in everything if isinstance(record, Incident)), key=_when):
            run.feed_incident(incident)
        run.finish(until)
    else:
        run.run(asked_ahead(run.pipeline, (record for record in everything if isinstance(record, Article))), until, rulings)


def _records(files: list[str], bad: BadLines) -> Iterator[Article | Incident]:
    kind: type[Article | Incident] | None = None
    for file in files:
        with opened(file) as stream:
            for line in lines(file, stream):
                try:
                    record = _record(line, kind)
                except BadRecord as error:
                    bad.add(line, error)
                    continue
                kind = type(record)
                yield record


def _record(line: Line, kind: type[Article | Incident] | None) -> Article | Incident:
    if is_incident(line):
        if kind is Article:
            raise BadRecord("mixed", "an incident among articles: replay either the one or the other")
        return incident_of(line)
    if kind is Incident:
        raise BadRecord("mixed", "an article (or something else) among incidents: replay either the one or the other")
    return article_of(line)


def _when(incident: Incident) -> datetime:
    return incident.last_reported or incident.first_reported or EPOCH


def _write(file: Path | None, records: Iterable[Record]) -> None:
    if file is None:
        return
    with file.open("wb") as out:
        out.writelines(record.to_json() + b"\n" for record in records)


def _write_tallies(file: Path | None, tallies: Iterable[Tally]) -> None:
    if file is None or file.suffix != ".csv":
        _write(file, tallies)
        return
    with file.open("w", encoding="utf-8", newline="") as out:
        write_csv(out, tallies)
