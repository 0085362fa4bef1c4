"""Words beside a name: what they call it, and whether it is a person's (`config/places/context.yaml`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from stream.config import Located
from stream.errors import ConfigurationError
from stream.places.fold import Name, Words, fold
from stream.places.model import PlaceKind
from stream.places.outlets import Outlets

#: Which kinds a word for a unit may mean: a "city" of the text may be a subdistrict of the table.
_ANSWERS: dict[PlaceKind, frozenset[PlaceKind]] = {
    PlaceKind.ADMIN1: frozenset({PlaceKind.ADMIN1}),
    PlaceKind.ADMIN2: frozenset({PlaceKind.ADMIN2, PlaceKind.QUARTER}),
    PlaceKind.SUBDISTRICT: frozenset({PlaceKind.SUBDISTRICT, PlaceKind.TOWN}),
    PlaceKind.CITY: frozenset({PlaceKind.CAPITAL, PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.SUBDISTRICT}),
    PlaceKind.VILLAGE: frozenset({PlaceKind.VILLAGE, PlaceKind.TOWN}),
}

#: Words that stand before a name without "of": "Mount Qarachogh".
_BEFORE = frozenset({PlaceKind.MOUNTAIN, PlaceKind.VALLEY, PlaceKind.WATER})


_CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class _ContextFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    units: dict[str, list[str]]
    titles: list[str]
    given: list[str]
    ordinary: list[str]
    prepositions: list[str]
    locatives: list[str]
    not_places: list[str]
    transliterated: list[str]
    complete: list[str] = []
    abbreviations: dict[str, list[str]] = {}
    same_unit: dict[str, str] = {}
    outlets: dict[str, _CountryCode] = {}
    worldwide_domains: list[str] = []


@dataclass(frozen=True, slots=True)
class Context:
    """The word lists, folded as the tokens of a text are."""

    units: dict[str, PlaceKind]
    #: Every word of a unit's name, for a quick no.
    unit_words: frozenset[str]
    titles: frozenset[str]
    given: frozenset[str]
    ordinary: frozenset[str]
    prepositions: frozenset[str]
    locatives: frozenset[str]
    not_places: tuple[tuple[str, ...], ...]
    #: Countries (alpha-2) whose names are found by sound too.
    transliterated: frozenset[str]
    #: Countries (alpha-2) all of whose units the tables name: the worldwide table adds none.
    complete: frozenset[str] = frozenset()
    #: Ids of configured units by the ids that the worldwide table would give them.
    same_unit: dict[str, str] = field(default_factory=dict)
    #: Ids of units by their short forms, folded: "ind", "n y".
    abbreviations: dict[Name, tuple[str, ...]] = field(default_factory=dict)
    #: Where outlets are at home.
    outlets: Outlets = field(default_factory=Outlets)

    def said_kind(self, words: Words, first: int, last: int, names_end: Container[int]) -> PlaceKind | None:
        """What the words beside the words `first` to `last` call them: "Kirkuk province", "the city of Kirkuk", "Mount Qarachogh".

        `names_end` holds the last words of all place names: in "Hawija district of Kirkuk" the district is Hawija.
        """
        after = self._unit(words, last + 1)
        if after is not None and words.touch(last, last + 1):
            return after
        if first >= 2 and words.folded[first - 1] == "of":
            return None if first - 3 in names_end else self._unit(words, first - 2)
        before = self._unit(words, first - 1)
        return before if before in _BEFORE else None

    def _unit(self, words: Words, index: int) -> PlaceKind | None:
        """The unit that a word means, or two words ("sub-district") of which it is either."""
        if not 0 <= index < len(words) or words.folded[index] not in self.unit_words:
            return None
        one, two, before = words.folded[index], " ".join(words.folded[index : index + 2]), " ".join(words.folded[max(index - 1, 0) : index + 1])
        return self.units.get(two) or self.units.get(before) or self.units.get(one)

    def is_person(self, words: Words, first: int, last: int, *, major: bool) -> bool:
        """Whether a name is part of a person's: after a title or a given name, or a given name itself before another capitalised word.

        `major`: the name is that of a country, governorate or large town, which "Major" and "General" do not make a person ("Major Baghdad bombing").
        """
        before = words.folded[first - 1] if first > 0 and words.touch(first - 1, first) and words.capitals[first - 1] else ""
        if before in self.given or (before in self.titles and not major):
            return True
        if first != last or words.folded[first] not in self.given or last + 1 >= len(words):
            return False
        if first > 0 and words.folded[first - 1] in self.locatives:
            return False
        return words.touch(last, last + 1) and words.capitals[last + 1] and words.folded[last + 1] not in self.units

    def is_ordinary(self, words: Words, first: int, last: int) -> bool:
        """Whether a name is an ordinary word that nothing beside it makes a place; in a text all in capitals a preposition does not ("TO HIT")."""
        if first != last or words.folded[first] not in self.ordinary:
            return False
        return first == 0 or words.folded[first - 1] not in self.prepositions or words.shouts


def answers(said: PlaceKind, kind: PlaceKind) -> bool:
    """Whether a place of that kind may be what the text calls `said`."""
    return kind in _ANSWERS.get(said, frozenset({said}))


def load_context(file: Path) -> Context:
    """The word lists of a YAML file; raises ConfigurationError with file and line for an unknown field or kind."""
    located = Located(file)
    lists = located.validate(_ContextFile)
    problems = [
        located.problem(("units", name), f"found {name!r}", f"one of {', '.join(PlaceKind)}") for name in lists.units if name not in {*PlaceKind}
    ]
    if problems:
        raise ConfigurationError(problems)
    units = {" ".join(fold(word)): PlaceKind(kind) for kind, words in lists.units.items() for word in words}
    return Context(
        units=units,
        unit_words=frozenset(word for unit in units for word in unit.split()),
        titles=_folded(lists.titles),
        given=_folded(lists.given),
        ordinary=_folded(lists.ordinary),
        prepositions=_folded(lists.prepositions),
        locatives=_folded(lists.locatives),
        not_places=tuple(fold(name) for name in lists.not_places),
        transliterated=frozenset(lists.transliterated),
        complete=frozenset(lists.complete),
        same_unit=lists.same_unit,
        abbreviations=_by_short_form(lists.abbreviations),
        outlets=Outlets.of(lists.outlets, lists.worldwide_domains),
    )


def _by_short_form(abbreviations: dict[str, list[str]]) -> dict[Name, tuple[str, ...]]:
    units: dict[Name, list[str]] = defaultdict(list)
    for unit, forms in abbreviations.items():
        for form in {fold(each) for each in forms}:
            units[form].append(unit)
    return {form: tuple(found) for form, found in units.items()}


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(" ".join(fold(word)) for word in words)
