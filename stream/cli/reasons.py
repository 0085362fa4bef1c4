"""Why a sentence was set aside, in words that need no lexicon beside them."""

from __future__ import annotations

from stream.extract.trace import Aside

_WORDS = {
    "cumulative": "a sum over time or over several events",
    "history": "of the past",
    "anniversary": "of an anniversary",
    "threat": "a threat, not a deed",
    "forecast": "has not happened",
    "legal": "of a trial or a law",
    "accident": "an accident",
    "statement": "what somebody says about it",
    "figurative": "a figure of speech",
    "superseded": "an older figure",
    "negated": "says that it did not happen",
    "furniture": "part of the page, not of the story",
    "no event": "tells of no event",
    "not told well enough": "no day, place or victims of its own",
}


def in_words(aside: Aside) -> str:
    """All reasons in plain words; one that has none stands as it is."""
    reasons = "; ".join(_WORDS.get(reason, reason.replace("_", " ")) for reason in aside.reasons)
    return f"in part: {reasons}" if aside.partly else reasons
