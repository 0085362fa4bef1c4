"""A signed webhook, by Standard Webhooks 1.0.0: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable

from stream import topics
from stream.sinks.config import WebhookText
from stream.sinks.http import Poster
from stream.sinks.protocol import Message, Prepared, Sink
from stream.sinks.secrets import Secrets

PREFIX = "whsec_"
#: Bytes of a signing secret.
SHORTEST, LONGEST = 24, 64


class Webhook(Sink):
    """Posts `{"type", "timestamp", "id", "data", "containing"}`, `data` being the alert."""

    def __init__(self, text: WebhookText, secrets: Secrets, now: Callable[[], float] = time.time) -> None:
        self.every_revision = text.every_revision
        self._url = secrets.fill(text.url)
        self._keys = [signing_key(secrets.fill(secret)) for secret in (text.secret, text.previous_secret) if secret is not None]
        self._now = now
        self._poster = Poster(
            text.timeout_seconds, secrets, ca_file=text.ca_file, bearer=secrets.fill(text.bearer) if text.bearer is not None else None
        )

    def prepare(self, message: Message) -> Prepared:
        """The body, which is signed anew at each attempt."""
        alert = message.alert
        told = {
            "type": f"tocsin.{topics.ALERTS}.{alert.state.value}",
            "timestamp": alert.updated.isoformat(),
            "id": message.ce_id,
            "data": alert.model_dump(mode="json"),
            "containing": [
                {"id": each.id, "title": each.title, "severity": each.severity.value, "region": each.region.model_dump()}
                for each in message.containing
            ],
        }
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        return Prepared(message.ce_id, body, json.dumps(told, indent=2, ensure_ascii=False))

    async def send(self, prepared: Prepared) -> None:
        """Sign and post."""
        timestamp = int(self._now())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": prepared.ce_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(self._keys, prepared.ce_id, timestamp, prepared.payload),
            "ce-id": prepared.ce_id,
        }
        await self._poster.post(self._url, prepared.payload, headers)

    async def close(self) -> None:
        """Close all connections."""
        await self._poster.close()


def signing_key(secret: str) -> bytes:
    """The bytes of `whsec_…`; raises ValueError, without showing it, where it is not of that form."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"not {PREFIX} and base64") from error
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(f"{len(key)} bytes long, not {SHORTEST} to {LONGEST}")
    return key


def signature(keys: Iterable[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64, for each key."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join("v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys)
