"""What several commands share: options, the pipeline they ask for, and how examples stand in their help."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from stream.pipeline import Limits, Pipeline, load_pipeline
from stream.settings import load_settings

ConfigDir = Annotated[
    Path | None, typer.Option("--config-dir", help="configuration directory; else TOCSIN_CONFIG_DIR, else the shipped one", show_default=False)
]
Brokers = Annotated[
    str | None, typer.Option("--brokers", help="host:port, with commas between; else TOCSIN_BROKERS, else localhost:9092", show_default=False)
]


def examples(*lines: str) -> str:
    """The last part of a command's help; the backspace keeps click from filling the lines."""
    return "\b\n" + "\n".join(["Examples:" if len(lines) > 1 else "Example:", *(f"  {line}" for line in lines)])


def offline_pipeline(config_dir: Path | None, *, rules: Path | None = None, regions: Path | None = None) -> Pipeline:
    """The pipeline for files, with the limits that the worker has; raises ConfigurationError."""
    settings = load_settings(config_dir=config_dir)
    limits = Limits(lateness=timedelta(days=settings.lateness_days), retention=timedelta(days=settings.retention_days), max_text=settings.max_text)
    return load_pipeline(settings.config_dir, limits, rules=rules, regions=regions)


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
