"""What tells an article's country where its places do not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stream.config import shipped_config
from stream.errors import ConfigurationError
from stream.extract import BuiltinExtractor
from stream.extract.home import Homes
from stream.extract.whereabouts import Whereabouts, home_of
from stream.model import Article
from stream.places import Gazetteer

GAZETTEER = Gazetteer.load(shipped_config())
HOMES = Homes.load(shipped_config(), GAZETTEER)


def article(text: str, **fields: Any) -> Article:
    return Article.model_validate({"id": "a1", "title": "", "text": text, **fields})


def test_institutions_tell_the_country() -> None:
    """Those of most kinds win; as many of two countries tell nothing."""
    assert HOMES.of(article("A sheriff\u2019s deputy and a grand jury heard of it.")) == "US"
    assert HOMES.of(article("The crown court heard that a constabulary and the FBI had been told.")) == "GB"
    assert HOMES.of(article("The Garda and the FBI were told.")) is None
    assert HOMES.of(article("Police were told.")) is None


def test_only_whole_words_count() -> None:
    """Swatting flies is no SWAT."""
    assert HOMES.of(article("They were swatting flies at number 9110.")) is None


@pytest.mark.parametrize(
    ("fields", "country"),
    [
        ({"url": "https://www.leeds-gazette.co.uk/news/1"}, "GB"),
        ({"source": "kxyz.com"}, "US"),
        ({"source": "wxyztv5.com"}, "US"),
        ({"source": "fox99.com"}, "US"),
        ({"url": "https://www.abc.net.au/news/1"}, "AU"),
        ({"source": "start-up.io"}, None),
        ({"source": "The Daily Letter"}, None),
        ({"url": "https://kurdistan.example.com/1"}, None),
    ],
)
def test_an_outlet_has_a_home(fields: dict[str, Any], country: str | None) -> None:
    """By the ending of its name, else by a station's call sign or channel."""
    assert HOMES.of(article("Two people were shot.", **fields)) == country


def test_what_happened_at_no_place_that_is_named_happened_at_home(extractor: BuiltinExtractor) -> None:
    """The country, and nothing below it."""
    text = "Two men were shot dead on Tuesday night, the county coroner said. A grand jury will hear the case."
    (report,) = extractor.extract(article(text, published="2016-03-02T12:00:00Z"))
    assert (report.country, report.admin1, report.place, report.regions) == ("US", None, None, ("us",))


def test_a_mistake_is_named_with_its_place(tmp_path: Path) -> None:
    """An expression that does not compile, and a code that is none."""
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "institutions.yaml").write_text("institutions:\n  usa: [sheriff]\nstations:\n  US: ['k[a-z']\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is no regular expression") as error:
        Homes.load(tmp_path, Gazetteer.load(shipped_config()))
    assert sorted(problem.line or 0 for problem in error.value.problems) == [2, 4]


@pytest.mark.parametrize(
    ("named", "code"),
    [({"PE": 1}, "PE"), ({"PE": 3, "CO": 2, "CL": 1}, "PE"), ({"PE": 2, "CO": 2}, None), ({"PE": 1, "CO": 1}, None), ({}, None)],
)
def test_the_country_that_is_named_most(named: dict[str, int], code: str | None) -> None:
    """It leads the next one, and is named twice unless it is alone."""
    country = home_of(GAZETTEER, Whereabouts({}, Counter(named)))
    assert (country.country if country else None) == code
