"""An article with what was read in it, for a person at a terminal: spans marked, reports below, and why the rest was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from stream.cli.reasons import in_words
from stream.describe import safe, toll
from stream.extract.trace import Mark, Span, Trace
from stream.model import Article, Circumstance, Report

_STYLES = {Mark.FIGURE: "bold red", Mark.EVENT: "yellow", Mark.ACTOR: "magenta", Mark.DATE: "cyan", Mark.PLACE: "green"}
#: Why an incident is no attack.
_CIRCUMSTANCES = {Circumstance.DEVICE_FOUND: "only found", Circumstance.OLD_ORDNANCE: "old ordnance"}
#: Characters of a sentence that was set aside.
_SHOWN = 110


def explained(article: Article, reports: Iterable[Report], trace: Trace) -> Iterator[Text]:
    """Line by line; no control character of the article is in it."""
    spans = trace.spans()
    yield Text.assemble("marked: ", *[part for mark, style in _STYLES.items() for part in ((str(mark), style), " ")])
    yield Text()
    if article.title:
        yield _marked(article.title, [span for span in spans if span.field == "title"], "bold")
        yield Text()
    yield _marked(article.text, [span for span in spans if span.field == "text"], "")
    yield Text()
    told = list(reports)
    yield Text(f"{len(told)} report{'' if len(told) == 1 else 's'}", style="bold")
    for report in told:
        yield Text(f"  {_line(report)}")
    aside = list(trace.aside())
    if aside:
        yield Text()
        yield Text("set aside", style="bold")
    for item in aside:
        text = one_for_one(item.sentence.text)
        yield Text.assemble("  ", (f"{in_words(item)}: ", "yellow"), text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def one_for_one(text: str) -> str:
    """Text with what cannot be printed replaced, one character for one, so that offsets stay."""
    return "".join(char if char.isprintable() or char == "\n" else " " if char.isspace() else "\ufffd" for char in text)


def where(report: Report) -> str:
    """Its place, from the village up, as far as it is known."""
    return ", ".join(dict.fromkeys(part for part in (report.place, report.admin2, report.admin1, report.country) if part)) or "place unknown"


def what(report: Report) -> str:
    """Type, and by whom."""
    by = f" by {report.perpetrator}" if report.perpetrator else ""
    circumstance = f"{_CIRCUMSTANCES[report.circumstance]}, " if report.circumstance else ""
    return f"{'accidental, ' if report.accidental else ''}{circumstance}{report.type.replace('_', ' ')}{by}"


def when(report: Report) -> str:
    """Its day, or the span that it is sure of."""
    if report.date is None:
        return "no date"
    first = report.date.isoformat()
    return first if report.date_end in {None, report.date} else f"{first} to {report.date_end}"


def _marked(text: str, spans: list[Span], style: str) -> Text:
    shown = Text(one_for_one(text), style=style)
    for span in spans:
        shown.stylize(_STYLES[span.mark], span.start, span.end)
    return shown


def _line(report: Report) -> str:
    ranges = [
        f"{entry.effect} {entry.group} {entry.low} / {entry.best} / {'open' if entry.high is None else entry.high}"
        for entry in report.casualties
        if not entry.low == entry.best == entry.high
    ]
    more = f" (low / best / high: {'; '.join(ranges)})" if ranges else ""
    return safe(f"{when(report)}  {what(report)}, {where(report)}: {toll(report.casualties)}{more}{'' if report.primary else ' [background]'}")
