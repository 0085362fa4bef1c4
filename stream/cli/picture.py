"""A chart as a file, drawn by matplotlib (extra `charts`): numbers a day as bars, totals of windows as a line, alerts as shaded spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from stream.errors import MissingExtra

#: Of the days of January, those that tell the year: one of them has a mark on any axis.
_FIRST = 4


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart of a picture; all sequences are as long as `days`."""

    title: str
    days: Sequence[date]
    numbers: Sequence[float]
    windows: Sequence[float]
    number_label: str
    window_label: str
    #: First and last day of each alert.
    alerts: Sequence[tuple[date, date]] = ()


def draw(file: Path, panels: Sequence[Panel]) -> None:
    """Write the panels below each other; the file's name says which format (svg, png, pdf). Raises MissingExtra without matplotlib."""
    figures, dates = _matplotlib()
    figure = figures.Figure(figsize=(9, 2.8 * len(panels)), layout="constrained")
    for axes, panel in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels, strict=True):
        axes.bar(panel.days, panel.numbers, width=1.0, color="#4a7fb0", label=panel.number_label)
        axes.plot(panel.days, panel.windows, color="#222222", linewidth=1.2, drawstyle="steps-mid", label=panel.window_label)
        for number, (first, last) in enumerate(panel.alerts):
            shaded = (first - timedelta(hours=12), last + timedelta(hours=12))
            axes.axvspan(*shaded, color="#d9534f", alpha=0.18, linewidth=0, label="alert" if number == 0 else None)
        axes.set_title(panel.title, loc="left", fontsize=10)
        axes.set_ylim(0, 1.25 * max([1.0, *panel.numbers, *panel.windows]))
        axes.set_xlim(panel.days[0] - timedelta(hours=12), panel.days[-1] + timedelta(hours=12))
        axes.xaxis.set_major_locator(dates.AutoDateLocator(maxticks=10))
        axes.xaxis.set_major_formatter(lambda day, position: _told(dates.num2date(day), first=position == 0))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(fontsize=8, frameon=False, loc="upper left", ncols=3)
    # Without a date in it, the same numbers are the same file.
    plain = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(file.suffix.removeprefix(".").lower())
    figure.savefig(file, metadata=plain)


def _told(day: date, *, first: bool) -> str:
    """The day and its month; the year at the first mark, and where it begins."""
    return f"{day.day} {day:%b}" + (f"\n{day.year}" if first or (day.month == 1 and day.day <= _FIRST) else "")


def _matplotlib() -> tuple[Any, Any]:
    try:
        import matplotlib as mpl  # noqa: PLC0415 - an extra, and slow to load
        from matplotlib import dates, figure  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra("pictures", "charts") from error
    mpl.rcParams["svg.hashsalt"] = "tocsin"
    return figure, dates
