"""A server on 127.0.0.1 that speaks the protocol of chat completions, and misbehaves as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Reply = Callable[["Server", asyncio.StreamWriter], Awaitable[None]]


def raw_response(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """A whole response; `content_type` and the like become headers."""
    told = {"content-type": "application/json", "content-length": str(len(body)), "connection": "close"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def sends(response: bytes) -> Reply:
    """Those bytes, and the connection is closed."""

    async def reply(_: Server, writer: asyncio.StreamWriter) -> None:
        writer.write(response)
        await writer.drain()

    return reply


def completion(content: Any, **choice: Any) -> bytes:
    """A chat completion with that content (text, or what is to be JSON)."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    return json.dumps({"choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": text}, **choice}]}).encode()


def answers(content: Any, **choice: Any) -> Reply:
    """A proper response with that content."""
    return sends(raw_response(completion(content, **choice)))


def fails(status: str, **headers: str) -> Reply:
    """An error with a short message."""
    return sends(raw_response(b'{"error": {"message": "no"}}', status, **headers))


def told_of(text: str) -> dict[str, Any]:
    """What a good model says of an article by `tests.news.attack` in Kifri with that text; tests spoil it."""
    killed = int(text.split("killing ")[1].split(maxsplit=1)[0])
    return {
        "quotes": [text],
        "type": "armed_attack",
        "accidental": False,
        "date": "2021-12-07",
        "date_end": "2021-12-07",
        "date_precision": "day",
        "place": "Kifri",
        "admin2": "Kifri",
        "admin1": "Diyala",
        "country": "Iraq",
        "place_precision": "point",
        "perpetrator": "Islamic State",
        "targets": ["police checkpoint"],
        "casualties": [
            {"effect": "killed", "group": "security", "label": "police officers", "low": killed, "best": killed, "high": killed, "quote": text},
        ],
        "primary": True,
    }


def text_of(asked: dict[str, Any]) -> str:
    """The text of the article in a request."""
    content: str = asked["messages"][1]["content"]
    return content.rpartition("\n\n")[2]


def reads(seconds: float) -> Reply:
    """A good model; the later it is asked, the sooner it answers, from `seconds` on."""

    async def reply(server: Server, writer: asyncio.StreamWriter) -> None:
        text, number = text_of(server.asked[-1]), len(server.asked)
        await asyncio.sleep(seconds / number)
        writer.write(raw_response(completion({"reports": [told_of(text)]})))
        await writer.drain()

    return reply


async def hangs(server: Server, _: asyncio.StreamWriter) -> None:
    """Nothing comes, until the test is over."""
    await server.over.wait()


async def drips(server: Server, writer: asyncio.StreamWriter) -> None:
    """A byte now and then: every read is in time, the whole is not."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n")
    while not server.over.is_set():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def closes(_: Server, writer: asyncio.StreamWriter) -> None:
    """The connection is reset without a word."""
    writer.transport.abort()


async def floods(server: Server, writer: asyncio.StreamWriter) -> None:
    """Ten megabytes, counted as they go."""
    size = 10 * 1024 * 1024
    writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n\r\n".encode())
    while server.sent < size:
        writer.write(b" " * 65536)
        await writer.drain()
        server.sent += 65536


@dataclass
class Server:
    """Replies in the order given, the last one again and again; remembers what it was asked."""

    replies: list[Reply]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    sent: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(int(line.split(":")[1]) for line in head.lower().splitlines() if line.startswith("content-length"))
            self.headers.append(head)
            self.asked.append(json.loads(await reader.readexactly(length)))
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            await reply(self, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(*replies: Reply) -> AsyncIterator[Server]:
    """A server on a free port, for as long as the block lasts."""
    server = Server(list(replies))
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        server.over.set()
        listening.close()
