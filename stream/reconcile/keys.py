"""Under which keys a report is filed, so that those that may tell of the same event find it without looking at the whole ledger.

A key joins a day with a district, a village's name or a toll, or a stretch of time with a person's name. The relation is symmetric: `looks(a)`
meets `filed_under(b)` just where `looks(b)` meets `filed_under(a)`. What the keys do not bring together is never the same incident.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta

from stream.model import Effect
from stream.reconcile.filed import Filed
from stream.reconcile.shelf import MOST_MARKED
from stream.reconcile.times import span
from stream.reconcile.words import Words

#: Days between two reports of one event, where a district, a village or the toll is what they share.
NEAR_DAYS = 3
#: Days that names are kept together for.
NAME_STRETCH = 30
#: Persons that a toll counts at the least to be worth a look on its own.
TELLING_TOLL = 3
#: Names that a report is filed under, at most.
MAX_NAMES = 12
MAX_PLACE_NAMES = 3
#: A name (a spokesman's, a country's party) or a toll that so many reports tell which differ in what they say does not tell which event is meant.
MANY_TELL = 24
#: Months that one report is filed under, at most.
MAX_MONTHS = 3


def filed_under(filed: Filed, words: Words) -> list[str]:
    """Names of the lists that hold the report."""
    known = filed.derived.under
    if known is None or known[0] is not words:
        known = filed.derived.under = (words, _filed_under(filed, words))
    return known[1]


def _filed_under(filed: Filed, words: Words) -> list[str]:
    report, ledger = filed.report, filed.ledger
    keys = []
    toll, places = _toll(filed), _places(filed, words)
    for when in _own_times(filed):
        if report.admin1:
            keys.append(f"list/{ledger}/a/{when}/{report.admin1}/{report.admin2 or ''}")
        keys += [f"list/{ledger}/p/{when}/{name}" for name in places]
        if toll:
            keys.append(f"list/{ledger}/t{filed.placed:d}/{when}/{toll}")
    stretch = _middle(filed).toordinal() // NAME_STRETCH
    keys += [f"list/{ledger}/n/{stretch}/{name}" for name in report.names[:MAX_NAMES]]
    return list(dict.fromkeys(keys))


def looks(filed: Filed, words: Words, units: Callable[[str], list[str]]) -> list[str]:
    """Names of the lists where reports of the same event may be; `units` gives the districts known under `units_key`."""
    report, ledger = filed.report, filed.ledger
    keys = []
    toll, places = _toll(filed), _places(filed, words)
    for when in _other_times(filed):
        if report.admin1:
            districts = ["", report.admin2] if report.admin2 else ["", *units(units_key(ledger, when, report.admin1))]
            keys += [f"list/{ledger}/a/{when}/{report.admin1}/{district}" for district in districts]
        keys += [f"list/{ledger}/p/{when}/{name}" for name in places]
        if toll:
            keys += [f"list/{ledger}/t{placed}/{when}/{toll}" for placed in ((0,) if filed.placed else (0, 1))]
    stretch = _middle(filed).toordinal() // NAME_STRETCH
    further = math.ceil(filed.horizon / NAME_STRETCH)
    stretches = range(stretch - further, stretch + further + 1)
    keys += [f"list/{ledger}/n/{other}/{name}" for name in report.names[:MAX_NAMES] for other in stretches]
    return list(dict.fromkeys(keys))


def most_marked(key: str) -> int:
    """How many reports of a list are compared with a new one: the first, where a list is longer; of one that `tells` something, none is then."""
    return MANY_TELL if tells(key) else MOST_MARKED


def tells(key: str) -> bool:
    """Whether the list is one of a name or a toll: evidence only where few events share it."""
    kind = key.split("/", 3)
    return kind[0] == "list" and kind[2] in {"n", "t0", "t1"}


def name_in(key: str) -> str | None:
    """The name that a list is for, where it is one of a name."""
    parts = key.split("/", 4)
    return parts[4] if parts[2] == "n" else None


def units_key(ledger: str, when: str, admin1: str) -> str:
    """Key of the row that lists the districts of a governorate that were ever filed under that time."""
    return f"units/{ledger}/{when}/{admin1}"


def own_units(filed: Filed) -> list[tuple[str, str]]:
    """(key, district) for every row of districts that has to name this report's."""
    report = filed.report
    if not report.admin1 or not report.admin2:
        return []
    return [(units_key(filed.ledger, when, report.admin1), report.admin2) for when in _own_times(filed)]


def _own_times(filed: Filed) -> list[str]:
    """Its day; for one that is not sure of the day, the months it may lie in."""
    if filed.report.day:
        return [span(filed)[0].isoformat()]
    return _months(*span(filed))[:MAX_MONTHS]


def _other_times(filed: Filed) -> list[str]:
    """Days and months that others of the same event may be filed under."""
    first, last = span(filed)
    if not filed.report.day:
        months = _own_times(filed)
        first = date.fromisoformat(f"{months[0]}-01")
        last = _month_after(date.fromisoformat(f"{months[-1]}-01")) - timedelta(days=1)
    first, last = first - timedelta(days=NEAR_DAYS), last + timedelta(days=NEAR_DAYS)
    return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)] + _months(first, last)


def _months(first: date, last: date) -> list[str]:
    months: list[str] = []
    day = first.replace(day=1)
    while day <= last and len(months) < MAX_MONTHS + 2:
        months.append(day.isoformat()[:7])
        day = _month_after(day)
    return months


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _middle(filed: Filed) -> date:
    return span(filed)[1]


def _places(filed: Filed, words: Words) -> list[str]:
    return sorted(words.names(filed.report.place))[:MAX_PLACE_NAMES]


def _toll(filed: Filed) -> str | None:
    killed, wounded, taken = (filed.report.toll(effect) for effect in (Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED))
    return f"{killed}-{wounded}-{taken}" if killed + wounded + taken >= TELLING_TOLL else None
