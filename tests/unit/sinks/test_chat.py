from __future__ import annotations

import pytest

from stream.sinks.chat import Apprise
from stream.sinks.config import AppriseText
from stream.sinks.protocol import Unreachable
from stream.sinks.secrets import Secrets
from tests.kafka import free_port
from tests.unit.sinks.build import alert, message
from tests.unit.sinks.receiver import receiving

pytest.importorskip("apprise", reason="the extra `apprise` is not installed")


def chat(address: str, **fields):
    text = AppriseText.model_validate({"name": "chat", "kind": "apprise", "url": "${CHAT}", **fields})
    return Apprise(text, Secrets({"CHAT": address}))


def test_an_unknown_address_is_refused_at_the_start():
    """Not when the first alert comes."""
    with pytest.raises(ValueError, match="does not know"):
        chat("pigeon://roof")


def test_a_person_reads_what_it_is_first():
    """New, how grave, and the title; the evidence and the identity below."""
    payload = chat("json://localhost").prepare(message()).payload
    assert payload["title"].startswith("[NEW warning] Surge of attacks in Green Vale")
    assert "Four died." in payload["body"]
    assert payload["body"].endswith(f"{alert().id}/1")


def test_the_title_is_said_once():
    """It is the subject; the body goes on from there."""
    payload = chat("json://localhost").prepare(message()).payload
    assert alert().title not in payload["body"]


@pytest.mark.parametrize(("reason", "said"), [("subsided", "[SUBSIDED warning]"), ("withdrawn", "[WITHDRAWN warning]")])
def test_an_end_says_why(reason, said):
    """What was withdrawn was never so."""
    over = alert(1, 2, "resolved", reason=reason)
    assert chat("json://localhost").prepare(message(over)).payload["title"].startswith(said)


@pytest.mark.parametrize(
    ("of", "kind"),
    [
        (alert(severity="info"), "info"),
        (alert(severity="warning"), "warning"),
        (alert(severity="critical"), "failure"),
        (alert(1, 2, "resolved"), "success"),
    ],
)
def test_colour_says_how_grave(of, kind):
    """Apprise's four."""
    assert chat("json://localhost").prepare(message(of)).payload["notify_type"] == kind


def test_an_article_can_ring_nobody():
    """`@everyone` in a quote is text."""
    payload = chat("json://localhost").prepare(message(alert(title="@everyone run"))).payload
    assert "@everyone" not in payload["title"] + payload["body"]


async def test_it_arrives():
    """By Apprise's own JSON notifier."""
    async with receiving() as receiver:
        sink = chat(receiver.url.replace("http", "json"))
        await sink.send(sink.prepare(message()))
    assert receiver.requests[0].json["title"].startswith("[NEW warning]")


async def test_a_failure_is_tried_again():
    """Apprise does not say why."""
    sink = chat(f"json://127.0.0.1:{free_port()}")
    with pytest.raises(Unreachable):
        await sink.send(sink.prepare(message()))
