"""The demonstration on the screen: a live board on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from stream.cli.demo.board import Board
from stream.describe import alert_line, incident_line, place, safe, toll
from stream.model import Alert, AlertState, Incident, Severity

_COLOUR = {Severity.INFO: "cyan", Severity.WARNING: "yellow", Severity.CRITICAL: "bold red"}
#: Rows of each part of the board.
TOLLS, INCIDENTS, ALERTS = 7, 8, 8


class View(Protocol):
    """What the session tells about."""

    def say(self, text: str) -> None:
        """A step of the demonstration."""

    def changed(self) -> None:
        """The board has news."""

    def incident(self, incident: Incident) -> None:
        """A new incident."""

    def alert(self, alert: Alert) -> None:
        """A new revision of an alert."""

    def close(self) -> None:
        """Nothing more comes."""


class PlainView:
    """One line an event, as it comes: for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._titles: dict[str, tuple[str, str]] = {}

    def say(self, text: str) -> None:
        """A step of the demonstration."""
        self._console.print(text, soft_wrap=True)

    def changed(self) -> None:
        """Lines tell it already."""

    def incident(self, incident: Incident) -> None:
        """A new incident."""
        self._console.print(f"incident  {incident_line(incident)}", soft_wrap=True)

    def alert(self, alert: Alert) -> None:
        """A new revision of an alert, if its title or state says something new."""
        if self._titles.get(alert.id) != (alert.state, alert.title):
            self._titles[alert.id] = (alert.state, alert.title)
            self._console.print(f"ALERT     {alert_line(alert)}", soft_wrap=True)

    def close(self) -> None:
        """Lines need no end."""


class LiveView:
    """A board that is drawn anew a few times a second."""

    def __init__(self, console: Console, board: Board, regions: frozenset[str]) -> None:
        self._board = board
        self._regions = regions
        self._said = ""
        self._live = Live(console=console, get_renderable=self.draw, refresh_per_second=8, transient=True)
        self._live.start()

    def say(self, text: str) -> None:
        """A step of the demonstration."""
        self._said = text

    def changed(self) -> None:
        """It is drawn anew all the time."""

    def incident(self, incident: Incident) -> None:
        """The board shows it."""

    def alert(self, alert: Alert) -> None:
        """The board shows it."""

    def close(self) -> None:
        """Take the board away: what follows is printed below."""
        self._live.stop()

    def draw(self) -> RenderableType:
        """The board as it is now."""
        return board_picture(self._board, self._regions, self._said)


def board_picture(board: Board, regions: frozenset[str], said: str = "") -> RenderableType:
    """Progress, tolls by region, newest incidents, and alerts."""
    return Group(
        _progress(board),
        Text(said, style="dim"),
        Panel(_tolls(board, regions), title="tolls of the last 7 days", title_align="left", border_style="dim"),
        Panel(Group(*_incidents(board)), title="newest incidents", title_align="left", border_style="dim"),
        Panel(Group(*_alerts(board)), title="alerts", title_align="left", border_style="dim"),
    )


def save_picture(file: Path, picture: RenderableType) -> None:
    """Write a view as SVG."""
    console = Console(record=True, width=120, file=io.StringIO(), force_terminal=True, highlight=False, markup=False)
    console.print(picture)
    console.save_svg(str(file), title="tocsin demo")


def _progress(board: Board) -> RenderableType:
    row = Table.grid(padding=(0, 2))
    row.add_row(
        Text("tocsin", style="bold"),
        Text(board.today.isoformat() if board.today else "starting"),
        ProgressBar(total=board.total, completed=board.published, width=30),
        Text(f"{board.published} of {board.total} articles, {len(board.active())} incidents, {len(board.alerts)} alerts"),
    )
    return row


def _tolls(board: Board, regions: frozenset[str]) -> RenderableType:
    table = Table(box=None, expand=True, pad_edge=False)
    table.add_column("region", ratio=3)
    for name in ("incidents", "killed", "wounded"):
        table.add_column(name, justify="right", ratio=1)
    rows = board.tolls(regions)[:TOLLS]
    for each in rows:
        table.add_row(Text(safe(each.region)), str(each.incidents), Text(str(each.killed), style="red" if each.killed else ""), str(each.wounded))
    for _ in range(TOLLS - len(rows)):
        table.add_row("")
    return table


def _incidents(board: Board) -> Iterator[Text]:
    newest = board.active()[-INCIDENTS:][::-1]
    for incident in newest:
        when = incident.date.isoformat() if incident.date else "no date   "
        what = f"{incident.type.replace('_', ' ')}{f' by {incident.perpetrator}' if incident.perpetrator else ''}"
        yield _line(Text(f"{when}  ", style="dim"), Text(safe(f"{what}, {place(incident)}: {toll(incident.casualties)}")))
    for _ in range(INCIDENTS - len(newest)):
        yield Text("")


def _alerts(board: Board) -> Iterator[Text]:
    newest = sorted(board.alerts.values(), key=lambda alert: (alert.state is AlertState.RESOLVED, -alert.updated.timestamp()))[:ALERTS]
    for alert in newest:
        style = "dim" if alert.state is AlertState.RESOLVED else _COLOUR[alert.severity]
        yield _line(Text(f"{alert.state.value:<9}", style=style), Text(safe(alert.title), style=style))
    for _ in range(ALERTS - len(newest)):
        yield Text("")


def _line(*parts: Text) -> Text:
    line = Text.assemble(*parts, no_wrap=True, overflow="ellipsis")
    line.no_wrap = True
    return line
