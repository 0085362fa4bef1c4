"""Secrets: `${NAME}` in a file, the value in the environment, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,99})\}")
#: What stands in a log where a secret stood.
HIDDEN = "…"
#: Shorter values are no secrets, and would black out half of a message.
_MIN_HIDDEN = 4


class Secrets:
    """Fills placeholders from the environment, and hides what it filled in whatever is said later."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._filled: set[str] = set()

    def missing(self, text: str) -> tuple[str, ...]:
        """Variables that a text names and the environment has not, or has empty."""
        return tuple(name for name in names(text) if not self._environment.get(name))

    def fill(self, text: str) -> str:
        """The text with all values in their places; raises KeyError for one that is missing."""
        self._filled |= {self._environment[name] for name in names(text)}
        return PLACEHOLDER.sub(lambda match: self._environment[match[1]], text)

    def hide(self, text: str) -> str:
        """What somebody else said, less every secret that was filled in."""
        for secret in sorted(self._filled, key=len, reverse=True):
            if len(secret) >= _MIN_HIDDEN:
                text = text.replace(secret, HIDDEN)
        return text


def names(text: str) -> Iterable[str]:
    """The variables that a text names, in their order."""
    return PLACEHOLDER.findall(text)
