"""Extractors by name: what this and other packages register under the entry point group `tocsin.extractors`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from stream.errors import ConfigurationError, Problem
from stream.extractors.protocol import Create

GROUP = "tocsin.extractors"
_WHERE = "TOCSIN_EXTRACTOR or --extractor"


def registered() -> tuple[EntryPoint, ...]:
    """Every registration that is installed; nothing is imported."""
    return tuple(entry_points(group=GROUP))


def find(name: str, registrations: Callable[[], Iterable[EntryPoint]] = registered) -> Create:
    """The function that makes the extractor of that name.

    Raises ConfigurationError where nobody, or two packages, registered it, or where it cannot be imported.
    """
    known = {entry.name: entry for entry in registrations()}
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        expected = f"one of those that are installed: {', '.join(sorted(known)) or 'none'}" + (f"; {near[0]}, perhaps" if near else "")
        raise ConfigurationError([Problem(_WHERE, None, "", f"found {name!r}, which no installed package registers", expected)])
    targets = sorted({entry.value for entry in registrations() if entry.name == name})
    if len(targets) > 1:
        raise ConfigurationError([Problem(_WHERE, None, "", f"{name!r} is registered twice: {', '.join(targets)}", "one of them")])
    try:
        return cast("Create", known[name].load())
    except (ImportError, AttributeError) as error:
        problem = Problem(_WHERE, None, "", f"{name!r} cannot be loaded: {error}", _remedy(known[name], error))
        raise ConfigurationError([problem]) from error


def _remedy(entry: EntryPoint, error: Exception) -> str:
    """The extra that brings what is missing, where the extractor is ours."""
    ours = entry.value.startswith("stream.")
    return "pip install 'tocsin[llm]'" if ours and isinstance(error, ImportError) else f"a function at {entry.value}"
