"""The chain of phrases that one of them begins or ends: "two guards, a clerk and three others"."""

from __future__ import annotations

from stream.extract.appositions import before_complement, before_description, behind_complement, behind_own_name, described, with_description
from stream.extract.by_name import SEPARATORS, behind_age
from stream.extract.parties import Party, Shape
from stream.extract.sentences import Sentence
from stream.model import Effect

#: How far behind a speaker its verb stands.
_SPEAKER_REACH = 10
#: Words between "who" and those whom the verb behind it hit.
_TO_RELATIVE = 3
#: Most words of a clause on somebody, before who is in it.
_CLAUSE = 8
#: Longest insertion in brackets.
_BRACKET = 10
#: A phrase that begins so early may be fronted.
_FRONT = 5


class Chains:
    """The parties of one sentence, and which stand in one row; `taken` holds those that an effect has fallen on already."""

    def __init__(self, sentence: Sentence, parties: list[Party]) -> None:
        self.s = sentence
        self.parties = parties
        self.by_start = {party.start: party for party in parties}
        self.by_end = {party.end: party for party in parties}
        self.taken: set[tuple[Effect, int]] = set()

    def _chain_right(self, party: Party, *, nominal: bool = False) -> list[Party]:
        told, behind = with_description(self.s, self.by_start, party)
        chain, at = [told], self._behind_phrase(behind)
        # "the man who killed a guard and two others was": the verb behind them is that of the man
        relative = self.s.has_within("relative", party.start - _TO_RELATIVE, party.start - 1)
        while True:
            step = self._behind_joint(at)
            if nominal and step > at and self.s.word(step) == "of":  # "the murders of a judge and of two clerks"
                step += 1
            part = self.s.tag(step, "part") or self.s.tag(at, "part")
            following = self.by_start.get(part[0] if part else step)
            if (
                following is None
                or (step == at and not part)
                or (chain[-1].named and following.shape is Shape.NUMBER and self.s.word(following.start).isdecimal())  # "Karim Salih, 61 was"
                or self._opens_clause(party, following, nominal=nominal)
                or ((self._is_subject(following) or self._speaks(following)) and not part and not ((nominal or relative) and step == at + 1))
            ):
                return chain
            told, behind = with_description(self.s, self.by_start, following)
            chain.append(told)
            at = self._behind_phrase(behind)

    def _behind_joint(self, at: int) -> int:
        """Token behind what joins two phrases, from token `at` on: a comma, "and", "as well as"; `at` where nothing does."""
        while True:
            joint = self.s.tag(at, "conjunction")
            if joint is None and self.s.word(at) not in SEPARATORS:
                return at
            at = joint[0] if joint else at + 1

    def _opens_clause(self, first: Party, following: Party, *, nominal: bool) -> bool:
        """Whether a definite phrase behind a comma begins the main clause: "After the murder of Karim Salih, the judges went on strike"."""
        bare_comma = self.s.word(following.start - 1) == "," and self.s.has(following.start, "definite")
        front = range(min(first.start, _FRONT))
        fronted = any(self.s.has(index, "clause") or (nominal and self.s.has(index, "preposition")) for index in front)
        return bare_comma and fronted and not any(self.s.word(index) == "," for index in range(first.start))

    def _behind_phrase(self, at: int) -> int:
        """Token behind what belongs to the phrase of somebody that ends before token `at`."""
        at = self._behind_bracket(behind_own_name(self.s, self.by_start, self.by_end, at))
        aged = behind_age(self.s, at)
        return behind_complement(self.s, self.by_start, aged if self.s.word(aged) in SEPARATORS else at)

    def _behind_bracket(self, at: int) -> int:
        """Token behind a short insertion: "a member of the Units (YBS) and his driver"."""
        if self.s.word(at) != "(":
            return at
        return next((index + 1 for index in range(at + 1, min(at + _BRACKET, len(self.s.tokens))) if self.s.word(index) == ")"), at)

    def _is_subject(self, party: Party) -> bool:
        """Whether the party belongs to the verb behind it rather than to the one before it."""
        return any(self.s.has(party.end, category) for category in ("auxiliary", "participle", "intransitive", "state", "perfect", "saying"))

    def _speaks(self, party: Party) -> bool:
        """Whether the party is who says it: ", a local official and a witness said"."""
        for index in range(party.end, min(party.end + _SPEAKER_REACH, len(self.s.tokens))):
            if self.s.has(index, "saying"):
                return True
            if self.s.word(index) in {",", ";"} or self.s.has(index, "clause"):
                return False
        return False

    def _chain_left(self, party: Party) -> list[Party]:
        party = described(self.s, self.by_end, party)
        chain = [party]
        at = party.start
        if party.partitive and self.s.word(at - 1) == ",":  # "seven fighters, five of them were burned to death"
            return chain
        while True:
            step = at
            while self.s.word(step - 1) in SEPARATORS:
                step -= 1
            for category in ("conjunction", "part"):
                for width in (1, 2, 3):
                    if (tag := self.s.tag(step - width, category)) and tag[0] == step:
                        step -= width
            while self.s.word(step - 1) == ",":
                step -= 1
            step = self._before_bracket(step)
            before = self.by_end.get(step) or before_description(self.s, self.by_end, step) or before_complement(self.s, self.by_end, step)
            if before is not None and self.s.has(before.start - 1, "preposition") and self.s.word(step) == "and":
                before = self._before_clause(before.start) or before
            before = described(self.s, self.by_end, before) if before else None
            if before is None or step == at or any(start == before.start for _, start in self.taken) or self.s.has(before.start - 1, "preposition"):
                return chain
            chain.insert(0, before)
            at = before.start

    def _before_clause(self, at: int) -> Party | None:
        """Who stands before a clause that ends with what stands at token `at`: "two policemen who were acting as her guards and a clerk were hurt"."""
        for index in range(at - 1, max(at - _CLAUSE, 0), -1):
            if self.s.has(index, "relative"):
                return self.by_end.get(index)
            if not self.s.word(index)[:1].isalpha() or self.s.has(index, "conjunction"):
                break
        return None

    def _before_bracket(self, at: int) -> int:
        """Token behind what an insertion in brackets ends before token `at` stands behind: "the Village Watch" (a militia) died"."""
        if self.s.word(at - 1) != ")":
            return at
        opening = next((index for index in range(at - 2, max(at - 2 * _BRACKET, 0), -1) if self.s.word(index) == "("), at)
        return opening - (self.s.word(opening - 1) in {'"', "”"}) if opening < at else at
