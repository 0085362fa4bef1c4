"""`tocsin validate`: every mistake in settings, rules, regions, sinks, actors, places and word lists, before a worker meets it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stream.cli.options import ConfigDir, examples, offline_pipeline
from stream.config import collect
from stream.errors import ConfigurationError
from stream.settings import load_settings
from stream.sinks.config import FILE, load_sinks, unknown_names

EXAMPLES = examples("tocsin validate", "tocsin validate --config-dir ./config --rules ./new-rules.yaml")


def validate(
    rules: Annotated[Path | None, typer.Option(help="rules file, in place of the configuration's", exists=True, dir_okay=False)] = None,
    regions: Annotated[Path | None, typer.Option(help="regions file or directory, in place of the configuration's", exists=True)] = None,
    config_dir: ConfigDir = None,
) -> None:
    """Name every mistake in settings and configuration.

    They are read as the worker would read them; each mistake has its file, line, field, and what would be right.

    Exit status 0: the worker starts with these; 2: it would refuse them.
    """
    directory = load_settings(config_dir=config_dir).config_dir
    pipeline, sinks = collect(lambda: offline_pipeline(config_dir, rules=rules, regions=regions), lambda: load_sinks(directory / FILE))
    unknown = unknown_names(directory / FILE, sinks, {rule.id for rule in pipeline.rules.all}, pipeline.regions.ids())
    if unknown:
        raise ConfigurationError(unknown)
    named = len(pipeline.rules.regions_named)
    typer.echo(
        f"Settings and configuration are in order: {len(pipeline.regions.ids())} regions, {named} of them watched by rules; {len(sinks)} sinks."
    )
