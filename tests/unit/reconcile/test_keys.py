"""Reports that look at one another are found from either side."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stream.model import DatePrecision
from stream.reconcile.filed import Filed
from stream.reconcile.keys import filed_under, looks, own_units
from tests.unit.build import DAY, at, report
from tests.unit.reconcile.helpers import WORDS


def filed(number: int, days: int, precision: str, unit: tuple[str | None, str | None], place: str | None, killed: int, names: list[str]) -> Filed:
    day = DAY + timedelta(days=days)
    fields: dict[str, Any] = {"admin1": unit[0], "admin2": unit[1], "place": place, "names": names}
    if precision == "unknown":
        return Filed(report(f"a{number}", day=None, killed=killed, **fields), "IQ", at(24 * days))
    end = day + timedelta(days={"day": 0, "week": 6, "month": 30}[precision])
    return Filed(report(f"a{number}", day=day, date_end=end, date_precision=DatePrecision(precision), killed=killed, **fields), "IQ", at(24 * days))


reports = st.builds(
    filed,
    st.integers(0, 10**6),
    st.integers(0, 90),
    st.sampled_from(["day", "day", "week", "month", "unknown"]),
    st.sampled_from([("Kirkuk", "Dibis"), ("Kirkuk", "Daquq"), ("Kirkuk", None), ("Diyala", "Kifri"), (None, None)]),
    st.sampled_from([None, "Sarkran village", "near Sarkaran", "Prde"]),
    st.sampled_from([0, 4, 5]),
    st.lists(st.sampled_from(["ann lee", "bob moor", "elm street"]), max_size=2, unique=True),
)


@settings(max_examples=400, deadline=None)
@given(reports, reports)
def test_who_looks_is_looked_at(one: Filed, other: Filed) -> None:
    """Else a change would not reach all whose decision hangs on it."""
    units: dict[str, list[str]] = {}
    for key, district in [*own_units(one), *own_units(other)]:
        units.setdefault(key, []).append(district)

    def meets(seeker: Filed, sought: Filed) -> bool:
        return not set(looks(seeker, WORDS, lambda key: units.get(key, []))).isdisjoint(filed_under(sought, WORDS))

    assert meets(one, other) == meets(other, one)


def test_a_coarse_report_finds_those_of_its_governorate() -> None:
    """It says the governorate, they say the district."""
    coarse, exact = filed(1, 0, "day", ("Kirkuk", None), None, 0, []), filed(2, 1, "day", ("Kirkuk", "Dibis"), None, 0, [])
    assert set(looks(coarse, WORDS, lambda _: ["Dibis"])) & set(filed_under(exact, WORDS))


def test_spellings_of_one_village_are_one_key() -> None:
    """As they sound: consonants only, and two words may be one."""
    assert WORDS.names("Qara Chokh") & WORDS.names("near Qarachogh")
    assert WORDS.names("Yengija") == WORDS.names("Yankja")
    assert not WORDS.names("Jay County") & WORDS.names("Lubbock County")


def test_days_at_the_end_of_time_have_neighbours_too() -> None:
    """What an article gets wrong is no error."""
    wrong = filed(1, -((DAY - DAY.min).days), "day", ("Kirkuk", None), None, 0, [])
    assert looks(wrong, WORDS, lambda _: [])
