"""What several commands share: options, the pipeline they ask for, and how examples stand in their help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from stream.cli.console import complain
from stream.extractors import Waiting, for_files
from stream.model import EPOCH, Article
from stream.pipeline import Limits, Pipeline, load_pipeline
from stream.settings import load_settings

ConfigDir = Annotated[
    Path | None, typer.Option("--config-dir", help="configuration directory; else TOCSIN_CONFIG_DIR, else the shipped one", show_default=False)
]
Brokers = Annotated[
    str | None, typer.Option("--brokers", help="host:port, with commas between; else TOCSIN_BROKERS, else localhost:9092", show_default=False)
]

ExtractorName = Annotated[
    str | None, typer.Option("--extractor", help="what reads the articles; else TOCSIN_EXTRACTOR, else builtin", show_default=False)
]
AnswersFile = Annotated[
    Path | None,
    typer.Option("--answers", help="where answers of an extractor over a network are kept (JSONL), so that none is asked for twice", dir_okay=False),
]


def examples(*lines: str) -> str:
    """The last part of a command's help; the backspace keeps click from filling the lines."""
    return "\b\n" + "\n".join(["Examples:" if len(lines) > 1 else "Example:", *(f"  {line}" for line in lines)])


def offline_pipeline(
    config_dir: Path | None,
    *,
    rules: Path | None = None,
    regions: Path | None = None,
    extractor: str | None = None,
    answers: Path | None = None,
) -> Pipeline:
    """The pipeline for files, with the limits that the worker has; raises ConfigurationError."""
    settings = load_settings(config_dir=config_dir, extractor=extractor)
    limits = Limits(
        lateness=timedelta(days=settings.lateness_days),
        retention=timedelta(days=settings.retention_days),
        max_text=settings.max_text,
        horizon=settings.horizon_days,
        toll=settings.toll_policy,
    )
    return load_pipeline(settings.config_dir, limits, rules=rules, regions=regions, extractor=for_files(settings, answers))


def asked_ahead(pipeline: Pipeline, articles: Iterable[Article]) -> Iterator[Article]:
    """The same articles, in the same order; an extractor over a network is asked about several at a time."""
    if not isinstance(pipeline.extractor, Waiting):
        return iter(articles)
    return pipeline.extractor.ahead(articles, lambda article: pipeline.question(article, record_time=article.published or EPOCH))


def tell_fallen_back(pipeline: Pipeline, articles: int) -> None:
    """Say how many articles the chosen extractor did not answer, if any."""
    if articles:
        complain(f"{articles} articles got no answer from the extractor {pipeline.extractor.name!r}: the built-in one read them")


def existing(names: list[str]) -> list[str]:
    """The same names, each `-` or a file that is there; raises typer.BadParameter."""
    for name in names:
        if name != "-" and not Path(name).is_file():
            raise typer.BadParameter(f"{name}: there is no such file", param_hint="FILE")
    return names


def writable(*files: Path | None) -> None:
    """Raises typer.BadParameter where a file's directory is not there: better now than after an hour's work."""
    for file in files:
        if file is not None and not file.parent.is_dir():
            raise typer.BadParameter(f"{file}: there is no directory {file.parent}")
