"""Names that only the worldwide table has: where a text means them, told by what stands around, as almost any word is a village somewhere."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from stream.places.candidates import holding, is_unit, people
from stream.places.context import Context, answers
from stream.places.fold import Name, Words
from stream.places.model import Mention, Place
from stream.places.world import Found, World

#: Most words of a name.
_MOST_WORDS = 5
#: Persons of a place that is known without a word beside it, in ordinary text and in a headline; and of one whose name is an ordinary word, after "in".
_KNOWN, _KNOWN_IN_HEADLINE, _ORDINARY_KNOWN = 100_000, 500_000, 20_000
#: A name of fewer letters is told by its unit only.
_SHORT = 4
#: Share of capitalised words that makes a line a headline.
_HEADLINE = 0.6
#: Characters of a line that are looked at to either side of a name.
_LINE = 150
_LIKELY_UNIT_WORDS = 3


@dataclass(slots=True)
class WideNames:
    """Looks for names of the worldwide table in the words of one text; `configured` gives the places that the configured tables have for a name."""

    world: World
    context: Context
    configured: Callable[[Name], Sequence[Place]]
    #: Every place that a name may mean.
    candidates: Callable[[Name], tuple[Place, ...]]
    #: The units that a short form stands for.
    short: Callable[[Name], Sequence[Place]]
    #: Small words inside names: "San Pedro de la Cueva".
    links: frozenset[str]

    def longer(self, words: Words, taken: dict[int, int]) -> Iterator[tuple[int, int, Name]]:
        """First and last word of every name of several words that holds no half of a configured name and is none; `taken` maps the first word of each to its last."""
        inside = {index: (first, last) for first, last in taken.items() for index in range(first, last + 1)}
        end = -1
        for first in range(len(words) - 1):
            if first <= end or not words.capitals[first] or not self.world.begins(words.folded[first], words.folded[first + 1]):
                continue
            last = self._longest(words, first, inside)
            if last is not None:
                yield first, last, tuple(words.folded[first : last + 1])
                end = last

    def _longest(self, words: Words, first: int, inside: dict[int, tuple[int, int]]) -> int | None:
        reach = first
        while reach + 1 < len(words) and reach + 1 < first + _MOST_WORDS and self._goes_on(words, reach):
            reach += 1
        for last in range(reach, first, -1):
            whole = all(first <= inside.get(edge, (edge, edge))[0] and inside.get(edge, (edge, edge))[1] <= last for edge in (first, last))
            if whole and inside.get(first) != (first, last) and words.capitals[last] and self.world.holds(tuple(words.folded[first : last + 1])):
                return last
        return None

    def _goes_on(self, words: Words, index: int) -> bool:
        between = words.text[words.end(index) : words.starts[index + 1]]
        return between in {" ", "-", ". "} and (words.capitals[index + 1] or words.folded[index + 1] in self.links)

    def single(self, words: Words, taken: Container[int]) -> Iterator[tuple[int, int, Name]]:
        """Every capitalised word outside of `taken` that is a name of the table."""
        for index, word in enumerate(words.folded):
            if index not in taken and len(word) > 2 and words.capitals[index] and self.world.holds((word,)):
                yield index, index, (word,)

    def mention(self, words: Words, ends: set[int], first: int, last: int, name: Name) -> Mention | None:
        """The mention, where the words around make the name likely to be a place's."""
        found = self.world.named(name)
        if not found or self._is_person(words, first, last):
            return None
        said = self.context.said_kind(words, first, last, ends)
        units = self._unit_after(words, last)
        # Which places it may mean is asked for late: most capitalised words are a village somewhere, and not meant so.
        if not said and not units and not self._likely(words, first, last, found):
            return None
        places = self.candidates(name)
        fitting = tuple(place for place in places if answers(said, place.kind)) if said else ()
        held = holding(fitting or places, units) if units else ()
        if (said or units) and not held and not fitting and not self._likely(words, first, last, found):
            return None
        start, end = words.starts[first], words.end(last)
        sure = bool(held) or (is_unit(found) and len(name[0]) > _SHORT) or people(found) >= _KNOWN
        return Mention(start, end, words.text[start:end], held or fitting or places, said_kind=said, exact=sure)

    def _likely(self, words: Words, first: int, last: int, found: Sequence[Found]) -> bool:
        """Whether a name that no unit stands beside is a place's: large, or after a preposition, and no part of a longer name."""
        after_preposition = first > 0 and words.folded[first - 1] in self.context.prepositions and words.touch(first - 1, first)
        ordinary = first == last and (found[0].ordinary or words.folded[first] in self.context.ordinary or words.folded[first] in self.context.given)
        # How large its places are is asked last, as it costs most.
        if ordinary or (first == last and len(words.folded[first]) <= _SHORT):
            return after_preposition and not words.shouts and not self._runs_on(words, first, last) and people(found) >= _ORDINARY_KNOWN
        if all(item.by_other_name for item in found):
            return not self._runs_on(words, first, last) and people(found) >= _KNOWN
        if words.shouts:
            return after_preposition or (first != last and (is_unit(found) or people(found) >= _KNOWN))
        if self._runs_on(words, first, last):
            return self._headline(words, first) and (after_preposition or people(found) >= _KNOWN_IN_HEADLINE)
        return after_preposition or is_unit(found) or people(found) >= _KNOWN

    def _runs_on(self, words: Words, first: int, last: int) -> bool:
        """Whether a capitalised word stands right before or after, as in a person's or a firm's name."""
        before = first > 0 and words.capitals[first - 1] and words.touch(first - 1, first) and words.folded[first - 1] not in self.context.unit_words
        after = last + 1 < len(words) and words.capitals[last + 1] and words.touch(last, last + 1)
        return before or after

    def _headline(self, words: Words, at: int) -> bool:
        line_start = words.text.rfind("\n", max(words.starts[at] - _LINE, 0), words.starts[at]) + 1 or max(words.starts[at] - _LINE, 0)
        line_end = words.text.find("\n", words.starts[at], words.starts[at] + _LINE)
        line = words.text[line_start : line_end if line_end >= 0 else words.starts[at] + _LINE].split()
        return sum(word[:1].isupper() for word in line) > _HEADLINE * len(line)

    def _is_person(self, words: Words, first: int, last: int) -> bool:
        return self.context.is_person(words, first, last, major=False)

    def _unit_after(self, words: Words, last: int) -> tuple[Place, ...]:
        """The countries and units that stand after a comma or in brackets: "Apartado, Antioquia", "Apartado (Colombia)"."""
        following = last + 1
        if following >= len(words) or words.text[words.end(last) : words.starts[following]] not in {", ", " ("} or not words.capitals[following]:
            return ()
        for end in range(min(following + _LIKELY_UNIT_WORDS, len(words)) - 1, following - 1, -1):
            name = tuple(words.folded[following : end + 1])
            places = (*self.short(name), *self.configured(name), *(item.place for item in self.world.named(name)))
            units = tuple(place for place in places if place.units and place.units[-1] == place.id)
            if units:
                return units
        return ()
