"""The shapes of effect words: what stands around each when it says what was done to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stream.extract.appositions import is_one, without_apposition
from stream.extract.by_name import names_behind
from stream.extract.claims import Claim
from stream.extract.links import Links
from stream.extract.parties import Party, Shape
from stream.extract.quantities import parse_quantity
from stream.extract.strangers import unknown_object, unknown_subject
from stream.extract.tallies import counted_to
from stream.model import Effect

#: Words between "the dead, officials said," and its verb.
_TALLY_REACH = 8
#: Words between "the death toll" and its number.
_TOLL_REACH = 20
#: Words between a verb and what is appended to it behind a comma.
_APPENDED = 4
#: Words between two verbs that share their victims.
_SHARED_REACH = 15
#: Words between trying and what was tried.
_TRIED_REACH = 3
#: Words between "the murder" and "of".
_TO_OF = 8
#: What no phrase of place, day or murderers holds.
_NO_PHRASE = frozenset({"clause", "auxiliary", "saying", "participle", "active"})
#: What joins two verbs with one subject.
_JOINS = frozenset({"and", "but"})
#: Words between "one shot" and "fired".
_FIRED = 3
_QUOTES = frozenset('"“”')


class Shapes(Links):
    """One method for each shape, named like its list: effect, token of the word and token behind it in, claims out."""

    #: The last verb of which victims were found, and its victims.
    last: tuple[int, list[Party]] | None = None

    def active(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "killed three", "killing three"."""
        if self._attempted(at) or self._is_verbal_noun(at):
            return
        chain = self.object_of(end)
        if not chain and self.back_to_auxiliary(at) is not None:
            return
        yield from self._spread(effect, at, chain, negated=self.negated(at))

    def _is_verbal_noun(self, at: int) -> bool:
        """Read "after the shooting Karim Salih fled": no verb with somebody behind it."""
        return self.s.word(at).endswith("ing") and (self.s.has(at - 1, "definite") or self.s.has(at - 1, "determiner"))

    def _attempted(self, at: int) -> bool:
        """Whether it was only tried: "attempted to kill", "an attempted assassination of"."""
        return self.s.has_within("attempt", at - _TRIED_REACH, at)

    def participle(self, effect: Effect, at: int, end: int, *, takes_object: bool = True) -> Iterator[Claim]:
        """Read "killed" as passive or active, by what stands around it."""
        quantity = counted_to(self.s, at, end)
        if quantity:
            whose = self.by_end.get(at)
            group, actor = (whose.group, whose.actor) if whose else (None, None)
            party = Party(end, quantity.end, quantity.low, quantity.best, quantity.high, Shape.NUMBER, group, "", actor)
            yield Claim(effect, party, at, total=True)
            return
        if (self.s.word(end) == "down" and self.s.word(at) == "shot") or self._is_a_shot(at, end):
            return  # "both drones were shot down"
        inside = next((party for party in self.parties if party.start <= at < party.end), None)
        if inside is not None:
            if effect is Effect.ABDUCTED or self.s.has(at, "deliberate"):  # "the murdered priests"
                yield from self._spread(effect, at, [inside], negated=False, nominal=True, presupposed=True)
            return
        auxiliary = self.back_to_auxiliary(at)
        if auxiliary is not None:
            chain = self.subject_of(auxiliary, effect) or self._shared(auxiliary) or unknown_subject(self.s, effect, at, auxiliary)
            yield from self._spread(effect, at, chain, negated=self.negated(at) or self.negated(auxiliary))
            together = self.s.tag(end, "together")
            if together and chain:
                # not "with his father's gun", nor "killed with others injured"
                besides = [
                    party
                    for party in self.object_of(together[0])
                    if not self.is_possessive(party.end) and not (self.s.has(party.end, "participle") and self.s.word(end) == "with")
                ]
                yield from self._spread(effect, at, besides, negated=False)
            return
        left = self.adjacent_left(at)
        right = self.object_of(end + (self.s.word(end) == ":")) or unknown_object(self.s, effect, at, end) if takes_object else []
        if (
            self.s.has(at - 1, "perfect")
            or self.s.has(at - 2, "perfect")
            or (right and (not self._is_subject(right[-1]) or self._outright(right[-1].end) or self.s.has(at - 1, "relative")))
        ):
            yield from self._spread(effect, at, right, negated=self.negated(at))
        elif not left and self.s.word(end) == "by" and (behind := self._set_off(at)):
            yield from self._spread(effect, at, [behind], negated=False)
        elif left:
            if left[-1].start in self.s.names and not self.s.all_capitals:  # "Salih shot first"
                return
            if left[0].shape is Shape.NUMBER and self.s.has(left[0].start - 1, "impact"):  # "fired one shot"
                return
            yield from self._spread(effect, at, left, negated=self.negated(left[0].start))
        else:
            chain = self._shared(at) or self._found_so(at, effect) or self._described_before(at)
            yield from self._spread(effect, at, chain, negated=self.negated(at))

    def _described_before(self, at: int) -> list[Party]:
        """Read "a farmer was killed and his brother, a teacher, wounded": the auxiliary stands but once."""
        told = self.by_end.get(at - 1) if self.s.word(at - 1) == "," else None
        person = self.by_end.get(told.start - 1) if told else None
        shared = person is not None and self.last is not None and self.last[0] < person.start and at - self.last[0] <= _SHARED_REACH
        return [person] if shared and person and told and is_one(self.s, person, told) else []

    def _found_so(self, at: int, effect: Effect) -> list[Party]:
        """Read "two brothers were found at dawn, hands tied, shot in the head": those who were found."""
        if self.s.word(at - 1) not in {",", "and"}:
            return []
        found = max((index for index in self.s.where.get("found", ()) if 0 < at - index <= _SHARED_REACH), default=0)
        auxiliary = self.back_to_auxiliary(found) if found else None
        return [] if auxiliary is None else self.subject_of(auxiliary, effect) or self._shared(auxiliary)

    def _is_a_shot(self, at: int, end: int) -> bool:
        """Read "the first shot", "only one shot was fired": a shot, and nobody who was hit."""
        if self.s.word(at) != "shot" or end != at + 1:
            return False
        counted = self.s.has(at - 1, "ordinal") or self.s.word(at - 1) in {"a", "the", "each", "another"}
        return counted or (self.s.has(at - 1, "number") and self.s.has_within("impact", end, end + _FIRED))

    def _outright(self, at: int) -> bool:
        """Read "shot two men dead", "shot a man to death", behind the men: they are the object all the same."""
        state = self.s.tag(at, "state")
        return state is not None and self._two_verbs(at, *state)[1] == Effect.KILLED.value

    def _two_verbs(self, at: int, end: int, value: str) -> tuple[int, str]:
        """End and value of an effect word; of "dead and wounded" the first alone, where it is two verbs: "shot the owner dead and wounded his wife"."""
        hit = self.by_start.get(end) if value == Effect.KILLED_OR_WOUNDED.value and self.s.word(at + 1) == "and" else None
        return (at + 1, Effect.KILLED.value) if hit is not None and hit.shape is not Shape.BARE else (end, value)

    def _set_off(self, at: int) -> Party | None:
        """Who stands before a comma or a quotation mark: "the senator, murdered by …"."""
        while at > 0 and (self.s.word(at - 1) == "," or self.s.word(at - 1) in _QUOTES):
            at -= 1
        return self.by_end.get(at)

    def intransitive(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "three died"."""
        if self.s.word(end) == "down" or self.s.has(at - 1, "perfect") is None:
            return
        yield from self._spread(effect, at, self.subject_of(at, effect) or self._shared(at), negated=self.negated(at))

    def _shared(self, at: int) -> list[Party]:
        """Read "was shot in the chest and pronounced dead": the second verb is about those of the first."""
        while self.s.has(at - 1, "adverb"):
            at -= 1
        if self.s.word(at - 1) == "," and self.last and 0 < at - self.last[0] <= _APPENDED and self.s.has(at + 1, "preposition"):
            return list(self.last[1])  # "was captured alive, wounded in the leg"
        if self.s.word(at - 1) not in _JOINS or not self.last or not 0 < at - self.last[0] <= _SHARED_REACH:
            return []
        between = range(self.last[0] + 1, at - 1)
        return [] if any(self.s.has(index, "clause") or self.s.word(index) in {";", ","} for index in between) else list(self.last[1])

    def state(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "three dead", "left three dead", "the dead were …"."""
        verb = self._verb_of_list(at, end)
        if verb is not None:
            yield from (replace(claim, part=True) for claim in self._spread(effect, at, self._listed(at, verb), negated=False))
            return
        left = self.adjacent_left(at)
        if left and not self._is_modifier(at, end):
            auxiliary = self.back_to_auxiliary(at)
            counted = [p for p in left if p.shape in {Shape.COUNTED, Shape.NUMBER}] or (
                left
                if self.s.has(left[0].start - 1, "participle") or self._left_verb(left[0].start) or auxiliary is not None or self._bare_clause(left)
                else []
            )
            yield from self._spread(effect, at, counted, negated=self.negated(left[0].start))

    def _verb_of_list(self, at: int, end: int) -> int | None:
        """Token behind the verb of "the dead are" or "the dead, officials said, are": who they were, not more of them."""
        if self.s.word(at - 1) != "the":
            return None
        if self.s.word(end) == ",":
            end = next((index + 1 for index in range(end + 1, min(end + _TALLY_REACH, len(self.s.tokens))) if self.s.word(index) == ","), end)
        return end + 1 if self.s.has(end, "auxiliary") else None

    def _listed(self, at: int, start: int) -> list[Party]:
        """Read "two officers and a driver", or "eight [of the dead were] Peshmerga and four were villagers"."""
        chain = self.object_of(start)
        number = next((party for party in self.parties if party.shape is Shape.NUMBER and party.start < at <= party.end), None)
        if number is None or not chain or chain[0].shape is not Shape.BARE:
            return chain
        listed = [_numbered(chain[0], number)]
        behind = chain[0].end + 1
        other, kind = self.by_start.get(behind), None
        if other is not None and other.shape is Shape.NUMBER and self.s.has(other.end, "auxiliary"):
            kind = self.by_start.get(other.end + 1)
        return [*listed, _numbered(kind, other)] if kind is not None and other is not None else listed

    def noun(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "the killing of three"."""
        if self._attempted(at):
            return
        chain = self.object_of(end, nominal=True) or ([self.by_start[at]] if at in self.by_start else [])
        if not chain and (self.s.has(at, "deliberate") or effect is Effect.ABDUCTED):
            chain = self._behind_words(end) or unknown_object(self.s, effect, at, end)
        if effect is Effect.KILLED and self.s.has(at, "remains") and not self._found(at, end):
            return
        presupposed = self.s.has(at - 1, "definite") or self.s.has(at - 2, "definite") or self.s.word(at - 1) == "'s"
        yield from self._spread(effect, at, chain, negated=self.negated(at), nominal=True, presupposed=presupposed)

    def possessed(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "the senator's murder", "Salih's brutal killing", "the murder in Bogota of two judges"."""
        chain = self._of_behind(end)
        if chain and not self._attempted(at):
            yield from self._spread(effect, at, chain, negated=self.negated(at), nominal=True, presupposed=self._is_definite(at))
            return
        gap = 0 if self.s.has(at - 1, "definite") or self.is_possessive(at - 1) else 1
        mark = at - 1 - gap
        if not self.is_possessive(mark) or self.s.has(end, "attempt"):
            return
        party = self.by_end.get(mark)
        yield from self._spread(effect, at, [party] if party else [], negated=self.negated(at), nominal=True, presupposed=True)

    def _of_behind(self, end: int) -> list[Party]:
        """The victims behind "of", where place, day or murderers stand between: "the kidnapping on 2 May of …"."""
        if not self.s.has(end, "preposition") or self.s.word(end) == "of":
            return []
        for index in range(end + 1, min(end + _TO_OF, len(self.s.tokens))):
            if self.s.word(index) == "of" and (chain := self.object_of(index + 1) or self._behind_words(index + 1)):
                return chain
            if self.s.has_any(index, _NO_PHRASE) or not self.s.word(index)[:1].isalnum():
                break
        return []

    def _is_definite(self, at: int) -> bool:
        return self.s.has_within("definite", at - _TRIED_REACH, at)

    def toll(self, effect: Effect, at: int, end: int) -> Iterator[Claim]:
        """Read "the death toll rose to seven"; a toll-free number counts nobody."""
        if "free" in {self.s.word(end), self.s.word(end + 1)}:
            return
        for index in range(end, min(end + _TOLL_REACH, len(self.s.tokens))):
            to = self.s.tag(index, "toll_to")
            quantity = parse_quantity(self.s, to[0] if to else index) if to or index == end else None
            if quantity and not self.s.has(quantity.end, "unit"):
                party = Party(index, quantity.end, quantity.low, quantity.best, quantity.high, Shape.NUMBER, None, "")
                yield Claim(effect, party, at, total=True)
                return
            if self.s.word(index) in {";", ":"}:
                return

    def _is_modifier(self, at: int, end: int) -> bool:
        return self.s.word(end) in {"of", "toll"} or self.s.word(at - 1) == "the"

    def _left_verb(self, at: int) -> bool:
        return self.s.has_within("left", at - 12, at)

    def _bare_clause(self, chain: list[Party]) -> bool:
        """Whether the chain begins a clause without a verb, as logs have: "bomber dead"."""
        return not chain[-1].many and (chain[0].start == 0 or self.s.word(chain[0].start - 1) in {",", ":", ";"})

    def _found(self, at: int, end: int) -> bool:
        return self._found_near(range(max(0, at - 10), min(end + 18, len(self.s.tokens))))

    def _spread(
        self, effect: Effect, at: int, chain: list[Party], *, negated: bool, nominal: bool = False, presupposed: bool = False
    ) -> Iterator[Claim]:
        whole = None
        chain = without_apposition(self.s, chain)
        listed = len(chain) > 1 and self.s.word(chain[0].end) != "and"
        if listed and chain[0].best > 1 and chain[0].best == sum(party.best for party in chain[1:]):
            whole = chain[0]
        if chain:
            self.last = (at, chain)
        for index, party in enumerate(chain):
            after_part = index > 0 and any(self._inside(other) for other in chain[1 : index + 1])
            some = party.partitive and (party.start < at or index > 0)
            of_these = some and index > 0 and sum(other.best for other in chain[:index]) > party.best
            inside = (index > 0 and whole is not None) or of_these or after_part or self._inside(party)
            if party.shape is Shape.DEFINITE and party.many and not nominal:
                denied = negated or self._nobody(at)
                yield from (Claim(effect, one, at, negated=denied) for one in names_behind(self.s, party))
                continue
            named = names_behind(self.s, party) if party.shape is Shape.BARE and party.many and self.s.may_name(party.end) else []
            if named:  # "murdered farmers Omar Salih and Karim Aziz"
                yield from (Claim(effect, one, at, part=inside, negated=negated or self._nobody(at)) for one in named)
                continue
            yield Claim(
                effect,
                party,
                at,
                some=some,
                part=inside,
                presupposed=presupposed,
                negated=negated or self._nobody(at) or self.s.has(party.start - 1, "negation") or self._is_nobody(party.start),
            )

    def _is_nobody(self, at: int) -> bool:
        """Read "no civilians", but not "no fewer than 15 people"."""
        return self.s.has(at, "negation") and not self.s.has(at, "bound")

    def _nobody(self, at: int) -> bool:
        """Read "Neither of the brothers nor their mother was hurt"."""
        return self._is_nobody(0) and not any(self.s.has(index, "clause") or self.s.word(index) in {",", ";"} for index in range(1, at))

    def _inside(self, party: Party) -> bool:
        behind = self.s.tag(party.end, "part")
        if behind and "them" in self.s.word(behind[0] - 1):
            return True
        return any((tag := self.s.tag(party.start - width, "part")) and tag[0] == party.start for width in (1, 2, 3))

    def _found_near(self, near: range) -> bool:
        return any(self.s.has(index, "found") for index in near)


def _numbered(kind: Party, number: Party) -> Party:
    """The people of one phrase in the number of another."""
    return replace(kind, low=number.low, best=number.best, high=number.high, shape=Shape.COUNTED)
