"""Asked once, with patience that has an end, and the built-in extractor behind it."""

from __future__ import annotations

import asyncio

import pytest

from stream.extractors import FALLBACK, KeptInFile, KeptInMemory, Patience, Remote, Unanswered
from stream.model import Article
from stream.pipeline import Answer
from tests.unit.build import report


class Script:
    """An extractor that answers, or fails, as it is told; the last line again and again."""

    name = "script"
    version = "1"

    def __init__(self, *lines) -> None:
        self.lines = list(lines) or ["yes"]
        self.asked: list[str] = []

    async def ask(self, article):
        self.asked.append(article.id)
        line = self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]
        await asyncio.sleep(0)
        if isinstance(line, BaseException):
            raise line
        return line

    def read(self, article, raw):
        if raw == "nonsense":
            raise Unanswered("schema", "nonsense", again=True)
        return Answer((report(article.id),))


def busy(after=None):
    return Unanswered("status_429", "busy", again=True, after=after)


def article(number=1):
    return Article.model_validate({"id": f"a{number}", "text": f"Text {number}."})


@pytest.fixture
def remote(stand, clock):
    def make(script, kept=None, **patience):
        return Remote(script, stand, kept or KeptInMemory(), Patience(**patience), clock.timing())

    return make


def facts(answer, name):
    return [fact.labels[0] for fact in answer.facts if fact.name == name]


async def test_an_answer_is_kept_and_not_asked_for_twice(remote):
    """The second time it comes from where it is kept."""
    script = Script()
    asking = remote(script)
    first, second = await asking.ask(article()), await asking.ask(article())
    assert (script.asked, first.reports) == (["a1"], second.reports)
    assert facts(first, "extractor_answers") + facts(second, "extractor_answers") == ["asked", "kept"]


async def test_the_same_question_at_the_same_time_is_asked_once(remote):
    """Both get the one answer."""
    script = Script()
    asking = remote(script)
    one, two = await asyncio.gather(asking.ask(article()), asking.ask(article()))
    assert (script.asked, one.reports) == (["a1"], two.reports)


async def test_who_gives_up_waiting_stops_nobody_else(remote):
    """The question goes on for the other, and its answer is kept."""
    script = Script()
    asking = remote(script)
    one, two = asyncio.create_task(asking.ask(article())), asyncio.create_task(asking.ask(article()))
    await asyncio.sleep(0)
    one.cancel()
    assert (await two).reports
    assert script.asked == ["a1"]


async def test_another_text_or_another_version_is_another_question(remote):
    """A corrected article and a new prompt are asked about anew."""
    script, kept = Script(), KeptInMemory()
    await remote(script, kept).ask(article())
    await remote(script, kept).ask(article().model_copy(update={"text": "Corrected."}))
    script.version = "2"
    await remote(script, kept).ask(article())
    assert len(script.asked) == 3


async def test_a_kept_answer_that_cannot_be_read_is_asked_for_anew(remote):
    """Such as one that an older program kept."""
    script, kept = Script("nonsense", "yes"), KeptInMemory()
    answer = await remote(script, kept).ask(article())
    (key,) = kept.answers
    kept.answers[key] = "nonsense"
    assert (await remote(script, kept).ask(article())).reports == answer.reports
    assert kept.answers[key] == "yes"


async def test_waits_grow_between_attempts(remote, clock):
    """Twice as long each time."""
    answer = await remote(Script(busy(), busy(), "yes"), attempts=3).ask(article())
    assert clock.waits == [1.0, 2.0]
    assert facts(answer, "extractor_failures") == ["status_429", "status_429"]
    assert FALLBACK not in answer.flags


async def test_the_other_side_says_how_long_to_wait(remote, clock):
    """Retry-After counts before our own."""
    await remote(Script(busy(after=7), "yes")).ask(article())
    assert clock.waits == [7]


async def test_who_wants_us_to_wait_too_long_is_left_in_peace(remote, clock, stand):
    """The built-in extractor reads this article and those after it, until the time has come."""
    script = Script(busy(after=100), "yes")
    asking = remote(script)
    await asking.ask(article(1))
    await asking.ask(article(2))
    assert (script.asked, stand.read, clock.waits) == (["a1"], ["a1", "a2"], [])
    clock.time += 101
    assert not (await asking.ask(article(3))).flags


