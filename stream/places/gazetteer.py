"""The gazetteer: which places there are, and where a text names them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from itertools import accumulate
from pathlib import Path

import ahocorasick_rs

from stream.config import collect
from stream.places.candidates import candidates_of
from stream.places.context import Context, answers, load_context
from stream.places.fold import Name, Words, fold, sound, sound_word, split_words
from stream.places.model import Mention, Place, PlaceKind, Resolved
from stream.places.outlets import host_of
from stream.places.outlines import unit_codes
from stream.places.packs import Country, Packs, load_packs
from stream.places.resolve import resolve
from stream.places.wide import WideNames
from stream.places.world import IMPORTED, SHIPPED, World, open_world
from stream.places.world_file import WorldFile

_Table = dict[Name, tuple[Place, ...]]
#: A name that is found by its sound has at least this many letters that tell it from others.
_LEAST_SOUND = 5
#: Most words of a name that is looked for by its sound.
_MOST_SOUND_WORDS = 3
#: Names whose candidates are remembered.
_MOST_KNOWN = 20_000
_MAJOR = frozenset({PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.CAPITAL, PlaceKind.CITY})
_UNITS = frozenset({PlaceKind.ADMIN1, PlaceKind.ADMIN2})
#: Small words inside names of several words.
_LINKS = frozenset(
    {"de", "del", "la", "las", "los", "el", "da", "do", "dos", "di", "du", "of", "the", "and", "y", "en", "am", "an", "der", "upon", "sur"}
)
#: Abbreviations up to this length ("US", "UAE") must be in capitals, in a text that is not all capitals.
_ABBREVIATION = 3


class Gazetteer:
    """Places by name. Loaded once, never changed; every method is a pure function of it and its arguments."""

    def __init__(self, context: Context, world: World) -> None:
        self._packs, self._context, self._world = world.packs, context, world
        self._places, self._adjectives = _tables(self._packs)
        self._known: dict[Name, tuple[Place, ...]] = {}
        self._homes: dict[tuple[str, str | None], str | None] = {}
        self._wide = WideNames(world, context, lambda name: self._places.get(name, ()), self._candidates, self._abbreviated, _LINKS)
        self._sounds = _by_sound(self._places, context)
        self._sounds_begin = frozenset(name[0] for name in self._sounds)
        self._by_code = {place.code: place for place in self._packs.places.values() if place.code}
        # A name that is no place is a pattern too: it keeps the places inside it from being found.
        self._names = list(dict.fromkeys([*self._places, *self._adjectives, *filter(None, context.not_places)]))
        self._automaton = ahocorasick_rs.AhoCorasick(("".join(_spaced(name)) for name in self._names), ahocorasick_rs.MatchKind.LeftmostLongest)

    @classmethod
    def load(cls, config_dir: Path, *, world: Path = SHIPPED) -> Gazetteer:
        """Read `places/*.tsv` and `places/context.yaml`; open `places/*.places` (imported tables, in order of their names) and the worldwide one.

        Raises ConfigurationError with every mistake, its file and line.
        """
        directory = config_dir / "places"
        imported = [partial(WorldFile.open, file) for file in sorted(directory.glob(f"*{IMPORTED}"))]
        packs, context, *tables = collect(
            lambda: load_packs(directory), lambda: load_context(directory / "context.yaml"), *imported, lambda: open_world(world)
        )
        return cls(context, World(tables, packs, context.complete, context.same_unit))

    def find(self, text: str, *, adjectives: bool = False) -> list[Mention]:
        """Every place name of a text, in order, the longest at each spot, never overlapping; persons' names and ordinary words left out.

        A name must be capitalised where its script has capitals. With `adjectives` also "Iraqi" and its like, as evidence for `resolve`.
        """
        words = split_words(text)
        spans = self._spans(words)
        wide = list(self._wide.longer(words, {first: last for first, last, _ in spans}))
        spans = _outside(spans, wide)
        taken = {index for first, last, _ in spans for index in range(first, last + 1)}
        ends = {last for _, last, name in spans if name in self._places}
        mentions = [mention for span in spans if (mention := self._mention(words, ends, *span)) is not None]
        mentions += self._by_ear(words, taken, ends)
        wide += self._wide.single(words, {*taken, *(index for first, last, _ in wide for index in range(first, last + 1))})
        mentions += [mention for span in wide if (mention := self._wide.mention(words, ends, *span)) is not None]
        mentions.sort(key=lambda mention: mention.start)
        return mentions if adjectives else [mention for mention in mentions if not mention.adjective]

    def at(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Mention | None]:
        """The mention at each span that somebody else has marked as a place's name (code point offsets); None where no table has the name or a part of it.

        An adjective ("Iraqi") is a mention of its country here, as whoever marked it wants it resolved.
        """
        words = split_words(text)
        return [self._at(words, start, end) for start, end in spans]

    def resolve(self, mentions: Sequence[Mention], *, home: str | None = None) -> list[Resolved]:
        """Which place each mention means, in the order of the mentions; adjectives only weigh in. `home` is the outlet's country (alpha-2)."""
        return resolve(mentions, home=home)

    def home_of(self, url: str | None, source: str | None) -> str | None:
        """The country (alpha-2) of an outlet: by the list of `places/context.yaml`, by its domain, else by a place that its name holds; None where none tells."""
        outlet = host_of(url), source
        if outlet not in self._homes:
            if len(self._homes) > _MOST_KNOWN:
                self._homes.clear()
            self._homes[outlet] = self._context.outlets.home(*outlet, self._packs.countries) or self._in_name(source or "")
        return self._homes[outlet]

    def _in_name(self, source: str) -> str | None:
        """The country of a configured place, or of its people, with which an outlet's name begins ("Kirkuk Citizen", not "Radio Sonora")."""
        mentions = [mention for mention in self.find(source, adjectives=True) if mention.start == 0 and mention.exact]
        adjectives = [mention.candidates[0] for mention in mentions if mention.adjective and len(mention.candidates) == 1]
        found = [*adjectives, *(item.place for item in self.resolve(mentions) if item.place.listed)]
        return found[0].country if found else None

    def place(self, identity: str) -> Place | None:
        """The place of that id; a country's id is its code."""
        return self._packs.places.get(identity) or self._world.place(identity)

    def by_code(self, code: str) -> Place | None:
        """The admin 1 unit of an ISO 3166-2 code ("IQ-KI"), by the configured tables, else by the codes that the package brings."""
        return self._by_code.get(code) or self._world.unit_called(unit_codes().get(code, ""))

    def named(self, name: str) -> tuple[Place, ...]:
        """Every place that bears a name, whatever its case, diacritics and article; ordered by id."""
        folded = fold(name)
        return self._candidates(folded) if folded else ()

    def spelled_like(self, name: str) -> tuple[str, ...]:
        """Names of the configured tables that are spelled nearly so, the nearest first: for whoever mistyped one."""
        names = {" ".join(fold(place.name)): place.name for place in self.places()}
        return tuple(names[near] for near in get_close_matches(" ".join(fold(name)), names, 3))

    def country(self, code: str) -> Country | None:
        """A country by its ISO 3166-1 alpha-2 code."""
        return self._packs.countries.get(code)

    def countries(self) -> tuple[Country, ...]:
        """All countries, in the order of their codes."""
        return tuple(self._packs.countries[code] for code in sorted(self._packs.countries))

    def places(self) -> tuple[Place, ...]:
        """All places of the configured tables, countries among them, in order of their ids."""
        return tuple(self._packs.places[identity] for identity in sorted(self._packs.places))

    @property
    def wide_fingerprint(self) -> str:
        """Changes when the worldwide table does."""
        return self._world.fingerprint

    def wide_units(self, country: str) -> tuple[Place, ...]:
        """The admin 1 and admin 2 units of a country (alpha-2) that only the worldwide table has."""
        return tuple(self._world.units(country).values())

    def units_of(self, country: str) -> tuple[Place, ...]:
        """All admin 1 and admin 2 units of a country (alpha-2)."""
        listed = [place for place in self._packs.places.values() if place.country == country and place.kind in _UNITS]
        return (*listed, *self.wide_units(country))

    def is_ordinary(self, word: str) -> bool:
        """Whether a folded word is mostly no place: by the word lists, or marked so in a compact table."""
        return word in self._context.ordinary | self._context.given or any(found.ordinary for found in self._world.named((word,)))

    def wide_places_of(self, countries: Iterable[str]) -> list[Place]:
        """All places of some countries that only the worldwide table has."""
        return [place for country in sorted(countries) for place in self._world.places(country)]

    def countries_in(self, south: float, west: float, north: float, east: float) -> frozenset[str]:
        """Codes of the countries that have a place in a box (degrees)."""
        return self._world.countries_in(south, west, north, east)

    def _at(self, words: Words, start: int, end: int) -> Mention | None:
        inside = [index for index, begin in enumerate(words.starts) if start <= begin < end]
        for size in range(len(inside), 0, -1):
            for first in inside[: len(inside) - size + 1]:
                last = first + size - 1
                name = tuple(words.folded[first : last + 1])
                places = self._adjectives.get(name, ()) or self._abbreviated(name) or self._candidates(name)
                if places:
                    said = self._context.said_kind(words, first, last, set())
                    fitting = tuple(place for place in places if said and answers(said, place.kind))
                    return Mention(words.starts[first], words.end(last), words.text[start:end], fitting or places, said_kind=said)
        heard = self._sounds.get(tuple(map(sound_word, words.folded[inside[0] : inside[-1] + 1])), ()) if inside else ()
        return Mention(start, end, words.text[start:end], heard, exact=False) if heard else None

    def _candidates(self, name: Name) -> tuple[Place, ...]:
        """Every place that a folded name may mean; names come again and again, so the answers are kept."""
        found = self._known.get(name)
        if found is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            found = self._known[name] = candidates_of(self._places.get(name, ()), self._world.named(name))
        return found

    def _abbreviated(self, name: Name) -> tuple[Place, ...]:
        """The units that a short form ("Ind.") stands for."""
        return tuple(place for identity in self._context.abbreviations.get(name, ()) if (place := self.place(identity)) is not None)

    def _spans(self, words: Words) -> list[tuple[int, int, Name]]:
        """First and last word of every name as it is spelled in the tables, and the name."""
        spaced = _spaced(words.folded)
        offsets = list(accumulate(map(len, spaced), initial=0))
        found = self._automaton.find_matches_as_indexes("".join(spaced))
        return [(bisect_left(offsets, start), bisect_left(offsets, end) - 1, self._names[pattern]) for pattern, start, end in found]

    def _mention(self, words: Words, ends: set[int], first: int, last: int, name: Name) -> Mention | None:
        start, end = words.starts[first], words.end(last)
        written = words.text[start:end]
        if not words.capitals[first] or (len(written) <= _ABBREVIATION and self._is_no_abbreviation(words.text, written, name)):
            return None
        if name in self._adjectives:
            return Mention(start, end, written, self._adjectives[name], adjective=True)
        listed = self._places.get(name, ())
        return self._placed(words, ends, first, last, self._candidates(name) if listed else (), exact=True)

    def _placed(self, words: Words, ends: set[int], first: int, last: int, candidates: tuple[Place, ...], *, exact: bool) -> Mention | None:
        major = any(place.kind in _MAJOR for place in candidates)
        if not candidates or self._context.is_person(words, first, last, major=major):
            return None
        said = self._context.said_kind(words, first, last, ends)
        if said is None and self._context.is_ordinary(words, first, last):
            return None
        fitting = tuple(place for place in candidates if answers(said, place.kind)) if said else ()
        start, end = words.starts[first], words.end(last)
        return Mention(start, end, words.text[start:end], fitting or candidates, said_kind=said, exact=exact)

    def _is_no_abbreviation(self, text: str, written: str, name: Name) -> bool:
        """Whether a short word only looks like an abbreviation that a table has: "Us", or "US" in a text of capitals."""
        spelled = [other for place in self._places.get(name, ()) for other in (place.name, *place.variants) if len(other) == len(written)]
        return bool(spelled) and all(other.isupper() for other in spelled) and (not written.isupper() or text.isupper())

    def _by_ear(self, words: Words, taken: set[int], ends: set[int]) -> Iterator[Mention]:
        """Names that are spelled as no table has them, at words that belong to no other name; not in a text all in capitals, where any word may be one."""
        if words.shouts:
            return
        capitals = [index for index, capital in enumerate(words.capitals) if capital and index not in taken]
        for first in [index for index in capitals if sound_word(words.folded[index]) in self._sounds_begin]:
            for last in range(min(first + _MOST_SOUND_WORDS, len(words)) - 1, first - 1, -1):
                candidates = self._sounds.get(sound(tuple(words.folded[first : last + 1])), ())
                span = range(first, last + 1)
                if candidates and taken.isdisjoint(span) and all(words.capitals[first : last + 1]):
                    mention = self._placed(words, ends, first, last, candidates, exact=False)
                    if mention is not None:
                        taken.update(span)
                        yield mention
                    break


