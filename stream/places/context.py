"""Words beside a name: what they call it, and whether it is a person's (`config/places/context.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stream.config import Located
from stream.errors import ConfigurationError
from stream.places.fold import Token, fold
from stream.places.model import PlaceKind

#: Which kinds a word for a unit may mean: a "city" of the text may be a subdistrict of the table.
_ANSWERS: dict[PlaceKind, frozenset[PlaceKind]] = {
    PlaceKind.ADMIN1: frozenset({PlaceKind.ADMIN1}),
    PlaceKind.ADMIN2: frozenset({PlaceKind.ADMIN2, PlaceKind.QUARTER}),
    PlaceKind.SUBDISTRICT: frozenset({PlaceKind.SUBDISTRICT, PlaceKind.TOWN}),
    PlaceKind.CITY: frozenset({PlaceKind.CAPITAL, PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.SUBDISTRICT}),
    PlaceKind.VILLAGE: frozenset({PlaceKind.VILLAGE, PlaceKind.TOWN}),
}


class _ContextFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    units: dict[str, list[str]]
    titles: list[str]
    given: list[str]
    ordinary: list[str]
    prepositions: list[str]
    not_places: list[str]


@dataclass(frozen=True, slots=True)
class Context:
    """The word lists, folded as the tokens of a text are."""

    units: dict[str, PlaceKind]
    titles: frozenset[str]
    given: frozenset[str]
    ordinary: frozenset[str]
    prepositions: frozenset[str]
    not_places: tuple[tuple[str, ...], ...]

    def said_kind(self, words: list[Token], first: int, last: int) -> PlaceKind | None:
        """What the words beside the tokens `first` to `last` call them: "Kirkuk province", "the city of Kirkuk", "Mount Qarachogh"."""
        after = self._unit(words, last + 1, last + 2)
        if after is not None:
            return after
        if first >= 2 and words[first - 1].folded == "of":
            return self._unit(words, first - 2, first - 1) or self._unit(words, first - 3, first - 1)
        before = self._unit(words, first - 1, first)
        return before if before in {PlaceKind.MOUNTAIN, PlaceKind.VALLEY, PlaceKind.WATER} else None

    def _unit(self, words: list[Token], start: int, end: int) -> PlaceKind | None:
        """The unit that one word means, or two ("sub-district")."""
        if start < 0 or end > len(words):
            return None
        one = self.units.get(words[start].folded)
        return one or (self.units.get(f"{words[start].folded} {words[start + 1].folded}") if start + 1 < len(words) else None)

    def is_person(self, text: str, words: list[Token], first: int, last: int) -> bool:
        """Whether the tokens are part of a person's name: after a title or a given name, or a given name before another capitalised word."""
        if (
            first > 0
            and words[first - 1].folded in self.titles | self.given
            and _touch(text, words[first - 1], words[first])
            and _capital(text, words[first - 1])
        ):
            return True
        if first != last or words[first].folded not in self.given or last + 1 >= len(words):
            return False
        following = words[last + 1]
        return _touch(text, words[last], following) and _capital(text, following) and following.folded not in self.units

    def is_ordinary(self, words: list[Token], first: int, last: int) -> bool:
        """Whether the tokens are an ordinary word that nothing beside it makes a place."""
        if first != last or words[first].folded not in self.ordinary:
            return False
        return not (first > 0 and words[first - 1].folded in self.prepositions)


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
    return Context(
        units={" ".join(fold(word)): PlaceKind(kind) for kind, words in lists.units.items() for word in words},
        titles=_folded(lists.titles),
        given=_folded(lists.given),
        ordinary=_folded(lists.ordinary),
        prepositions=_folded(lists.prepositions),
        not_places=tuple(fold(name) for name in lists.not_places),
    )


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(" ".join(fold(word)) for word in words)


def _capital(text: str, token: Token) -> bool:
    return text[token.start].isupper()


def _touch(text: str, one: Token, other: Token) -> bool:
    """Whether nothing but one space lies between two tokens."""
    return text[one.end : other.start] == " "
