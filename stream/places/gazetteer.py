"""The gazetteer: which places there are, and where a text names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import ahocorasick_rs

from stream.config import collect
from stream.places.context import Context, answers, load_context
from stream.places.fold import Token, fold, tokens
from stream.places.model import Mention, Place, PlaceKind, Resolved
from stream.places.packs import Country, Packs, load_packs
from stream.places.resolve import resolve


class Gazetteer:
    """Places by name. Loaded once, never changed; every method is a pure function of it and its arguments."""

    def __init__(self, packs: Packs, context: Context) -> None:
        self._packs, self._context = packs, context
        self._places, self._adjectives = _by_name(packs)
        self._by_code = {place.code: place for place in packs.places.values() if place.code}
        # The empty entry of a name that is no place keeps the places inside it from being found.
        names = dict.fromkeys([*self._places, *self._adjectives, *(words for words in context.not_places if words)])
        self._names = list(names)
        self._automaton = ahocorasick_rs.AhoCorasick([_pattern(words) for words in self._names], ahocorasick_rs.MatchKind.LeftmostLongest)

    @classmethod
    def load(cls, config_dir: Path) -> Gazetteer:
        """Read `places/*.tsv` and `places/context.yaml`; raises ConfigurationError with every mistake, its file and line."""
        directory = config_dir / "places"
        packs, context = collect(lambda: load_packs(directory), lambda: load_context(directory / "context.yaml"))
        return cls(packs, context)

    def find(self, text: str, *, adjectives: bool = False) -> list[Mention]:
        """Every place name of a text, in order, the longest at each spot, never overlapping; persons' names and ordinary words left out.

        A name must be capitalised where its script has capitals. With `adjectives` also "Iraqi" and its like, as evidence for `resolve`.
        """
        words = tokens(text)
        starts: dict[int, int] = {}
        pieces: list[str] = []
        length = 0
        for index, word in enumerate(words):
            starts[length] = index
            pieces.append(f" {word.folded} ")
            length += len(word.folded) + 2
        found = []
        for pattern, start, _end in self._automaton.find_matches_as_indexes("".join(pieces)):
            name = self._names[pattern]
            mention = self._mention(text, words, starts[start], name)
            if mention is not None and (adjectives or not mention.adjective):
                found.append(mention)
        return found

    def resolve(self, mentions: Sequence[Mention], *, home: str | None = None) -> list[Resolved]:
        """Which place each mention means, in order of the mentions; adjectives only weigh in. `home` is the outlet's country (alpha-2)."""
        return resolve(mentions, home=home)

    def place(self, identity: str) -> Place | None:
        """The place of that id; a country's id is its code."""
        return self._packs.places.get(identity)

    def by_code(self, code: str) -> Place | None:
        """The admin 1 unit of an ISO 3166-2 code ("IQ-KI")."""
        return self._by_code.get(code)

    def named(self, name: str) -> tuple[Place, ...]:
        """Every place that bears a name, in any spelling that `find` knows; ordered by id."""
        return self._places.get(fold(name), ())

    def country(self, code: str) -> Country | None:
        """A country by its ISO 3166-1 alpha-2 code."""
        return self._packs.countries.get(code)

    def countries(self) -> tuple[Country, ...]:
        """All countries, in the order of their codes."""
        return tuple(self._packs.countries[code] for code in sorted(self._packs.countries))

    def places(self) -> tuple[Place, ...]:
        """All places, countries among them, in order of their ids."""
        return tuple(self._packs.places[identity] for identity in sorted(self._packs.places))

    def _mention(self, text: str, words: list[Token], first: int, name: tuple[str, ...]) -> Mention | None:
        last = first + len(name) - 1
        start, end = words[first].start, words[last].end
        if text[start].islower() and not _capital_after_article(text[start:end]):
            return None
        if name in self._adjectives:
            return Mention(start, end, text[start:end], self._adjectives[name], adjective=True)
        candidates = self._places.get(name, ())
        if not candidates or self._context.is_person(text, words, first, last):
            return None
        said = self._context.said_kind(words, first, last)
        if said is None and self._context.is_ordinary(words, first, last):
            return None
        fitting = tuple(place for place in candidates if answers(said, place.kind)) if said else ()
        return Mention(start, end, text[start:end], fitting or candidates, said_kind=said)


def _capital_after_article(written: str) -> bool:
    """Whether a name that begins with a small article has its own capital: "al-Rashad"."""
    head, hyphen, tail = written.partition("-")
    return bool(hyphen) and len(head) <= 3 and tail[:1].isupper()


def _pattern(words: tuple[str, ...]) -> str:
    return "".join(f" {word} " for word in words)


def _by_name(packs: Packs) -> tuple[dict[tuple[str, ...], tuple[Place, ...]], dict[tuple[str, ...], tuple[Place, ...]]]:
    places: dict[tuple[str, ...], dict[str, Place]] = defaultdict(dict)
    adjectives: dict[tuple[str, ...], dict[str, Place]] = defaultdict(dict)
    for place in packs.places.values():
        for name in (place.name, *place.variants):
            places[fold(name)][place.id] = place
    for country in packs.countries.values():
        for word in country.adjectives:
            adjectives[fold(word)][country.place.id] = country.place
    for table in (places, adjectives):
        table.pop((), None)
    for words in places.keys() & adjectives.keys():
        del adjectives[words]
    return _sorted(places), _sorted(adjectives)


def _sorted(table: dict[tuple[str, ...], dict[str, Place]]) -> dict[tuple[str, ...], tuple[Place, ...]]:
    return {name: tuple(found[identity] for identity in sorted(found)) for name, found in table.items()}


__all__ = ["Gazetteer", "Mention", "Place", "PlaceKind", "Resolved"]