def _outside(spans: list[tuple[int, int, Name]], wide: list[tuple[int, int, Name]]) -> list[tuple[int, int, Name]]:
    """The spans that no longer name holds: "York" is none in "New York Mills"."""
    held = {index for first, last, _ in wide for index in range(first, last + 1)}
    return [span for span in spans if span[0] not in held]


def _spaced(words: Sequence[str]) -> list[str]:
    """Every word between two spaces of its own, so that a pattern can only begin and end where words do."""
    return [f" {word} " for word in words]


def _tables(packs: Packs) -> tuple[_Table, _Table]:
    """Places by the folded words of their names, and countries by their adjectives."""
    places: dict[Name, dict[str, Place]] = defaultdict(dict)
    adjectives: dict[Name, dict[str, Place]] = defaultdict(dict)
    for place in packs.places.values():
        for name in (place.name, *place.variants):
            places[fold(name)][place.id] = place
    for country in packs.countries.values():
        for word in country.adjectives:
            adjectives[fold(word)][country.place.id] = country.place
    for nothing in ((), *(places.keys() & adjectives.keys())):
        adjectives.pop(nothing, None)
    places.pop((), None)
    return _sorted(places), _sorted(adjectives)


def _by_sound(places: _Table, context: Context) -> _Table:
    """Names by what they sound like, but for those that a given name or an ordinary word sounds like too."""
    others = {(sound_word(word),) for word in context.given | context.ordinary}
    heard: dict[Name, dict[str, Place]] = defaultdict(dict)
    for name, found in places.items():
        if len(name) <= _MOST_SOUND_WORDS and len("".join(sound(name))) >= _LEAST_SOUND:
            heard[sound(name)].update((place.id, place) for place in found if place.country in context.transliterated)
    return _sorted({name: found for name, found in heard.items() if found and name not in others})


def _sorted(table: dict[Name, dict[str, Place]]) -> _Table:
    return {name: tuple(found[identity] for identity in sorted(found)) for name, found in table.items()}
