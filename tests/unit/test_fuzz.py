"""A few hundred of the inputs of `make fuzz`: no crash, no hang, no control characters in what is said of them."""

from __future__ import annotations

from itertools import islice

import pytest

from stream.config import shipped_config
from stream.errors import BadRecord
from stream.model import parse_article
from tests.fuzz.__main__ import originals
from tests.fuzz.mutate import configurations, records
from tests.fuzz.targets import Outcome, Targets


@pytest.fixture(scope="module")
def targets() -> Targets:
    return Targets()


def test_mutated_articles_are_read_or_refused(targets: Targets) -> None:
    """Each comes to something that has a name."""
    outcome = targets.articles(islice(records(originals(), 3), 200), Outcome())
    assert outcome.failures == []
    assert {"reports", "empty", "invalid", "not_json"} <= set(outcome.kinds)


def test_digits_of_other_scripts_do_no_harm(targets: Targets) -> None:
    """A superscript is a digit to Unicode, and no number."""
    assert targets.article('{"text": "Gunmen killed ٣ farmers in Kirkuk. Call ² or ²²/11/2021."}'.encode()) == "reports"


def test_a_date_that_stands_for_none_is_refused() -> None:
    """No day before or after it could be told."""
    for published in ("9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00Z"):
        with pytest.raises(BadRecord, match=r"published: .*the year .* is none of 1900 to 2999"):
            parse_article(f'{{"text": "x", "published": "{published}"}}')


@pytest.mark.parametrize("file", ["rules.yaml", "regions/iraq.yaml"])
def test_mutated_configuration_is_loaded_or_refused(targets: Targets, tmp_path, file: str) -> None:
    """A mistake is always one of tocsin's own errors."""
    text = (shipped_config() / file).read_text(encoding="utf-8")
    load = targets.rules if file == "rules.yaml" else targets.drawn
    came = {load(mutated, tmp_path / "mutated.yaml") for mutated in islice(configurations(text, 4), 60)}
    assert "refused" in came
