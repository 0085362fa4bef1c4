"""Mutations of what the worker reads, by a seed: of the record's bytes, of its fields, and of the words in them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

#: Words and characters that parsers stumble over.
NASTY = (
    *("\x00", "\x1b[2J", "\u202e", "\u2066", "\ufeff", "\u00a0", "\u0301" * 50, "\u200d", "\ud7ff", "🙂", "ﷺ", "İ", "ß", "١٢٣", "Ⅷ", "½", "²"),
    *("9" * 400, "1e309", "-1", "0", "1,000,000,000,000", "12/13/2021", "31 February", "00:00 on 31 Dec 9999", "29 Feb 1900", "year 0", "the 99th"),
    *("killed", "wounded", "dead", "abducted", "of them", "among them", "another", "including", "between", "from", "to", "at least", "dozens", "no"),
    *(
        "Monday",
        "last week",
        "that day",
        "in May",
        "since 2014",
        "two hundred and",
        "one of",
        "neither",
        "'s",
        "“",
        "”",
        "‘",
        "(",
        ")",
        "–",
        "…",
        "\n\n",
        "•",
    ),
    *("Kirkuk", "15 km south of", "near", "ISIS", "gunmen", "soldiers", "the", "and", ",", ".", ";", ":"),
)
#: Values that no field should hold.
_WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    1.5,
    10**400,
    "",
    " ",
    [],
    {},
    [[]],
    {"a": {"b": []}},
    "x" * 3000,
    "2099-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
)
_FIELDS = ("id", "url", "source", "title", "text", "published", "language", "withdrawn", "unheard_of")


def records(articles: list[dict[str, Any]], seed: int = 1) -> Iterator[bytes]:
    """Mutated records without end, the same for a seed."""
    choose = random.Random(seed)
    while True:
        article = dict(choose.choice(articles))
        for _ in range(choose.choice((1, 1, 2, 5))):
            _mutate_words(article, choose)
        if choose.random() < 0.1:
            article[choose.choice(_FIELDS)] = choose.choice(_WRONG)
        raw = json.dumps(article, ensure_ascii=choose.random() < 0.2).encode("utf-8", "surrogatepass")
        yield mutated_bytes(raw, choose) if choose.random() < 0.1 else raw


def _mutate_words(article: dict[str, Any], choose: random.Random) -> None:
    field = choose.choice(("text", "text", "text", "title", "published"))
    if field == "published":
        article[field] = choose.choice(
            ("1970-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "2021-12-08T11:44:00-12:00", "yesterday", article.get(field))
        )
        return
    words = str(article.get(field) or "").split(" ")
    at = choose.randrange(len(words) + 1)
    end = min(len(words), at + choose.choice((1, 1, 3, 10, 40)))
    mutation: Callable[[], list[str]] = choose.choice(
        (
            lambda: [*words[:at], *words[end:]],
            lambda: [*words[:at], choose.choice(NASTY), *words[at:]],
            lambda: [*words[:at], choose.choice(NASTY) * choose.choice((1, 3, 200)), *words[end:]],
            lambda: [*words[:at], *words[at:end] * choose.choice((2, 30)), *words[end:]],
            lambda: [*words[:at], *reversed(words[at:end]), *words[end:]],
            lambda: [*words[:at], *(word.upper() for word in words[at:end]), *words[end:]],
            lambda: [*words[:at], "".join(words[at:end]), *words[end:]],
            lambda: words[:at],
        )
    )
    article[field] = " ".join(mutation())


def mutated_bytes(raw: bytes, choose: random.Random) -> bytes:
    """Some bytes of it gone, doubled or others."""
    if not raw:
        return raw
    at = choose.randrange(len(raw))
    end = min(len(raw), at + choose.choice((1, 1, 2, 20, 500)))
    return choose.choice(
        (
            raw[:at] + raw[end:],
            raw[:at],
            raw[:at] + raw[at:end] * 2 + raw[end:],
            raw[:at] + bytes(choose.randrange(256) for _ in range(end - at)) + raw[end:],
            raw[:at] + choose.choice((b"[" * 100_000, b"\x00", b'"', b"\\ud800", b"NaN", b"{")) + raw[at:],
        )
    )


def configurations(text: str, seed: int = 1) -> Iterator[str]:
    """A configuration file with lines gone, doubled, moved, or with other values."""
    choose = random.Random(seed)
    while True:
        lines = text.splitlines()
        for _ in range(choose.choice((1, 1, 2, 4))):
            at = choose.randrange(len(lines))
            key, _, value = lines[at].partition(":")
            other = choose.choice(
                (*("", " []", " {}", " -1", " 0", " 1e999", " null", " 'x'", " [1, a]", " &a [*a]", " !!python/none", " 2021-13-45"), value * 2)
            )
            lines[at : at + 1] = choose.choice(
                (
                    [],
                    [lines[at]] * 2,
                    [f"{key}:{other}"],
                    [" " + lines[at]],
                    [lines[at].lstrip()],
                    [lines[at] + choose.choice(NASTY)],
                    [choose.choice(lines)],
                )
            )
            lines = lines or [""]
        yield "\n".join(lines)
