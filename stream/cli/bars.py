"""A bar chart in the terminal: one column a day, or a few days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rich.text import Text

_EIGHTHS = " ▁▂▃▄▅▆▇█"
#: Lines that the highest bar takes.
HEIGHT = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: its number, and whether an alert was open."""

    day: date
    number: float
    alert: bool = False


def chart(bars: Sequence[Bar], width: int) -> Iterator[Text]:
    """Lines of a chart, `width` columns at most; where there are more days, a column is the highest of several. Days of alerts are red, and marked below."""
    highest = max((bar.number for bar in bars), default=0)
    if not highest:
        return
    label = f"{highest:g}"
    columns = _columns(bars, max(1, width - len(label) - 2))
    for line in range(HEIGHT, 0, -1):
        text = Text(f"{label if line == HEIGHT else '0' if line == 1 else '':>{len(label)}} ┤")
        for bar in columns:
            eighths = round(bar.number / highest * HEIGHT * 8) - (line - 1) * 8
            text.append(_EIGHTHS[min(8, max(0, eighths))], style="red" if bar.alert else "cyan")
        yield text
    marks = Text(" " * (len(label) + 2))
    for bar in columns:
        marks.append("▲" if bar.alert else " ", style="red")
    yield marks
    first, last = bars[0].day.isoformat(), bars[-1].day.isoformat()
    yield Text(f"{'':{len(label) + 2}}{first}{last:>{max(len(last) + 1, len(columns) - len(first))}}")


def _columns(bars: Sequence[Bar], most: int) -> list[Bar]:
    days = {bar.day: bar for bar in bars}
    first = bars[0].day
    length = (bars[-1].day - first).days + 1
    each = -(-length // most)
    columns = []
    for start in range(0, length, each):
        some = [days.get(first + timedelta(days=number), Bar(first, 0)) for number in range(start, min(start + each, length))]
        columns.append(Bar(first + timedelta(days=start), max(bar.number for bar in some), any(bar.alert for bar in some)))
    return columns
