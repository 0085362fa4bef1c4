"""An HTTP server on 127.0.0.1 that takes what is posted, and misbehaves as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Reply = Callable[["Receiver", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Request:
    """What came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def says(status: str, body: bytes = b"", **headers: str) -> Reply:
    """A whole answer; `retry_after` and the like become headers."""
    told = {"content-length": str(len(body)), "connection": "close"} | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())

    async def reply(_: Receiver, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)
        await writer.drain()

    return reply


takes = says("204 No Content")


async def hangs(receiver: Receiver, _: asyncio.StreamWriter) -> None:
    """Nothing comes, until the test is over."""
    await receiver.over.wait()


async def closes(_: Receiver, writer: asyncio.StreamWriter) -> None:
    """The connection is reset without a word."""
    writer.transport.abort()


async def half_closes(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
    """It says that nothing will come from it, and keeps the line open."""
    writer.write_eof()
    await receiver.over.wait()


async def babbles(_: Receiver, writer: asyncio.StreamWriter) -> None:
    """What it says is no HTTP."""
    writer.write(b"\x00\x01 hello\r\n\r\n")
    await writer.drain()


def drips(status: str) -> Reply:
    """The head in time, and then a byte now and then, without end."""

    async def reply(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 100000\r\n\r\n".encode())
        while not receiver.over.is_set():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    return reply


def floods(status: str) -> Reply:
    """Fifty megabytes, counted as they go."""

    async def reply(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: {50 * 1024 * 1024}\r\n\r\n".encode())
        while receiver.sent < 50 * 1024 * 1024:
            writer.write(b" " * 65536)
            await writer.drain()
            receiver.sent += 65536

    return reply


@dataclass
class Receiver:
    """Replies in the order given, the last one again and again; remembers what it was sent."""

    replies: list[Reply]
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    sent: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ids(self) -> list[str]:
        """The `ce-id` of each request."""
        return [request.headers["ce-id"] for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers["content-length"]))
            self.requests.append(Request(head.split(" ")[1], headers, body))
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            await reply(self, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving(*replies: Reply, port: int = 0) -> AsyncIterator[Receiver]:
    """A receiver, for as long as the block lasts."""
    receiver = Receiver(list(replies or [takes]))
    listening = await asyncio.start_server(receiver.serve, "127.0.0.1", port)
    receiver.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield receiver
    finally:
        receiver.over.set()
        listening.close()
