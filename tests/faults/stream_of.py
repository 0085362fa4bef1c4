"""A stream of articles that is the same each time: attacks by day and district, some told by two or three outlets, some corrected, some withdrawn."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from tests.news import DISTRICTS, attack

FIRST_DAY = date(2021, 1, 4)
#: Articles of one day, over all districts.
A_DAY = 100
SOURCES = ("Wire One", "Wire Two", "Daily Three")


def articles(number: int, seed: int = 1) -> list[dict[str, Any]]:
    """That many articles in order of `published`, each with an id of its own."""
    choose = random.Random(seed)
    found = []
    for index in range(number):
        day = FIRST_DAY + timedelta(days=index // A_DAY)
        district, province = choose.choice(DISTRICTS)
        # few tolls a district, so that outlets tell of the same attack again and again
        found.append(
            attack(
                f"n{index:05}",
                killed=choose.choice((2, 3, 3, 12)),
                district=district,
                province=province,
                day=day.isoformat(),
                source=choose.choice(SOURCES),
                published=f"{day + timedelta(days=1)}T{index % A_DAY // 5:02}:{index % 5 * 12:02}:00+03:00",
            )
        )
    return found
