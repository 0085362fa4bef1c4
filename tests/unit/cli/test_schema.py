from __future__ import annotations

from pathlib import Path

import pytest

from stream.cli.schema import PUBLIC, schema_of, schema_text

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"


@pytest.mark.parametrize("name", PUBLIC)
def test_published_schema_is_what_the_model_says(name: str) -> None:
    """`make schemas` writes them anew."""
    assert (SCHEMAS / f"{name}.json").read_text(encoding="utf-8") == schema_text(name)


def test_every_schema_has_its_file_and_no_file_is_left_over() -> None:
    """A record that is gone leaves no schema behind."""
    assert {file.stem for file in SCHEMAS.glob("*.json")} == set(PUBLIC)


def test_an_article_asks_for_nothing_that_scrapers_may_lack() -> None:
    """Text or title is asked for by a rule that JSON Schema leaves to the reader; single fields are all optional."""
    assert "required" not in schema_of("article")


def test_outputs_always_carry_their_identity() -> None:
    """What we write has id and revision, and the schema promises it."""
    for name in ("incident", "tally", "alert"):
        assert {"id", "revision"} <= set(schema_of(name)["required"])
