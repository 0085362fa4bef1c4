"""The head of a phrase of persons: the noun that says what they are, the force they belong to, and who "them" are."""

from __future__ import annotations

from stream.extract.actors import Actors
from stream.extract.ages import behind_old, end_of_name, is_age
from stream.extract.sentences import Sentence
from stream.model import Group

#: Words between a number and its noun: "two young Iraqi federal police officers".
_REACH = 6
_STOPS = frozenset(
    (
        "preposition",
        "conjunction",
        "auxiliary",
        "clause",
        "perfect",
        "active",
        "intransitive",
        "loses",
        "unit",
        "part",
        "negation",
        "weekday",
        "month",
        "definite",
        "saying",
        "determiner",
        "left",
    )
)
ENDS = _STOPS | {"participle", "state"}
#: Marks that a force's name may hold: "members of Iraq's 'loyal' Hashd".
_INSIDE_NAMES = frozenset({"'s", '"', "“", "”"})
#: How far the name of a force stands behind "members of".
_COMPLEMENT = 9
_ENDS_NAME = frozenset({"preposition", "auxiliary", "participle", "conjunction", "clause", "perfect", "intransitive", "active", "saying"})
#: Words between "of" and the unit.
_UNIT_REACH = 5
#: Parts of a force, in its own name: "a fighter of the 41st Brigade of the army".
_UNITS = frozenset({"unit_of_army"})
_WHOLE_UNITS = _UNITS | {"collective"}


def find_head(sentence: Sentence, at: int, *, bare: bool) -> tuple[int, str] | None:
    """End and value of the last person noun of the phrase that begins here."""
    modified = sentence.has(at, "participle") and sentence.has(at + 1, "person")
    found, reach = None, at + (1 + modified if bare else _REACH)
    while at < min(reach, len(sentence.tokens)):
        person = sentence.tag(at, "person")
        if person and sentence.has(person[0], "care") and sentence.tokens[at].capitalised:  # "Milltown General Hospital"
            break
        if person:
            found = (person[0], _force_of(sentence, person, found))
            at = person[0]
            reach = at + 1
            continue
        actor = sentence.tag(at, "actor")
        if actor:
            found = _inside_actor(sentence, at, actor[0]) or (None if bare else _force(sentence, actor[0]))
            at = actor[0]
            reach = at + 1 if found else max(reach, at + 2)
            continue
        if is_age(sentence, at):
            behind = behind_old(sentence, at)
            at, reach = end_of_name(sentence, behind), reach + behind - at
            if _ends_phrase(sentence, at):
                return at, f"{Group.UNKNOWN.value}/one"
            continue
        collective = sentence.tag(at, "collective")
        if collective and not bare and (force := _force(sentence, collective[0])):
            return force[0], f"{collective[1]}/many"
        word = sentence.word(at)
        if found is None and sentence.has(at, "trigger") and sentence.has(at + 1, "number"):
            break  # "in the clashes two soldiers died"
        if len(word) == 1 and _is_initial(sentence, at):  # "two U.S. nurses"
            at, reach = at + 1, reach + 1
            continue
        if not (word[:1].isalpha() or word in _INSIDE_NAMES) or sentence.has_any(at, _STOPS):
            break
        if sentence.has(at, "participle") and not any(sentence.has(at + 1, category) for category in ("person", "actor", "collective")):
            break
        if found and word != "'s":
            break
        reach += word == "'s"
        at += 1
    return found


def _is_initial(sentence: Sentence, at: int) -> bool:
    """Whether a token is the full stop behind a single letter, or that letter: "U.S."."""
    letter = at - (sentence.word(at) == ".")
    return len(sentence.word(letter)) == 1 and sentence.word(letter).isalpha() and sentence.word(letter + 1) == "."


def _ends_phrase(sentence: Sentence, at: int) -> bool:
    """Whether no noun follows: "a 16-year-old was shot"."""
    return not sentence.word(at)[:1].isalpha() or sentence.has_any(at, ENDS)


def _force_of(sentence: Sentence, person: tuple[int, str], before: tuple[int, str] | None) -> str:
    """Group and number of the later of two person nouns; "paramilitary fighters" are what paramilitaries are."""
    group, _, number = person[1].partition("/")
    if before and sentence.has(person[0] - 1, "takes_force"):
        group = before[1].partition("/")[0]
    return f"{group}/{number}"


def _inside_actor(sentence: Sentence, at: int, end: int) -> tuple[int, str] | None:
    """The person noun that ends an actor's name ("federal policemen")."""
    for index in range(at, end):
        person = sentence.tag(index, "person")
        if person and person[0] == end:
            return person
    return None


