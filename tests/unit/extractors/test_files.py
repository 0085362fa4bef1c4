"""The commands with an extractor over a network: several asked at a time, output in order, nothing asked twice."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from stream.cli.app import app
from tests.news import attack
from tests.unit.extractors.endpoint import Server, fails, reads, serving


class Background:
    """A server in a thread of its own, for commands that wait for it."""

    def __init__(self, reply: Any) -> None:
        self.server: Server | None = None
        self._reply = reply
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        async with serving(self._reply) as self.server:
            self._ready.set()
            await self._stop.wait()

    def __enter__(self) -> Server:
        self._thread.start()
        assert self._ready.wait(5)
        assert self.server is not None
        return self.server

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)


@pytest.fixture
def articles(tmp_path):
    file = tmp_path / "articles.jsonl"
    lines = [attack(f"a{number}", killed=number + 2) for number in range(6)] + [attack("xx") | {"language": "fr"}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


@pytest.fixture
def run(monkeypatch, tmp_path):
    def command(server, *arguments):
        for name, value in {"LLM_URL": server.url, "LLM_MODEL": "m", "LLM_API_KEY": "hunter2", "EXTRACTOR_ATTEMPTS": "1"}.items():
            monkeypatch.setenv(f"TOCSIN_{name}", value)
        with capture_logs() as logs:
            result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert "hunter2" not in str(logs)
        return result

    return command


@pytest.fixture
def model():
    return reads(0.05)


def test_extract_gives_answers_in_the_order_of_the_input(articles, run, model):
    """One line an article; what is in a language that we do not read is not asked."""
    with Background(model) as server:
        result = run(server, "extract", articles, "--extractor", "openai")
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        assert len(server.asked) == 6
    assert [line["article_id"] for line in lines] == ["a0", "a1", "a2", "a3", "a4", "a5", "xx"]
    assert [report["casualties"][0]["best"] for line in lines for report in line["reports"]] == [2, 3, 4, 5, 6, 7]


def test_answers_in_a_file_serve_the_next_command(articles, run, model, tmp_path):
    """Extract asks, replay does not: not even where there is no endpoint any more."""
    kept, incidents = tmp_path / "answers.jsonl", tmp_path / "incidents.jsonl"
    with Background(model) as server:
        run(server, "extract", articles, "--extractor", "openai", "--answers", kept)
    result = run(server, "replay", articles, "--extractor", "openai", "--answers", kept, "--incidents", incidents)
    assert (result.exit_code, len(server.asked)) == (0, 6)
    assert "got no answer" not in result.stderr
    assert len(incidents.read_text().splitlines()) == 1
    assert "hunter2" not in kept.read_text()


def test_without_answers_the_built_in_extractor_reads_and_it_is_said(articles, run):
    """On standard error, with the number."""
    with Background(fails("401 Unauthorized")) as server:
        result = run(server, "extract", articles, "--extractor", "openai")
    assert "6 articles got no answer from the extractor 'openai'" in result.stderr
    assert "hunter2" not in result.stderr + result.stdout
    assert all(json.loads(line)["reports"] for line in result.stdout.splitlines()[:6])


def test_replay_asks_of_each_article_once(articles, run, model, tmp_path):
    """Ahead of the replay, in whatever order it then takes them."""
    with Background(model) as server:
        run(server, "replay", articles, articles, "--extractor", "openai", "--incidents", tmp_path / "incidents.jsonl")
        assert len(server.asked) == 6


def test_what_openai_needs_is_told_at_once(articles, monkeypatch):
    """Both variables, with what would be right."""
    monkeypatch.setenv("TOCSIN_EXTRACTOR", "openai")
    result = CliRunner().invoke(app, ["extract", str(articles)])
    assert result.exit_code == 2
    assert "TOCSIN_LLM_URL: is missing" in result.stderr
    assert "TOCSIN_LLM_MODEL: is missing" in result.stderr


def test_an_unknown_extractor_is_told_with_those_that_are_known(articles):
    """Exit status 2, and nothing is read."""
    result = CliRunner().invoke(app, ["extract", str(articles), "--extractor", "spacey"])
    assert result.exit_code == 2
    assert "'spacey'" in result.stderr
    assert "builtin, openai" in result.stderr
