"""Articles and incidents from files: JSONL, one JSON article on many lines, or plain text; with line numbers, and without holding a big file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from stream.errors import BadRecord
from stream.model import Article, Incident, explain, parse_article, validate_article

#: Bytes of a file that may turn out to be ONE article, written over many lines; longer ones are read line by line.
MAX_PRETTY = 8 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, or one JSON object that takes several."""

    file: str
    number: int
    raw: bytes

    @property
    def where(self) -> str:
        """`FILE:LINE`, as compilers write it."""
        return f"{self.file}:{self.number}"


@dataclass(frozen=True, slots=True)
class TextFields:
    """What plain text cannot say of itself."""

    published: str | None = None
    source: str | None = None
    id: str | None = None

    def __bool__(self) -> bool:
        return any((self.published, self.source, self.id))


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """The file of that name, or standard input for `-`; raises OSError."""
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        yield file


def display_name(name: str) -> str:
    """What messages call the file."""
    return "<stdin>" if name == "-" else name


def lines(name: str, stream: IO[bytes]) -> Iterator[Line]:
    """All lines that are not blank; a JSON object over many lines, if it is all there is, is one."""
    numbered = ((number, raw.removeprefix(_BOM) if number == 1 else raw) for number, raw in enumerate(stream, 1))
    full = ((number, raw) for number, raw in numbered if raw.strip())
    first = next(full, None)
    if first is None:
        return
    rest: Iterator[tuple[int, bytes]] = full
    if first[1].lstrip().startswith(b"{") and not _is_json(first[1]):
        held, ended = _hold(full)
        whole = first[1] + b"".join(raw for _, raw in held)
        if ended and _is_json(whole):
            yield Line(display_name(name), first[0], whole)
            return
        rest = chain(held, full)
    for number, raw in chain([first], rest):
        yield Line(display_name(name), number, raw.rstrip(b"\r\n"))


def article_of_text(raw: bytes, fields: TextFields) -> Article:
    """Plain text as an article: the first line is the title, the rest the text; raises BadRecord."""
    try:
        text = raw.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRecord("not_utf8", f"not UTF-8: byte {error.start} is {raw[error.start]!r}") from error
    title, _, body = text.strip().replace("\r\n", "\n").partition("\n")
    return validate_article({"title": title.strip(), "text": body.strip(), "published": fields.published, "source": fields.source, "id": fields.id})


def article_of(line: Line) -> Article:
    """The article that a line holds; raises BadRecord."""
    return parse_article(line.raw)


def is_incident(line: Line) -> bool:
    """Whether a line holds an incident of the contract and no article: it has a revision and a type, and neither title nor text."""
    if b'"revision"' not in line.raw:
        return False
    try:
        data = json.loads(line.raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.keys() >= {"id", "revision", "type"} and not data.keys() & {"text", "title"}


def incident_of(line: Line) -> Incident:
    """The incident that a line holds; raises BadRecord."""
    try:
        return Incident.model_validate_json(line.raw)
    except ValidationError as error:
        raise BadRecord("invalid", explain(error)) from error


def _hold(numbered: Iterator[tuple[int, bytes]]) -> tuple[list[tuple[int, bytes]], bool]:
    """The lines up to MAX_PRETTY bytes, and whether that was all of them."""
    held, size = [], 0
    for number, raw in numbered:
        held.append((number, raw))
        size += len(raw)
        if size > MAX_PRETTY:
            return held, False
    return held, True


def _is_json(raw: bytes) -> bool:
    try:
        json.loads(raw, parse_constant=_anything, parse_int=_anything, parse_float=_anything)
    except (ValueError, RecursionError):
        return False
    return True


def _anything(_: str) -> Any:
    return None
