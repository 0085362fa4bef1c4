"""Where: the place of an event among the places that a sentence names, and not the dateline, the hospital or the speaker's."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise, zip_longest
from operator import attrgetter

from stream.extract.locatives import role
from stream.extract.names import is_wordly
from stream.extract.offsets import halfway, offset_before
from stream.extract.sentences import Sentence
from stream.extract.sites import Site, contained
from stream.extract.whereabouts import Named, spoken_of_here
from stream.places import Place, PlaceKind

_REACH = 6
#: Words between a name and what it is said to lie near: "Bazmulka, a small village some 20 km south of Kirkuk".
_APPOSITION = 12
#: Words between "disputed" and "between Erbil and Baghdad".
_DISPUTED_REACH = 3
#: Most words of a place that only a wire's grammar tells.
_WIRE_NAME = 4
#: What stands between a name and what it lies near tells of no deed.
_TELLING = frozenset({"trigger", "saying", "clause", "auxiliary"})
#: What these lists hold is no place name, however it is written.
_NO_NAME = frozenset({
    *("actor", "weekday", "month", "person", "saying", "settlement", "definite", "determiner", "preposition", "auxiliary", "conjunction"),
    *("clause", "perfect", "adverb", "negation", "trigger", "describes"),
})  # fmt: skip
#: An unknown name right behind one of these is a place's, if something else speaks for it.
_WHERE = frozenset({"near", "at", "in"})


def find_sites(sentence: Sentence, named: list[Named]) -> list[Site]:
    """The places of one sentence that may be its event's, weighted."""
    sites: list[Site] = []
    # The places stand in the order of the text: only those of the sentence are looked at, however many the article names.
    begin = bisect_left(named, sentence.start, key=attrgetter("start"))
    surnames = {at for start, end in sentence.names.items() for at in range(start + 1, end)} if sentence.all_capitals else frozenset()
    for item in named[begin : bisect_left(named, sentence.end, lo=begin, key=attrgetter("start"))]:
        first, last = sentence.token_at(item.start), min(sentence.token_at(item.end - 1) + 1, len(sentence.tokens))
        if first >= last:
            continue
        if any(at <= first and last <= end and last - first < end - at for at, end, _ in sentence.find("actor")):
            continue  # "the Kurdistan Democratic Party of Iran"
        if (sites and first < sites[-1].end) or (first in sentence.names and not sentence.all_capitals):
            continue
        if _is_somebody(sentence, first, last) or first in surnames:
            continue
        if _part_of_other_name(sentence, first):
            sites.append(_site(sentence, first - 1, last, None))
        else:
            sites.append(_site(sentence, first, last, item.place, item.town))
    sites = [contained(sentence, *three) for three in zip_longest(sites, sites[1:], sites[2:]) if three[0]]
    known = {index for site in sites for index in range(site.start, site.end)}
    return _between(sentence, sites) + _unknown(sentence, known, sites)


def _between(sentence: Sentence, sites: list[Site]) -> list[Site]:
    """The sites, those of "between Dibis and Altun Kupri" and "the road from Kirkuk to Hawija" moved to the middle."""
    found = list(sites)
    for at, (one, other) in enumerate(pairwise(sites)):
        joined = _joined(sentence, one, other)
        if joined is not None and any(sentence.word(index) == "disputed" for index in range(joined - _DISPUTED_REACH, joined)):
            found[at : at + 2] = [replace(one, weight=0.0), replace(other, weight=0.0)]  # who disputes it, and not where it is
            continue
        if joined is None or one.place is None or other.place is None:
            continue
        text = _slice(sentence, joined, other.end)
        for index, this, that in ((at, one, other), (at + 1, other, one)):
            shift = halfway(this.town or this.place, that.town or that.place) if this.place and that.place else None
            found[index] = replace(this, weight=max(one.weight, other.weight), text=text, shift=shift, stretch=True)
    return found


def _joined(sentence: Sentence, one: Site, other: Site) -> int | None:
    """Where words begin that lay the event somewhere between two places; None where they stand otherwise."""
    if other.start != one.end + 1:
        return None
    before, link = one.start - 1, sentence.word(one.end)
    if sentence.word(before) == "between" and link == "and":
        return before
    return before if sentence.word(before) == "from" and link == "to" and sentence.has(before - 1, "stretch") else None


