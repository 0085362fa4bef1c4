"""`tocsin extract --explain`: what a person is shown."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from stream.cli.app import app

SEED = Path(__file__).parents[2] / "data" / "seed-article.txt"


def explain(file: Path) -> str:
    result = CliRunner().invoke(app, ["extract", str(file), "--published", "2021-12-08T11:44:00+03:00", "--explain"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    return result.stdout


def test_the_seed_article_has_its_four_reports_and_its_sum_set_aside():
    """The reports stand below the article, and the cumulative figure is named as one."""
    shown = explain(SEED)
    assert "4 reports" in shown
    assert "cumulative: Twenty-two Kurdish soldiers" in shown


def test_nothing_of_an_article_reaches_the_terminal_as_a_command(tmp_path):
    """Escape sequences in title and text are shown as the replacement character."""
    file = tmp_path / "hostile.txt"
    file.write_text("Gunmen\x1b[2J kill two\n\nGunmen killed two policemen\x1b]0;x\x07 in Kirkuk on Tuesday.", encoding="utf-8")
    shown = explain(file)
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\ufffd[2J" in shown
