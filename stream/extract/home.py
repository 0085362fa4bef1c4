"""Which country an article is at home in, where its places do not tell: by the institutions that it names, else by its outlet."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import ahocorasick_rs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from stream.config import Located
from stream.model import Article
from stream.places import Gazetteer
from stream.places.outlets import host_of


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


Code = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    institutions: dict[Code, list[str]]
    stations: dict[Code, list[Annotated[str, AfterValidator(_compiles)]]] = {}


class Homes:
    """Institutions and stations by country (`places/institutions.yaml`); other outlets as the gazetteer knows them."""

    def __init__(self, file: _File, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._words = [(word.lower(), country) for country, words in file.institutions.items() for word in words]
        self._automaton = ahocorasick_rs.AhoCorasick([word for word, _ in self._words], ahocorasick_rs.MatchKind.LeftmostLongest)
        self._stations = [(re.compile("|".join(patterns)), country) for country, patterns in file.stations.items() if patterns]

    @classmethod
    def load(cls, config_dir: Path, gazetteer: Gazetteer) -> Homes:
        """From the configuration; raises ConfigurationError."""
        return cls(Located(config_dir / "places" / "institutions.yaml").validate(_File), gazetteer)

    def of(self, article: Article) -> str | None:
        """Alpha-2 code of the country whose institutions an article names most, else of its outlet; None where nothing tells."""
        told: dict[str, set[int]] = defaultdict(set)
        for text in (article.title, article.text):
            lowered = text.lower().replace("\u2019", "'")
            for word, start, end in self._automaton.find_matches_as_indexes(lowered):
                if not (lowered[start - 1 : start].isalnum() or lowered[end : end + 1].isalnum()):
                    told[self._words[word][1]].add(word)
        most = max(map(len, told.values()), default=0)
        best = [country for country, words in told.items() if len(words) == most]
        return best[0] if len(best) == 1 else self._gazetteer.home_of(article.url, article.source) or self._of_station(article)

    def _of_station(self, article: Article) -> str | None:
        host = host_of(article.url) or (article.source or "").lower()
        name = host.removeprefix("www.").rpartition(".")[0]
        called = {name, name.rpartition(".")[2]}
        return next((country for pattern, country in self._stations if any(pattern.fullmatch(each) for each in called)), None)
