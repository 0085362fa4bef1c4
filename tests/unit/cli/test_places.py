"""`tocsin places`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stream.cli.app import app
from stream.cli.exits import Exit
from stream.config import shipped_config
from stream.places import Gazetteer

pytestmark = pytest.mark.usefixtures("loaded_once")
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


LINES = (
    "1\tCabo Delgado\t\t\t-12.0\t39.0\tA\tADM1\tMZ\t\t01\t\t\t\t0\t\t\t\t\n"
    "2\tNtoleque\t\tNtolequi\t-11.9\t39.4\tP\tPPL\tMZ\t\t01\t\t\t\t0\t\t\t\t\n"
    "3\tSoldiers\t\t\t-11.9\t39.4\tP\tPPL\tMZ\t\t01\t\t\t\t0\t\t\t\t\n"
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_config(), tmp_path / "config"))


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    file = tmp_path / "MZ.txt"
    file.write_text(LINES, encoding="utf-8")
    return file


def test_import_adds_a_table_to_the_configuration(config: Path, dump: Path) -> None:
    """What was imported is found by the next command."""
    result = RUNNER.invoke(app, ["places", "import", str(dump), "--config-dir", str(config)])
    assert (result.exit_code, "MZ: 2 village, 1 admin1" in result.stdout) == (Exit.OK, True), result.stderr
    found = RUNNER.invoke(app, ["places", "find", "Ntolequi", "--json", "--config-dir", str(config)])
    assert json.loads(found.stdout)["id"] == "MZ/Cabo Delgado/-/Ntoleque"


def test_words_of_the_word_lists_make_no_places(config: Path, dump: Path) -> None:
    """A village that is called as soldiers are does not turn them into a place."""
    RUNNER.invoke(app, ["places", "import", str(dump), "--config-dir", str(config)])
    gazetteer = Gazetteer.load(config)
    assert [mention.text for mention in gazetteer.find("Riots in Soldiers quarters of Mozambique, said police in Cabo Delgado.")] == [
        "Mozambique",
        "Cabo Delgado",
    ]


def test_import_names_bad_lines(config: Path, dump: Path) -> None:
    """The good ones are imported, and the exit status says that there were bad ones."""
    dump.write_text(LINES.replace("-11.9\t39.4\tP\tPPL", "-11.9\t439.4\tP\tPPL", 1), encoding="utf-8")
    result = RUNNER.invoke(app, ["places", "import", str(dump), "--config-dir", str(config)])
    assert (f"{dump}:2: longitude: found '439.4'" in result.stderr, result.exit_code) == (True, Exit.DATA)
    assert (config / "places" / "mz.places").is_file()


def test_import_of_nothing_writes_nothing(config: Path, dump: Path) -> None:
    """A file without a single place of the country asked for changes nothing."""
    result = RUNNER.invoke(app, ["places", "import", str(dump), "--country", "ML", "--config-dir", str(config)])
    assert (result.exit_code, (config / "places" / "mz.places").exists()) == (Exit.DATA, False)


@pytest.mark.parametrize("arguments", [[], ["--out", "x.tsv"], ["--out", "no/such/directory/x.places"], ["--out", "x.places", "--country", "QQ"]])
def test_import_refuses_what_cannot_be_meant(dump: Path, arguments: list[str]) -> None:
    """Nothing is written into the package, under a name that is not read, into no directory, or of no country."""
    assert RUNNER.invoke(app, ["places", "import", str(dump), *arguments]).exit_code == Exit.USAGE
