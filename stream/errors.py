"""Every error that tocsin raises on purpose."""

from __future__ import annotations

from dataclasses import dataclass


class TocsinError(Exception):
    """The root: catch it to catch whatever tocsin itself complains of."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in what a user wrote: where it is, what it is, what would be right."""

    #: File (or `environment`) that holds the mistake.
    file: str
    #: 1-based; None where the source has no lines.
    line: int | None
    #: Dotted path of the field, as the user wrote it (`rules.0.window`).
    field: str
    #: What is wrong, with the value that was found.
    message: str
    #: What would be right; empty where the message says it already.
    expected: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        field = f"{self.field}: " if self.field else ""
        expected = f" (expected {self.expected})" if self.expected else ""
        return f"{where}: {field}{self.message}{expected}"


class ConfigurationError(TocsinError):
    """Settings, rules, regions or word lists are wrong; carries every mistake that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class BadRecord(TocsinError):  # noqa: N818 - a record is bad; the error is the worker's to make of it
    """A record or line that is not what its topic or file holds; `reason` is a short word for the metric."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class BrokerUnavailable(TocsinError):  # noqa: N818
    """The broker did not answer within the time that was given to it."""


class StateMismatch(TocsinError):  # noqa: N818
    """The stored state was written under another partition count, version, or rules; names the way out."""


class MissingExtra(TocsinError):  # noqa: N818
    """Something was asked for that needs an optional part; the message names it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} need the extra {extra!r}: pip install 'tocsin[{extra}]'")
