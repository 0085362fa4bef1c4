from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stream.cli.app import app
from stream.cli.exits import Exit
from tests.kafka import free_port
from tests.unit.sinks.build import alert

SINKS = """
sinks:
  - {name: hook, kind: webhook, url: "https://h.example.org/${TOKEN}", secret: "${HOOK}"}
  - {name: cap, kind: cap, directory: out, sender: me, only: {severity: critical}}
"""


@pytest.fixture
def sinks(tmp_path: Path) -> Path:
    file = tmp_path / "sinks.yaml"
    file.write_text(SINKS)
    return file


def forward(sinks: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["forward", "--sinks", str(sinks), *arguments])


def test_a_dry_run_shows_what_each_sink_would_get(sinks: Path, tmp_path: Path) -> None:
    """Without secrets and without a broker; and why a sink would get nothing."""
    file = tmp_path / "alerts.jsonl"
    file.write_bytes(b"\n".join(each.to_json() for each in (alert(), alert(2, severity="critical"))))
    result = forward(sinks, "--dry-run", "--in", str(file))
    assert result.exit_code == Exit.OK, result.stderr
    assert "<msgType>Alert</msgType>" in result.stdout
    assert "filter" in next(line for line in result.stdout.splitlines() if line.startswith(f"--- cap  {alert().id}/1"))
    assert "3 would be sent" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_dry_run_names_bad_lines(sinks: Path, tmp_path: Path) -> None:
    """The good ones are shown all the same."""
    file = tmp_path / "alerts.jsonl"
    file.write_bytes(b'{"id": 1}\n' + alert().to_json())
    result = forward(sinks, "--dry-run", "--in", str(file))
    assert (result.exit_code, f"{file}:1: not an alert" in result.stderr) == (Exit.DATA, True)
    assert f"--- hook  {alert().id}/1" in result.stdout


def test_missing_secrets_are_all_named(sinks: Path) -> None:
    """Before anything is done."""
    result = forward(sinks)
    assert (result.exit_code, "TOKEN" in result.stderr, "HOOK" in result.stderr) == (Exit.USAGE, True, True)


def test_without_sinks_there_is_nothing_to_do(tmp_path: Path) -> None:
    """Which is most likely a mistake."""
    file = tmp_path / "sinks.yaml"
    file.write_text("sinks: []\n")
    assert forward(file).exit_code == Exit.USAGE


@pytest.mark.parametrize("given", ["yesterday", "2026-11-23T00:00:00"])
def test_a_time_needs_its_offset(sinks: Path, given: str) -> None:
    """Hours decide who is paged."""
    result = forward(sinks, "--dry-run", "--no-forward-before", given)
    assert (result.exit_code, given in result.stderr) == (Exit.USAGE, True)


def test_validate_reads_the_sinks_too(tmp_path: Path) -> None:
    """Without their secrets, which only `tocsin forward` has."""
    directory = tmp_path / "config"
    CliRunner().invoke(app, ["config", "init", str(directory)])
    (directory / "sinks.yaml").write_text(SINKS)
    assert "2 sinks" in CliRunner().invoke(app, ["validate", "--config-dir", str(directory)]).stdout
    (directory / "sinks.yaml").write_text(SINKS.replace("webhook", "pigeon"))
    result = CliRunner().invoke(app, ["validate", "--config-dir", str(directory)])
    assert (result.exit_code, "sinks.yaml:3" in result.stderr) == (Exit.USAGE, True)


def test_validate_knows_which_rules_and_regions_there_are(tmp_path: Path) -> None:
    """A sink that asks for what is misspelt would hear nothing."""
    directory = tmp_path / "config"
    CliRunner().invoke(app, ["config", "init", str(directory)])
    sink = "  - {name: c, kind: cap, directory: out, sender: me, only: {rules: [no-such-rule], regions: [disputed-territories, nowhere]}}\n"
    (directory / "sinks.yaml").write_text(f"sinks:\n{sink}")
    result = CliRunner().invoke(app, ["validate", "--config-dir", str(directory)])
    assert result.exit_code == Exit.USAGE
    told = [line.split(": ")[1:3] for line in result.stderr.splitlines()]
    assert told == [
        ["sinks.0.only.rules.0", "unknown rule 'no-such-rule' (expected the id of a rule, as in an alert)"],
        ["sinks.0.only.regions.1", "unknown region 'nowhere' (expected the id of a region, as in an alert)"],
    ]


def test_a_test_asks_every_sink_once(tmp_path: Path) -> None:
    """One that fails is named, with the reason, and makes the exit status 1; a CAP message says that it is a test."""
    port = free_port()
    file = tmp_path / "sinks.yaml"
    file.write_text(
        f"""
sinks:
  - {{name: files, kind: cap, directory: {tmp_path}/cap, sender: me}}
  - {{name: away, kind: alertmanager, url: "http://127.0.0.1:{port}"}}
"""
    )
    result = forward(file, "--test")
    assert result.exit_code == Exit.DATA
    assert [line.split(":")[0:2] for line in result.stdout.splitlines()] == [["files", " taken"], ["away", " connection"]]
    messages = [message.read_text() for message in sorted((tmp_path / "cap").iterdir())]
    assert [message.count("<status>Test</status>") for message in messages] == [1, 1]
    assert "<msgType>Cancel</msgType>" in messages[1]
