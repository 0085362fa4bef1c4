"""Which ledger a report belongs to: its country, or the several that config/ledgers.yaml joins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from stream.config import Located
from stream.errors import ConfigurationError, Problem
from stream.model import Event

#: Ledger of reports whose country is not known.
UNKNOWN_LEDGER = "ZZ"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ledgers: dict[Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,40}$")], list[Annotated[str, Field(pattern="^[A-Z]{2}$")]]] = {}


class Ledgers:
    """Countries whose incidents may be told as one another's lie in one ledger; incidents of two ledgers are never merged."""

    def __init__(self, joined: dict[str, list[str]] | None = None) -> None:
        self._ledger = {country: name for name, countries in (joined or {}).items() for country in countries}

    @classmethod
    def load(cls, config_dir: Path) -> Ledgers:
        """From `ledgers.yaml`; raises ConfigurationError with the line of every mistake."""
        located = Located(config_dir / "ledgers.yaml")
        joined = located.validate(_File).ledgers
        problems: list[Problem] = []
        first: dict[str, str] = {}
        for name, countries in joined.items():
            for index, country in enumerate(countries):
                if first.setdefault(country, name) != name:
                    problems.append(
                        located.problem(("ledgers", name, index), f"{country} is in ledger {first[country]} already", "a country in one ledger only")
                    )
        if problems:
            raise ConfigurationError(problems)
        return cls(joined)

    def of(self, report: Event) -> str:
        """The ledger of a report."""
        return self._ledger.get(report.country, report.country) if report.country else UNKNOWN_LEDGER
