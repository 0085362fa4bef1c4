"""`tocsin tallies`: days and windows of a region."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stream.cli.app import app
from stream.cli.exits import Exit
from stream.cli.tally_days import TallyDay, days_of, newest
from stream.model import Coverage, Effect, Group, IncidentType, RegionName, Sum, Tally
from stream.watch.schema import NOT_MILITANT

RUNNER = CliRunner()
DAY0 = date(2021, 12, 1)
KIRKUK = RegionName(id="iq-kirkuk", name="Kirkuk")


def tally(day: int, killed: int, group: Group = Group.CIVILIAN, *, revision: int = 1, incidents: int = 1) -> Tally:
    when = DAY0 + timedelta(days=day)
    sums = (Sum(effect=Effect.KILLED, group=group, low=killed, best=killed, high=killed),)
    return Tally(
        id=f"iq-kirkuk/{when}", region=KIRKUK, day=when, revision=revision, incidents={IncidentType.BOMBING: incidents}, sums=sums, undated=day % 2
    )  # fmt: skip


TALLIES = [tally(0, 3), tally(2, 4, Group.MILITANT), tally(5, 1)]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("tallies") / "tallies.jsonl"
    found.write_bytes(b"".join(each.to_json() + b"\n" for each in TALLIES))
    return found


def killed(days: list[TallyDay]) -> list[tuple[int, int]]:
    return [(day.numbers["killed"], day.window["killed"]) for day in days]


def test_quiet_days_are_zeros_and_windows_run_on() -> None:
    """Each day from the first to the last, with the sum of the three days to it; militants are left out."""
    days = list(days_of(TALLIES, "iq-kirkuk", window=3, groups=NOT_MILITANT))
    assert killed(days) == [(3, 3), (0, 3), (0, 3), (0, 0), (0, 0), (1, 1)]
    assert [day.window["incidents"] for day in days] == [1, 1, 2, 1, 1, 1]


def test_one_group() -> None:
    """Only people of the group that is named."""
    days = list(days_of(TALLIES, "iq-kirkuk", window=3, groups=[Group.MILITANT]))
    assert killed(days) == [(0, 0), (0, 0), (4, 4), (0, 4), (0, 4), (0, 0)]


def test_days_before_the_first_shown_are_in_its_window() -> None:
    """What is shown from the second of December on still counts the first."""
    first = next(days_of(TALLIES, "iq-kirkuk", first=DAY0 + timedelta(days=1), window=3, groups=NOT_MILITANT))
    assert first.window["killed"] == 3


def test_newest_revision_counts() -> None:
    """Of two revisions of a day the higher, whatever their order."""
    (one,) = newest([tally(0, 9, revision=2), tally(0, 3, revision=1)]).values()
    assert one.sums[0].best == 9


def test_table(file: Path) -> None:
    """A table and a chart in the terminal."""
    result = RUNNER.invoke(app, ["tallies", "--region", "iq-kirkuk", "--in", str(file), "--window", "3d"])
    assert result.exit_code == Exit.OK
    (line,) = (line for line in result.stdout.splitlines() if line.strip().startswith("2021-12-03"))
    assert "1 / 2" in line
    assert "█" in result.stdout


@pytest.fixture
def blind(tmp_path: Path) -> Path:
    """The same with a day on which two articles were read in the place of ten."""
    coverage = Coverage(articles=2, sources=1, usual=10, blind=True)
    file = tmp_path / "blind.jsonl"
    told = [*TALLIES, tally(3, 0, incidents=0).model_copy(update={"coverage": coverage})]
    file.write_bytes(b"".join(each.to_json() + b"\n" for each in told))
    return file


def test_a_blind_day_is_no_quiet_one(blind: Path) -> None:
    """The table says how much was read of how much."""
    result = RUNNER.invoke(app, ["tallies", "--region", "iq-kirkuk", "--in", str(blind)])
    (line,) = (line for line in result.stdout.splitlines() if "2021-12-04" in line and "BLIND" in line)
    assert "2 of 10" in line


def test_the_table_says_whom_it_counts(file: Path) -> None:
    """Without a group, and with one."""
    plain, civilians = (RUNNER.invoke(app, ["tallies", "--region", "iq-kirkuk", "--in", str(file), *more]) for more in ([], ["--group", "civilian"]))
    assert "people: militants left out" in plain.stdout
    assert "people: civilian" in civilians.stdout


def test_csv_says_what_is_blind(blind: Path, tmp_path: Path) -> None:
    """For spreadsheets, too."""
    out = tmp_path / "days.csv"
    RUNNER.invoke(app, ["tallies", "--region", "iq-kirkuk", "--in", str(blind), "--from", "2021-12-04", "--to", "2021-12-04", "--out", str(out)])
    (row,) = csv.DictReader(out.read_text(encoding="utf-8").splitlines())
    assert (row["articles"], row["usual"], row["blind"]) == ("2", "10.0", "1")


def test_csv(file: Path, tmp_path: Path) -> None:
    """Columns are named by measure, those of the window by its days."""
    out = tmp_path / "days.csv"
    RUNNER.invoke(app, ["tallies", "--region", "iq-kirkuk", "--in", str(file), "--from", "2021-12-06", "--out", str(out)])
    (row,) = csv.DictReader(out.read_text(encoding="utf-8").splitlines())
    assert (row["day"], row["killed"], row["killed_7d"], row["undated"]) == ("2021-12-06", "1", "4", "1")


def test_parquet(file: Path, tmp_path: Path) -> None:
    """The same rows, with days as dates."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet needs the extra 'parquet'")
    out = tmp_path / "days.parquet"
    RUNNER.invoke(app, ["tallies", "--region", "iq-kirkuk", "--in", str(file), "--out", str(out)])
    rows = parquet.read_table(out).to_pylist()
    assert [(row["day"], row["killed"]) for row in rows if row["killed"]] == [(DAY0, 3), (date(2021, 12, 6), 1)]


def test_picture(file: Path, tmp_path: Path) -> None:
    """The same numbers draw the same file."""
    pytest.importorskip("matplotlib", reason="pictures need the extra 'charts'")
    command = ["tallies", "--region", "iq-kirkuk", "--in", str(file), "--measure", "killed", "--out"]
    for name in ("one.svg", "two.svg"):
        RUNNER.invoke(app, [*command, str(tmp_path / name)])
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--window", "7w"], "from 1d to 365d"),
        (["--window", "0d"], "from 1d to 365d"),
        (["--out", "days.xlsx"], ".parquet"),
        (["--kafka"], "either"),
    ],
)
def test_wrong_usage(file: Path, wrong: list[str], said: str) -> None:
    """What is wrong is named, and nothing is written."""
    result = RUNNER.invoke(app, ["tallies", "--region", "iq-kirkuk", "--in", str(file), *wrong])
    assert (result.exit_code, said in " ".join(result.stderr.split())) == (Exit.USAGE, True)


def test_unknown_region(file: Path) -> None:
    """The regions that have tallies are named."""
    result = RUNNER.invoke(app, ["tallies", "--region", "iq-kirkkuk", "--in", str(file)])
    assert (result.exit_code, "there are some of iq-kirkuk" in result.stderr) == (Exit.DATA, True)


def test_bad_lines_are_named(file: Path, tmp_path: Path) -> None:
    """The good ones are shown all the same."""
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b'{"id": 3}\n' + file.read_bytes())
    result = RUNNER.invoke(app, ["tallies", "--region", "iq-kirkuk", "--in", str(bad)])
    assert (result.exit_code, f"{bad}:1" in result.stderr, "2021-12-03" in result.stdout) == (Exit.DATA, True, True)
