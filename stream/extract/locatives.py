"""How much the words around a place's name speak for the event being there, and not the speaker, the hospital or where somebody comes from."""

from __future__ import annotations

from stream.extract.sentences import Sentence

#: How much the words before a name speak for the event being there.
LOCATIVE = 3.0
OFFSET = 2.0
PLAIN = 1.5
_FAR_OFF = 1.0
#: An event so far off a place is no longer surely in its district (kilometres).
_CLOSE_KM = 40
#: Words between "said" and the place of who speaks.
_SPEAKER_REACH = 12
#: Words between "said" and what the speaker is.
_SPEAKER_TITLE = 5
#: Words between what was done to somebody and where.
_HIT_REACH = 6
#: Before the hospital that was hit.
_AT = frozenset({"at", "on", "outside", "inside", "near"})
_HITS = frozenset({"impact", "struck", "assails"})
#: What brings somebody to a hospital, or speaks there.
_CARE = frozenset({"intransitive", "brought", "care", "late_death", "saying", "sent", "state"})
#: What belongs to a country that is named before it, which says nothing of where it was.
_OWNED = frozenset({"actor", "unit_of_army", "collective"})


def role(sentence: Sentence, start: int, end: int) -> tuple[float, bool, int]:
    """Weight, whether the event is only near, and where the place string begins."""
    if (_acts(sentence, end) and not _ends_phrase(sentence, start, end)) or _is_speakers(sentence, start):
        return 0.0, False, start
    at = start
    for _ in range(4):
        before = at - 1
        if (
            sentence.has(before, "article")
            or sentence.has(before, "settlement")
            or (sentence.word(before) == "of" and sentence.has(before - 1, "settlement"))
        ):
            at = before
            continue
        if (
            at < start
            and sentence.has(at, "settlement")
            and sentence.word(before)[:1].isalpha()
            and sentence.word(before) not in {"in", "at", "near", "of", "on", "to"}
        ):
            at = before
            continue
        break
    for width in (4, 3):
        tag = sentence.tag(at - width, "locative")
        if tag and tag[0] == at and sentence.word(at - 1) in {"to", "from"}:
            return PLAIN, True, start  # "on the road to"
    for width in (4, 3, 2, 1):
        first = at - width
        tag = sentence.tag(first, "elsewhere")
        met = sentence.word(first - 1) in {"with", "against"} and width > 1  # "clashed with police in Nasiriyah"
        if tag and tag[0] == at and not sentence.has(first, "offset") and not (met or _is_target(sentence, first)):
            came = any((to := sentence.tag(first - width, "comes")) and to[0] == at for width in (0, 1, 2))
            return (LOCATIVE if came else 0.0), False, start  # "gunmen came to the village"
    for width in (3, 2, 1):
        tag = sentence.tag(at - width, "offset")
        if tag and tag[0] == at and width > 1:
            return (OFFSET if _is_close(sentence, at - width) else _FAR_OFF), True, start
    for width in (3, 2, 1):
        tag = sentence.tag(at - width, "locative")
        if tag and tag[0] == at:
            near = sentence.word(at - 1) == "near"
            return LOCATIVE, near, (at - 1 if near else start)
    if sentence.word(at - 1) == "from" and sentence.has(at - 2, "person"):
        return 0.0, False, start  # where somebody comes from
    if sentence.word(start - 1) in {"for", "to"}:
        return 0.5, False, start
    if _bounded_by_where(sentence, end):
        return LOCATIVE, False, start
    return PLAIN, False, start


def _is_target(sentence: Sentence, at: int) -> bool:
    """Whether the hospital at that token is where it happened: "in an attack on mourners gathered at a hospital in Quetta"."""
    if not sentence.word(at).startswith("hospital"):
        return False
    before = at - 1 - sentence.has(at - 1, "article")
    aimed = sentence.word(before) in _AT
    for index in range(before - aimed, max(before - _HIT_REACH - 1, -1), -1):
        if sentence.word(index) in {",", ";"} or sentence.has_any(index, _CARE):
            return False
        if sentence.has(index, "trigger") or (not aimed and sentence.has_any(index, _HITS)):
            return True
        if not aimed:
            return False
    return False


def _is_close(sentence: Sentence, at: int) -> bool:
    """Whether no number of kilometres before "southwest of" says that the place is far off, so that another that is named says more."""
    number = sentence.word(at - 2)
    unit = sentence.has(at - 1, "kilometre") or sentence.has(at - 1, "mile")
    return not (unit and number.isascii() and number.isdigit() and int(number) > _CLOSE_KM)


def _bounded_by_where(sentence: Sentence, end: int) -> bool:
    return any(sentence.word(index) == "where" for index in range(end, end + 3))


def _is_speakers(sentence: Sentence, start: int) -> bool:
    """Read ", said a spokesman for the rescue group in Idlib": where who speaks is."""
    for at in range(start - 1, max(start - _SPEAKER_REACH, 1), -1):
        if sentence.has(at, "saying"):
            return sentence.word(at - 1) == "," and sentence.has_within("person", at + 1, at + _SPEAKER_TITLE)
        if sentence.word(at) in {",", ";"} or sentence.has(at, "clause"):
            return False
    return False


def _ends_phrase(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the verb behind a place is another's: "one of the men shot near Hawija has died"."""
    if not sentence.has(end, "perfect"):
        return False
    if any(at < start for at in sentence.where.get("toll", ())):
        return True  # "the number of people killed in an attack on the village of Bashir has risen"
    return sentence.has_within("participle", start - _HIT_REACH, start) and sentence.has(start - 1, "locative")


def _acts(sentence: Sentence, end: int) -> bool:
    after = end + (sentence.word(end) == "'s")
    if after > end and sentence.has_any(after, _OWNED):
        return True  # "Iran's Revolutionary Guards"
    return sentence.has(after, "actor_after") or (sentence.word(end) == "'s" and sentence.has(after + 1, "actor_after"))
