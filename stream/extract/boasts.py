"""Where the attackers begin to tell what they did: their figures are claims."""

from __future__ import annotations

from stream.extract.actors import Actors
from stream.extract.sentences import Sentence

#: Words between a group's name and what its mouthpiece says, and what is no mouthpiece.
_MOUTHPIECE = 5
#: Longest clause between a group's name and what it says.
_INSERTED = 16
_NO_MOUTHPIECE = frozenset({"trigger", "participle", "active", "auxiliary", "clause"})


def find_boasts(sentence: Sentence, actors: Actors) -> tuple[int, ...]:
    """Where the attackers begin to say something of what they did."""
    spoken = [at for at, _, _ in sentence.find("boast")]
    named = [at for at, end, name in sentence.find("actor") if not actors.is_state(name) and _speaks(sentence, end)]
    return tuple(sorted(spoken + named))


def _speaks(sentence: Sentence, end: int) -> bool:
    """Whether the actor named before a token says something, or its mouthpiece does: "ISIS said", "the group's media arm said"."""
    at = end
    if sentence.word(at) == "," and sentence.has(at + 1, "relative"):
        at = next((index + 1 for index in range(at + 2, min(at + _INSERTED, len(sentence.tokens))) if sentence.word(index) == ","), at)
    if sentence.word(at) in {"'s", "'", "’"}:
        at += 1
        while at < end + _MOUTHPIECE and sentence.word(at)[:1].isalpha() and not sentence.has(at, "saying"):
            if sentence.has_any(at, _NO_MOUTHPIECE):
                return False
            at += 1
    return sentence.has(at, "saying")
