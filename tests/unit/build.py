"""Small builders that the unit tests share: a report, a statement, an extraction, with only what a test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from stream.model import Casualty, DatePrecision, Extraction, Report, Statement, Version

NOON = datetime(2021, 12, 3, 12, tzinfo=UTC)
DAY = date(2021, 12, 3)


def at(hours: float) -> datetime:
    """That many hours after noon of the 3rd of December 2021."""
    return NOON + timedelta(hours=hours)


def casualty(best: int, effect: str = "killed", group: str = "security", low: int | None = None, high: int | None = -1) -> Casualty:
    return Casualty.model_validate(
        {"effect": effect, "group": group, "low": best if low is None else low, "best": best, "high": best if high == -1 else high}
    )


def report(article: str = "a1", *, killed: int = 0, wounded: int = 0, day: date | None = DAY, **fields: Any) -> Report:
    """An armed attack in Kirkuk's Dibis district, unless said otherwise."""
    casualties = tuple(c for c in (casualty(killed), casualty(wounded, "wounded")) if c.best)
    values: dict[str, Any] = {
        "article_id": article,
        "source": f"outlet of {article}",
        "type": "armed_attack",
        "date": day,
        "date_end": day,
        "date_precision": DatePrecision.DAY if day else DatePrecision.UNKNOWN,
        "country": "IQ",
        "admin1": "Kirkuk",
        "admin2": "Dibis",
        "casualties": casualties,
        "regions": ("disputed-territories", "iq"),
        **fields,
    }
    return Report.model_validate(values).with_id()


def statement(article: str, *reports: Report, version: int = 1, reported: datetime | None = None, ledger: str = "IQ") -> Statement:
    return Statement(ledger=ledger, article_id=article, version=Version(version, 0, 0), reported=reported or at(version), reports=reports)


def extraction(article: str, *reports: Report, version: int = 1, published: datetime | None = NOON, **fields: Any) -> Extraction:
    return Extraction(
        article_id=article, version=Version(version, 0, 0), published=published, reported=published or at(version), reports=reports, **fields
    )
