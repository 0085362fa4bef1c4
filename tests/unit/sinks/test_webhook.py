from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from stream.sinks.config import WebhookText
from stream.sinks.secrets import Secrets
from stream.sinks.webhook import Webhook, signature, signing_key
from tests.unit.sinks.build import alert, message
from tests.unit.sinks.receiver import receiving

#: The example of the Standard Webhooks libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD = "whsec_" + base64.b64encode(b"o" * 32).decode()


def webhook(url: str, **fields) -> Webhook:
    text = WebhookText.model_validate({"name": "hook", "kind": "webhook", "url": url, "secret": "${NEW}", **fields})
    return Webhook(text, Secrets({"NEW": SECRET, "OLD": OLD}), now=lambda: 1_638_536_400.7)


def test_the_signature_is_that_of_the_standard():
    """The test vector that its libraries share."""
    found = signature([signing_key(SECRET)], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_receiver_can_check_what_it_gets():
    """Id, time and body as they came give the signature."""
    async with receiving() as receiver:
        sink = webhook(receiver.url)
        await sink.send(sink.prepare(message()))
        await sink.close()
    (request,) = receiver.requests
    signed = b".".join([request.headers["webhook-id"].encode(), request.headers["webhook-timestamp"].encode(), request.body])
    expected = base64.b64encode(hmac.new(base64.b64decode(SECRET[6:]), signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"
    assert request.headers["webhook-id"] == request.headers["ce-id"] == message().ce_id
    assert request.headers["webhook-timestamp"] == "1638536400"


async def test_while_secrets_change_both_sign():
    """The receiver may have either."""
    async with receiving() as receiver:
        sink = webhook(receiver.url, previous_secret="${OLD}")
        await sink.send(sink.prepare(message()))
        await sink.close()
    assert [part[:3] for part in receiver.requests[0].headers["webhook-signature"].split(" ")] == ["v1,", "v1,"]


def test_the_body_holds_the_whole_alert_and_those_that_it_speaks_for():
    """As the contract has it, under `data`."""
    wider = alert(2, id="wider", region={"id": "land", "name": "The Land"})
    body = json.loads(webhook("http://127.0.0.1").prepare(message(containing=(wider,))).payload)
    assert body["type"] == "tocsin.alerts.firing"
    assert body["data"] == json.loads(alert().to_json())
    assert [each["id"] for each in body["containing"]] == ["wider"]


@pytest.mark.parametrize("secret", ["whsec_", "whsec_c2hvcnQ=", "no base64 at all", "whsec_" + base64.b64encode(bytes(65)).decode()])
def test_a_weak_secret_is_refused_and_not_shown(secret):
    """24 to 64 bytes."""
    with pytest.raises(ValueError) as caught:
        signing_key(secret)
    assert secret == "whsec_" or secret not in str(caught.value)
