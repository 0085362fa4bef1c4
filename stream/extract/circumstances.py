"""What makes an incident no attack: a device that was only found, or an old mine or shell of a former war."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stream.extract.event_types import HARM
from stream.extract.events import Event
from stream.extract.mentions import Mention
from stream.extract.sentences import Sentence
from stream.extract.tokens import PhraseTable, Tags
from stream.model import Casualty, Circumstance, IncidentType

#: Tokens between a device and the word for finding it.
_FOUND_REACH = 8
#: Tokens before "explode" in which stands that it did not.
_AVERTED_REACH = 3
_DEVICES = frozenset({IncidentType.BOMBING, IncidentType.SHELLING})
#: What may be told beside a device without anybody attacking with it.
_BESIDES = _DEVICES | {IncidentType.OTHER, IncidentType.SECURITY_OPERATION, IncidentType.ARREST}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Tells such incidents by the word lists of config/lexicon/circumstances.yaml."""

    phrases: PhraseTable

    def of(self, event: Event, kind: IncidentType, casualties: Sequence[Casualty], mentions: Sequence[Mention]) -> Circumstance | None:
        """Why an event is no attack; None where it is one, or where nothing says that it is none.

        `kind` and `casualties` are the event's, `mentions` all sentences of its article: what follows in a paragraph of the event and tells of
        nothing else belongs to it ("Disarmed.").
        """
        if kind not in _DEVICES or any(_attacks(mention) for mention in event.mentions):
            return None
        told = [(mention.sentence, self.phrases.find(mention.sentence.tokens)) for mention in event.mentions]
        if any("old_ordnance" in tags for _, row in told for tags in row):
            return Circumstance.OLD_ORDNANCE
        if any(casualty.effect in HARM for casualty in casualties):
            return None
        told += [(sentence, self.phrases.find(sentence.tokens)) for sentence in _behind(event, mentions)]
        found = any(_tells_of_finding(*one) for one in told) and not any(_goes_off(*one) for one in told)
        return Circumstance.DEVICE_FOUND if found else None


def _attacks(mention: Mention) -> bool:
    """Whether a sentence tells plainly of something else than a device."""
    return any(not trigger.weak and trigger.type not in _BESIDES for trigger in mention.triggers)


def _behind(event: Event, mentions: Sequence[Mention]) -> Iterator[Sentence]:
    """Sentences behind those of the event, in the same paragraphs, that tell of no event."""
    told = {id(mention) for mention in event.mentions}
    paragraph: tuple[str, int] | None = None
    for mention in mentions:
        here = mention.sentence.field, mention.sentence.paragraph
        if id(mention) in told:
            paragraph = here
        elif mention.tells or here != paragraph:
            paragraph = None
        else:
            yield mention.sentence


def _tells_of_finding(sentence: Sentence, row: Sequence[Tags]) -> bool:
    """Whether a device was made safe, or found: the word for that near the device."""
    if any("made_safe" in tags for tags in row):
        return True
    devices = [at for at, _, kind in sentence.find("trigger") if kind in _DEVICES]
    return any(abs(at - device) <= _FOUND_REACH for at, tags in enumerate(row) if "device_found" in tags for device in devices)


def _goes_off(sentence: Sentence, row: Sequence[Tags]) -> bool:
    """Whether something exploded, was thrown or hit; not "a controlled explosion", nor "failed to explode"."""
    safe = {index for at, tags in enumerate(row) if "made_safe" in tags for index in range(at, at + tags["made_safe"][0])}
    return any("goes_off" in tags and at not in safe and not _is_averted(sentence, row, at) for at, tags in enumerate(row))


def _is_averted(sentence: Sentence, row: Sequence[Tags], at: int) -> bool:
    """Whether the words before a token say that it did not happen."""
    before = range(max(0, at - _AVERTED_REACH), at)
    return any("averted" in row[index] or sentence.has(index, "negation") for index in before)
