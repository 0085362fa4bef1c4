"""What attackers burn and wreck: buses, houses, pylons; verbs that say it of an attack only where armed men do it to property."""

from __future__ import annotations

from collections.abc import Iterator

from stream.extract.actors import Actors
from stream.extract.sentences import Sentence
from stream.model import Group, IncidentType

#: Words between "burned" and the house, and between "set" and "on fire".
_REACH, _SET_REACH = 9, 8
#: Words between "the attack on" and who or what was attacked.
_TARGET_REACH = 9
_SETS = frozenset({"set", "sets", "setting"})


def ravages(sentence: Sentence, actors: Actors) -> Iterator[tuple[int, int, str, bool]]:
    """Where a sentence says so: first token, token behind, type of incident, and whether the word is a weak one.

    Without armed men in the sentence a fire is a weak word, as it may be anybody's, and other damage none at all.
    """
    if not (sentence.holds("ravage") or sentence.holds("alight")):
        return
    armed = _holds_militants(sentence, actors)
    for at, end, kind in sentence.find("ravage"):
        if (armed or kind == IncidentType.ARSON.value) and _is_done_to_property(sentence, at, end):
            yield at, end, kind, not armed
    for at, end, _ in sentence.find("alight"):
        if any(sentence.word(index) in _SETS for index in range(max(0, at - _SET_REACH), at)):
            yield at, end, IncidentType.ARSON.value, not armed


def names_target(sentence: Sentence, end: int) -> bool:
    """Whether "on" or "against" stands behind a word for an attack (`end` is the token behind it), and a person's name or a building behind that."""
    if not sentence.has(end, "aimed_at"):
        return False
    for at in range(end + 1, end + _TARGET_REACH):
        if at in sentence.names or sentence.has(at, "property"):
            return True
        if not sentence.word(at)[:1].isalpha() or sentence.has(at, "clause"):
            return False
    return False


def _holds_militants(sentence: Sentence, actors: Actors) -> bool:
    """Whether armed men that are no force of a state stand in the sentence."""
    if any(value.startswith(Group.MILITANT.value) for _, _, value in sentence.find("person")):
        return True
    return any(not actors.is_state(name) for _, _, name in sentence.find("actor"))


def _is_done_to_property(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a house, a bus or a pylon stands behind the verb, or before it in the passive."""
    for index in range(end, min(end + _REACH, len(sentence.tokens))):
        if sentence.has(index, "property"):
            return True
        if sentence.has(index, "clause") or sentence.word(index) in {";", "."}:
            break
    passive = sentence.has_within("auxiliary", at - 2, at)
    return passive and sentence.has_within("property", at - _REACH, at)
