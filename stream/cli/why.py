"""`tocsin why`: an incident, and why each of its reports is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from stream.cli.desk import Desk, at_a_desk
from stream.cli.options import examples
from stream.cli.ruling_words import ruling_line
from stream.describe import incident_line, incident_words, safe
from stream.model import Incident, Joined, Points

EXAMPLES = examples("tocsin why i-0e1b --in incidents.jsonl", "tocsin why i-0e1b --kafka")


@at_a_desk(writes=False)
def why(incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="id of the incident")], *, desk: Desk) -> None:
    """Say why an incident is one: its reports, what spoke for each by kind of evidence (docs/ledger.md), and which other incident came next.

    Rulings that shaped it stand below, in full where --rulings or --kafka gives them.
    """
    for line in _lines(desk.incident(incident), desk):
        typer.echo(safe(line))
    desk.bad.finish()


def _lines(incident: Incident, desk: Desk) -> Iterator[str]:
    yield f"{incident.id}  {incident_line(incident)}"
    yield f"  {_counted(incident.reports_total, 'report')} of {_counted(len(incident.sources), 'outlet')}:"
    for one in incident.joined:
        yield f"  - {one.report}  {one.source or 'no outlet'}, article {one.article}"
        yield f"      {_decision(one)}"
        for line in _rival(one, incident, desk):
            yield f"      {line}"
    if len(incident.joined) < incident.reports_total:
        yield f"  … and {incident.reports_total - len(incident.joined)} more between the first and the newest"
    for ruling_id in incident.rulings:
        ruling = desk.rulings.get(ruling_id)
        yield f"  ruled: {ruling_line(ruling) if ruling else ruling_id}"


def _decision(one: Joined) -> str:
    if one.score is None:
        return f"opened it: nothing before it had {_counted(one.needed, 'point')}"
    return f"{_counted(one.score, 'point')}, {one.needed:g} needed{_by_kind(one.points)}"


def _rival(one: Joined, incident: Incident, desk: Desk) -> Iterator[str]:
    if one.rival is None:
        yield "no runner-up"
        return
    other = desk.holding(one.rival)
    name = f"what report {one.rival} opened" if other is None else f"{other.id}, {incident_words(other)}"
    yield f"runner-up {name}{', one with this by ruling' if other is not None and other.id == incident.id else ''}"
    if one.rival_score is not None:
        yield f"  {_counted(one.rival_score, 'point')}{_by_kind(one.rival_points)}"
    else:
        refused = " and ".join(kind for kind, value in one.rival_points.items() if value is None)
        yield f"  refused for {refused or 'what it tells'}{_by_kind(one.rival_points)}"


def _counted(number: float, noun: str) -> str:
    return f"{number:g} {noun}{'' if number == 1 else 's'}"


def _by_kind(points: Points) -> str:
    """Points of each kind of evidence, as docs/ledger.md names them."""
    told = ", ".join(f"{kind} {value:+g}" for kind, value in points.items() if value is not None)
    return f" ({told})" if told else ""
