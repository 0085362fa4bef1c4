"""A spread is so many different districts hit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.unit.watch.desk import Desk, change, killed, load, noon, rule


def desk(tmp_path: Path, **fields: Any) -> Desk:
    """Three districts within five days."""
    return Desk(load(tmp_path, rule("spread", **{"window": 5, "threshold": 3, **fields})))


def test_counts_districts_not_incidents(tmp_path: Path) -> None:
    """Five incidents in two districts are no spread; one in a third makes it."""
    watch = desk(tmp_path)
    watch.take(*(change(f"k{n}", 1, admin2="Kifri") for n in range(4)), change("d", 2, admin2="Daquq"))
    assert watch.sent == []
    watch.take(change("m", 5, admin2="Makhmur"))
    assert [(alert.observed, alert.incidents_total) for alert in watch.sent] == [(3, 6)]


def test_district_unknown(tmp_path: Path) -> None:
    """What is known only to a governorate hits no district, and is no evidence."""
    watch = desk(tmp_path)
    watch.take(change("k", 1, admin2="Kifri"), change("d", 1, admin2="Daquq"), change("x", 1), change("m", 1, admin2="Makhmur"))
    assert watch.sent[-1].incidents_total == 3


def test_same_name_elsewhere(tmp_path: Path) -> None:
    """Two districts of one name in two governorates are two."""
    watch = desk(tmp_path, threshold=2)
    watch.take(change("a", 1, admin1="Ohio", admin2="Wayne"), change("b", 1, admin1="Michigan", admin2="Wayne"))
    assert watch.sent[-1].observed == 2


def test_outside_the_window(tmp_path: Path) -> None:
    """A district hit six days before counts no more."""
    watch = desk(tmp_path)
    watch.take(change("k", 1, admin2="Kifri"), change("d", 6, admin2="Daquq"), change("m", 6, admin2="Makhmur"))
    assert watch.sent == []


def test_moved_to_another_district(tmp_path: Path) -> None:
    """A corrected place takes the alert back."""
    watch = desk(tmp_path)
    watch.take(change("k", 1, admin2="Kifri"), change("d", 1, admin2="Daquq"), change("m", 1, admin2="Makhmur"))
    watch.take(change("m", 1, revision=2, admin2="Kifri"))
    assert watch.story == [("firing", None), ("resolved", "withdrawn")]


def test_started_with_the_last_district(tmp_path: Path) -> None:
    """It fired with the report that brought the third district, not with a further one of the first."""
    watch = desk(tmp_path)
    watch.take(
        change("k", 1, admin2="Kifri"), change("k2", 2, admin2="Kifri"), change("d", 2, admin2="Daquq"),
        change("m", 3, admin2="Makhmur"), change("k3", 3, admin2="Kifri", reported=1),
    )  # fmt: skip
    assert watch.sent[-1].started == noon(3)


def test_title(tmp_path: Path) -> None:
    """The title names the districts, the most often hit first."""
    watch = desk(tmp_path, what="attacks")
    watch.take(change("d", 1, admin2="Daquq"), *(change(f"k{n}", 2, admin2="Kifri", toll=[killed(2)]) for n in range(2)))
    watch.take(change("m", 3, admin2="Makhmur"))
    assert (
        watch.sent[-1].title
        == "Disputed territories: attacks in 3 districts in the 5 days to 23 September 2021 (Kifri, Daquq, Makhmur); 4 incidents, 4 killed"
    )


def test_title_of_many(tmp_path: Path) -> None:
    """Four names are enough."""
    watch = desk(tmp_path)
    watch.take(*(change(name, 1, admin2=name) for name in ("Kifri", "Daquq", "Makhmur", "Hawija", "Dibis")))
    assert "(Daquq, Dibis, Hawija, Kifri and others)" in watch.sent[-1].title
