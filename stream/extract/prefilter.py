"""Where a text has words that may tell of an incident: one pass, before anything is looked at closely."""

from __future__ import annotations

from bisect import bisect_left

import ahocorasick_rs

from stream.extract.tokens import PhraseTable

#: Lists without a word of which an article tells nothing.
_EVENTS = ("trigger", "ravage", "alight", "participle", "active", "intransitive", "sent", "loses")
#: Lists of which a sentence far down in an article has a word, if it tells anything.
_TELLING = (
    *_EVENTS,
    "state",
    "noun",
    "possessed",
    "toll",
    "brought",
    "carried_off",
    "corpse",
    "sustains",
    "hit_by_name",
    "actor",
    "weekday",
    "month",
    "day_word",
    "anaphor",
    "week_word",
    "month_word",
    "claim",
    "blame",
    "suspected",
    "country_name",
)


class Prefilter:
    """Finds the words of the event lists in plain text, whole words only."""

    def __init__(self, phrases: PhraseTable) -> None:
        events, telling = phrases.telling_words(_EVENTS), phrases.telling_words(_TELLING)
        self._words = sorted(events | telling)
        self._events = frozenset(index for index, word in enumerate(self._words) if word in events)
        self._automaton = ahocorasick_rs.AhoCorasick(self._words, ahocorasick_rs.MatchKind.LeftmostLongest)

    def scan(self, text: str) -> Hits:
        """The words of one text; time is linear in its length."""
        lowered = text.lower()
        hits: list[int] = []
        event = False
        for pattern, start, end in self._automaton.find_matches_as_indexes(lowered):
            if not (lowered[start - 1 : start].isalpha() or lowered[end : end + 1].isalpha()):
                hits.append(start)
                event = event or pattern in self._events
        # A letter that grows in lower case moves all that follows.
        return Hits(hits if len(lowered) == len(text) else None, event)


class Hits:
    """Where the words of one text stand (code points); `event` whether one of them may tell of an incident."""

    def __init__(self, starts: list[int] | None, event: bool) -> None:
        self._starts = starts
        self.event = event

    def within(self, start: int, end: int) -> bool:
        """Whether one stands between two offsets."""
        if self._starts is None:
            return True
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end
