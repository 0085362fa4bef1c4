"""Where words go: results to standard output, everything said about them to standard error."""

from __future__ import annotations

import sys
from collections import Counter

import typer
from rich.console import Console

from stream.cli.reading import Line
from stream.describe import safe
from stream.errors import BadRecord


def complain(message: str) -> None:
    """One line on standard error, with what cannot be printed escaped: news and file names are not to be trusted with a terminal."""
    typer.echo(safe(message), err=True)


def interactive() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty()


def console() -> Console:
    """Rich, on standard output; plain text where that is no terminal."""
    return Console(highlight=False, markup=False)


class BadLines:
    """Counts the lines that could not be used, and says each on standard error."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def add(self, line: Line, error: BadRecord) -> None:
        """Say which line was bad, and why."""
        self.reasons[error.reason] += 1
        complain(f"{line.where}: {error}")

    def finish(self) -> None:
        """Raises typer.Exit(1) where a line was bad, after saying how many."""
        if total := self.reasons.total():
            complain(f"{total} bad line{'s' if total > 1 else ''}: {', '.join(f'{count} {reason}' for reason, count in self.reasons.most_common())}")
            raise typer.Exit(1)
