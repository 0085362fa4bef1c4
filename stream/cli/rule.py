"""`tocsin rule`: an analyst's word on an incident, which no later report overrules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from stream.cli.console import complain
from stream.cli.desk import Desk, at_a_desk
from stream.cli.exits import Exit
from stream.cli.options import ConfigDir, examples
from stream.cli.ruling_words import among, figures, named, place_named, ruling_line
from stream.describe import safe
from stream.model import DatePrecision, Incident, IncidentStatus, RuledDate, Ruling, RulingAction, TakenBack, ruling_id

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Have the last word on an incident: merge, split, reject, confirm, or set its toll, place or date. Later reports do not overrule it.",
)

IncidentId = Annotated[str, typer.Argument(metavar="INCIDENT", help="id of the incident")]


def _said(text: str) -> str:
    if not text.strip() or len(text) > MAX_WORDS:
        raise typer.BadParameter(f"{len(text)} characters: expected something to read, of at most {MAX_WORDS}")
    return text.strip()


By = Annotated[str, typer.Option("--by", help="who decides", callback=_said)]
Why = Annotated[str, typer.Option("--why", help="and why", callback=_said)]
#: Characters of who and why.
MAX_WORDS = 200
_FILES = "--in incidents.jsonl --rulings rulings.jsonl"


@app.command(epilog=examples("tocsin rule merge i-0e1b i-77aa --by ala --why 'same convoy' --kafka"))
@at_a_desk()
def merge(
    incident: IncidentId,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="id of the incident that is the same")],
    by: By,
    why: Why,
    *,
    desk: Desk,
) -> None:
    """Two incidents are one: with all their reports, and those that join either later."""
    one, two = desk.incident(incident), desk.incident(other)
    if one.id == two.id:
        raise typer.BadParameter(f"{incident} and {other} are one incident already")
    if one.ledger != two.ledger:
        raise typer.BadParameter(f"{incident} is in ledger {one.ledger}, {other} in {two.ledger}: config/ledgers.yaml joins countries in one ledger")
    _rule(desk, one, RulingAction.MERGE, by, why, others=named(two))


@app.command(epilog=examples(f"tocsin rule split i-0e1b article-17 r-99 --by ala --why 'another village' {_FILES}"))
@at_a_desk()
def split(
    incident: IncidentId,
    reports: Annotated[list[str], typer.Argument(metavar="REPORT|ARTICLE...", help="what is not of this incident")],
    by: By,
    why: Why,
    *,
    desk: Desk,
) -> None:
    """Some of an incident's reports tell of another: they are matched anew, and never with the others again."""
    one = desk.incident(incident)
    others = among(one, reports)
    left = tuple(name for name in named(one) if name not in others)
    _rule(desk, one, RulingAction.SPLIT, by, why, reports=left, others=others)


@app.command(epilog=examples("tocsin rule reject i-0e1b --by ala --why 'a drill' --kafka"))
@at_a_desk()
def reject(
    incident: IncidentId,
    by: By,
    why: Why,
    *,
    desk: Desk,
) -> None:
    """There was no such incident: it counts nowhere, nor does what joins it later."""
    _rule(desk, desk.incident(incident), RulingAction.REJECT, by, why)


@app.command(epilog=examples("tocsin rule confirm i-0e1b --by ala --why 'spoke to the mayor' --kafka"))
@at_a_desk()
def confirm(
    incident: IncidentId,
    by: By,
    why: Why,
    *,
    desk: Desk,
) -> None:
    """The incident did happen, whatever was ruled before: its confidence is 1."""
    _rule(desk, desk.incident(incident), RulingAction.CONFIRM, by, why)


@app.command(epilog=examples("tocsin rule toll i-0e1b killed.security=4 killed.civilian=2-3-5 wounded=0 --by ala --why 'hospital list' --kafka"))
@at_a_desk()
def toll(
    incident: IncidentId,
    decided: Annotated[
        list[str],
        typer.Argument(metavar="EFFECT[.GROUP]=NUMBER...", help="BEST, LOW-BEST-HIGH, or BEST+; all figures of an effect that is named are replaced"),
    ],
    by: By,
    why: Why,
    *,
    desk: Desk,
) -> None:
    """How many were killed, wounded, abducted …; effects that are not named follow the news as before."""
    _rule(desk, desk.incident(incident), RulingAction.TOLL, by, why, casualties=figures(decided))


