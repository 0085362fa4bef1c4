"""An analyst's way: why an incident is one, a ruling on it, and what the next replay makes of that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from stream.cli.app import app
from stream.cli.exits import Exit
from stream.config import shipped_config
from stream.model import Article, Group, Incident, Ruling, parse_article
from stream.pipeline import Pipeline, load_pipeline
from stream.replay import Replay
from tests.news import attack

RUNNER = CliRunner()
NEWS = [
    attack("a1", killed=5),
    attack("a2", killed=6, source="Other Wire"),
    attack("a3", killed=2, district="Daquq", province="Kirkuk"),
]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return load_pipeline(shipped_config())


@dataclass
class Desk:
    """The files of an analyst."""

    directory: Path
    pipeline: Pipeline

    @property
    def incidents(self) -> Path:
        return self.directory / "incidents.jsonl"

    @property
    def rulings(self) -> Path:
        return self.directory / "rulings.jsonl"

    def run(self, *arguments: str, files: bool = True) -> Result:
        given = ["--in", str(self.incidents), "--rulings", str(self.rulings)] if files else []
        return RUNNER.invoke(app, [*arguments, *given])

    def rule(self, *arguments: str) -> Result:
        return self.run("rule", *arguments, "--by", "Ala", "--why", "the ministry's list")

    def replay(self) -> list[Incident]:
        """The articles again, with all rulings; gives the incidents that stand, by their articles."""
        rulings = [Ruling.model_validate_json(line) for line in self.rulings.read_bytes().splitlines()] if self.rulings.exists() else []
        run = Replay(self.pipeline)
        run.run((article(one) for one in NEWS), rulings=rulings)
        self.incidents.write_bytes(b"".join(incident.to_json() + b"\n" for incident in run.incidents.values()))
        return sorted(run.active_incidents(), key=lambda incident: incident.articles)


def article(one: dict[str, Any]) -> Article:
    return parse_article(json.dumps(one))


@pytest.fixture
def desk(tmp_path: Path, pipeline: Pipeline) -> Desk:
    return Desk(tmp_path, pipeline)


def test_why_names_reports_and_scores(desk: Desk) -> None:
    """The first opened the incident, the second needed three points."""
    kifri, _ = desk.replay()
    told = desk.run("why", kifri.id).stdout
    assert "article a1\n      opened it" in told
    assert "3 needed" in told
    assert "place +" in told
    assert told.count("no runner-up") == 2


def test_why_says_what_the_runner_up_was(desk: Desk) -> None:
    """Its day, place and toll, and what it was refused for or had."""
    kifri, daquq = desk.replay()
    opened, joined = kifri.joined
    refused = opened.model_copy(update={"rival": daquq.joined[0].report, "rival_points": {"place": None, "names": 2.5}})
    behind = joined.model_copy(update={"rival": daquq.joined[0].report, "rival_score": 1, "rival_points": {"type": 1}})
    desk.incidents.write_bytes(b"".join(one.to_json() + b"\n" for one in (kifri.model_copy(update={"joined": (refused, behind)}), daquq)))
    told = desk.run("why", kifri.id).stdout
    line = f"      runner-up {daquq.id}, 2021-12-07  armed attack by ISIS, Daquq district (Daquq, Kirkuk): 2 killed (2 security)\n"
    assert f"{line}        refused for place (names +2.5)\n" in told
    assert f"{line}        1 point (type +1)\n" in told


def test_a_merge_holds_in_the_next_replay(desk: Desk) -> None:
    """All reports in one incident, which `why` shows with the ruling."""
    kifri, daquq = desk.replay()
    ruling = desk.rule("merge", kifri.id, daquq.id).stdout.strip()
    (merged,) = desk.replay()
    assert merged.articles == ("a1", "a2", "a3")
    assert f"ruled: {ruling}  merge" in desk.run("why", merged.id).stdout


def test_an_article_is_split_off(desk: Desk) -> None:
    """By its id."""
    kifri, _ = desk.replay()
    desk.rule("split", kifri.id, "a2")
    assert [incident.articles for incident in desk.replay()] == [("a1",), ("a2",), ("a3",)]


def test_toll_place_and_date_are_the_analysts(desk: Desk) -> None:
    """Each stands in the incident, whatever the article said."""
    _, daquq = desk.replay()
    for said in (["toll", daquq.id, "killed.civilian=1-2-4", "wounded=0"], ["place", daquq.id, "Tuz Khurmatu"], ["date", daquq.id, "2021-12-01"]):
        assert desk.rule(*said).exit_code == Exit.OK
    found = desk.replay()[1]
    assert [(c.group, c.low, c.best, c.high) for c in found.casualties if c.effect == "killed"] == [(Group.CIVILIAN, 1, 2, 4)]
    assert (found.admin1, str(found.day), len(found.rulings)) == ("Salah al-Din", "2021-12-01", 3)
    assert any("tuz" in region for region in found.regions)


def test_a_ruling_is_taken_back(desk: Desk) -> None:
    """And then listed only where all are asked for."""
    kifri, _ = desk.replay()
    ruling = desk.rule("reject", kifri.id).stdout.strip()
    assert len(desk.replay()) == 1
    assert f"shapes {kifri.id}" in desk.run("rule", "list").stdout
    desk.rule("undo", ruling)
    assert len(desk.replay()) == 2
    assert desk.run("rule", "list").stdout == ""
    assert "taken back by Ala" in desk.run("rule", "list", "--all").stdout


def test_a_ruling_that_fits_nothing_is_listed(desk: Desk) -> None:
    """Its incident is gone: it is said, and never dropped."""
    kifri, _ = desk.replay()
    desk.rule("confirm", kifri.id)
    desk.incidents.write_text("", encoding="utf-8")
    listed = desk.run("rule", "list")
    assert "FITS NOTHING" in listed.stdout
    assert "1 ruling shapes nothing" in listed.stderr


def test_replay_takes_rulings_from_a_file(desk: Desk, tmp_path: Path) -> None:
    """As it takes articles."""
    kifri, _ = desk.replay()
    desk.rule("reject", kifri.id)
    news = tmp_path / "news.jsonl"
    news.write_text("".join(json.dumps(one) + "\n" for one in NEWS), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert desk.run("replay", str(news), "--rulings", str(desk.rulings), "--incidents", str(out), files=False).exit_code == Exit.OK
    assert sum('"retracted"' in line for line in out.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["toll", "{0}", "killed=many"], "'killed=many'"),
        (["toll", "{0}", "killed=4-3-2"], "low <= best <= high"),
        (["toll", "{0}", "harmed=2"], "'harmed=2'"),
        (["split", "{0}", "a9"], "'a9'"),
        (["split", "{0}", "a1", "a2"], "all 2 reports"),
        (["merge", "{0}", "{0}"], "one incident already"),
        (["place", "{0}", "Nowhereville-upon-Naught"], "in no gazetteer"),
        (["date", "{0}", "2021-12-03", "--to", "2021-12-01"], "lies before"),
        (["reject", "i-none"], "no incident 'i-none'"),
        (["undo", "IQ/u-none"], "no ruling"),
    ],
)
def test_what_cannot_be_ruled_is_refused(desk: Desk, arguments: list[str], complaint: str) -> None:
    """With the value that was wrong; nothing is written."""
    kifri, _ = desk.replay()
    result = desk.rule(*(argument.format(kifri.id) for argument in arguments))
    assert result.exit_code != Exit.OK
    assert complaint in " ".join(result.stderr.replace("│", " ").split())
    assert not desk.rulings.exists()


def test_nobody_rules_without_a_word(desk: Desk) -> None:
    """Who and why are asked for."""
    kifri, _ = desk.replay()
    assert desk.run("rule", "reject", kifri.id, "--by", "Ala", "--why", " ").exit_code == Exit.USAGE
