"""What speaks for one event, and what against it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from stream.model import DatePrecision, Effect, PlacePrecision
from tests.unit.build import DAY, at, report, statement
from tests.unit.reconcile.helpers import Ledger


def events(*reports: Any) -> int:
    """Number of incidents that these reports, one an article, are taken for."""
    return len(Ledger().feed(*(statement(f"a{n}", one, version=n + 1) for n, one in enumerate(reports))).active)


def says(number: int, **fields: Any) -> Any:
    return report(f"a{number}", **fields)


NEXT = DAY + timedelta(days=1)
NOWHERE: dict[str, Any] = {"admin1": None, "admin2": None}


def test_the_same_village_a_day_later_is_the_same_event() -> None:
    """One outlet dates it by the evening, the other by the morning."""
    assert events(says(0, killed=3, place="Sarkran"), says(1, killed=3, place="Sarkaran village", day=NEXT)) == 1


def test_the_same_district_a_day_later_is_another() -> None:
    """Without a village or a toll in common."""
    assert events(says(0, killed=1, place="Sarkran"), says(1, killed=3, place="Prde", day=NEXT)) == 2


def test_a_week_of_days_parts_two_attacks_on_a_village() -> None:
    """A day that both are sure of decides."""
    assert events(says(0, killed=3, place="Sarkran"), says(1, killed=3, place="Sarkran", day=DAY + timedelta(days=7))) == 2


def test_attacks_on_a_town_day_after_day_are_as_many_events() -> None:
    """A surge told by a desk in the same words each time, about the same few victims, must not become one attack."""
    days = [DAY + timedelta(days=number) for number in range(5)]
    blotter = {"place": "Daquq district", "fingerprint": "a5" * 8}
    assert events(*(says(n, killed=3, day=day, **blotter) for n, day in enumerate(days))) == 5
    assert events(*(says(n, killed=3, day=day, place="Sarkran", fingerprint="a5" * 8) for n, day in enumerate(days))) == 5


def test_another_toll_two_days_later_is_another_attack_on_the_village() -> None:
    """What a slip of a day does not explain."""
    assert events(says(0, killed=2, place="Sarkran"), says(1, killed=5, place="Sarkran", day=NEXT + timedelta(days=1))) == 2


def test_a_guessed_day_refuses_little_where_the_village_or_a_name_is_the_same() -> None:
    """An article that gives no day stands under that of its publication: days after the event, or weeks after where a name tells."""
    late, weeks = DAY + timedelta(days=3), DAY + timedelta(days=20)
    for day, names in ((late, ()), (weeks, ("ann lee",))):
        first = says(0, killed=2, place="Sarkran", names=names)
        later = says(1, killed=3, place="Sarkran", names=names, day=day)
        assert events(first, later) == 2
        assert events(first, later.model_copy(update={"guessed": True})) == 1


def test_news_is_not_told_before_it_happens() -> None:
    """A guessed day is no earlier than the event: the stated one is another's."""
    assert events(says(0, killed=2, place="Sarkran", guessed=True), says(1, killed=3, place="Sarkran", day=DAY + timedelta(days=3))) == 2


def test_attacks_on_a_town_day_after_day_are_as_many_events_where_no_story_gives_its_day() -> None:
    """Neither a village nor a name says that it is one attack; and a desk's words are no evidence."""
    days = [DAY + timedelta(days=number) for number in range(4)]
    assert events(*(says(n, killed=3, day=day, place="Dibis", guessed=True) for n, day in enumerate(days))) == 4
    assert events(*(says(n, killed=3, day=day, place="Sarkran", guessed=True, fingerprint="a5" * 8) for n, day in enumerate(days))) == 4


def test_a_toll_that_few_events_share_joins_neighbouring_days() -> None:
    """Eleven dead in one district yesterday, and eleven the day before."""
    assert events(says(0, killed=11, place=None), says(1, killed=11, place=None, day=NEXT)) == 1
    assert events(says(0, killed=2, place=None), says(1, killed=2, place=None, day=NEXT)) == 2


def test_a_copy_with_another_toll_is_the_same_event_only_where_all_else_speaks_for_it() -> None:
    """Words that a desk uses each time are no evidence when the figures differ."""
    words = {"fingerprint": "a5" * 8, "admin2": None, "place": None}
    assert events(says(0, killed=3, **words), says(1, killed=3, **words)) == 1
    assert events(says(0, killed=1, **words), says(1, killed=7, **words)) == 2


