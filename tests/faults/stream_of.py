"""A stream of articles that is the same each time: attacks by day and district, some told by two or three outlets, some corrected, some withdrawn."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

from tests.news import attack

FIRST_DAY = date(2021, 1, 4)
#: Articles of one day, over all districts; more where the stream would last for more than so many days.
A_DAY, DAYS = 100, 100
#: District, province, country: as many ledgers as countries, so that every partition has work.
PLACES = (
    ("Kifri", "Diyala", "Iraq"),
    ("Khanaqin", "Diyala", "Iraq"),
    ("Hawija", "Kirkuk", "Iraq"),
    ("Sinjar", "Nineveh", "Iraq"),
    ("Makhmur", "Erbil", "Iraq"),
    ("Daquq", "Kirkuk", "Iraq"),
    ("Manbij", "Aleppo", "Syria"),
    ("Palmyra", "Homs", "Syria"),
    ("Azaz", "Aleppo", "Syria"),
    ("Gardez", "Paktia", "Afghanistan"),
    ("Sangin", "Helmand", "Afghanistan"),
    ("Kunduz", "Kunduz", "Afghanistan"),
    ("Ghazni", "Ghazni", "Afghanistan"),
    ("Maiduguri", "Borno", "Nigeria"),
    ("Gwoza", "Borno", "Nigeria"),
    ("Damaturu", "Yobe", "Nigeria"),
    ("Mubi", "Adamawa", "Nigeria"),
    ("Ibb", "Ibb", "Yemen"),
    ("Zabid", "Al Hudaydah", "Yemen"),
    ("Baidoa", "Bay", "Somalia"),
    ("Kismayo", "Lower Juba", "Somalia"),
    ("Marka", "Lower Shabelle", "Somalia"),
    ("Djibo", "Sahel", "Burkina Faso"),
    ("Gao", "Gao", "Mali"),
    ("Mopti", "Mopti", "Mali"),
    ("Quetta", "Balochistan", "Pakistan"),
    ("Turbat", "Balochistan", "Pakistan"),
    ("Kohat", "Khyber Pakhtunkhwa", "Pakistan"),
    ("Bunia", "Ituri", "Congo"),
    ("Butembo", "North Kivu", "Congo"),
    ("Sabha", "Sabha", "Libya"),
    ("Derna", "Derna", "Libya"),
    ("Diffa", "Diffa", "Niger"),
    ("Tillaberi", "Tillaberi", "Niger"),
    ("Maroua", "Far North", "Cameroon"),
    ("Pemba", "Cabo Delgado", "Mozambique"),
    ("Arish", "North Sinai", "Egypt"),
)
SOURCES = ("Wire One", "Wire Two", "Daily Three")


def articles(number: int, seed: int = 1, a_day: int | None = None) -> list[dict[str, Any]]:
    """That many articles in order of `published`, so many a day, each with an id of its own."""
    choose = random.Random(seed)
    a_day = a_day or max(A_DAY, number // DAYS)
    found = []
    for index in range(number):
        day = FIRST_DAY + timedelta(days=index // a_day)
        district, province, country = choose.choice(PLACES)
        # few tolls a district, so that outlets tell of the same attack again and again
        found.append(
            attack(
                f"n{index:05}",
                killed=choose.choice((2, 3, 3, 12)),
                district=district,
                province=province,
                country=country,
                day=day.isoformat(),
                source=choose.choice(SOURCES),
                published=f"{day + timedelta(days=1)}T{_time(index % a_day, a_day)}+03:00",
            )
        )
    return found


#: What fills a feed: articles that tell of no attack.
CALM = (
    ("Farmers bring in the harvest", "Farmers in {} brought in the harvest this week, and traders spoke of low prices for wheat and barley."),
    ("New school opens", "A school for four hundred children opened in {} after two years of work, the ministry of education said."),
    ("Talks on water", "Officials met in {} to speak about water shares for the summer, and agreed to meet again next month."),
    ("Road is mended", "Workers mended the road between {} and the next town, which floods had washed away in spring."),
)


def feed(number: int, every: int, seed: int = 1, a_day: int | None = None) -> list[dict[str, Any]]:
    """The same, but only one article in `every` tells of an attack, as in most feeds."""
    choose = random.Random(seed + 3)
    found = []
    for index, article in enumerate(articles(number, seed, a_day)):
        title, text = choose.choice(CALM)
        found.append(article if index % every == 0 else article | {"title": title, "text": text.format(choose.choice(PLACES)[0])})
    return found


def _time(count: int, a_day: int) -> str:
    """The articles of a day, spread over its first twenty hours."""
    minutes = count * 1200 // a_day
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def corrected(number: int, seed: int = 1) -> list[dict[str, Any]]:
    """The same, with one in twenty corrected or withdrawn later on; what overtakes its original stands before it."""
    choose = random.Random(seed + 1)
    stream = articles(number, seed)
    for article in choose.sample(stream, number // 20):
        changed = (
            article | {"withdrawn": True} if choose.random() < 0.3 else article | {"text": article["text"].replace("killing", "killing a farmer and")}
        )
        at = stream.index(article)
        stream.insert(max(0, at - choose.randrange(5)) if choose.random() < 0.2 else min(len(stream), at + 1 + choose.randrange(200)), changed)
    return stream


def poisoned(number: int, bad: list[bytes], seed: int = 1) -> tuple[list[dict[str, Any]], list[tuple[bytes, bytes]]]:
    """The articles, and the records (key, value) of a topic that holds them among one bad one in a hundred."""
    choose = random.Random(seed + 2)
    good = articles(number, seed)
    records = [(article["id"].encode(), json.dumps(article).encode()) for article in good]
    for count in range(max(number // 100, len(bad))):
        records.insert(choose.randrange(len(records)), (f"bad{count}".encode(), bad[count % len(bad)]))
    return good, records
