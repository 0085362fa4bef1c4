"""`tocsin run`: the worker on Kafka."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer

from stream.cli.options import Brokers, ConfigDir, examples
from stream.settings import PREFIX, ClockKind, Settings, StoreKind, load_settings

EXAMPLES = examples("TOCSIN_BROKERS=kafka:9092 tocsin run", "tocsin run --clock data --store rocksdb")


def settings_help() -> str:
    """Every environment variable, one a line."""
    lines = [f"  {PREFIX}{name.upper()}: {field.description}" for name, field in Settings.model_fields.items()]
    return "\n\n\b\nSettings (environment, or a line of .env):\n" + "\n".join(lines)


def run(
    clock: Annotated[ClockKind | None, typer.Option(help="what moves the clock; else TOCSIN_CLOCK, else wall", show_default=False)] = None,
    store: Annotated[StoreKind | None, typer.Option(help="where tables live between events; else TOCSIN_STORE", show_default=False)] = None,
    brokers: Brokers = None,
    config_dir: ConfigDir = None,
) -> None:
    """Read articles from Kafka; publish incidents, tallies, alerts.

    Until told to stop: SIGTERM or Ctrl-C finish what was begun, a second one ends at once.
    """
    settings = load_settings(clock=clock, store=store, brokers=brokers, config_dir=config_dir)
    # Faust takes a second to import, and changes the process (its own logging, its own event loop): only the worker has it.
    runner = importlib.import_module("stream.worker.runner")
    raise typer.Exit(runner.run(settings))
