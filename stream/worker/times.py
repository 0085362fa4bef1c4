"""When the broker got a record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def article_times(message: Any) -> tuple[int, datetime]:
    """The record's timestamp, as ms since 1970 and as an instant (UTC); a record without one counts as of 1970."""
    ingested = max(0, round((message.timestamp or 0) * 1000))
    return ingested, datetime.fromtimestamp(ingested / 1000, UTC)
