from __future__ import annotations

import asyncio

import pytest

from stream.sinks.http import MAX_ANSWER, Poster
from stream.sinks.protocol import Gone, Refused, Undelivered, Unreachable
from stream.sinks.secrets import Secrets
from tests.kafka import free_port
from tests.unit.sinks.receiver import babbles, closes, drips, floods, half_closes, hangs, receiving, says


async def post(url: str, *, patience: float = 5.0, secrets: Secrets | None = None) -> Undelivered | None:
    """What became of it; None where it was taken."""
    poster = Poster(patience, secrets or Secrets({}))
    try:
        await poster.post(url, b"{}", {"Content-Type": "application/json"})
    except Undelivered as error:
        return error
    finally:
        await poster.close()
    return None


async def answered(*replies, patience: float = 5.0) -> Undelivered | None:
    async with receiving(*replies) as receiver:
        return await post(receiver.url, patience=patience)


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
async def test_2xx_is_taken(status):
    """Whatever else it says."""
    assert await answered(says(status)) is None


@pytest.mark.parametrize("status", ["400 Bad Request", "413 Too Large", "415 Unsupported", "422 Unprocessable"])
async def test_what_speaks_of_the_request_is_refused_for_good(status):
    """It would not be better the next time."""
    assert isinstance(await answered(says(status)), Refused)


async def test_410_is_the_end():
    """Standard Webhooks: the receiver wants nothing more."""
    assert isinstance(await answered(says("410 Gone")), Gone)


@pytest.mark.parametrize(
    "status", ["301 Moved", "401 Unauthorized", "403 Forbidden", "404 Not Found", "408 Timeout", "429 Too Many", "500 No", "503 No"]
)
async def test_what_an_operator_or_time_mends_is_tried_again(status):
    """A token that expired must cost no alert."""
    assert isinstance(await answered(says(status)), Unreachable)


async def test_what_no_header_can_hold_is_refused():
    """An id with a line break would be tried for days, and hold up the others."""
    async with receiving() as receiver:
        poster = Poster(5, Secrets({}))
        with pytest.raises(Refused):
            await poster.post(receiver.url, b"", {"ce-id": "a\r\nHost: elsewhere"})
        await poster.close()
    assert receiver.requests == []


async def test_a_redirect_is_not_followed():
    """It would take the alert and its secrets elsewhere."""
    async with receiving() as elsewhere, receiving(says("307 Temporary Redirect", location=elsewhere.url)) as receiver:
        error = await post(receiver.url)
    assert isinstance(error, Unreachable)
    assert "not followed" in str(error)
    assert elsewhere.requests == []


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("Fri, 31 Dec 1999 23:59:59 GMT", 0), ("soon", None)])
async def test_retry_after_is_heard(header, seconds):
    """Seconds or a date; nonsense is nothing."""
    error = await answered(says("429 Too Many Requests", retry_after=header))
    assert isinstance(error, Unreachable)
    assert error.after == seconds


@pytest.mark.parametrize("reply", [hangs, half_closes, closes, babbles], ids=lambda reply: reply.__name__)
async def test_no_answer_is_tried_again(reply):
    """Silence, half a goodbye, a reset, and what is no HTTP."""
    assert isinstance(await answered(reply, patience=0.3), Unreachable)


async def test_nobody_there_is_tried_again():
    """A refused connection."""
    assert isinstance(await post(f"http://127.0.0.1:{free_port()}"), Unreachable)


@pytest.mark.parametrize("reply", [drips("200 OK"), floods("200 OK")])
async def test_an_endless_answer_to_what_was_taken_is_not_waited_for(reply):
    """The status says it all; of fifty megabytes hardly any is read."""
    async with receiving(reply) as receiver:
        assert await asyncio.wait_for(post(receiver.url, patience=30), 5) is None
        assert receiver.sent < 20 * 1024 * 1024


async def test_of_an_endless_complaint_only_the_beginning_is_read():
    """Enough to say what is wrong."""
    error = await asyncio.wait_for(answered(floods("500 No"), patience=30), 5)
    assert isinstance(error, Unreachable)
    assert len(str(error)) < MAX_ANSWER + 100


async def test_a_secret_that_comes_back_is_not_repeated():
    """What a receiver says goes into the log."""
    secrets = Secrets({"TOKEN": "hunter2hunter2"})
    async with receiving(says("500 No", b"bad token hunter2hunter2")) as receiver:
        error = await post(receiver.url + "/" + secrets.fill("${TOKEN}"), secrets=secrets)
    assert "hunter2" not in str(error)
    assert "bad token" in str(error)