async def test_after_so_many_attempts_the_built_in_one_reads_it(remote, stand):
    """Flagged, counted with the reason, and not kept: when the article comes again, it is asked again."""
    script, kept = Script(busy()), KeptInMemory()
    answer = await remote(script, kept, attempts=3).ask(article())
    assert (script.asked, stand.read, answer.flags, kept.answers) == (["a1"] * 3, ["a1"], (FALLBACK,), {})
    assert facts(answer, "extractor_fallback") == ["status_429"]
    assert facts(answer, "extractor_answers") == ["fallback"]


async def test_what_will_not_get_better_is_not_tried_again(remote, stand):
    """A wrong key stays wrong."""
    script = Script(Unanswered("status_401", "no"))
    await remote(script, attempts=3).ask(article())
    assert (script.asked, stand.read) == (["a1"], ["a1"])


async def test_an_unreadable_answer_is_tried_again(remote):
    """Half an answer may be whole the next time; only the whole one is kept."""
    script, kept = Script("nonsense", "yes"), KeptInMemory()
    await remote(script, kept).ask(article())
    assert (len(script.asked), list(kept.answers.values())) == (2, ["yes"])


async def test_an_attempt_ends_by_its_time_out(remote, stand):
    """However slowly bytes drip in."""

    class Slow(Script):
        async def ask(self, article):
            await asyncio.sleep(60)

    answer = await remote(Slow(), attempts=1, timeout=0.01).ask(article())
    assert facts(answer, "extractor_fallback") == ["timeout"]


async def test_a_mistake_in_an_extractor_costs_no_article(remote, stand):
    """It is logged, and the built-in one reads."""
    answer = await remote(Script(ZeroDivisionError("oops"))).ask(article())
    assert (stand.read, facts(answer, "extractor_fallback")) == (["a1"], ["error"])


async def test_who_is_down_is_left_in_peace_for_a_while(remote, clock):
    """After five articles in a row; one that succeeds afterwards makes all well again."""
    script = Script(Unanswered("connection", "down"))
    asking = remote(script, failures=5, rest=60)
    for number in range(8):
        answer = await asking.ask(article(number))
    assert (len(script.asked), facts(answer, "extractor_fallback")) == (5, ["resting"])
    clock.time += 61
    script.lines = ["yes", Unanswered("connection", "down"), "yes"]
    assert [bool((await asking.ask(article(number))).flags) for number in range(10, 13)] == [False, True, False]


async def test_the_budget_is_kept_within_any_minute(remote, clock, stand):
    """What is over it is read by the built-in extractor at once; a minute later there is room again."""
    script = Script()
    asking = remote(script, per_minute=3, budget_wait=0)
    for number in range(5):
        await asking.ask(article(number))
    assert (len(script.asked), stand.read) == (3, ["a3", "a4"])
    clock.time += 60
    await asking.ask(article(6))
    assert script.asked[-1] == "a6"


async def test_attempts_count_against_the_budget(remote, stand):
    """A retry is a request like any other."""
    script = Script(busy())
    answer = await remote(script, per_minute=2, budget_wait=0, attempts=5).ask(article())
    assert (len(script.asked), facts(answer, "extractor_fallback")) == (2, ["budget"])


async def test_with_patience_an_article_waits_for_room(remote, clock, stand):
    """As files do: all are asked, two a minute."""
    script = Script()
    asking = remote(script, per_minute=2, budget_wait=float("inf"))
    for number in range(5):
        await asking.ask(article(number))
    assert (len(script.asked), stand.read, clock.time) == (5, [], 1000 + 120)


async def test_answers_in_a_file_outlive_the_run(remote, tmp_path):
    """A line an answer, with the article's id for people."""
    file, script = tmp_path / "answers.jsonl", Script()
    await remote(script, KeptInFile(file)).ask(article())
    await remote(script, KeptInFile(file)).ask(article())
    assert script.asked == ["a1"]
    assert '"article_id": "a1"' in file.read_text()


def test_it_is_not_asked_without_a_loop(remote):
    """A driver that forgets to ask ahead is told so."""
    with pytest.raises(TypeError, match="ask"):
        remote(Script()).extract(article())