def _site(sentence: Sentence, start: int, end: int, place: Place | None, town: Place | None = None) -> Site:
    weight, near, begin = role(sentence, start, end)
    stop = end
    settlement = False
    while stop < len(sentence.tokens) and stop < end + 2 and _hyphenated(sentence, stop):
        stop += 1
    while stop < end + 3 and (sentence.has(stop, "settlement") or sentence.has(stop, "stretch")):
        stop, settlement = stop + 1, settlement or sentence.has(stop, "settlement")
    stretch = stop > end and sentence.has(stop - 1, "stretch")
    begin, named = _settlement_before(sentence, start, begin)
    offset = offset_before(sentence, begin)
    if offset is None and (outside := _outskirts(sentence, begin)) is not None:
        begin, stretch = outside, True
    text = _slice(sentence, offset.start if offset else begin, stop)
    if place is not None and spoken_of_here(sentence, start):
        text = place.name
    return Site(start, stop, place, weight, text, near or offset is not None, settlement or named, offset.shift if offset else None, stretch, town)


def _outskirts(sentence: Sentence, begin: int) -> int | None:
    """Where "outskirts of the town of" begins, right before a place's name."""
    while sentence.has(begin - 1, "article") or sentence.has(begin - 1, "settlement"):
        begin -= 1
    return begin - 2 if sentence.word(begin - 1) == "of" and sentence.has(begin - 2, "outskirts") else None


def _hyphenated(sentence: Sentence, at: int) -> bool:
    """Whether a capitalised word hangs on the one before by a hyphen: "Kifri-Garmaser"."""
    before, token = sentence.tokens[at - 1], sentence.tokens[at]
    return token.capitalised and token.start == before.end + 1 and not sentence.text[before.end - sentence.start].isspace()


def _slice(sentence: Sentence, start: int, end: int) -> str:
    return sentence.text[sentence.tokens[start].start - sentence.start : sentence.tokens[end - 1].end - sentence.start]


def _settlement_before(sentence: Sentence, start: int, begin: int) -> tuple[int, bool]:
    """Count in what belongs to the name as written: "the village of Zanqar", "near the village of Zanqar"."""
    if sentence.word(start - 1) == "of" and sentence.has(start - 2, "settlement") and not _is_named(sentence, start - 2):
        near = start - 2
        if sentence.has(near - 1, "article"):
            near -= 1
        return (near - 1 if sentence.word(near - 1) == "near" else start - 2), True
    return begin, False


def _is_named(sentence: Sentence, at: int) -> bool:
    """Whether a name stands before a word for a unit: in "the Nawa district of Helmand" it is Nawa's; not in "the Afghan city of Herat"."""
    return at > 1 and sentence.has(at, "zone") and sentence.tokens[at - 1].capitalised and not sentence.text.isupper() and _is_name(sentence, at - 1)


def _unknown(sentence: Sentence, known: set[int], sites: list[Site]) -> list[Site]:
    """Names that no gazetteer holds, told by a village or town beside them, or by a place that they are said to lie near."""
    found: list[Site] = []
    villages = sentence.holds("village")
    for at, token in enumerate(sentence.tokens):
        if not token.raw[0].isupper() or at in known or not _is_name(sentence, at):
            continue
        of = sentence.word(at - 1) == "of" and sentence.has(at - 2, "settlement") and not sentence.has(at - 2, "realm")
        before = at - 1 - (sentence.word(at - 1) == "the")
        located = sentence.word(before) in _WHERE and sentence.has(before, "locative")
        if not (of or located or villages):
            continue
        end = at + 1
        while end < len(sentence.tokens) and end not in known and sentence.tokens[end].capitalised and _is_name(sentence, end) and end - at < _REACH:
            end += 1
        if not (of or located or _is_village(sentence, at, end)) or (end == at + 1 and _are_many(sentence, end)):
            continue
        bare = before == at - 1
        told = bare and sentence.word(before) in {"near", "at"} and not sentence.text.isupper() and not _is_aimed_at(sentence, before)
        if (
            of
            or sentence.has(end, "settlement" if bare else "zone")
            or (located and end - at > 1 and _is_village(sentence, at, end))
            or told
            or (located and bare and (_lies_near(sentence, end, sites) or _told_by_wire(sentence, at, end, sites)))
        ):
            found.append(_site(sentence, at, end, None))
    return found


