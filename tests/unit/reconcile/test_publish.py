"""What an incident adds to a region: the one sentence that stands beside its toll in an alert."""

from __future__ import annotations

from typing import Any

from stream.model import Incident, Quote
from stream.reconcile.publish import contributions
from tests.unit.build import NOON, casualty, report


def quote(words: str) -> Quote:
    return Quote(field="text", start=0, end=len(words), text=words)


def told(*figures: Any) -> str | None:
    """The sentence of an incident whose first quote is the headline."""
    fields = report("a1").model_dump(include={"type", "date", "date_end", "date_precision", "country", "regions"})
    incident = Incident(
        id="i-1",
        revision=1,
        casualties=figures,
        quotes=(quote("Raid claimed, 17 said to be dead"),),
        first_reported=NOON,
        last_reported=NOON,
        **fields,
    )
    (first, *_) = contributions(incident)
    assert first.contribution is not None
    return first.contribution.quote


def figure(words: str, *what: Any) -> Any:
    return casualty(*what).model_copy(update={"quote": quote(words)})


def test_the_gravest_figure_brings_its_sentence() -> None:
    """Not the newest headline, which may speak of a claim; the dead before the wounded."""
    assert told(figure("Nine were hurt.", 9, "wounded"), figure("Two soldiers died.", 2)) == "Two soldiers died."


def test_victims_come_before_militants() -> None:
    """Also where they are only wounded."""
    assert told(figure("Six attackers fell.", 6, "killed", "militant"), figure("A guard was hurt.", 1, "wounded")) == "A guard was hurt."


def test_without_figures_the_newest_sentence_is_told() -> None:
    """Nobody came to harm."""
    assert told() == "Raid claimed, 17 said to be dead"
