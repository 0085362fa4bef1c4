"""Why the built-in extractor says what it says: what it read in which words, and what it set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from stream.extract.events import Event
from stream.extract.mentions import Mention
from stream.extract.sentences import Sentence


class Mark(StrEnum):
    """What a stretch of text was read as."""

    FIGURE = "figure"
    EVENT = "event"
    ACTOR = "actor"
    DATE = "date"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of `title` or `text` (code point offsets) that says something."""

    field: str
    start: int
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Aside:
    """A sentence of which something, or all, stands in no report."""

    sentence: Sentence
    #: Kinds of background, or what it lacks.
    reasons: tuple[str, ...]
    #: The rest of it stands in a report.
    partly: bool


@dataclass(slots=True)
class Trace:
    """What the extractor hands over while it reads one article, for a person to look at."""

    mentions: list[Mention] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    #: Why the article as a whole tells of no incident.
    subject: str | None = None

    def spans(self) -> list[Span]:
        """All that was used of the sentences that became reports, in order; none overlaps another."""
        found = sorted(
            (span for event in self.events for mention in event.mentions for span in _spans(mention)), key=lambda span: (span.field, span.start)
        )
        clear: list[Span] = []
        for span in found:
            if not clear or clear[-1].field != span.field or clear[-1].end <= span.start:
                clear.append(span)
        return clear

    def aside(self) -> Iterator[Aside]:
        """What was set aside, in order."""
        used = {id(mention) for event in self.events for mention in event.mentions}
        for mention in self.mentions:
            if mention.aside or id(mention) not in used:
                yield Aside(mention.sentence, self._reasons(mention), partly=id(mention) in used)

    def _reasons(self, mention: Mention) -> tuple[str, ...]:
        if mention.sentence.has(0, "furniture"):
            return ("furniture",)
        if self.subject and mention.tells:
            return (f"the article is about {self.subject}",)
        return tuple(dict.fromkeys(item.reason for item in mention.aside)) or ("not told well enough" if mention.tells else "no event",)


def _spans(mention: Mention) -> Iterator[Span]:
    sentence = mention.sentence
    for claim in mention.claims:
        if not claim.negated:
            yield from _span(sentence, claim.party.start, claim.party.end, Mark.FIGURE)
            yield from _span(sentence, claim.at, claim.at + 1, Mark.EVENT)
    for trigger in mention.triggers:
        yield from _span(sentence, trigger.at, trigger.end, Mark.EVENT)
    for at, end, _ in sentence.find("actor"):
        yield from _span(sentence, at, end, Mark.ACTOR)
    for when in mention.days:
        yield from _span(sentence, when.start, when.end, Mark.DATE)
    for site in mention.sites:
        yield from _span(sentence, site.start, site.end, Mark.PLACE)


def _span(sentence: Sentence, start: int, end: int, mark: Mark) -> Iterator[Span]:
    start, end = max(start, 0), min(end, len(sentence.tokens))
    if start < end:
        yield Span(sentence.field, sentence.tokens[start].start, sentence.tokens[end - 1].end, mark)
