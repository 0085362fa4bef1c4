"""What a name may mean, with all that speaks for each candidate: for people who ask, not for texts."""

from __future__ import annotations

from dataclasses import dataclass

from stream.places.gazetteer import Gazetteer
from stream.places.model import Mention, Place
from stream.places.resolve import Evidence, distance_of, prior_of, weigh

#: Code points between the name and the one it is near, as two names stand in a text that are not written beside each other.
_APART = 1000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, its score, and what each reason adds to it; the reasons' numbers add up to the score."""

    place: Place
    score: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a name: candidates, the likeliest first. `exact` is False where they only sound like it."""

    candidates: tuple[Candidate, ...]
    exact: bool = True
    #: Candidates left out because they lie in other countries.
    elsewhere: int = 0


def look_up(gazetteer: Gazetteer, name: str, *, near: str | None = None, country: str | None = None) -> Answer:
    """The places that a name may mean, as in a text that names `near` too; with `country` (alpha-2) only those there.

    Raises LookupError where no table knows `near`.
    """
    mention = _mention(gazetteer, name, 0)
    if mention is None:
        return Answer(())
    anchor = _anchor(gazetteer, near, country) if near else None
    (weighed, *_) = weigh([mention] if anchor is None else [mention, anchor], home=None)
    kept = [evidence for evidence in weighed if country is None or evidence.place.country == country]
    candidates = sorted((_candidate(evidence, anchor) for evidence in kept), key=lambda item: (-item.score, item.place.id))
    return Answer(tuple(candidates), mention.exact, len(weighed) - len(kept))


def _mention(gazetteer: Gazetteer, name: str, start: int) -> Mention | None:
    (found,) = gazetteer.at(name, [(0, len(name))])
    if found is None or ((found.end - found.start) < len(name.strip()) and found.said_kind is None):
        return None
    return Mention(start, start + len(name), name, found.candidates, said_kind=found.said_kind, exact=found.exact)


def _anchor(gazetteer: Gazetteer, name: str, country: str | None) -> Mention:
    """The place that somebody means who asks for what is near it: the likeliest of that name."""
    found = look_up(gazetteer, name, country=country).candidates or look_up(gazetteer, name).candidates
    if not found:
        raise LookupError(name)
    return Mention(_APART, _APART + len(name), name, (found[0].place,))


def _candidate(evidence: Evidence, anchor: Mention | None) -> Candidate:
    reasons = [*prior_of(evidence.place), *(_beside(evidence, anchor.candidates[0]) if anchor else ())]
    return Candidate(evidence.place, round(evidence.score, 3), tuple((words, round(number, 3)) for words, number in reasons if number))


def _beside(evidence: Evidence, anchor: Place) -> tuple[tuple[str, float], ...]:
    """What the other place says of this one."""
    shared = [unit for unit in evidence.place.units if unit in anchor.units]
    distance = distance_of(evidence.place, anchor)
    return (f"in {shared[-1] if shared else 'another country'}, as {anchor.name} is", evidence.units), (
        f"{distance:.0f} km from {anchor.name}",
        evidence.near,
    )