def test_a_story_without_figures_is_the_event_of_that_town_and_day() -> None:
    """It says nothing about the toll, rather than that nobody died."""
    silent = says(1, place="Daquq").model_copy(update={"casualties": ()})
    assert events(says(0, killed=7, place="Daquq"), silent) == 1


def test_a_victims_name_joins_stories_without_place() -> None:
    """Also where the toll grew meanwhile."""
    one, two = says(0, killed=1, names=["ann lee"], **NOWHERE), says(1, killed=2, names=["bob moor", "ann lee"], day=NEXT, **NOWHERE)
    assert events(one, two) == 1


def test_names_join_a_follow_up_of_weeks_later() -> None:
    """Two names: the victim's and the street's."""
    names = ["ann lee", "elm street"]
    later = says(1, killed=1, names=names, day=DAY + timedelta(days=20), **NOWHERE)
    assert events(says(0, killed=1, names=names, **NOWHERE), later) == 1


def test_a_name_that_every_event_tells_joins_nothing() -> None:
    """A spokesman's: told of three attacks in three places."""
    tolls = {"Kirkuk": 4, "Diyala": 1, "Nineveh": 2}
    told = [says(n, killed=killed, names=["bob moor"], admin1=unit, admin2=None) for n, (unit, killed) in enumerate(tolls.items())]
    stray = says(3, killed=9, names=["bob moor"], day=NEXT, **NOWHERE)
    assert events(*told) >= 2
    assert events(*told, stray) == events(*told) + 1


def test_two_stories_full_of_other_names_are_two_events() -> None:
    """Same day and governorate, one killed in each, and nobody in common."""
    where: dict[str, Any] = {"killed": 1, "admin2": None}
    one, two = (says(n, names=[f"{who} {n}" for who in ("lee", "moor", "ray", "day")], **where) for n in range(2))
    assert events(says(0, **where), says(1, **where)) == 1
    assert events(one, two) == 2


def test_a_month_is_looked_through() -> None:
    """A report that only knows the month joins the day's on the same village and toll."""
    coarse = says(1, killed=5, wounded=4, place="Sarkran", day=DAY.replace(day=1), date_end=DAY.replace(day=31), date_precision=DatePrecision.MONTH)
    assert events(says(0, killed=5, wounded=4, place="Sarkran"), coarse) == 1


def test_a_report_without_date_joins_on_village_and_toll() -> None:
    """It links nothing else: it comes last."""
    ledger = Ledger().feed(
        statement("a0", says(0, killed=5, wounded=4, place="Sarkran"), version=1),
        statement("a1", says(1, killed=5, wounded=4, place="Sarkran", day=None), version=2, reported=at(30)),
    )
    (incident,) = ledger.active
    assert incident.date == DAY


def test_what_one_calls_an_accident_is_another_event_without_the_victims_name() -> None:
    """A name that no other event has is stronger than the word."""
    shot = {"killed": 1, "place": "Sarkran"}
    assert events(says(0, **shot), says(1, **shot, accidental=True)) == 2
    assert events(says(0, **shot, names=("azad karim",)), says(1, **shot, names=("azad karim",), accidental=True)) == 1


def test_two_names_of_one_point_on_the_map_are_one_place() -> None:
    """Jalawla and Jalula sound apart, and lie on one spot; two villages do not."""
    spot = {"lat": 34.32, "lon": 45.07, "place_precision": PlacePrecision.POINT}
    one, two = says(0, killed=2, place="Jalawla", **spot), says(1, killed=3, place="Jalula", **spot)
    assert events(one, two) == 1
    assert events(one, two.model_copy(update={"lat": 34.19})) == 2


def test_a_toll_that_does_not_part_the_dead_from_the_wounded_is_held_against_the_sum_of_both() -> None:
    """Nineteen killed and wounded are eleven killed and eight wounded, and not two killed."""
    parted = says(0, killed=11, wounded=8)
    (killed, *_) = parted.casualties
    whole = killed.model_copy(update={"effect": Effect.KILLED_OR_WOUNDED, "low": 19, "best": 19, "high": 19})
    unparted = says(1).model_copy(update={"casualties": (whole,), "place": None})
    assert events(parted, unparted) == 1
    assert events(says(0, killed=2, place="Sarkran"), unparted) == 2


def test_between_two_towns_is_no_village() -> None:
    """It does not speak against a place of the district; another village does."""
    assert events(says(0, killed=2, place="Sarkran"), says(1, killed=3, place="between Kirkuk and Dibis")) == 1
    assert events(says(0, killed=2, place="Sarkran"), says(1, killed=9, place="between Prde and Dibis")) == 2
