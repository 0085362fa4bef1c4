"""What a whole article is about, where that is no incident: sport, film, markets, accidents, weather, beasts, other crime."""

from __future__ import annotations

from collections import defaultdict

from stream.extract.mentions import Mention
from stream.extract.sentences import Sentence
from stream.model import Group, IncidentType

#: Sentences that tell what an article is about.
_TOPIC_REACH = 10
#: Sentences in which somebody must come to harm where the words are those of sport, film or markets.
_HEAD = 4
#: Headline and first sentence.
_LEAD = 2
#: Kinds of event that say nothing of arms.
_UNARMED = frozenset({IncidentType.OTHER, IncidentType.ARREST})


def subject_of(mentions: list[Mention], enough: int) -> str | None:
    """Why the article as a whole tells of no incident; None where it may tell of one.

    `enough` distinct words of one topic make it the subject, unless head and lead tell of harm by arms for which an authority vouches.
    """
    head = mentions[:_HEAD]
    topic = topic_of([mention.sentence for mention in mentions], enough)
    if topic is not None and not _harmed_by_arms(head, mentions):
        return topic
    armed = [(is_armed(mention.sentence) and not _taken_back(mention)) or _of_murder(mention) or mention.sentence.holds("mishap") for mention in head]
    for reach in (_LEAD, _HEAD):
        if not any(armed[:reach]):
            for kind in ("nature", "accident", "hazard", "other_crime"):
                if any(mention.sentence.holds(kind) for mention in head[:reach]):
                    return kind
    if any(mention.sentence.holds("nature") for mention in head) and not any(_by_gun(mention) for mention in head):
        return "nature"
    return None


def _of_murder(mention: Mention) -> bool:
    """Whether a murder is spoken of as known: "the murder of"."""
    return mention.deliberate and any(claim.presupposed for claim in mention.claims)


def _taken_back(mention: Mention) -> bool:
    """Whether all that a sentence tells is said to have been wrong: "early reports spoke of a bomb"."""
    return bool(mention.aside) and not mention.triggers and all(item.reason == "superseded" for item in mention.aside)


def _by_gun(mention: Mention) -> bool:
    """Whether a sentence tells of harm by shots, or of somebody who was hit."""
    hit = mention.sentence.holds("bullets") and any(not claim.negated for claim in mention.claims)
    return hit or mention.sentence.holds("gun_harm")


def is_armed(sentence: Sentence) -> bool:
    """Whether a sentence speaks of arms: any trigger but those that an accident or a brawl has too, or an armed group."""
    for at, _, value in sentence.find("trigger"):
        if IncidentType(value) not in _UNARMED and not sentence.has(at, "unexplained"):
            return True
    return any(value.startswith(Group.MILITANT.value) for _, _, value in sentence.find("person"))


def _harmed_by_arms(head: list[Mention], mentions: list[Mention]) -> bool:
    harmed = any(claim.party.best and not claim.negated for mention in head for claim in mention.claims)
    vouched = any(mention.sentence.holds("authority") for mention in mentions[:_TOPIC_REACH])
    return harmed and vouched and any(is_armed(mention.sentence) for mention in head)


def topic_of(sentences: list[Sentence], enough: int) -> str | None:
    """What a whole article is about, where it has so many distinct words of one topic: sport, film, market, weather."""
    words: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences[:_TOPIC_REACH]:
        for at, _, topic in sentence.find("topic"):
            words[topic].add(sentence.word(at))
    best = max(words, key=lambda topic: (len(words[topic]), topic), default=None)
    return best if best is not None and len(words[best]) >= enough else None
