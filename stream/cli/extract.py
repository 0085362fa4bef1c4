"""`tocsin extract`: what each article says, one line an article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from stream.cli.console import BadLines, complain, console
from stream.cli.explained import explained
from stream.cli.explained_page import page, section
from stream.cli.options import AnswersFile, ConfigDir, ExtractorName, asked_ahead, examples, existing, offline_pipeline, tell_fallen_back
from stream.cli.reading import Line, TextFields, article_of, article_of_text, display_name, lines, opened
from stream.errors import BadRecord
from stream.extract import BuiltinExtractor
from stream.extract.trace import Trace
from stream.extractors import FALLBACK
from stream.model import EPOCH, Article, Extraction, Version
from stream.pipeline import Pipeline

EXAMPLES = examples(
    "tocsin extract articles.jsonl > extracted.jsonl",
    'tocsin extract story.txt --published 2021-12-08T11:44:00+03:00 --source "Zagros Wire"',
    "tocsin extract story.txt --published 2021-12-08T11:44:00+03:00 --explain",
    "tocsin extract articles.jsonl --explain --html explained.html",
)


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSONL, one JSON article, or plain text (.txt, or with one of the options)")],
    published: Annotated[str | None, typer.Option(help="of plain text: ISO 8601 with an offset, such as 2021-12-08T11:44:00+03:00")] = None,
    source: Annotated[str | None, typer.Option(help="of plain text: the outlet")] = None,
    article_id: Annotated[str | None, typer.Option("--id", help="of plain text: the article's id")] = None,
    extractor: ExtractorName = None,
    answers: AnswersFile = None,
    explain: Annotated[bool, typer.Option("--explain", help="for a person: what was read in each article, and why the rest was set aside")] = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="PAGE", help="with --explain: write it as a page for a browser")] = None,
    config_dir: ConfigDir = None,
) -> None:
    """Print what each article says, one JSON line an article.

    In the order of the input, also where there is nothing to report.

    Bad lines are named on standard error, and make the exit status 1 at the end.
    """
    existing([file])
    fields = TextFields(published, source, article_id)
    pipeline = offline_pipeline(config_dir, extractor=extractor, answers=answers)
    bad = BadLines()
    if html and not explain:
        raise typer.BadParameter("goes with --explain", param_hint="--html")
    if explain:
        _explain(pipeline, _articles(file, fields, bad), html)
        bad.finish()
        return
    fallen_back = 0
    for number, article in enumerate(asked_ahead(pipeline, _articles(file, fields, bad)), 1):
        extraction = _extraction(pipeline, article, number)
        fallen_back += FALLBACK in extraction.flags
        # Line by line, for whoever reads on the other end of a pipe.
        print(_line(extraction), flush=True)
    tell_fallen_back(pipeline, fallen_back)
    bad.finish()


def _explain(pipeline: Pipeline, articles: Iterable[Article], html: Path | None) -> None:
    if not isinstance(pipeline.extractor, BuiltinExtractor):
        raise typer.BadParameter(f"the extractor {pipeline.extractor.name!r} says nothing of its reasons", param_hint="--explain")
    out, sections = console(), []
    for given in articles:
        article, trace = pipeline.question(given, record_time=given.published or EPOCH), Trace()
        if article is None:
            complain(f"{given.id}: withdrawn, or in a language that is not read")
            continue
        reports = pipeline.extractor.extract(article, trace)
        if html is not None:
            sections.append(section(article, reports, trace))
            continue
        for line in explained(article, reports, trace):
            out.print(line)
    if html is not None:
        html.write_text(page(sections), encoding="utf-8")


def _extraction(pipeline: Pipeline, article: Article, number: int) -> Extraction:
    # A file has no record's timestamp: the article's own date stands for it, so that no date counts as one in the future.
    extraction, _ = pipeline.extract(article, Version(0, 0, number), record_time=article.published or EPOCH)
    return extraction


def _line(extraction: Extraction) -> str:
    reports = [report.model_dump(mode="json") for report in extraction.reports]
    return json.dumps({"article_id": extraction.article_id, "reports": reports}, ensure_ascii=False)


def _articles(file: str, fields: TextFields, bad: BadLines) -> Iterator[Article]:
    with opened(file) as stream:
        if fields or Path(file).suffix == ".txt":
            yield from _text(Line(display_name(file), 1, stream.read()), fields, bad)
            return
        for line in lines(file, stream):
            try:
                yield article_of(line)
            except BadRecord as error:
                bad.add(line, error)


def _text(line: Line, fields: TextFields, bad: BadLines) -> Iterator[Article]:
    if line.raw.lstrip().startswith(b"{"):
        raise typer.BadParameter(f"{line.file} holds JSON; --published, --source and --id are for plain text", param_hint="FILE")
    try:
        yield article_of_text(line.raw, fields)
    except BadRecord as error:
        bad.add(line, error)
