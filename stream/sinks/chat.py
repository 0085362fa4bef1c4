"""Chat, mail and more by Apprise (extra `apprise`): https://github.com/caronc/apprise."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from stream.describe import explanation, safe
from stream.model import AlertState, Severity
from stream.sinks.config import AppriseText
from stream.sinks.protocol import Message, Prepared, Sink, Unreachable
from stream.sinks.secrets import Secrets

#: Characters of a title: mail subjects and phones cut longer ones.
MAX_TITLE = 200
_TYPES = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "failure"}


class Apprise(Sink):
    """One address. Apprise says only that it failed, not why: so it is tried again."""

    def __init__(self, text: AppriseText, secrets: Secrets) -> None:
        import apprise  # noqa: PLC0415 - only who uses it has it

        # it logs addresses, with their tokens
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        self._timeout = text.timeout_seconds
        self._most = text.incidents
        self._apprise: Any = apprise.Apprise()
        if not self._apprise.add(secrets.fill(text.url)):
            raise ValueError("Apprise does not know such an address")

    def prepare(self, message: Message) -> Prepared:
        """Title and text, as a person reads them."""
        alert = message.alert
        state = _state(message)
        title = safe(f"[{state} {alert.severity}] {alert.title}")
        lines = list(explanation(alert, self._most))
        lines += [safe(f"  also: {each.title}") for each in message.containing]
        kind = "success" if alert.state is AlertState.RESOLVED else _TYPES[alert.severity]
        title = title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
        body = "\n".join([*lines, f"  {message.ce_id}"])
        payload = {"title": _no_mention(title), "body": _no_mention(body), "notify_type": kind, "body_format": "text"}
        return Prepared(message.ce_id, payload, f"{title}\n{body}")

    async def send(self, prepared: Prepared) -> None:
        """In a thread, as Apprise waits."""
        try:
            async with asyncio.timeout(self._timeout):
                done = await asyncio.to_thread(self._apprise.notify, **prepared.payload, interpret_escapes=False)
        except TimeoutError as error:
            raise Unreachable("timeout", f"no answer within {self._timeout:g} s") from error
        if not done:
            raise Unreachable("apprise", "Apprise could not deliver it")


def _state(message: Message) -> str:
    """NEW, UPDATED, or why it is over: whoever reads no more must not take what was withdrawn for what was so."""
    alert = message.alert
    if alert.state is not AlertState.RESOLVED:
        return "NEW" if message.first else "UPDATED"
    return (alert.reason or alert.state).replace("_", " ").upper()


def _no_mention(text: str) -> str:
    """An article that says `@everyone` must not ring everyone: a zero-width space after each @."""
    return text.replace("@", "@\u200b")
