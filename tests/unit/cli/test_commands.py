from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from stream.cli.app import app
from stream.cli.exits import MEANING, Exit
from stream.worker.exits import WorkerExit

RUNNER = CliRunner()
ATTACK = {
    "id": "a-1",
    "source": "Test Wire",
    "title": "Militants attack checkpoint in Kifri",
    "text": "Islamic State militants attacked a police checkpoint in Kifri district of Diyala province on Tuesday, killing seven police officers.",
    "published": "2021-12-08T09:00:00+03:00",
}


@dataclass
class Replayed:
    """What one replay wrote."""

    result: Result
    directory: Path

    def rows(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.directory / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles, and a bad line between them."""
    file = tmp_path_factory.mktemp("in") / "articles.jsonl"
    other = {"id": "a-2", "title": "Football", "text": "Two nil.", "published": "2021-12-09T09:00:00+03:00"}
    file.write_text(f"{json.dumps(ATTACK)}\n{{bad\n{json.dumps(other)}\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def replayed(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """All that `replay` writes of them."""
    out = tmp_path_factory.mktemp("out")
    options = [part for name in ("incidents", "alerts", "tallies") for part in (f"--{name}", str(out / f"{name}.jsonl"))]
    return Replayed(RUNNER.invoke(app, ["replay", str(articles), *options, "--until", "2022-01-31"]), out)


def test_extract_gives_a_line_an_article_in_order(articles: Path) -> None:
    """Good lines are all processed; the bad one is named, and makes the exit status 1."""
    result = RUNNER.invoke(app, ["extract", str(articles)])
    assert [json.loads(line)["article_id"] for line in result.stdout.splitlines()] == ["a-1", "a-2"]
    assert f"{articles}:2: not JSON" in result.stderr
    assert result.exit_code == Exit.DATA


def test_extract_reads_standard_input() -> None:
    """A dash is standard input, which messages call so."""
    result = RUNNER.invoke(app, ["extract", "-"], input=json.dumps(ATTACK) + "\n[]\n")
    assert len(json.loads(result.stdout)["reports"]) == 1
    assert "<stdin>:2:" in result.stderr


def test_extract_reads_plain_text_with_its_date(tmp_path: Path) -> None:
    """The first line is the title; the date comes from the command line."""
    file = tmp_path / "story"
    file.write_text(f"{ATTACK['title']}\n\n{ATTACK['text']}\n", encoding="utf-8")
    result = RUNNER.invoke(app, ["extract", str(file), "--published", str(ATTACK["published"]), "--id", "x"])
    extracted = json.loads(result.stdout)
    assert extracted["article_id"] == "x"
    assert [report["date"] for report in extracted["reports"]] == ["2021-12-07"]


def test_replay_writes_incidents_alerts_and_tallies(replayed: Replayed) -> None:
    """Each output is one record a line, in the file that was named for it."""
    assert replayed.result.exit_code == Exit.DATA
    assert [incident["articles"] for incident in replayed.rows("incidents")] == [["a-1"]]
    assert {alert["state"] for alert in replayed.rows("alerts")} >= {"firing", "resolved"}
    assert "iq-diyala-kifri/2021-12-07" in {tally["id"] for tally in replayed.rows("tallies")}


def test_replay_takes_incidents_too(replayed: Replayed, tmp_path: Path) -> None:
    """Incidents in, the same alerts out: only the watch runs."""
    result = RUNNER.invoke(app, ["replay", str(replayed.directory / "incidents.jsonl"), "--alerts", str(tmp_path / "alerts.jsonl")])
    assert result.exit_code == Exit.OK
    assert {alert["id"] for alert in Replayed(result, tmp_path).rows("alerts")} == {alert["id"] for alert in replayed.rows("alerts")}


def test_replay_refuses_incidents_among_articles(replayed: Replayed, tmp_path: Path) -> None:
    """The ledger would know nothing of them: they are bad lines."""
    mixed = tmp_path / "mixed.jsonl"
    mixed.write_text(f"{json.dumps(ATTACK)}\n{json.dumps(replayed.rows('incidents')[0])}\n", encoding="utf-8")
    result = RUNNER.invoke(app, ["replay", str(mixed)])
    assert "an incident among articles" in result.stderr
    assert result.exit_code == Exit.DATA


def test_tallies_are_a_table_where_the_name_ends_so(articles: Path, tmp_path: Path) -> None:
    """Spreadsheets open it."""
    table = tmp_path / "tallies.csv"
    RUNNER.invoke(app, ["replay", str(articles), "--tallies", str(table)])
    assert table.read_text(encoding="utf-8").startswith("region,region_name,day,")


def test_validate_names_every_mistake(tmp_path: Path) -> None:
    """File, line and field, for all of them at once; nothing is done."""
    rules = tmp_path / "rules.yaml"
    rules.write_text("rules:\n  - id: x\n    description: d\n    kind: single\n    regions: [nowhere]\n    threshold: many\n", encoding="utf-8")
    result = RUNNER.invoke(app, ["validate", "--rules", str(rules)])
    assert result.exit_code == Exit.USAGE
    assert {line.split(" ")[0] for line in result.stderr.splitlines()} >= {f"{rules}:5:", f"{rules}:6:"}


def test_a_misspelt_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a setting that nobody reads."""
    monkeypatch.setenv("TOCSIN_PARTITONS", "3")
    result = RUNNER.invoke(app, ["validate"])
    assert (result.exit_code, "TOCSIN_PARTITIONS" in result.stderr) == (Exit.USAGE, True)


def test_the_shipped_configuration_is_in_order() -> None:
    """What we ship starts."""
    assert RUNNER.invoke(app, ["validate"]).exit_code == Exit.OK


def test_config_init_copies_what_works(tmp_path: Path) -> None:
    """The copy is as good as the shipped one."""
    target = tmp_path / "config"
    assert RUNNER.invoke(app, ["config", "init", str(target)]).exit_code == Exit.OK
    assert RUNNER.invoke(app, ["validate", "--config-dir", str(target)]).exit_code == Exit.OK


def test_config_init_overwrites_nothing(tmp_path: Path) -> None:
    """Somebody's edits may lie there."""
    (tmp_path / "rules.yaml").write_text("mine")
    assert RUNNER.invoke(app, ["config", "init", str(tmp_path)]).exit_code == Exit.USAGE
    assert (tmp_path / "rules.yaml").read_text() == "mine"


@pytest.mark.parametrize("arguments", [["topics", "check"], ["publish", "-"], ["tail", "alerts"], ["dlq", "list"]])
def test_a_broker_that_is_not_there_has_its_own_exit_code(arguments: list[str]) -> None:
    """One line says whom nobody reached."""
    result = RUNNER.invoke(app, [*arguments, "--brokers", "127.0.0.1:1"])
    assert (result.exit_code, "127.0.0.1:1" in result.stderr) == (Exit.BROKER, True)


def commands() -> list[list[str]]:
    """Every command, those of groups too."""
    names = [[command.name or command.callback.__name__] for command in app.registered_commands if command.callback]
    groups = [(group.name, group.typer_instance) for group in app.registered_groups]
    return names + [
        [str(name), (each.name or each.callback.__name__)] for name, inside in groups for each in inside.registered_commands if each.callback
    ]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_shows_an_example(command: list[str]) -> None:
    """A person learns from an example first."""
    result = RUNNER.invoke(app, [*command, "--help"])
    assert f"tocsin {' '.join(command)}" in result.stdout.split("Example", 1)[1]


def test_every_exit_code_has_its_meaning() -> None:
    """The help and the reference are made from the table."""
    assert set(MEANING) == set(Exit)


def test_the_worker_ends_with_the_codes_of_the_command() -> None:
    """`tocsin run` passes the worker's exit code on."""
    assert {int(code) for code in WorkerExit} <= {int(code) for code in Exit}