@app.command(epilog=examples("tocsin rule place i-0e1b 'Kifri, Diyala' --by ala --why 'the other Kifri' --kafka"))
@at_a_desk()
def place(
    incident: IncidentId,
    where: Annotated[str, typer.Argument(metavar="PLACE", help="name of a place, better with what it lies in")],
    by: By,
    why: Why,
    config_dir: ConfigDir = None,
    *,
    desk: Desk,
) -> None:
    """Where it was; regions follow from that."""
    one = desk.incident(incident)
    _rule(desk, one, RulingAction.PLACE, by, why, place=place_named(where, one, config_dir))


@app.command(epilog=examples("tocsin rule date i-0e1b 2021-12-05 --by ala --why 'the night before' --kafka"))
@at_a_desk()
def date(
    incident: IncidentId,
    day: Annotated[datetime, typer.Argument(metavar="DAY", formats=["%Y-%m-%d"], help="the first day, local to the place")],
    by: By,
    why: Why,
    to: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="the last day, where it is another", show_default=False)] = None,
    precision: Annotated[DatePrecision, typer.Option(help="day: it counts on the first day; else it enters no day's tally")] = DatePrecision.DAY,
    *,
    desk: Desk,
) -> None:
    """When it was."""
    if to is not None and to < day:
        raise typer.BadParameter(f"--to {to.date()} lies before {day.date()}")
    said = RuledDate(date=day.date(), date_end=(to or day).date(), date_precision=precision)
    _rule(desk, desk.incident(incident), RulingAction.DATE, by, why, date=said)


@app.command(epilog=examples("tocsin rule undo IQ/u-5d41 --by ala --why 'wrong incident' --kafka"))
@at_a_desk()
def undo(
    ruling: Annotated[str, typer.Argument(metavar="RULING", help="id of the ruling, as `tocsin rule list` shows it")],
    by: By,
    why: Why,
    *,
    desk: Desk,
) -> None:
    """Take a ruling back: the incident is again what the reports, and the other rulings, make of it."""
    known = desk.rulings.get(ruling)
    if known is None:
        complain(f"there is no ruling {ruling!r} among {len(desk.rulings)}")
        raise typer.Exit(Exit.DATA)
    desk.write(known.model_copy(update={"taken_back": TakenBack(by=by, why=why, at=datetime.now(UTC))}))


@app.command("list", epilog=examples(f"tocsin rule list {_FILES}", "tocsin rule list --kafka --all"))
@at_a_desk(writes=False)
def list_(
    everything: Annotated[bool, typer.Option("--all", help="also those that were taken back")] = False,
    *,
    desk: Desk,
) -> None:
    """Print each ruling with what it shapes; of one that shapes nothing any more, why."""
    idle = 0
    for ruling in sorted(desk.rulings.values(), key=lambda one: one.age):
        if ruling.taken_back is None:
            shaped = [incident.id for incident in desk.incidents.values() if ruling.id in incident.rulings]
            idle += not shaped
            typer.echo(safe(f"{ruling_line(ruling)}  {'shapes ' + ', '.join(shaped) if shaped else _idle(ruling, desk)}"))
        elif everything:
            back = ruling.taken_back
            typer.echo(safe(f"{ruling_line(ruling)}  taken back by {back.by}, {back.at.date()}: {back.why}"))
    if idle:
        complain(f"{idle} ruling{'' if idle == 1 else 's'} shape{'s' if idle == 1 else ''} nothing: take back what is settled, or rule anew")
    desk.bad.finish()


def _idle(ruling: Ruling, desk: Desk) -> str:
    sides = [ruling.reports, ruling.others] if ruling.others else [ruling.reports]
    if any(all(desk.holding(name.report) is None for name in side) for side in sides):
        return "FITS NOTHING: none of its reports is in an incident now"
    return "OVERRULED: newer rulings say otherwise"


def _rule(desk: Desk, incident: Incident, action: RulingAction, by: str, why: str, **said: Any) -> None:
    if not incident.reports:
        complain(f"{incident.id} is {incident.status}, and has no reports that a ruling could be about")
        raise typer.Exit(Exit.DATA)
    if action is not RulingAction.CONFIRM and incident.status is IncidentStatus.RETRACTED:
        complain(f"{incident.id} is rejected already: {', '.join(incident.rulings)}")
    content: dict[str, Any] = {"action": action, "incident": incident.id, "reports": named(incident), "by": by, "why": why, "at": datetime.now(UTC)}
    content |= said
    desk.write(Ruling.model_validate({"id": ruling_id(incident.ledger, content), **content}))
    desk.bad.finish()