def _told_by_wire(sentence: Sentence, at: int, end: int, sites: list[Site]) -> bool:
    """Whether capitals, which tell no name from a word, hold a name: "near Metapan,", "in Mulalo, Yumbo municipality", "in Barranca, a small village"."""
    words = range(at, end)
    if not sentence.all_capitals or len(words) > _WIRE_NAME or any(sentence.tags[index] or is_wordly(sentence.word(index)) for index in words):
        return False
    if sentence.word(end) != ",":
        return sentence.word(at - 1) == "near" and sentence.word(end) in {".", "in"}
    unit = any(site.start == end + 1 and site.place is not None and sentence.has(site.end - 1, "settlement") for site in sites)
    village = sentence.has(end + 1, "article") and sentence.has_within("settlement", end + 2, end + _WIRE_NAME)
    return unit or village or sentence.word(at - 1) == "near"


def _are_many(sentence: Sentence, at: int) -> bool:
    """Read "at Israeli towns", "in Christian villages": whose they are, and no name."""
    return sentence.has(at, "settlement") and sentence.word(at).endswith("s") and not sentence.tokens[at].capitalised


def _is_aimed_at(sentence: Sentence, at: int) -> bool:
    """Whether what follows "at" was shot at: "fired at Karim Hassan", not "was shot at Bani Saad"."""
    return sentence.word(at) == "at" and sentence.has(at - 1, "aiming") and not sentence.has(at - 2, "auxiliary")


def _is_village(sentence: Sentence, at: int, end: int) -> bool:
    """Read "stormed Bazmulka village", not "an Arab village", "Kurdish and Arab village": a name, and the word behind it small."""
    if not at or not sentence.has(end, "village") or sentence.tokens[end].capitalised:
        return False
    before = sentence.tokens[at - 1]
    article = sentence.has(at - 1, "article") and not (end - at > 1 and sentence.word(at - 2) in _WHERE)  # "near the Dakai Mala-Hamid village"
    return not (before.capitalised or before.word in {"of", "and"} or article)


def _lies_near(sentence: Sentence, end: int, sites: list[Site]) -> bool:
    """Whether what stands behind a name says that it is a settlement near or off a known place: ", a village 20 km south of Kirkuk"."""
    if sentence.word(end) != "," or sentence.text.isupper():
        return False
    site = next((site for site in sites if end < site.start <= end + _APPOSITION), None)
    if site is None or any(sentence.word(at) in {",", ";"} or sentence.has_any(at, _TELLING) for at in range(end + 1, site.start)):
        return False
    return site.near or sentence.has_within("village", end + 1, site.start)


def _part_of_other_name(sentence: Sentence, start: int) -> bool:
    """Whether an unknown capitalised word stands right before the name: "Bahari Taza" is not Taza."""
    before = sentence.tokens[start - 1] if start > 1 else None
    if before is None or not before.raw[0].isupper() or sentence.text.isupper() or sentence.is_title:
        return False
    return (
        not sentence.tags[start - 1]
        and _is_name(sentence, start - 1)
        and before.raw[1:].islower()
        and not before.word.endswith(("i", "ish", "an", "ese"))
    )


def _is_somebody(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a name of two words, the last of which is a place's too, is that of somebody: ", the governor, Omed Khoshnaw, said"."""
    if not _part_of_other_name(sentence, start):
        return False
    office = sentence.has(start - 2, "person") or (sentence.word(start - 2) == "," and sentence.has(start - 3, "person"))
    speaks = sentence.has(end + (sentence.word(end) == ","), "saying")
    return office or speaks


def _is_name(sentence: Sentence, at: int) -> bool:
    return _NO_NAME.isdisjoint(sentence.tags[at])


def best_site(sites: list[Site]) -> Site | None:
    """The most exact place among those that are likely enough: a district inside the governorate that is named with it wins."""
    likely = [site for site in sites if site.place is not None and site.weight >= 1]
    if not likely:
        return None
    first = max(likely, key=lambda site: site.weight * _exactness(site.place))
    inside = [site for site in likely if _within(site.place, first.place)]
    return max([first, *inside], key=lambda site: (_exactness(site.place), site.weight))


def _exactness(place: Place | None) -> int:
    if place is None:
        return 0
    if place.admin2:
        return 4 if place.kind is PlaceKind.ADMIN2 else 5
    return 2 if place.admin1 else 1


def _within(inner: Place | None, outer: Place | None) -> bool:
    if inner is None or outer is None or inner is outer or inner.country != outer.country:
        return False
    return outer.admin1 is None or (inner.admin1 == outer.admin1 and (outer.admin2 is None or outer.admin2 == inner.admin2))
