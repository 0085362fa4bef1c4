"""`tocsin rules`: check, explain, test."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stream.cli.app import app
from stream.cli.bars import Bar, chart
from stream.cli.exits import Exit
from stream.cli.rule_words import explain, fields
from stream.model import Casualty, DatePrecision, Effect, Group, Incident, IncidentType, PlacePrecision
from tests.unit.watch.desk import load, rule

RUNNER = CliRunner()
RULES = """
rules:
  - id: three-in-a-week
    description: For the night desk.
    kind: at_least
    what: attacks
    regions: [disputed-territories]
    filter: {types: [armed_attack, bombing], min_sources: 2}
    window: 7
    threshold: 3
    severities: {warning: 3, critical: 9}
  - id: quiet-ends
    description: For the travel desk.
    kind: first_after
    regions: [disputed-territories]
    lull: 30
"""
DAY0 = date(2021, 11, 1)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("rules") / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One attack on every fifth day of November, and four on the twentieth."""
    file = tmp_path_factory.mktemp("in") / "incidents.jsonl"
    days = [0, 5, 10, 15, 19, 19, 19, 19, 25]
    file.write_bytes(b"".join(incident(number, DAY0 + timedelta(days=day)).to_json() + b"\n" for number, day in enumerate(days)))
    return file


def incident(number: int, day: date) -> Incident:
    told = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return Incident(
        id=f"i-{number}",
        revision=1,
        type=IncidentType.ARMED_ATTACK,
        date=day,
        date_precision=DatePrecision.DAY,
        place="Kifri",
        country="IQ",
        admin1="Diyala",
        admin2="Kifri",
        place_precision=PlacePrecision.POINT,
        regions=("disputed-territories",),
        casualties=(Casualty(effect=Effect.KILLED, group=Group.SECURITY, low=1, best=1, high=1),),
        independent_sources=2,
        first_reported=told,
        last_reported=told,
    )


def test_check_lists_the_rules(rules: Path) -> None:
    """A file in order: its rules with kind, version and number of regions."""
    result = RUNNER.invoke(app, ["rules", "check", str(rules)])
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["quiet-ends", "three-in-a-week"]
    assert result.exit_code == Exit.OK


def test_check_names_every_mistake(tmp_path: Path) -> None:
    """With file and line; the exit status is that of a wrong configuration."""
    file = tmp_path / "wrong.yaml"
    file.write_text(RULES.replace("window: 7", "window: 700").replace("lull: 30", "lull: long"), encoding="utf-8")
    result = RUNNER.invoke(app, ["rules", "check", str(file)])
    assert (f"{file}:9: rules.0.window" in result.stderr, f"{file}:16: rules.1.lull" in result.stderr, result.exit_code) == (True, True, Exit.USAGE)


def test_explain_says_it_in_words(rules: Path) -> None:
    """What is counted, when it fires, and what is left to defaults."""
    said = " ".join(RUNNER.invoke(app, ["rules", "explain", "three-in-a-week", "--rules", str(rules)]).stdout.split())
    assert "at 3 or more within 7 days" in said
    assert "reported by 2 independent sources or more" in said
    assert "warning from 3, critical from 9; below that info" in said
    assert "resolve_after 3 (default)" in said


@pytest.mark.parametrize("kind", ["at_least", "single", "surge", "ratio", "spread", "first_after"])
def test_every_kind_is_explained(tmp_path: Path, kind: str) -> None:
    """When it fires and when it ends is said of each, and every field is listed."""
    (one,) = load(tmp_path, rule(kind)).all
    said = dict(explain(one, str))
    assert said.keys() >= {"Watches", "Counts", "Fires", "Severity", "Ends"}
    assert {name for name, *_ in fields(one)} >= {"measure", "window", "resolve_after", "filter.min_sources"}


def test_names_are_told_as_they_are_written() -> None:
    """Whom a set of types leaves out, of the shipped rules."""
    said = " ".join(RUNNER.invoke(app, ["rules", "explain", "surge-disputed-territories"]).stdout.split())
    assert "Peshmerga, PMF, Russia" in said


@pytest.mark.parametrize("measure", ["incidents", "killed"])
def test_a_surge_says_what_it_costs(tmp_path: Path, measure: str) -> None:
    """And which p the wanted number of false alarms comes to; that p is no default."""
    (one,) = load(tmp_path, rule("surge", measure=measure, false_alarms=1)).all
    assert "about 1 false alarm per 100 weeks" in dict(explain(one, str))["Fires"]
    assert {name: (value, default) for name, value, default, _ in fields(one)}["p"] == (f"{one.spec.limit:.2g} (by false_alarms)", False)


def test_unknown_rule(rules: Path) -> None:
    """The rules that there are are named."""
    result = RUNNER.invoke(app, ["rules", "explain", "four-in-a-week", "--rules", str(rules)])
    assert (result.exit_code, "three-in-a-week" in result.stderr) == (Exit.USAGE, True)


def test_trial_shows_the_alerts(rules: Path, incidents: Path) -> None:
    """What it would have raised, how that ended, and when on a chart."""
    result = RUNNER.invoke(app, ["rules", "test", "three-in-a-week", str(incidents), "--rules", str(rules), "--until", "2021-12-31"])
    assert "would have raised 1 alert:" in result.stdout
    assert "2021-11-20" in result.stdout
    assert "subsided" in result.stdout
    assert "▲ an alert is open" in result.stdout


def test_trial_without_alerts(rules: Path, incidents: Path) -> None:
    """Nothing raised is said, and the chart still shows how near it came."""
    result = RUNNER.invoke(app, ["rules", "test", "quiet-ends", str(incidents), "--rules", str(rules)])
    assert "quiet-ends would have raised nothing." in result.stdout
    assert "█" in result.stdout


def test_trial_draws(rules: Path, incidents: Path, tmp_path: Path) -> None:
    """The picture is an SVG with the region in its title."""
    pytest.importorskip("matplotlib", reason="pictures need the extra 'charts'")
    file = tmp_path / "trial.svg"
    RUNNER.invoke(app, ["rules", "test", "three-in-a-week", str(incidents), "--rules", str(rules), "--svg", str(file)])
    assert "<svg" in file.read_text(encoding="utf-8")


def bars(*numbers: float) -> list[Bar]:
    return [Bar(DAY0 + timedelta(days=day), number, number > 4) for day, number in enumerate(numbers)]


def test_chart_reaches_its_highest_number() -> None:
    """The highest bar fills its column, half of it half, and the day of the alert is marked."""
    lines = [line.plain for line in chart(bars(4, 0, 8), 40)]
    columns = ["".join(line[3 + column] for line in lines[:6]) for column in range(3)]
    assert columns == ["   ███", "      ", "██████"]
    assert lines[6].rstrip() == "     ▲"


def test_chart_of_many_days() -> None:
    """Where there are more days than columns, a column is the highest of several."""
    lines = [line.plain for line in chart(bars(*[0] * 99, 8), 23)]
    assert all(len(line) <= 23 for line in lines[:7])
    assert lines[0].endswith("█")


def test_chart_of_nothing() -> None:
    """There is nothing to draw."""
    assert list(chart(bars(0, 0), 40)) == []
