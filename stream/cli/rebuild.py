"""`tocsin rebuild`: state, tallies and alerts anew out of what the topics hold."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from stream import topics
from stream.cli import kafka
from stream.cli.console import complain, console
from stream.cli.options import Brokers, ConfigDir, examples
from stream.config import collect
from stream.describe import incident_line, safe
from stream.extract.actors import Actors
from stream.extractors import for_worker
from stream.model import Alert
from stream.pipeline import load_pipeline
from stream.rebuild import Report, Today
from stream.rebuild.today import former_names
from stream.settings import load_settings
from stream.worker.limits import limits

if TYPE_CHECKING:
    from stream.worker.past import Past

EXAMPLES = examples(
    "tocsin rebuild --dry-run                         # what would be other, and nothing more",
    "tocsin rebuild                                   # after a change of regions, places, actors; or where the state was lost",
    "tocsin rebuild --from incidents                  # after a change of rules alone",
    "TOCSIN_PARTITIONS=16 tocsin rebuild              # into as many partitions",
)
#: Lines of each kind that are shown.
MOST = 10
_KINDS = {topics.INCIDENTS: "incidents", topics.TALLIES: "tallies", topics.ALERTS: "alerts"}
_COLUMNS = ("new", "changed", "gone", "same")


class From(StrEnum):
    """What the state is computed from."""

    EXTRACTIONS = "extractions"
    INCIDENTS = "incidents"


def rebuild(
    source: Annotated[
        From, typer.Option("--from", help="extractions: the ledger and all that follows; incidents: only tallies and alerts, for a change of rules")
    ] = From.EXTRACTIONS,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be other, and change nothing")] = False,
    wait: Annotated[float, typer.Option(metavar="SECONDS", min=0, help="for which workers may take to stop, once all is computed")] = 300,
    whole: Annotated[bool, typer.Option("--whole", help=f"every difference, not only {MOST} of a kind")] = False,
    brokers: Brokers = None,
    config_dir: ConfigDir = None,
) -> None:
    """Compute ledger, tallies and alerts anew, compare, and swap them in.

    From the compacted topics, by the rules, regions, places and actors of today, into TOCSIN_PARTITIONS partitions, while the workers go on. Then
    they are to be stopped; what they read meanwhile is taken along, and the new state is swapped in by one record. Cut off before that, it has changed
    nothing. Nobody is paged: past alerts enter as resolved, and `tocsin forward` passes over what a rebuild found. Exit status 5: it cannot be done
    so, and why.
    """
    settings = load_settings(brokers=brokers, config_dir=config_dir)
    pipeline, actors = collect(
        lambda: load_pipeline(settings.config_dir, limits(settings), extractor=for_worker(settings)),
        lambda: Actors.load(settings.config_dir / "actors.yaml"),
    )
    # Faust takes a second to import.
    module = importlib.import_module("stream.worker.rebuild")
    today = Today(pipeline.regions.gazetteer, pipeline.regions, former_names(actors))
    work = module.Rebuild(settings, pipeline, today, module.Source(source.value), complain)
    report, past = kafka.run(settings, work.run(dry_run=dry_run, wait=wait))
    _show(report, None if whole else MOST)
    _unreadable(past)
    if dry_run:
        complain("Nothing was changed (--dry-run).")
    else:
        complain("Start the workers: they go on with the new state.")


def _unreadable(past: Past) -> None:
    for line in past.unreadable[:MOST]:
        complain(f"passed over: {line}")
    if len(past.unreadable) > MOST:
        complain(f"passed over: {len(past.unreadable) - MOST} more records that are none of ours")


def _show(report: Report, most: int | None) -> None:
    out = console()
    table = Table("", *_COLUMNS, box=box.SIMPLE_HEAD, pad_edge=False)
    for topic, name in _KINDS.items():
        table.add_row(name, *(str(report.counts[topic, what]) for what in _COLUMNS))
    for column in table.columns[1:]:
        column.justify = "right"
    out.print(table)
    _list("Incidents", ((what, incident_line(incident)) for what, incident in report.incidents), len(report.incidents), most)
    _list("Alerts", ((what, _alert(alert)) for what, alert in report.alerts), len(report.alerts), most)
    regions = [(str(count), f"{report.names[region]} ({region})") for region, count in report.regions.most_common()]
    _list("Days with other tallies, by region", regions, len(regions), most)


def _alert(alert: Alert) -> str:
    """`2021-12-05  resolved (subsided)  Surge of …`."""
    state = f"{alert.state} ({alert.reason.replace('_', ' ')})" if alert.reason else f"{alert.state}"
    return f"{alert.started.date().isoformat()}  {state}  {alert.title}"


def _list(title: str, lines: Iterable[tuple[str, str]], total: int, most: int | None) -> None:
    if not total:
        return
    out = console()
    out.print(Text(title, style="bold"))
    for number, (head, text) in enumerate(lines):
        if number == most:
            out.print(f"  … and {total - number} more (--whole shows all)")
            return
        out.print(Text(safe(f"  {head:>7}  {text}")))
