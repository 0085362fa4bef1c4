"""`tocsin topics`: the topics, created and compared."""

from __future__ import annotations

import asyncio

import typer

from stream.cli.console import complain
from stream.cli.exits import Exit
from stream.cli.options import Brokers, examples
from stream.settings import Settings, load_settings
from stream.worker import topics
from stream.worker.editions import read_edition

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Create and compare the Kafka topics.")


@app.command(epilog=examples("TOCSIN_PARTITIONS=8 tocsin topics create"))
def create(brokers: Brokers = None) -> None:
    """Create the topics that are missing, with TOCSIN_PARTITIONS partitions and TOCSIN_REPLICATION replicas; leave the others as they are."""
    settings = _in_force(load_settings(brokers=brokers))
    created = asyncio.run(topics.create(settings))
    for name in created:
        typer.echo(name)
    complain(f"{len(created)} topic{'' if len(created) == 1 else 's'} created, {len(topics.wanted(settings)) - len(created)} were there")


@app.command(epilog=examples("tocsin topics check"))
def check(brokers: Brokers = None) -> None:
    """Compare the topics with what the worker needs: exit status 1 where it cannot work with them."""
    differences = asyncio.run(topics.check(_in_force(load_settings(brokers=brokers))))
    for difference in differences:
        complain(f"{'wrong' if difference.grave else 'unusual'}: {difference}")
    if any(difference.grave for difference in differences):
        raise typer.Exit(Exit.DATA)
    typer.echo("The worker can use these topics.")


def _in_force(settings: Settings) -> Settings:
    """With the edition of the state that `tocsin rebuild` has put in force, which is in the names of its topics."""
    edition, _ = asyncio.run(read_edition(settings))
    return settings.under(edition)
