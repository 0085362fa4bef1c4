"""Where outlets are at home."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream.errors import ConfigurationError
from stream.places import Gazetteer


@pytest.mark.parametrize(
    ("url", "source", "home"),
    [
        ("https://www.rudaw.net/english/1", None, "IQ"),
        ("https://news.example.iq/1", None, "IQ"),
        ("https://example.co.uk/1", None, "GB"),
        ("https://police.example.gov/1", None, "US"),
        ("https://example.tv/1", None, None),
        ("https://example.com/1", None, None),
        (None, "example.lb", "LB"),
        (None, "Kirkuk Citizen", "IQ"),
        (None, "Lebanese Evening Post", "LB"),
        (None, "Radio Sonora", None),
        (None, "Evening Post", None),
        ("http://[", "", None),
        (None, None, None),
    ],
)
def test_an_outlet_is_at_home_somewhere(gazetteer: Gazetteer, url: str | None, source: str | None, home: str | None) -> None:
    """By the list, its domain or its name; a domain that anybody may have tells nothing."""
    assert gazetteer.home_of(url, source) == home


def test_an_outlet_may_be_listed_by_its_name(config: Path) -> None:
    """Whatever its case and diacritics."""
    file = config / "places" / "context.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("outlets:\n", "outlets:\n  Dengê Garmian: IQ\n"), encoding="utf-8")
    assert Gazetteer.load(config).home_of("https://example.com", "DENGE GARMIAN") == "IQ"


def test_a_country_is_a_code(config: Path) -> None:
    """Anything else is refused with its line."""
    file = config / "places" / "context.yaml"
    text = file.read_text(encoding="utf-8").replace("outlets:\n", "outlets:\n  example.com: Iraq\n")
    file.write_text(text, encoding="utf-8")
    line = text[: text.index("example.com")].count("\n") + 1
    with pytest.raises(ConfigurationError, match=rf"context\.yaml:{line}: outlets\.example\.com: .*'Iraq'"):
        Gazetteer.load(config)
