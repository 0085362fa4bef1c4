"""The places of an article: what its names mean, read together, and the country that it is about."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from stream.extract.sentences import Sentence
from stream.places import SETTLEMENTS, Gazetteer, Place, PlaceKind, Resolved


@dataclass(frozen=True, slots=True)
class Named:
    """A place name in a field of the article (code point offsets) and the place that it means."""

    start: int
    end: int
    place: Place
    #: The town of the same name, where the place is a unit.
    town: Place | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The places of an article: by field, in the order of the text, and how often each country is spoken of by its places and adjectives."""

    by_field: dict[str, list[Named]]
    countries: Counter[str]


def resolve_all(gazetteer: Gazetteer, title: str, text: str, home: str | None = None) -> Whereabouts:
    """The places of an article; both fields are read together, because one tells what the other means. `home` is the outlet's country (alpha-2)."""
    found: dict[str, list[Named]] = {"title": [], "text": []}
    countries: Counter[str] = Counter()
    offset = len(title) + 2
    mentions = gazetteer.find(f"{title}\n\n{text}", adjectives=True)
    for item in gazetteer.resolve(mentions, home=home):
        start, end = item.mention.start, item.mention.end
        field, moved = ("title", 0) if start < len(title) else ("text", offset)
        found[field].append(Named(start - moved, end - moved, item.place, _town(item)))
        if item.place.country:
            countries[item.place.country] += 1
    countries.update(
        mention.candidates[0].country for mention in mentions if mention.adjective and len(mention.candidates) == 1 and mention.candidates[0].country
    )
    return Whereabouts(found, countries)


def _town(item: Resolved) -> Place | None:
    """The largest settlement inside a unit that the same name may mean."""
    if item.place.kind not in {PlaceKind.ADMIN1, PlaceKind.ADMIN2}:
        return None
    towns = (other for other in item.mention.candidates if other.kind in SETTLEMENTS and item.place.id in other.units)
    return max(towns, key=lambda town: town.people, default=None)


def add_here(whereabouts: Whereabouts, sentences: Iterable[Sentence], dateline: tuple[int, int]) -> None:
    """Add what "this city" means, which is the place of the dateline (its span in the text), and "the capital", where that or another place told is one."""
    text = whereabouts.by_field["text"]
    here = next((town for item in text if item.end <= dateline[1] and (town := item.town or item.place).kind in SETTLEMENTS), None)
    capitals = [town for item in text if (town := item.town or item.place).kind is PlaceKind.CAPITAL]
    for sentence in sentences if here or capitals else ():
        if sentence.field == "text":
            for at, end, _ in sentence.find("this_city") if here else ():
                _add(text, sentence, at, end, here)
            for at, end, _ in sentence.find("the_capital") if capitals else ():
                _add(text, sentence, at, end, here if here in capitals else capitals[0])


def _add(named: list[Named], sentence: Sentence, at: int, end: int, place: Place | None) -> None:
    if place is not None and sentence.word(end) not in {"of", "'s"}:
        insort(named, Named(sentence.tokens[at].start, sentence.tokens[end - 1].end, place), key=attrgetter("start"))


def spoken_of_here(sentence: Sentence, at: int) -> bool:
    """Whether a place is spoken of as the one where the news comes from, and not by name."""
    return sentence.has(at, "this_city") or sentence.has(at, "the_capital")


def home_of(gazetteer: Gazetteer, whereabouts: Whereabouts) -> Place | None:
    """The country that the article is about: that of most of its places and adjectives ("Colombian").

    None where it names none twice, or two of them equally often.
    """
    ranked = whereabouts.countries.most_common(2)
    if not ranked:
        return None
    (code, most), second = ranked[0], ranked[1][1] if ranked[1:] else 0
    alone = 2 * most > whereabouts.countries.total()
    return gazetteer.place(code) if alone or most > max(second, 1) else None
