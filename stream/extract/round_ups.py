"""Round-ups of one town's shootings: which sentences begin to tell of another of them, known by the block of a street or by the hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stream.extract.claims import Claim
from stream.extract.mentions import Mention, SetAside
from stream.extract.parties import Shape
from stream.extract.persons import is_known
from stream.extract.sentences import Sentence
from stream.model import Effect, IncidentType

#: Sentences of the text that may say that there were several shootings.
_HEAD = 3
#: Tokens at the beginning of a sentence in which it may lead over to another shooting.
_TURN = 4
#: Fewest entries of a round-up.
_LEAST = 2
#: Most words of a street's name.
_STREET = 6
#: Longest part of a street's name that says nothing: "W.", "st".
_SHORT = 2
_HARM = frozenset({Effect.KILLED, Effect.WOUNDED})


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where and when somebody was hit; None where a sentence does not say."""

    block: str | None
    hour: str | None

    def is_other(self, known: _Scene) -> bool:
        """Whether it is another scene than the one told last."""
        if self.block and known.block:
            return self.block != known.block
        return bool(self.hour and known.hour and self.hour != known.hour)

    def joined(self, other: _Scene) -> _Scene:
        """What both say together."""
        return _Scene(self.block or other.block, self.hour or other.hour)


def mark_entries(mentions: list[Mention]) -> None:
    """Mark the sentences that begin an entry, and set aside what such an article sums up; nothing where it is no round-up."""
    head = [mention for mention in mentions if mention.sentence.is_title or mention.sentence.index <= _HEAD]
    if not any(mention.sentence.holds("many_shootings") for mention in head):
        return
    sums = [mention for mention in mentions if _sums_up(mention)]
    summing = {id(mention) for mention in sums}
    entries = list(_entries([mention for mention in mentions if id(mention) not in summing]))
    if len(entries) < _LEAST or not any(_has_scene(mention) for mention in entries):
        return
    for mention in sums:
        _set_aside(mention)
    for mention in entries:
        mention.entry = mention.turns = True


def _sums_up(mention: Mention) -> bool:
    """Whether a sentence gives the toll of several shootings, and not of the one that it tells."""
    if mention.sentence.is_title:
        return mention.sentence.holds("many_shootings") or any(claim.party.best > 1 for claim in mention.claims)
    return mention.sentence.holds("many_shootings") and not _has_scene(mention)


def _entries(mentions: list[Mention]) -> Iterator[Mention]:
    """The first sentence that tells of somebody hit, and those that do so at another scene than the one told last, or are led over to."""
    known: _Scene | None = None
    for mention in mentions:
        if mention.sentence.is_title:
            continue
        scene = _Scene(_block(mention.sentence), _hour(mention.sentence))
        if not _tells_anew(mention) or (known is None and scene == _Scene(None, None)):
            continue
        if (
            known is None
            or scene.is_other(known)
            or (known.hour is None and _begins_with_hour(mention) and _is_of_others(mention))
            or _is_led_over_to(mention)
        ):
            yield mention
            known = scene
        else:
            known = known.joined(scene)


def _has_scene(mention: Mention) -> bool:
    return _block(mention.sentence) is not None or _hour(mention.sentence) is not None


def _is_led_over_to(mention: Mention) -> bool:
    """Whether a sentence begins with words that lead over to another shooting: "About two hours earlier", "In another shooting", "The latest shooting"."""
    if mention.turns or any(at <= _TURN for at, _, _ in mention.sentence.find("before_that")):
        return True
    return any(mention.sentence.has_within("trigger", at, at + _TURN) for at in mention.sentence.where.get("superlative", ()) if at <= 1)


def _begins_with_hour(mention: Mention) -> bool:
    return any(at <= _TURN for at in mention.sentence.where.get("half_of_day", ()))


def _tells_anew(mention: Mention) -> bool:
    """Whether a sentence may begin an entry: it tells of somebody not spoken of before, or of shots, and not of a death in hospital."""
    claims = _harms(mention)
    if _is_of_others(mention) or (claims and _begins_with_hour(mention)):
        return not (all(claim.effect is Effect.KILLED for claim in claims) and mention.sentence.holds("pronounced"))
    return not claims and any(not trigger.weak and trigger.type is not IncidentType.OTHER for trigger in mention.triggers)


def _is_of_others(mention: Mention) -> bool:
    """Whether somebody came to harm who is not spoken of as known."""
    return any(not is_known(claim, mention.sentence) and (claim.party.shape is not Shape.BARE or not claim.party.many) for claim in _harms(mention))


def _harms(mention: Mention) -> list[Claim]:
    return [claim for claim in mention.claims if claim.effect in _HARM and not (claim.negated or claim.care)]


def _block(sentence: Sentence) -> str | None:
    """The block of a street where something happened ("in the 300 block of North Mill Street"), and not where somebody lives ("of the 300 block")."""
    for at in sentence.where.get("street", ()):
        number = sentence.word(at - 1)
        of = sentence.word(at - 3) == "of" or sentence.word(at - 2) == "of"
        if not number.isdecimal() or of or sentence.word(at + 1) != "of":
            continue
        words = [number]
        for index in range(at + 2, min(at + 2 + _STREET, len(sentence.tokens))):
            word = sentence.word(index)
            if word[:1].isalpha() and not sentence.tokens[index].capitalised:
                break
            if len(word) > _SHORT:
                words.append(word)
        return " ".join(words[: _STREET // 2])
    return None


def _hour(sentence: Sentence) -> str | None:
    """The hour that a sentence gives: "6:30p"."""
    for at in sentence.where.get("half_of_day", ()):
        if sentence.word(at - 1)[:1].isdecimal():
            return sentence.word(at - 1) + sentence.word(at)[:1]
    return None


def _set_aside(mention: Mention) -> None:
    """Take what a sentence sums up for no event of its own."""
    told = [trigger.at for trigger in mention.triggers] + [claim.at for claim in mention.claims]
    mention.aside += [SetAside(at, "cumulative") for at in told]
    mention.triggers, mention.claims = [], []
