"""Reads one sentence: its effects, triggers, days, sites and actors, and what of it is no incident."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from stream.extract.actors import Actors
from stream.extract.aftermath import is_civil, is_of_aftermath, only_tells_aftermath
from stream.extract.attribution import accuses
from stream.extract.background import Scope
from stream.extract.boasts import find_boasts
from stream.extract.casualties import find_claims, tells_harm
from stream.extract.claims import Claim
from stream.extract.dates import When, WhenKind, find_dates
from stream.extract.headings import fits_heading, is_label
from stream.extract.heads import group_spoken_of
from stream.extract.lexicon import Lexicon
from stream.extract.mentions import Mention, SetAside
from stream.extract.parties import Shape, find_parties
from stream.extract.scene import find_sites
from stream.extract.sentences import Sentence
from stream.extract.triggers import Trigger, find_triggers, takings
from stream.extract.whereabouts import Named
from stream.model import Effect, Group, IncidentType

#: Tokens at the beginning of a sentence in which it may lead over to another event.
_TURN_REACH = 3
#: Tokens between a saying verb and the day that belongs to it.
_SAYING_REACH = 5
#: What follows an attack, or says nothing of it.
_AFTER = frozenset({IncidentType.ARREST, IncidentType.SECURITY_OPERATION, IncidentType.OTHER})
_QUOTES = frozenset('"“‘«')


class Reader:
    """Reads sentences with one set of word lists and actors."""

    def __init__(self, lexicon: Lexicon, actors: Actors) -> None:
        self._lexicon = lexicon
        self._actors = actors

    def read(self, sentence: Sentence, published: dt.date | None, named: list[Named]) -> Mention:
        """One sentence; `published` is the article's own local day, `named` the places of the sentence's field."""
        mention = Mention(sentence)
        if sentence.has(0, "furniture"):
            return mention
        mention.accuses = accuses(sentence, self._actors)
        triggers = find_triggers(sentence, self._actors)
        harm = tells_harm(sentence)
        if not triggers and not harm:
            mention.label = is_label(sentence)
            mention.sets = _sets_scene(sentence, self._actors)
            if sentence.is_title or fits_heading(sentence) or mention.accuses or mention.sets:
                mention.days = find_dates(sentence, published)
                mention.sites = find_sites(sentence, named) if mention.days or mention.label or mention.sets else []
                mention.sets = mention.sets and all(when.kind is WhenKind.POINT for when in mention.days)
            return mention
        dates = find_dates(sentence, published)
        scope = Scope(sentence, dates)
        mention.parties = find_parties(sentence, self._actors) if harm else []
        claims = find_claims(sentence, mention.parties)
        self._keep(mention, scope, triggers + takings(sentence, claims), claims)
        self._place_days(mention, scope, dates)
        mention.sites = [site for site in find_sites(sentence, named) if not mention.tells or scope.reason(site.start) not in {"history", "legal"}]
        if (
            sentence.holds("intransitive")
            and all(trigger.type is IncidentType.OTHER for trigger in mention.triggers)
            and mention.claims
            and all(claim.party.best == 1 for claim in mention.claims if not claim.total)
        ):
            # Where and when the wounded die is not where and when they were hit.
            mention.sites, mention.days = [], []
        elif sentence.holds("late_death") or any(claim.later and sentence.has(claim.at, "intransitive") for claim in mention.claims):
            _leave_out_death(mention)
        elif _only_in_care(mention):
            mention.sites, mention.after = [], sentence.holds("aftermath")
        mention.after = mention.after or (is_civil(sentence) and only_tells_aftermath(sentence, mention.claims, {t.type for t in mention.triggers}))
        mention.another = sentence.holds("another_event")
        mention.unlike = any(at <= _TURN_REACH for at, _, _ in sentence.find("other_shooting"))
        mention.turns = mention.unlike or mention.counts_on or any(at <= _TURN_REACH for at, _, _ in sentence.find("another_event"))
        mention.turns = mention.turns or (sentence.all_capitals and sentence.has(0, "one_besides"))
        mention.same = sentence.holds("same_event")
        mention.boasts, mention.vouched = find_boasts(sentence, self._actors), tuple(at for at, _, _ in sentence.find("attributed"))
        mention.quoted = sentence.text[0] in _QUOTES
        mention.mishap = sentence.holds("mishap")
        superseded = bool(mention.aside) and all(item.reason == "superseded" for item in mention.aside)
        comes = not mention.aside and _sets_scene(sentence, self._actors) and all(when.kind is WhenKind.POINT for when in mention.days)
        mention.sets = not mention.tells and (superseded or comes)
        return mention

    def relate(self, before: Mention, mention: Mention) -> None:
        """Settle who "them" are of whom some came to harm, where the sentence does not say: those spoken of last in the one `before`."""
        for at, claim in enumerate(mention.claims):
            party = claim.party
            if (side := self._side_of_fellow(before, mention, claim)) is not None:
                mention.claims[at] = replace(claim, party=replace(party, group=side))
            elif party.partitive and mention.sentence.word(party.end - 1) == "them" and _names_wounded(mention.sentence, party.start):
                continue  # "the wounded were evacuated to a hospital, where one of them"
            elif party.partitive and party.group is None and party.shape is Shape.NUMBER and mention.sentence.has(party.end - 1, "they"):
                group = group_spoken_of(before.sentence, len(before.sentence.tokens), self._actors)
                mention.claims[at] = replace(claim, party=replace(party, group=group))

    def _side_of_fellow(self, before: Mention, mention: Mention, claim: Claim) -> Group | None:
        """The side of "his deputy", "her driver", where the sentence names nobody before: that of the one person in arms told of last."""
        sentence, party = mention.sentence, claim.party
        if party.start != 0 or not sentence.has(0, "possessive") or not sentence.has(party.end - 1, "fellow") or sentence.has(party.end - 1, "kin"):
            return None
        parties = before.parties or find_parties(before.sentence, self._actors)
        armed = [known.group for known in parties if known.best == 1 and known.group in {Group.SECURITY, Group.MILITANT}]
        return armed[0] if armed else None

    def _keep(self, mention: Mention, scope: Scope, triggers: list[Trigger], claims: list[Claim]) -> None:
        strong = any(not t.weak and t.type not in {IncidentType.ARMED_ATTACK, IncidentType.BOMBING, IncidentType.OTHER} for t in triggers)
        strong = strong or any(value.startswith(Group.MILITANT.value) for _, _, value in mention.sentence.find("person"))
        for trigger in triggers:
            reason = scope.reason(trigger.at) or ("negated" if _denied(mention.sentence, trigger.at) else None)
            if reason and not (reason == "accident" and strong):
                mention.aside.append(SetAside(trigger.at, reason))
            else:
                mention.triggers.append(trigger)
        for claim in claims:
            reason = scope.reason_of(claim)
            if reason == "figurative" and scope.is_quoted_word(claim):
                mention.claims.append(replace(claim, doubted=True))
            elif reason and not (reason == "accident" and strong):
                mention.aside.append(SetAside(claim.at, reason))
            else:
                mention.claims.append(claim)

    def _place_days(self, mention: Mention, scope: Scope, dates: list[When]) -> None:
        sentence = mention.sentence
        told = [trigger.at for trigger in mention.triggers if trigger.type not in _AFTER] if is_civil(sentence) else []
        for when in dates:
            reason = scope.reason(when.start)
            known = reason == "forecast" and any(claim.presupposed and claim.at < when.start for claim in mention.claims)
            if when.kind is not WhenKind.POINT or (reason in {"history", "legal", "forecast", "cumulative"} and not known):
                continue
            if self._said(sentence, mention, when) or (told and is_of_aftermath(sentence, when, told)):
                mention.said_on = when.day or mention.said_on
            else:
                mention.days.append(when)

    def _said(self, sentence: Sentence, mention: Mention, when: When) -> bool:
        """Whether the day is that of the statement: the nearest verb is one of saying."""
        if sentence.word(when.end) == "'s":
            return False
        told = {index for trigger in mention.triggers for index in range(trigger.at, trigger.end)} | {claim.at for claim in mention.claims}
        for back in range(when.start - 1, max(when.start - 12, -1), -1):
            if back in told or sentence.word(back) == "that":  # "said that on 2 May a bomb went off": the day is not that of the statement
                return False
            if sentence.has(back, "saying"):
                return when.start - back <= _SAYING_REACH or not any(index > when.end for index in told)
        return sentence.has(when.end, "saying") and when.end not in told


def _sets_scene(sentence: Sentence, actors: Actors) -> bool:
    """Whether a sentence without an event lays the scene of one: "It happened near …", "five terrorists approached our positions near …"."""
    if sentence.holds("happened"):
        return True
    armed = any(value.startswith(Group.MILITANT.value) for _, _, value in sentence.find("person"))
    armed = armed or any(not actors.is_state(name) for _, _, name in sentence.find("actor"))
    return armed and sentence.holds("comes")


def _leave_out_death(mention: Mention) -> None:
    """Leave out where and when somebody died of his wounds, keep where and when he was hit: told before it, or in a clause behind it."""
    sentence = mention.sentence
    deaths = [at for category in ("late_death", "intransitive") for begin, end, _ in sentence.find(category) for at in (begin, end)]
    attacks = [trigger.at for trigger in mention.triggers if trigger.type is not IncidentType.OTHER]
    behind = next((at for at in range(max(deaths), len(sentence.tokens)) if sentence.has(at, "clause")), len(sentence.tokens))

    def of_attack(start: int) -> bool:
        if start < min(deaths):
            return any(at < min(deaths) for at in attacks)
        return start > behind and any(at > behind for at in attacks)

    died = [when.day for when in mention.days if not of_attack(when.start) and when.day]
    mention.said_on = mention.said_on or (died[0] if died else None)
    mention.days = [when for when in mention.days if of_attack(when.start)]
    mention.sites = [site for site in mention.sites if site.start < min(deaths) or of_attack(site.start)]


def _only_in_care(mention: Mention) -> bool:
    """Whether a sentence only says that the wounded lie in hospital, which is elsewhere."""
    told = any(trigger.type is not IncidentType.OTHER for trigger in mention.triggers)
    hurt = bool(mention.claims) and all(claim.effect is Effect.WOUNDED for claim in mention.claims)
    return hurt and not told and (mention.sentence.holds("hospital") or any(claim.care for claim in mention.claims))


def _names_wounded(sentence: Sentence, before: int) -> bool:
    """Whether the sentence speaks of "the wounded" before a token."""
    return any(sentence.word(at - 1) == "the" and tag == Effect.WOUNDED for at, _, tag in sentence.find("participle") if 0 < at < before)


def _denied(sentence: Sentence, at: int) -> bool:
    """Whether a trigger is said not to have been: "no attack", "ruled out a bomb"."""
    return sentence.has_within("negation", at - 3, at)
