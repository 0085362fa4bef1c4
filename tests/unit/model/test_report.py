"""Reports and casualties."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from stream.model import Casualty, Quote, report_id
from tests.unit.build import casualty, report


def test_the_id_is_a_function_of_article_and_content() -> None:
    """Same article, same content, same id."""
    assert report("a", killed=2).id == report("a", killed=2).id
    assert report("a", killed=2).id != report("b", killed=2).id
    assert report("a", killed=2).id != report("a", killed=3).id


def test_the_id_does_not_hang_on_what_is_carried_along() -> None:
    """Regions change with the configuration, confidence with the extractor's mood, quotes with a comma; a day is the same day, stated or guessed."""
    quote = Quote(field="text", start=0, end=3, text="abc")
    one = report("a", killed=2)
    other = one.model_copy(
        update={
            "regions": (),
            "confidence": 0.9,
            "guessed": True,
            "quotes": (quote,),
            "source": "z",
            "casualties": tuple(c.model_copy(update={"quote": quote}) for c in one.casualties),
        }
    )
    assert report_id(other) == one.id


def test_a_range_is_ordered() -> None:
    """Low <= best <= high."""
    with pytest.raises(ValidationError, match="low 3 <= best 2"):
        casualty(2, low=3)


def test_an_open_range_has_no_top() -> None:
    """High null: at least."""
    assert Casualty.model_validate({"effect": "killed", "group": "civilian", "low": 3, "best": 3, "high": None}).high is None
