"""What follows an event and has days of its own: hospital, arrest, court. Such a day is not the event's, and opens none."""

from __future__ import annotations

from stream.extract.claims import Claim
from stream.extract.dates import When
from stream.extract.sentences import Sentence
from stream.model import Effect, Group, IncidentType

#: Fewest people, killed and wounded together, by whose numbers an event is known again.
_LEAST = 3
_HARM = frozenset({Effect.KILLED, Effect.WOUNDED})


def is_civil(sentence: Sentence) -> bool:
    """Whether no militants are spoken of, whose arrest would be news of its own; a gunman who is called a suspect is none."""
    armed = any(value.startswith(Group.MILITANT.value) for _, _, value in sentence.find("person"))
    return not sentence.holds("actor") and (not armed or sentence.holds("offender"))


def is_of_aftermath(sentence: Sentence, when: When, told: list[int]) -> bool:
    """Whether a day stands nearer to an arrest, a charge or a release than to what was done to somebody, at the tokens `told`."""
    after = min((_between(when, at, end) for at, end, _ in sentence.find("aftermath")), default=None)
    return after is not None and bool(told) and after < min(_between(when, at, at + 1) for at in told)


def _between(when: When, at: int, end: int) -> int:
    """Tokens between a day and a word, on either side."""
    return at - when.end if at >= when.end else when.start - end


def only_tells_aftermath(sentence: Sentence, claims: list[Claim], kinds: set[IncidentType]) -> bool:
    """Whether all that a sentence tells is who was arrested, charged or let go, and nobody's harm; `kinds` are those of its triggers."""
    if any(claim.effect in _HARM and not claim.negated for claim in claims):
        return False
    return sentence.holds("aftermath") and kinds <= {IncidentType.ARREST, IncidentType.OTHER}


def numbers(claims: list[Claim]) -> tuple[int, int] | None:
    """Killed and wounded, where a sentence gives both and they are enough to know an event by; else None."""
    stated = [claim for claim in claims if not (claim.negated or claim.total or claim.part or claim.party.partitive)]
    killed, wounded = (sum(claim.party.best for claim in stated if claim.effect is effect) for effect in (Effect.KILLED, Effect.WOUNDED))
    return (killed, wounded) if killed and wounded and killed + wounded >= _LEAST else None
