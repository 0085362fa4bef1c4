"""The command `tocsin`: every subcommand, and what becomes of errors."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import structlog
import typer
from typer.core import TyperGroup

from stream import __version__
from stream.cli import (
    config,
    demo,
    dlq,
    extract,
    forward,
    places,
    publish,
    rebuild,
    regions,
    replay,
    rule,
    rules,
    run,
    schema,
    tail,
    tallies,
    topics,
    validate,
    why,
)
from stream.cli.console import complain
from stream.cli.exits import EPILOG, Exit
from stream.cli.options import examples
from stream.errors import BrokerUnavailable, ConfigurationError, StateMismatch, TocsinError

#: First match wins.
_EXIT_OF: tuple[tuple[type[TocsinError], Exit], ...] = (
    (ConfigurationError, Exit.USAGE),
    (BrokerUnavailable, Exit.BROKER),
    (StateMismatch, Exit.STATE),
    (TocsinError, Exit.DATA),
)


class Commands(TyperGroup):
    """A group whose commands may raise tocsin's own errors: said plainly, with the exit code that belongs to them."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except TocsinError as error:
            for line in str(error).splitlines():
                complain(line)
            raise typer.Exit(next(code for kind, code in _EXIT_OF if isinstance(error, kind))) from error


app = typer.Typer(
    name="tocsin",
    cls=Commands,
    help="News articles in, reconciled incidents and explained alerts out.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def version() -> None:
    """Print the version."""
    typer.echo(__version__)


_COMMANDS: tuple[tuple[Callable[..., None], str], ...] = (
    (run.run, run.EXAMPLES + run.settings_help()),
    (forward.forward, forward.EXAMPLES),
    (demo.demo, demo.EXAMPLES),
    (replay.replay, replay.EXAMPLES),
    (rebuild.rebuild, rebuild.EXAMPLES),
    (extract.extract, extract.EXAMPLES),
    (publish.publish, publish.EXAMPLES),
    (tail.tail, tail.EXAMPLES),
    (tallies.tallies, tallies.EXAMPLES),
    (why.why, why.EXAMPLES),
    (validate.validate, validate.EXAMPLES),
    (schema.schema, schema.EXAMPLES),
    (version, examples("tocsin version")),
)
for function, epilog in _COMMANDS:
    app.command(epilog=epilog)(function)
app.add_typer(topics.app, name="topics")
app.add_typer(dlq.app, name="dlq")
app.add_typer(config.app, name="config")
app.add_typer(rules.app, name="rules")
app.add_typer(places.app, name="places")
app.add_typer(rule.app, name="rule")
app.add_typer(regions.app, name="regions")


def main() -> None:
    """The entry point of the distribution."""
    # Commands say what happened themselves; the worker sets up its own log.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR), logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    # What aiokafka logs of a lost connection comes back as an exception, and is said once.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    app(prog_name="tocsin")
