"""`tocsin places`."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from stream.cli.app import app
from stream.cli.exits import Exit

RUNNER = CliRunner()


def test_find_shows_candidates_with_reasons() -> None:
    """Each has its score, its id, and what adds up to it."""
    result = RUNNER.invoke(app, ["places", "find", "Tripoli", "--near", "Beirut"])
    lines = result.stdout.splitlines()
    assert lines[0].split()[1:4] == ["LB/North", "Lebanon/-/Tripoli", "city"]
    assert "in a configured table +1.00" in " ".join(result.stdout.split())


def test_find_as_json() -> None:
    """One object a candidate, for scripts; places elsewhere are only counted."""
    result = RUNNER.invoke(app, ["places", "find", "Tripoli", "--country", "lb", "--json"])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["country"] for row in rows} == {"LB"}
    assert "more outside LB" in result.stderr


def test_find_nothing() -> None:
    """The exit status says so, and what is spelled nearly so is named."""
    result = RUNNER.invoke(app, ["places", "find", "Kifirr"])
    assert (result.exit_code, "Kifri" in result.stderr) == (Exit.DATA, True)


def test_find_in_no_country() -> None:
    """A code that no country has is wrong usage."""
    assert RUNNER.invoke(app, ["places", "find", "Kifri", "--country", "QQ"]).exit_code == Exit.USAGE
