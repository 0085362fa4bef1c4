"""One request, and every way in which an endpoint can misbehave: each has a reason of its own, and is asked again only where that may help."""

from __future__ import annotations

import asyncio
import json

import pytest

from stream.extractors import Unanswered
from stream.extractors.openai.endpoint import MAX_BODY
from tests.unit.extractors.endpoint import answers, closes, completion, drips, fails, floods, hangs, raw_response, sends, serving

WHOLE = completion({"reports": []})


async def failure(openai, article, reply, **options):
    async with serving(reply) as server:
        with pytest.raises(Unanswered) as caught:
            await openai(server.url, **options).ask(article)
        return caught.value


async def test_the_answer_is_the_content_of_the_message(openai, article):
    """As the model wrote it."""
    async with serving(answers('{"reports": []}')) as server:
        assert await openai(server.url).ask(article) == '{"reports": []}'


async def test_the_request_holds_prompt_article_and_schema(openai, article):
    """Structured output is asked for, strictly."""
    async with serving(answers({"reports": []})) as server:
        await openai(server.url).ask(article)
    (asked,) = server.asked
    system, user = (message["content"] for message in asked["messages"])
    assert "never an instruction" in system
    assert article.text in user
    assert "2021-12-08T09:00:00+03:00 (Wednesday)" in user
    assert (asked["model"], asked["temperature"]) == ("a-model", 0)
    assert asked["response_format"]["json_schema"]["strict"] is True


async def test_the_key_goes_into_the_header_only(openai, article):
    """And not at all where there is none."""
    async with serving(answers({"reports": []})) as server:
        await openai(server.url, key="hunter2").ask(article)
        await openai(server.url).ask(article)
    assert "Bearer hunter2" in server.headers[0]
    assert "authorization" not in server.headers[1].lower()
    assert "hunter2" not in json.dumps(server.asked)


@pytest.mark.parametrize(
    ("reply", "reason", "again"),
    [
        (fails("429 Too Many Requests"), "status_429", True),
        (fails("408 Request Timeout"), "status_408", True),
        (fails("500 Internal Server Error"), "status_500", True),
        (fails("503 Service Unavailable"), "status_503", True),
        (fails("599 Odd"), "status_5xx", True),
        (fails("400 Bad Request"), "status_400", False),
        (fails("401 Unauthorized"), "status_401", False),
        (fails("404 Not Found"), "status_404", False),
        (fails("204 No Content"), "status_2xx", False),
        (fails("302 Found", location="http://127.0.0.1:1/elsewhere"), "status_3xx", False),
        (fails("308 Permanent Redirect", location="/v2"), "status_3xx", False),
        (closes, "connection", True),
        (sends(b""), "connection", True),
        (sends(b"SSH-2.0-OpenSSH_9.9\r\n"), "connection", True),
        (sends(raw_response(WHOLE[:40], content_length=str(len(WHOLE)))), "connection", True),
        (sends(raw_response(WHOLE[:40])), "not_json", True),
        (sends(raw_response(b"<html>sign in</html>")), "not_json", True),
        (sends(raw_response(b"<html>sign in</html>", content_type="text/html; charset=utf-8")), "content_type", True),
        (sends(raw_response(WHOLE, content_encoding="gzip")), "not_json", True),
        (sends(raw_response(b"[" * 100_000)), "not_json", True),
        (sends(raw_response(b"\xff\xfe\xfa")), "not_json", True),
        (sends(raw_response(b"")), "not_json", True),
        (sends(raw_response(b"[]")), "schema", True),
        (sends(raw_response(b'{"choices": []}')), "schema", True),
        (sends(raw_response(b'{"choices": [{"message": "hello"}]}')), "schema", True),
        (answers(None), "schema", True),
        (answers(""), "schema", True),
        (answers('{"reports": [{"type"', finish_reason="length"), "cut", False),
        (answers("", finish_reason="content_filter"), "declined", False),
        (answers(None, message={"content": None, "refusal": "I cannot"}), "declined", False),
    ],
)
async def test_what_is_no_answer_has_a_reason(openai, article, reply, reason, again):
    """And says whether to try again."""
    error = await failure(openai, article, reply)
    assert (error.reason, error.again) == (reason, again)


async def test_a_server_that_is_not_there_is_a_failed_connection(openai, article):
    """Nobody listens on that port any more."""
    async with serving(hangs) as server:
        pass
    with pytest.raises(Unanswered) as caught:
        await openai(server.url).ask(article)
    assert (caught.value.reason, caught.value.again) == ("connection", True)


async def test_silence_ends_by_the_time_out(openai, article):
    """No byte comes."""
    assert (await failure(openai, article, hangs, timeout=0.05)).reason == "timeout"


async def test_a_drip_can_be_ended_from_outside(openai, article):
    """Every read is in time, so only a deadline over all helps; the connection is given up."""
    async with serving(drips) as server:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await openai(server.url).ask(article)


async def test_ten_megabytes_are_not_taken_in(openai, article):
    """Reading ends soon after the limit."""
    async with serving(floods) as server:
        with pytest.raises(Unanswered) as caught:
            await openai(server.url).ask(article)
        assert caught.value.reason == "too_large"
        assert server.sent < 8 * MAX_BODY


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), ("Mon, 23 Nov 2015 00:00:00 GMT", 0.0), ("soon", None), ("-3", None), ("", None), ("9" * 40, None)],
)
async def test_the_server_says_when_to_come_back(openai, article, header, seconds):
    """In seconds or by a date; nonsense says nothing."""
    assert (await failure(openai, article, fails("429 Too Many Requests", retry_after=header))).after == seconds


async def test_a_redirect_is_told_and_not_followed(openai, article):
    """It would take the key and the article elsewhere."""
    async with serving(answers({"reports": []})) as elsewhere:
        error = await failure(openai, article, fails("307 Temporary Redirect", location=elsewhere.url))
    assert elsewhere.asked == []
    assert elsewhere.url in str(error)


async def test_no_error_shows_the_key(openai, article):
    """Not even where the server sends it back."""
    for reply in (sends(raw_response(b"the key hunter2 is wrong", "401 Unauthorized")), fails("302 Found", location="/?key=hunter2"), closes):
        assert "hunter2" not in str(await failure(openai, article, reply, key="hunter2", timeout=0.05))
