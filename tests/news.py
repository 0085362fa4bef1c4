"""Articles made from templates: each tells of one attack, and what it should lead to is plain from its arguments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

#: Districts of the disputed territories, each with its governorate, so that an attack there is in a region that rules watch.
DISTRICTS = [
    ("Kifri", "Diyala"),
    ("Khanaqin", "Diyala"),
    ("Daquq", "Kirkuk"),
    ("Dibis", "Kirkuk"),
    ("Makhmur", "Erbil"),
    ("Sinjar", "Nineveh"),
    ("Tal Kaif", "Nineveh"),
    ("Hawija", "Kirkuk"),
]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def attack(
    article_id: str,
    *,
    killed: int = 3,
    district: str = "Kifri",
    province: str = "Diyala",
    day: str = "2021-12-07",
    country: str = "",
    source: str = "Test Wire",
    published: str | None = None,
) -> dict[str, Any]:
    """An attack on a checkpoint of `district` on `day`, reported the day after; the country is named where it is given."""
    when = datetime.fromisoformat(day)
    where = f"{district} district of {province} province" + (f", {country}," if country else "")
    return {
        "id": article_id,
        "source": source,
        "title": f"Militants attack checkpoint in {district}",
        "text": f"Islamic State militants attacked a police checkpoint in {where} on {WEEKDAYS[when.weekday()]}, "
        f"killing {killed} police officers, a security source said.",
        "published": published or (when + timedelta(days=1)).strftime("%Y-%m-%dT09:00:00+03:00"),
    }


def abroad(article_id: str, *, killed: int = 4, day: str = "2021-12-07") -> dict[str, Any]:
    """An attack in another country, and so in another ledger."""
    when = datetime.fromisoformat(day)
    return attack(article_id, day=day) | {
        "title": "Bomb in Damascus",
        "text": f"A car bomb exploded in Damascus, Syria, on {WEEKDAYS[when.weekday()]}, killing {killed} police officers, state media said.",
    }
