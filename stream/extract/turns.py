"""What a sentence is in the run of a text: a heading, a dateline, history; and the day nearest to what it tells."""

from __future__ import annotations

from stream.extract.dates import When
from stream.extract.events import Event
from stream.extract.headings import fits_heading
from stream.extract.mentions import Mention
from stream.model import DatePrecision, Effect, Group, IncidentType

_DASHES = frozenset({"-", "–", "—"})
#: Fewest entries of a log.
_ENTRIES = 2
#: Sentences between a figure and the doubt about it.
_DOUBT_REACH = 2
#: Tokens between "Monday's" and its attack.
_POSSESSED = 5


def is_only_past(mention: Mention) -> bool:
    """Whether a sentence tells of nothing but history or sums."""
    return not mention.tells and any(item.reason in {"history", "cumulative"} for item in mention.aside)


def is_armed(mention: Mention) -> bool:
    """Whether a sentence speaks of an armed attack."""
    return any(trigger.type is IncidentType.ARMED_ATTACK for trigger in mention.triggers)


def distance(mention: Mention, when: When) -> tuple[bool, bool, int]:
    """How far a day is from what the sentence tells: "Monday night's assault" is nearest, then the attack, then who died of it."""
    attacks = [trigger.at for trigger in mention.triggers if trigger.type is not IncidentType.OTHER]
    own = mention.sentence.word(when.end) == "'s" and any(0 < at - when.end <= _POSSESSED for at in attacks)
    nearest = min((abs(when.start - at) for at in attacks or [mention.first]), default=0)
    return (when.precision is not DatePrecision.DAY, not own, nearest)


def is_heading(mention: Mention) -> bool:
    """Whether a sentence is the heading of an entry in a log: a day, and nothing told."""
    return (
        bool(mention.days)
        and not (mention.tells or mention.sets)
        and fits_heading(mention.sentence)
        and mention.days[0].start <= 1
        and mention.days[0].anaphor is None
    )


def entries(mentions: list[Mention]) -> list[Mention]:
    """The sentences that begin entries of a log by a place and a colon: "Hawija: army sweep in a valley"; none where there is but one."""
    found = [mention for mention in mentions if not mention.sentence.is_title and mention.sites and _begins_entry(mention)]
    return found if len(found) >= _ENTRIES else []


def _begins_entry(mention: Mention) -> bool:
    first = min(mention.sites, key=lambda site: site.start)
    return first.start == 0 and first.place is not None and mention.sentence.word(first.end) == ":"


def is_dateline(mention: Mention, behind: Mention | None) -> bool:
    """Whether a place alone only says where the news comes from: a dash and the news follow in its paragraph."""
    follows = behind is not None and behind.sentence.paragraph == mention.sentence.paragraph
    return follows and behind is not None and behind.sentence.word(0) in _DASHES


def ends_range(mention: Mention, when: When) -> bool:
    """Read "18–31 October": a span of days, and no day."""
    before = mention.sentence.word(when.start - 1)
    return not before[:1].isalpha() and mention.sentence.word(when.start - 2)[:1].isalnum() and before in {"-", "–", "—"}


def counts_of_enemies(event: Event, doubt: Mention) -> frozenset[int]:
    """The sentence whose figure is doubted, where that is one side's count of militants killed, given right before or in the same sentence."""
    near = [
        mention
        for mention in event.mentions[-_DOUBT_REACH - 1 :]
        if 0 <= doubt.sentence.index - mention.sentence.index <= _DOUBT_REACH and mention.claims
    ]
    enemies = near and any(claim.effect is Effect.KILLED and claim.party.group is Group.MILITANT for claim in near[-1].claims)
    return frozenset({near[-1].sentence.index}) if enemies and not near[-1].sentence.holds("third_party") else frozenset()
