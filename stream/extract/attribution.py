"""Who is said to have done it: claims of responsibility, blame and suspicion, and in whose hands captives are."""

from __future__ import annotations

from collections.abc import Iterator

from stream.extract.actors import Actors
from stream.extract.sentences import Sentence
from stream.model import Group

#: Farthest that the accused stands behind "blamed", and "is suspected" behind the accused, in tokens.
_BLAME_REACH, _SUSPECTED_REACH = 5, 3
#: Farthest before a claim that "no group has" stands.
_DENIAL_REACH = 5
#: Farthest that the claimant stands behind "was claimed by".
_BY_REACH = 4

#: Most words of a name that a group gives itself, and words between "claims" and the deed.
_NAME, _DEED_REACH = 5, 4
#: Words between a group and what it says of its men, and from those to what they did.
_OWN_REACH, _OWN_GAP = 16, 5
_QUOTES = frozenset('"“”«»')
#: A verb that ends whom the blame falls on.
_DOES = frozenset({"active", "perfect"})
_PASSIVE = frozenset({"auxiliary", "negation"})
#: First token, end token, canonical name.
Named = tuple[int, int, str]


def attributed(sentence: Sentence, actors: Actors, recent: str | None = None) -> str | None:
    """Who the sentence says did it, by canonical name; None where it accuses nobody, or denies it.

    `recent` is the militant group spoken of before, whom "the group" means.
    """
    said = _owning_up(sentence, actors) or _claimant(sentence, actors, recent) or _accused(sentence)
    return said or _meant(sentence, actors) or _captor(sentence, actors) or _identified(sentence, actors)


def accuses(sentence: Sentence, actors: Actors) -> bool:
    """Whether somebody is accused, or claims it: what a sentence without an event of its own may add to one."""
    return attributed(sentence, actors, "") is not None


def names_in(sentence: Sentence) -> list[Named]:
    """Every actor that the sentence names, a country by its own name included."""
    return sorted([*_actors_of(sentence), *(item for item in sentence.find("country_name") if not sentence.has(item[0], "actor"))])


def _actors_of(sentence: Sentence) -> list[Named]:
    """The actors that a sentence names; one inside the name of another ("Tehreek-e-Taliban Pakistan") is none of its own.

    Of two that overlap the longer name is meant: "Colombian Army of National Liberation".
    """
    found: list[Named] = []
    for item in sentence.find("actor"):
        if not found or item[0] >= found[-1][1]:
            found.append(item)
        elif item[1] - item[0] > found[-1][1] - found[-1][0]:
            found[-1] = item
    return found


def _claimant(sentence: Sentence, actors: Actors, recent: str | None) -> str | None:
    militants = [(at, end, name) for at, end, name in _actors_of(sentence) if not actors.is_state(name)]
    for at, end in _claims(sentence):
        speakers = [item for item in _actors_of(sentence) if item[1] <= at]
        if speakers and actors.is_state(speakers[-1][2]):
            if (quoted := _in_quotes(sentence)) and sentence.text.find(quoted) < sentence.tokens[at].start - sentence.start:
                return quoted  # "the organization "Army of the River" claimed"
            continue
        by = [name for start, _, name in militants if end <= start <= end + _BY_REACH and sentence.word(end - 1) == "by"]
        before = [name for start, _, name in militants if start < end]
        anyone = [name for _, _, name in militants]
        if by or before or anyone:
            return by[0] if by else before[-1] if before else anyone[0]
        return _self_named(sentence) or recent
    return next((name for at, end, name in militants if _claims_deed(sentence, end) or _tells_of_own(sentence, end)), None)


def _owning_up(sentence: Sentence, actors: Actors) -> str | None:
    """The force of a state that says that it was its own deed: "Iran's Revolutionary Guards said they were behind it", "Turkey claimed responsibility"."""
    for at, end, name in names_in(sentence):
        if not actors.is_state(name) or not sentence.has(end, "saying"):
            continue
        said = sentence.tag(end, "claim")
        own = end + 1 + (sentence.word(end + 1) == "that")
        if said is not None and sentence.word(end + 1).startswith("responsib"):
            return name
        before = any(not actors.is_state(other) for begin, _, other in names_in(sentence) if begin < at)
        if not before and sentence.word(own) in {"it", "they"} and sentence.has(own + 1, "suspected"):
            return name
    return None


def _tells_of_own(sentence: Sentence, end: int) -> bool:
    """Whether the militants named before a token tell what their own men did: "al-Shabaab said that its bomber had killed 60"."""
    for at in range(end, min(end + _OWN_REACH, len(sentence.tokens))):
        if sentence.has(at, "saying"):
            behind = at + _OWN_REACH
            own = [index for index in range(at, behind) if sentence.word(index) in {"its", "their"} and sentence.has(index + 1, "person")]
            return (
                bool(own)
                and any(sentence.has(index, "participle") or sentence.has(index, "trigger") for index in range(own[0] + 2, own[0] + _OWN_REACH))
                and not any(sentence.has_any(index, _PASSIVE) for index in range(own[0] + 2, own[0] + _OWN_GAP))
            )
    return False


def _self_named(sentence: Sentence) -> str | None:
    """The name of a group that no list knows: "a group calling itself International Resistance"."""
    for _, end, _ in sentence.find("calls_itself"):
        start = end + sentence.has(end, "article")
        stop = _end_of_name(sentence, start)
        if stop > start:
            return _as_written(sentence, start, stop)
    return _introduced(sentence) or _in_quotes(sentence)


