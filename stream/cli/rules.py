"""`tocsin rules`: check a rules file, say in plain words what a rule does, try it on the past."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from stream.cli.bars import Bar, chart
from stream.cli.console import BadLines, complain, console
from stream.cli.options import AnswersFile, ConfigDir, ExtractorName, examples, existing, offline_pipeline, tell_fallen_back, writable
from stream.cli.picture import Panel, draw
from stream.cli.replay import feed
from stream.cli.rule_words import explain as explained
from stream.cli.rule_words import fields
from stream.describe import safe
from stream.model import Alert
from stream.places import Gazetteer, Regions
from stream.replay import Replay
from stream.settings import load_settings
from stream.watch import Rule, Rules
from stream.watch.trial import Days, alert_days, counted, extent

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check rules, explain one in plain words, try one on the past.")

RulesFile = Annotated[Path | None, typer.Option("--rules", help="rules file, in place of the configuration's", exists=True, dir_okay=False)]
RuleName = Annotated[str, typer.Argument(metavar="RULE", help="id of the rule")]
#: Regions that are drawn.
MOST_CHARTS = 4


@app.command(epilog=examples("tocsin rules check new-rules.yaml"))
def check(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="rules file; else the configuration's", exists=True, dir_okay=False)] = None,
    config_dir: ConfigDir = None,
) -> None:
    """Name every mistake in a rules file, with its line and what would be right.

    Regions and names of sets are those of the configuration. Exit status 0: the rules can be used; 2: they would be refused.
    """
    rules, _ = _load(file, config_dir)
    for rule in rules.all:
        typer.echo(f"{rule.id}: {rule.spec.kind}, version {rule.version}, {len(rule.regions)} region{'' if len(rule.regions) == 1 else 's'}")


@app.command(epilog=examples("tocsin rules explain surge-disputed-territories"))
def explain(rule: RuleName, rules: RulesFile = None, config_dir: ConfigDir = None) -> None:
    """Say in plain words what a rule counts, when it fires and when it ends, with every default."""
    known, regions = _load(rules, config_dir)
    chosen = _chosen(known, rule)
    out = console()
    out.print(Text(f"{chosen.id} ({chosen.spec.kind})", style="bold"))
    words = Table.grid(padding=(0, 2))
    for heading, said in explained(chosen, regions.name):
        words.add_row(Text(heading, style="bold"), Text(safe(said)))
    out.print(words)
    out.print(Text("Every field", style="bold"))
    table = Table.grid(padding=(0, 2))
    for name, value, default, meaning in fields(chosen):
        table.add_row(Text(f"  {name}", no_wrap=True), Text(f"{safe(value)}{' (default)' if default else ''}"), Text(meaning, style="dim"))
    out.print(table)


@app.command("test", epilog=examples("tocsin rules test surge-disputed-territories articles.jsonl --until 2022-01-31 --svg surge.svg"))
def trial(
    rule: RuleName,
    files: Annotated[list[str], typer.Argument(metavar="FILE|-...", help="past articles as JSONL, or incidents as JSONL")],
    svg: Annotated[Path | None, typer.Option(help="draw the charts into this file (needs the extra `charts`)", show_default=False)] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="let the clock run on to that day after the last article")] = None,
    rules: RulesFile = None,
    extractor: ExtractorName = None,
    answers: AnswersFile = None,
    config_dir: ConfigDir = None,
) -> None:
    """Show what a rule would have raised over past articles or incidents.

    A table of its alerts as they ended, and a chart a region: what the window held each day, red where an alert was open.
    """
    existing(files)
    writable(svg)
    pipeline = offline_pipeline(config_dir, rules=rules, extractor=extractor, answers=answers)
    chosen = _chosen(pipeline.rules, rule)
    run = Replay(pipeline.with_rules(Rules([chosen])))
    bad = BadLines()
    feed(run, files, until.date() if until else None, bad)
    last = {alert.id: alert for alert in run.alerts}
    _table(chosen, list(last.values()), run)
    regions = _regions(chosen, run, list(last.values()))
    days = extent(run.region_rows(), regions)
    panels = [_panel(chosen, run, region, days) for region in regions if days is not None]
    for panel in panels:
        _show(panel)
    if svg is not None and panels:
        draw(svg, panels)
    tell_fallen_back(run.pipeline, sum(fact.name == "extractor_fallback" for fact in run.facts))
    bad.finish()


def _load(file: Path | None, config_dir: Path | None) -> tuple[Rules, Regions]:
    settings = load_settings(config_dir=config_dir)
    directory = settings.config_dir
    regions = Regions.load(directory, Gazetteer.load(directory))
    return Rules.load(file or directory, regions, retention_days=settings.retention_days), regions


def _chosen(rules: Rules, name: str) -> Rule:
    found = next((rule for rule in rules.all if rule.id == name), None)
    if found is None:
        raise typer.BadParameter(f"there is no rule {name!r}; there are {', '.join(rule.id for rule in rules.all)}", param_hint="RULE")
    return found


def _table(rule: Rule, alerts: list[Alert], run: Replay) -> None:
    out = console()
    if any(fact.name == "history_short" for fact in run.facts):
        complain("For a part of the time the past was too short to judge by.")
    if not alerts:
        out.print(f"{rule.id} would have raised nothing.")
        return
    out.print(f"{rule.id} would have raised {len(alerts)} alert{'' if len(alerts) == 1 else 's'}:")
    table = Table(
        "",
        "started",
        "ended",
        "because",
        "severity",
        "observed (from)",
        "expected",
        "revisions",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for number, alert in enumerate(alerts, 1):
        ended, because = (str(alert.updated.date()), alert.reason.replace("_", " ")) if alert.reason else ("open", "")
        expected = "" if alert.expected is None else f"{alert.expected:.1f}"
        observed = f"{alert.observed:g}" if alert.fires_from is None else f"{alert.observed:g} ({alert.fires_from:g})"
        table.add_row(str(number), str(alert.started.date()), ended, because, alert.severity, observed, expected, str(alert.revision))
    out.print(table)
    for number, alert in enumerate(alerts, 1):
        out.print(Text(safe(f"{number}  {alert.title}")))


def _regions(rule: Rule, run: Replay, alerts: list[Alert]) -> list[str]:
    """Those with alerts, the most first; else the one in which a window held most."""
    raised = [alert.region.id for alert in alerts]
    if raised:
        return sorted(set(raised), key=lambda region: (-raised.count(region), region))[:MOST_CHARTS]
    rows = run.region_rows()
    days = extent(rows, list(rule.regions))
    if days is None:
        return []
    highest = {region: max(day.window for day in counted(rows, rule, region, days)) for region in rule.regions}
    return [region for region in sorted(highest, key=lambda region: (-highest[region], region)) if highest[region]][:1]


def _panel(rule: Rule, run: Replay, region: str, span: Days) -> Panel:
    spec = rule.spec
    days = counted(run.region_rows(), rule, region, span)
    return Panel(
        title=f"{run.pipeline.regions.name(region)}: {spec.what or spec.measure} ({rule.id})",
        days=[day.day for day in days],
        numbers=[day.number for day in days],
        windows=[day.window for day in days],
        number_label="a day",
        window_label="in the window of a day" if spec.window == 1 else f"in {spec.window} days to that day",
        alerts=alert_days(run.region_rows(), rule, region),
    )


def _show(panel: Panel) -> None:
    """The windows, as bars in the terminal."""
    out = console()
    out.print(Text(safe(f"{panel.title}, {panel.window_label}"), style="bold"))
    alerts = [any(first <= day <= last for first, last in panel.alerts) for day in panel.days]
    bars = [Bar(day, number, alert) for day, number, alert in zip(panel.days, panel.windows, alerts, strict=True)]
    for line in chart(bars, out.width):
        out.print(line)
    if any(alerts):
        out.print(Text("▲ an alert is open", style="red"))
