"""The toll follows the news."""

from __future__ import annotations

from stream.model import Effect, Group, TollPolicy
from stream.reconcile.filed import Filed
from stream.reconcile.toll import merge_tolls
from tests.unit.build import at, casualty, report, statement
from tests.unit.reconcile.helpers import Ledger


def said(*tolls: tuple[str, list[object]]) -> list[Filed]:
    return [Filed(report(f"a{n}", source=outlet, casualties=casualties), "IQ", at(n)) for n, (outlet, casualties) in enumerate(tolls)]


def figures(*tolls: tuple[str, list[object]], policy: TollPolicy = TollPolicy.NEWEST) -> dict[tuple[str, str], tuple[int, int, int | None]]:
    return {(c.effect.value, c.group.value): (c.low, c.best, c.high) for c in merge_tolls(said(*tolls), policy)}


def claim(best: int, group: str = "security") -> object:
    return casualty(best, group=group).model_copy(update={"claimed": True})


def test_an_outlets_later_word_replaces_its_earlier() -> None:
    """Also downwards."""
    assert figures(("x", [casualty(5)]), ("x", [casualty(3)])) == {("killed", "security"): (3, 3, 3)}


def test_outlets_that_differ_span_a_range() -> None:
    """Best is the newest, low and high keep the spread."""
    assert figures(("x", [casualty(5)]), ("y", [casualty(3)])) == {("killed", "security"): (3, 3, 5)}


def test_an_effect_that_goes_unmentioned_keeps_its_value() -> None:
    """A follow-up on the dead says nothing of the wounded."""
    assert figures(("x", [casualty(2), casualty(4, "wounded")]), ("x", [casualty(2)]))["wounded", "security"] == (4, 4, 4)


def test_a_total_and_its_parts_are_not_added() -> None:
    """13 killed, beside 10 Peshmerga and 3 civilians, is thirteen, by group."""
    parts = [casualty(10), casualty(3, group="civilian")]
    merged = merge_tolls(said(("x", parts), ("y", [casualty(13, group="unknown")])))
    assert {c.group: c.best for c in merged} == {Group.SECURITY: 10, Group.CIVILIAN: 3}
    assert {c.effect for c in merged} == {Effect.KILLED}


def test_an_open_end_stays_open() -> None:
    """At least three, says one outlet: the top is open."""
    assert figures(("x", [casualty(3, high=None)]), ("y", [casualty(4)])) == {("killed", "security"): (3, 4, None)}


def test_the_wounded_who_died_are_wounded_no_more() -> None:
    """One killed and one wounded; then two killed, and nothing of the wounded."""
    assert figures(("x", [casualty(1), casualty(1, "wounded")]), ("y", [casualty(2)])) == {("killed", "security"): (1, 2, 2)}


def test_more_dead_than_were_wounded_are_other_dead() -> None:
    """Bodies were found: the wounded stay as they were told."""
    assert figures(("x", [casualty(1), casualty(2, "wounded")]), ("y", [casualty(9)]))["wounded", "security"] == (2, 2, 2)


def test_a_newer_word_on_the_wounded_counts_as_it_stands() -> None:
    """It knows of the dead already."""
    assert figures(("x", [casualty(1), casualty(3, "wounded")]), ("y", [casualty(2), casualty(3, "wounded")]))["wounded", "security"] == (3, 3, 3)


def test_militants_losses_that_a_newer_report_leaves_out_are_kept() -> None:
    """Beside the others': they are told by few."""
    merged = figures(("x", [casualty(5), casualty(2, group="militant")]), ("y", [casualty(6)]))
    assert {key: best for key, (_, best, _) in merged.items()} == {("killed", "security"): 6, ("killed", "militant"): 2}


def test_what_is_told_as_background_does_not_replace_the_news() -> None:
    """A story of weeks later mixes its own dead in."""
    news = Filed(report("a1", casualties=[casualty(3)]), "IQ", at(0))
    background = Filed(report("a2", casualties=[casualty(6)], primary=False), "IQ", at(500))
    assert [one.best for one in merge_tolls([news, background])] == [3]


def test_a_newer_total_checks_older_parts() -> None:
    """Fifteen killed after ten and three by group: two more, of whom nobody says what they were."""
    parts = [casualty(10), casualty(3, group="civilian")]
    assert figures(("x", parts), ("y", [casualty(15, group="unknown")])) == {
        ("killed", "security"): (10, 10, 10),
        ("killed", "civilian"): (3, 3, 3),
        ("killed", "unknown"): (2, 2, 2),
    }


def test_a_lower_total_takes_the_place_of_the_parts() -> None:
    """A correction downwards is followed, though it no longer says who they were."""
    parts = [casualty(10), casualty(3, group="civilian")]
    assert figures(("x", parts), ("y", [casualty(11, group="unknown")])) == {("killed", "unknown"): (11, 11, 11)}


def test_a_sides_claim_gives_way_to_others() -> None:
    """It is the newest, and only widens the range."""
    assert figures(("x", [casualty(3)]), ("y", [claim(12)])) == {("killed", "security"): (3, 3, 12)}


def test_a_claim_does_not_replace_what_its_outlet_had_from_others() -> None:
    """The same outlet passes both on."""
    assert figures(("x", [casualty(3)]), ("x", [claim(12)])) == {("killed", "security"): (3, 3, 12)}


def test_a_claim_counts_where_it_stands_alone() -> None:
    """And the incident says so, until somebody else speaks."""
    claimed = report("a1", killed=4).model_copy(update={"casualties": (claim(4),)}).with_id()
    ledger = Ledger().feed(statement("a1", claimed))
    assert (ledger.active[0].toll(Effect.KILLED), ledger.active[0].claimed_only) == (4, True)
    ledger.feed(statement("a2", report("a2", killed=3), version=2))
    assert (ledger.active[0].toll(Effect.KILLED), ledger.active[0].claimed_only) == (3, False)


def test_the_conservative_policy_takes_the_lowest_credible() -> None:
    """Of a range its lower end; a claim is not credible where there is another word."""
    told = [("x", [casualty(7, low=5, high=9)]), ("y", [casualty(8)]), ("z", [claim(2)])]
    assert figures(*told)["killed", "security"] == (2, 8, 9)
    assert figures(*told, policy=TollPolicy.CONSERVATIVE)["killed", "security"] == (2, 5, 9)


def test_killed_and_wounded_together_are_those_who_are_told_apart_elsewhere() -> None:
    """Nineteen "killed and wounded" beside eleven and eight add nobody; of twenty-one, two are left unexplained."""
    parts = [casualty(11), casualty(8, "wounded", group="civilian"), casualty(2, group="militant")]
    told = {("killed", "security"): (11, 11, 11), ("killed", "militant"): (2, 2, 2), ("wounded", "civilian"): (8, 8, 8)}
    assert figures(("x", parts), ("y", [casualty(19, "killed_or_wounded", group="unknown")])) == told
    more = figures(("x", parts), ("y", [casualty(21, "killed_or_wounded", group="unknown")]))
    assert more == told | {("killed_or_wounded", "unknown"): (2, 2, 2)}
    assert figures(("y", [casualty(19, "killed_or_wounded", group="unknown")])) == {("killed_or_wounded", "unknown"): (19, 19, 19)}