def _end_of_name(sentence: Sentence, start: int) -> int:
    """Token behind the capitalised words from `start` on, with the small words between them; `start` where none stands there."""
    stop = start
    for at in range(start, min(start + _NAME, len(sentence.tokens))):
        if sentence.tokens[at].capitalised:
            stop = at + 1
        elif not (sentence.has(at, "article") or sentence.has(at, "conjunction") or sentence.word(at) in {"of", "in"}):
            break
    return stop


def _in_quotes(sentence: Sentence) -> str | None:
    """The group whose name stands in quotation marks beside what it is: "the organization "Army of the River" claimed the attack"."""
    for at, _, _ in sentence.find("band"):
        for opening in (at + 1, at - 1):
            step = 1 if opening > at else -1
            if sentence.word(opening) not in _QUOTES:
                continue
            words = list(range(opening + step, opening + step * (_NAME + 2), step))
            closing = next((index for index in words if sentence.word(index) in _QUOTES), None)
            start, stop = (opening + 1, closing) if step > 0 else (None if closing is None else closing + 1, opening)
            if start is not None and stop is not None and stop - start > 1 and sentence.tokens[start].capitalised:
                return _as_written(sentence, start, stop)
    return None


def _introduced(sentence: Sentence) -> str | None:
    """The group that begins a sentence and is told what it is: "The Sons of the River, a new faction, claimed the attack"."""
    start = int(sentence.has(0, "article"))
    stop = _end_of_name(sentence, start)
    told = sentence.word(stop) == "," and sentence.has(stop + 1, "determiner")
    band = told and any(sentence.has(at, "band") for at in range(stop + 2, stop + 2 + _NAME))
    return _as_written(sentence, start, stop) if band and stop > start else None


def _as_written(sentence: Sentence, start: int, stop: int) -> str:
    return sentence.text[sentence.tokens[start].start - sentence.start : sentence.tokens[stop - 1].end - sentence.start]


def _claims_deed(sentence: Sentence, end: int) -> bool:
    """Whether the militants named before a token claim what they did: "ISIS claims killing of three", "claimed a raid"."""
    verb = sentence.tag(end, "claim_verb")
    return (
        verb is not None
        and not sentence.has(verb[0], "participle")
        and any(sentence.has(at, "trigger") or sentence.has(at, "noun") for at in range(verb[0], verb[0] + _DEED_REACH))
    )


def _claims(sentence: Sentence) -> Iterator[tuple[int, int]]:
    for category in ("claim", "boast"):
        for at, end, _ in sentence.find(category):
            if not (sentence.has_within("negation", at - _DENIAL_REACH, at) or sentence.has(end, "negation")):
                yield at, end


def _accused(sentence: Sentence) -> str | None:
    if not _blames(sentence):
        return None
    return next((name for at, end, name in names_in(sentence) if not sentence.has(end, "linked") and _is_blamed(sentence, at, end)), None)


def _blames(sentence: Sentence) -> bool:
    """Whether anybody is blamed, and not each of several by another."""
    return (sentence.holds("blame") or sentence.holds("suspected")) and not sentence.holds("contested")


def _is_blamed(sentence: Sentence, at: int, end: int) -> bool:
    """Whether the blame falls on what stands from `at` to `end`."""
    blame = next((index for index in range(at - 1, max(-1, at - 1 - _BLAME_REACH), -1) if sentence.has(index, "blame")), None)
    if blame is not None and any(sentence.has_any(index, _DOES) for index in range(blame + 1, at)):
        blame = None  # "suspected rebels have killed 13 soldiers": not the soldiers
    if blame is None:
        blame = next((index for index in range(end, end + _SUSPECTED_REACH) if sentence.has(index, "suspected")), None)
        if blame is not None and any(end <= begin < blame for begin, _, _ in names_in(sentence)):
            return False  # "the army said Turkey was behind it"
        if blame is not None and sentence.has_within("they", end, blame):
            return False  # "the army insisted that they were behind it"
    return blame is not None and not sentence.has(blame - 1, "negation") and not sentence.has(blame - 2, "negation")


def _meant(sentence: Sentence, actors: Actors) -> str | None:
    """Who "they" are who are blamed: "the rebels denied it, but the army insisted that they were to blame"."""
    for at, end, _ in sentence.find("they") if _blames(sentence) else ():
        if _is_blamed(sentence, at, end):
            return next((name for name in reversed(_militants_before(sentence, at, actors))), None)
    return None


def _militants_before(sentence: Sentence, before: int, actors: Actors) -> list[str]:
    """Militant actors named before a token; a name inside a longer one is none of its own."""
    found, covered = [], 0
    for at, end, name in sentence.find("actor"):
        if covered <= at < before:
            covered = end
            if not actors.is_state(name):
                found.append(name)
    return found


def _identified(sentence: Sentence, actors: Actors) -> str | None:
    """Who the attackers are said to be: "the attackers were Daesh fighters", "the gunmen, members of ISIS,"."""
    for at, _, name in sentence.find("actor"):
        if actors.is_state(name):
            continue
        before = at - sentence.has(at - 1, "article")
        if any((tag := sentence.tag(before - width, "identified")) and tag[0] == before for width in (2, 3)):
            return name
        members = sentence.word(before - 1) == "of" and sentence.has(before - 2, "person") and sentence.word(before - 3) == ","
        armed = sentence.tag(before - 4, "person") if members else None
        if armed and armed[1].startswith(Group.MILITANT.value):
            return name
    return None


def _captor(sentence: Sentence, actors: Actors) -> str | None:
    """In whose hands somebody is: "remains in ISIS captivity"."""
    for at, end, name in sentence.find("actor"):
        if not actors.is_state(name) and sentence.has(end, "captivity") and sentence.has(at - 1, "preposition"):
            return name
    return None
