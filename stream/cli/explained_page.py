"""The same as `explained`, as one page for a browser: nothing is fetched, and nothing of an article can become markup or script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template

from stream.cli.explained import one_for_one, what, when, where
from stream.cli.reasons import in_words
from stream.describe import safe
from stream.extract.trace import Trace
from stream.model import Article, Casualty, Report


def page(articles: Iterable[str]) -> str:
    """The whole page, out of what `section` gives of each article."""
    template = files("stream").joinpath("data/explained.html").read_text(encoding="utf-8")
    return Template(template).substitute(articles="\n".join(articles))


def section(article: Article, reports: Iterable[Report], trace: Trace) -> str:
    """One article: its text with marks, the reports that came of it, and what was set aside."""
    told = list(reports)
    by = " · ".join(_text(part) for part in (article.source, article.published.isoformat() if article.published else None, article.id) if part)
    aside = [f"<dt>{_text(in_words(item))}</dt><dd>{escape(one_for_one(item.sentence.text))}</dd>" for item in trace.aside()]
    return "\n".join(
        [
            f'<article>\n<header><h1>{_marked("title", article.title, trace)}</h1><p class="by">{by}</p></header>',
            f'<div class="text">{_marked("text", article.text, trace)}</div>',
            f"<aside><h2>{len(told)} report{'' if len(told) == 1 else 's'}</h2>",
            *(_card(report) for report in told),
            *(["<h2>Set aside</h2><dl>", *aside, "</dl>"] if aside else []),
            "</aside>\n</article>",
        ]
    )


def _text(text: str) -> str:
    return escape(safe(text))


def _marked(field: str, text: str, trace: Trace) -> str:
    """The text with a mark on every span, and a line under every sentence that was set aside."""
    shown = one_for_one(text)
    edges: list[tuple[int, int, str]] = []
    for span in trace.spans():
        if span.field == field:
            # Inner marks begin behind the line of their sentence and end before it.
            edges += [(span.start, 2, f'<mark class="{span.mark}">'), (span.end, 0, "</mark>")]
    for item in trace.aside():
        tokens = item.sentence.tokens
        if item.sentence.field == field and tokens and not item.partly:
            edges += [(tokens[0].start, 1, f'<span class="off" title="{_text(in_words(item))}">'), (tokens[-1].end, 1, "</span>")]
    parts, at = [], 0
    for position, _, tag in sorted(edges, key=lambda edge: edge[:2]):
        parts += [escape(shown[at:position]), tag]
        at = position
    return "".join([*parts, escape(shown[at:])])


def _card(report: Report) -> str:
    rows = "".join(_row(entry) for entry in report.casualties)
    table = f"<table><tr><th>effect</th><th>group</th><th>toll</th><th>words</th></tr>{rows}</table>" if rows else "<p>No casualties told.</p>"
    background = "" if report.primary else ", told as background"
    return (
        f'<section class="card"><h3>{_text(what(report))}</h3><p>{_text(when(report))}{background}</p><p>{_text(where(report))}</p>{table}</section>'
    )


def _row(entry: Casualty) -> str:
    high = "open" if entry.high is None else entry.high
    toll = f"{entry.best}" if entry.low == entry.best == entry.high else f"{entry.low} / {entry.best} / {high}"
    words = _text(entry.label or "")
    return f'<tr><td>{_text(entry.effect.replace("_", " "))}</td><td>{_text(entry.group)}</td><td class="n">{toll}</td><td>{words}</td></tr>'
