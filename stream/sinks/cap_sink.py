"""CAP 1.2 to a directory or over HTTP."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

from stream.sinks.cap import cap_xml, identifier, message_type, next_references, references, sent
from stream.sinks.cap_rules import mistakes
from stream.sinks.config import CapText
from stream.sinks.http import Poster
from stream.sinks.protocol import Message, Prepared, Sink, Unreachable
from stream.sinks.secrets import Secrets

MEDIA_TYPE = "application/cap+xml"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]")
#: Characters of a file's name; file systems end at 255 bytes.
MAX_NAME = 200


class Cap(Sink):
    """Each message is checked against the rules before it goes out: one that breaks them becomes a dead letter."""

    def __init__(self, text: CapText, secrets: Secrets) -> None:
        self._text = text
        self._url = secrets.fill(text.url) if text.url is not None else None
        self._poster = Poster(
            text.timeout_seconds, secrets, ca_file=text.ca_file, bearer=secrets.fill(text.bearer) if text.bearer is not None else None
        )

    def prepare(self, message: Message) -> Prepared:
        """The message, and what the next one will refer to; raises ValueError where it is no CAP."""
        if message_type(message) == "Cancel" and not references(message):
            raise ValueError("nothing to cancel: no message of this alert was sent")
        xml = cap_xml(message, self._text)
        wrong = mistakes(xml)
        if wrong:
            raise ValueError(f"not CAP 1.2: {'; '.join(wrong)}")
        name = f"{sent(message.alert):%Y%m%dT%H%M%S}_{_NOT_IN_NAMES.sub('_', identifier(message))}"[:MAX_NAME] + ".xml"
        return Prepared(message.ce_id, (name, xml), xml.decode(), {"references": next_references(message, self._text)})

    async def send(self, prepared: Prepared) -> None:
        """Write or post it."""
        name, xml = prepared.payload
        if self._url is not None:
            await self._poster.post(self._url, xml, {"Content-Type": MEDIA_TYPE, "ce-id": prepared.ce_id})
            return
        assert self._text.directory is not None, "the model sees to it"
        try:
            await asyncio.to_thread(_write, self._text.directory, name, xml)
        except OSError as error:
            raise Unreachable("file", str(error)) from error

    async def close(self) -> None:
        """Close all connections."""
        await self._poster.close()


def _write(directory: Path, name: str, content: bytes) -> None:
    """Whole or not at all, and on the disk when this returns: readers see no half of a message."""
    directory.mkdir(parents=True, exist_ok=True)
    temporary = directory / f".{name}.part"
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(directory / name)
    entry = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
