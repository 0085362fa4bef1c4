"""`tocsin why`: an incident, and why each of its reports is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from stream.cli.desk import Desk, IncidentsFile, OnKafka, RulingsFile, open_desk
from stream.cli.options import Brokers, examples
from stream.cli.ruling_words import ruling_line
from stream.describe import incident_line, safe
from stream.model import Incident, Joined

EXAMPLES = examples("tocsin why i-0e1b --in incidents.jsonl", "tocsin why i-0e1b --kafka")


def why(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="id of the incident")],
    file: IncidentsFile = None,
    rulings: RulingsFile = None,
    on_kafka: OnKafka = False,
    brokers: Brokers = None,
) -> None:
    """Say why an incident is one: its reports, what spoke for each (points of docs/ledger.md), and which other incident came next.

    Rulings that shaped it stand below, in full where --rulings or --kafka gives them.
    """
    desk = open_desk(file, rulings, on_kafka, brokers, writes=False)
    for line in _lines(desk.incident(incident), desk):
        typer.echo(safe(line))
    desk.bad.finish()


def _lines(incident: Incident, desk: Desk) -> Iterator[str]:
    yield f"{incident.id}  {incident_line(incident)}"
    yield f"  {incident.reports_total} report{'' if incident.reports_total == 1 else 's'} of {len(incident.sources)} outlets:"
    for one in incident.joined:
        yield f"  - {one.report}  {one.source or 'no outlet'}, article {one.article}"
        yield f"      {_decision(one)}{_rival(one, incident, desk)}"
    if len(incident.joined) < incident.reports_total:
        yield f"  … and {incident.reports_total - len(incident.joined)} more between the first and the newest"
    for ruling_id in incident.rulings:
        ruling = desk.rulings.get(ruling_id)
        yield f"  ruled: {ruling_line(ruling) if ruling else ruling_id}"


def _decision(one: Joined) -> str:
    return f"opened it: nothing before it had {one.needed:g} points" if one.score is None else f"{one.score:g} points, {one.needed:g} needed"


def _rival(one: Joined, incident: Incident, desk: Desk) -> str:
    if one.rival is None or one.rival_score is None:
        return "; no runner-up"
    other = desk.holding(one.rival)
    if other is None:
        return f"; runner-up: what report {one.rival} opened, {one.rival_score:g} points"
    own = ", one with this by ruling" if other.id == incident.id else ""
    return f"; runner-up {other.id}{own}, {one.rival_score:g} points"
