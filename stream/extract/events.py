"""An event as an article tells it: its sentences, day and place."""

from __future__ import annotations

from dataclasses import dataclass, field

from stream.extract.dates import When
from stream.extract.mentions import Mention
from stream.extract.sites import Site
from stream.model import TYPE_FAMILY, IncidentType


@dataclass(slots=True)
class Event:
    """One event as the article tells it so far."""

    mentions: list[Mention] = field(default_factory=list)
    #: Sentences that say who did it, and tell nothing of it besides.
    accusations: list[Mention] = field(default_factory=list)
    when: When | None = None
    site: Site | None = None
    #: The heading of its log entry, if it has one.
    heading: Mention | None = None
    primary: bool = False
    #: An entry of a log: told on its own, apart from its neighbours.
    listed: bool = False
    #: Indices of the sentences whose count of the attackers or rebels killed somebody doubts.
    doubted: frozenset[int] = frozenset()
    #: The text gives no day; that of the statement or of publication stands for it.
    guessed: bool = False

    #: Families of the strong triggers told so far.
    families: set[str] = field(default_factory=set)

    def add(self, mention: Mention) -> None:
        """The next sentence that tells of it."""
        self.mentions.append(mention)
        self.families |= families_of([mention])

    def ends_with(self, mention: Mention) -> bool:
        """Whether that sentence is the last that told of it."""
        return bool(self.mentions) and self.mentions[-1] is mention


def families_of(mentions: list[Mention]) -> set[str]:
    """Families of the strong triggers of some sentences."""
    strong = (trigger.type for mention in mentions for trigger in mention.triggers if not trigger.weak)
    return {TYPE_FAMILY[kind] for kind in strong if kind is not IncidentType.OTHER}
