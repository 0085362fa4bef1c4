"""`tocsin config`: the shipped configuration, to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stream.cli.console import complain
from stream.cli.exits import Exit
from stream.cli.options import examples
from stream.config import copy_shipped_config, shipped_config

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Copy the configuration that an analyst edits.")


@app.command(epilog=examples("tocsin config init ./config && export TOCSIN_CONFIG_DIR=./config"))
def init(directory: Annotated[Path, typer.Argument(help="a new or empty directory")]) -> None:
    """Copy the shipped configuration into a directory of one's own."""
    try:
        files = copy_shipped_config(directory)
    except OSError as error:
        complain(f"{error}: name a new or empty directory")
        raise typer.Exit(Exit.USAGE) from error
    for file in files:
        typer.echo(file)
    complain(f"Edit these, then: export TOCSIN_CONFIG_DIR={directory} and `tocsin validate`.")


@app.command(epilog=examples('less "$(tocsin config path)/rules.yaml"'))
def path() -> None:
    """Print where the shipped configuration lies."""
    typer.echo(shipped_config())