def _force(sentence: Sentence, end: int) -> tuple[int, str] | None:
    """A force that stands for its members ("five Taliban were killed"), where no noun follows."""
    goes_on = sentence.word(end)[:1].isalpha() and not sentence.has_any(end, ENDS)
    return None if goes_on or sentence.word(end) == "'s" else (end, f"{Group.UNKNOWN.value}/many")


def actor_in(sentence: Sentence, start: int, end: int) -> str | None:
    """The first actor that the phrase names, by canonical name."""
    for at in range(start, end):
        actor = sentence.tag(at, "actor")
        if actor and actor[0] <= end:
            return actor[1]
    return None


def with_complement(sentence: Sentence, end: int, actor: str | None) -> tuple[int, str | None]:
    """Read "members of the federal police", "brothers serving in the army": the phrase goes on, and names the force."""
    if [sentence.word(index) for index in range(end, end + 4)] == ["with", "the", "rank", "of"] and (rank := sentence.tag(end + 4, "person")):
        return rank[0], actor
    if sentence.has(end, "serves"):
        end += 1
    if sentence.word(end) not in {"of", "from", "in", "with"}:
        return end, actor
    whose = sentence.tag(end + 2, "person") if sentence.word(end) == "of" and sentence.has(end + 1, "possessive") else None
    if whose and sentence.has(end - 1, "takes_force"):
        return whose[0], actor  # "two members of his escort"
    for at in range(end + 1, min(end + _COMPLEMENT, len(sentence.tokens))):
        found = sentence.tag(at, "actor")
        if found:
            return _unit_of(sentence, found[0]), actor or found[1]
        person = sentence.tag(at, "person")
        if person and sentence.word(end) == "of" and person[1].startswith(("security", "militant")):
            return person[0], actor
        if sentence.word(at) == "of" and sentence.word(end) == "of" and sentence.has_any(at - 1, _UNITS):
            continue
        if sentence.has_any(at, _ENDS_NAME) or not (sentence.word(at)[-1:].isalpha() or sentence.word(at) in _INSIDE_NAMES):
            break
    return end, actor


def _unit_of(sentence: Sentence, end: int) -> int:
    """Token behind "the army's 16th brigade", "the Asayish's anti-terror unit", where the name of the force ends before token `end`; else `end`."""
    if sentence.word(end) != "'s":
        return end
    for at in range(end + 1, end + 1 + _UNIT_REACH):
        if sentence.has_any(at, _WHOLE_UNITS):
            return at + 1
        if sentence.has_any(at, _ENDS_NAME) or not (sentence.word(at)[:1].isalnum() or sentence.word(at) == "-"):
            break
    return end


def group_of(name: str, actor: str | None, actors: Actors, *, vague: bool, either: bool) -> Group | None:
    """What the people are; None for a `vague` head, which says nothing of it ("others", "victims").

    `either` heads are said of both sides ("fighters"); others stand against what the actor list says of a force ("Taliban militants").
    """
    group = Group(name)
    if actor and group is not Group.CIVILIAN and (either or group is not Group.MILITANT):
        return actors.group(actor)
    if group is Group.UNKNOWN:
        return None if vague else Group.UNKNOWN
    return group


def belongs(sentence: Sentence, start: int, at: int) -> bool:
    """Whether members are said to be those of something that no list holds: "ten labor union members"."""
    return sentence.has(at, "belongs") and at > start and not sentence.tags[at - 1]


def belongs_to_unit(sentence: Sentence, end: int) -> bool:
    """Whether people are told by a part of a force: "two men of the same force", "members of a mountain brigade"."""
    if sentence.word(end) != "of":
        return False
    for at in range(end + 1, end + _UNIT_REACH):
        if sentence.has_any(at, _UNITS):
            return True
        if sentence.has_any(at, _ENDS_NAME) or not sentence.word(at)[:1].isalnum():
            return False
    return False


def group_spoken_of(sentence: Sentence, before: int, actors: Actors) -> Group | None:
    """What "them" are who stand last before a token: "came upon four armed men and killed two of them"."""
    found, behind = None, 0
    for at, end, value in sentence.find("person"):
        if behind <= at < before:
            behind = end
            found = (at, end, value) if value.endswith("/many") else found
    if found:
        at, end, value = found
        beside = next((name for begin, stop, name in sentence.find("actor") if stop == at or begin <= at < stop), None)
        force = beside or with_complement(sentence, end, None)[1]
        group = actors.group(force) if force else Group(value.partition("/")[0])
        return None if group is Group.UNKNOWN else group
    return None
