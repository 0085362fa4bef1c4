"""Where the victims of a verb stand: its object, its subject, and the chain of phrases that each begins or ends."""

from __future__ import annotations

from stream.extract.ages import end_of_name
from stream.extract.appositions import before_description, without_apposition
from stream.extract.by_name import NAME_LEAST, SEPARATORS, before_age, behind_age, named_before, one_named
from stream.extract.chains import Chains
from stream.extract.ellipsis import numbered_aside
from stream.extract.parties import Party, Shape
from stream.model import Effect

#: How far a verb looks for its victims, in tokens.
_REACH = 30
#: Adverbs and the like between a verb and its object, or an auxiliary and its participle.
GAP = 4
#: Words between a verb and a name.
_TO_NAME = 8
#: Where the search for a wound, a name or an event ends.
NO_WOUND = frozenset({"clause", "preposition", "auxiliary", "saying"})
#: Behind a name: it is no person's.
_NO_PERSON = frozenset({"actor", "settlement", "care", "building"})
#: Words of a name behind what somebody is: "his friend Karim al-Salih".
_NAME = 4
#: Names of a list, at most.
_NAMES = 9
#: What is no noun, nor stands before one.
_NO_NOUN = frozenset({"preposition", "conjunction", "clause", "adverb", "auxiliary", "saying", "state"})
#: Marks before a word that is quoted: 'were "neutralised"'.
_OPENING = frozenset("\"“‘'")
#: Most words of a thing that a verb is about.
_THING = 4


class Links(Chains):
    """Finds the parties that a verb of one sentence is about."""

    def object_of(self, start: int, *, nominal: bool = False) -> list[Party]:
        """The parties that a verb (or a noun, "the murder of") ending before token `start` has as its object; [] where none stands there."""
        for gap in range(GAP):
            party = self.by_start.get(start + gap)
            if party and self.is_possessive(party.end):  # "the shooting of Senator Salas' grandson"
                party = self.by_start.get(party.end + 1, party)
            if party:
                return without_apposition(self.s, self._chain_right(party, nominal=nominal))
            if not (
                self.s.has(start + gap, "adverb")
                or self.s.word(start + gap) in {'"', "“"}
                or (gap == 0 and self.s.has(start, "preposition") and self.s.word(start) == "of")
            ):
                break
        return self._named_right(start, nominal=nominal)

    def _named_right(self, start: int, *, nominal: bool) -> list[Party]:
        """Somebody given by name alone as the object: "killing Karim Salih"."""
        if (self.s.has(start, "spoken_of") and not self.s.has(start, "subject_pronoun")) or (
            self.s.has(start, "either_case") and not self._is_noun(start + 1)
        ):
            return [one_named(self.s, start, start + 1)]
        if self.s.all_capitals:
            return self._behind_words(start)
        names: list[Party] = []
        while (found := self._name_at(start)) and len(names) < _NAMES and not (names and self._goes_on(found.end)):
            names.append(found)
            start = behind_age(self.s, found.end)
            while self.s.word(start) in SEPARATORS:
                start += 1
        return [*names[:-1], *without_apposition(self.s, self._chain_right(names[-1], nominal=nominal))] if names else []

    def _goes_on(self, at: int) -> bool:
        """Whether a verb may stand behind a name: "…, Karim Salih said", "… and Iraq Watch condemned it"."""
        return self.s.word(at)[:1].isalpha() and not (self.s.has(at, "preposition") or self.s.has(at, "locative") or self.s.has(at, "conjunction"))

    def _name_at(self, start: int) -> Party | None:
        """Somebody given by name, or as "Mr Salih", from token `start` on, of whom no clause goes on to tell: "… and Omar Aziz was hurt"."""
        titled = self.s.has(start, "honorific") and not self.s.has(start, "person")
        end = end_of_name(self.s, start + titled)
        unfit = self.is_possessive(end) or self.s.has_any(end, _NO_PERSON) or self.s.has(end, "auxiliary")
        return None if unfit or end - start < NAME_LEAST else one_named(self.s, start, end)

    def is_possessive(self, at: int) -> bool:
        """Whether a token makes what stands before it an owner: "'s", or the mark behind "Salas'"."""
        return self.s.word(at) == "'s" or (self.s.word(at) in {"'", "’"} and self.s.word(at - 1).endswith("s"))

    def _behind_words(self, at: int) -> list[Party]:
        """Somebody behind words for what he or she is that no list holds: "killed Justice Karim Salih"."""
        for index in range(at, min(at + _TO_NAME, len(self.s.tokens))):
            party = self.by_start.get(index)
            if party and (party.named or index <= at + GAP):
                return self._chain_right(party)
            if not self.s.word(index)[:1].isalpha() or self.s.has_any(index, NO_WOUND):
                break
        return []

    def _is_noun(self, at: int) -> bool:
        """Whether a word may be a noun, or stand before one: what "her" is followed by where it says whose."""
        return self.s.word(at)[:1].isalnum() and not self.s.has_any(at, _NO_NOUN)

    def adjacent_left(self, at: int) -> list[Party]:
        """The parties that end right before token `at`, adverbs left aside."""
        if self.s.word(at - 1) in {",", ")"}:
            at = self._before_bracket(before_age(self.s, at))
        for gap in range(GAP):
            party = self.by_end.get(at - gap)
            if party:
                return without_apposition(self.s, self._chain_left(self._whose(party)))
            if not self.s.has(at - gap - 1, "adverb"):
                break
        return []

    def _whose(self, party: Party) -> Party:
        """Read "two guards of the governor were killed": the guards."""
        fellows = self.by_end.get(party.start - 1) if party.shape is Shape.DEFINITE and self.s.word(party.start - 1) == "of" else None
        return fellows if fellows is not None and fellows.shape is Shape.COUNTED and self.s.has(fellows.end - 1, "fellow") else party

    def subject_of(self, at: int, effect: Effect) -> list[Party]:
        """The parties that the passive or intransitive verb at token `at` is about, for that effect."""
        if self.s.word(at - 1) == "there":
            return []
        adjacent = self._numbered_aside(at) or self.adjacent_left(at)
        if adjacent and not (adjacent[0].shape in {Shape.BARE, Shape.DEFINITE} and adjacent[0].many and self._is_object(adjacent[0])):
            return adjacent
        around = self._around_insertion(at)
        if around:
            return around
        best: list[Party] = []
        # "found her with gunshot wounds", "found her suffering": not those who found her
        carried = self.s.has(at, "preposition") or self.s.word(at).endswith("ing")
        for index in range(at - 1, max(at - _REACH, -1), -1):
            if (
                self.s.word(index) in {";", ":", "”"}
                or (carried and self.s.has(index, "found"))
                or (self.s.has(index, "clause") and not (self._is_relative(index) or self.s.has(index - 1, "introduces")))
            ):
                break
            if self._other_subject(index, at):
                break
            party = self.by_end.get(index)
            if party and (effect, party.start) in self.taken and self.s.has(index + (self.s.word(index) == ","), "relative"):
                return []  # "shot the gunman, who is in critical condition": nobody but the gunman
            free = (
                party is not None and self.s.word(index) != "'s" and ((effect, party.start) not in self.taken) and not self._speaks_before(party, at)
            )
            if party and free and (head := self._whose_clause(effect, party)):
                return self._chain_left(head)
            if party and free and (self.s.has(index, "relative") or not self.s.has(party.start - 1, "preposition")):
                best = without_apposition(self.s, self._chain_left(party))
                if party.shape is not Shape.BARE or self.s.is_title:
                    return best
        return best or adjacent or named_before(self.s, at)

    def _numbered_aside(self, at: int) -> list[Party]:
        """The people whose number stands between commas before token `at`: "all the attackers, believed to be three, were killed"."""
        number = self.by_end.get(at - 1) if self.s.word(at - 1) == "," else None
        comma = next((index for index in range(number.start - 1, 0, -1) if self.s.word(index) == ","), 0) if number else 0
        told = numbered_aside(self.s, number, self.by_end.get(comma), comma) if number and comma else None
        return [told] if told else []

    def _whose_clause(self, effect: Effect, party: Party) -> Party | None:
        """Who did something else to somebody in a clause, and is what the verb behind it is about: "a gunman who wounded two farmers was shot dead"."""
        hit = any(start == party.start for other, start in self.taken if other is not effect)
        head = self._before_clause(party.start) if hit else None
        return None if head is None or (effect, head.start) in self.taken else head

    def _around_insertion(self, at: int) -> list[Party]:
        """The parties before what is put in between commas: "Karim Salih, who served here until May, was shot"."""
        if self.s.word(at - 1) != ",":
            return []
        if (party := before_description(self.s, self.by_end, at - 1)) is not None and not self.s.has(party.start - 1, "preposition"):
            return self._chain_left(party)
        told: list[Party] = []
        for index in range(at - 2, max(at - _REACH, 0), -1):
            party = self._named_up_to(index) if self.s.word(index) == "," else None
            if party and not self.s.has(party.start - 1, "preposition"):
                if self.s.has(index + 1, "relative") or self.s.has(index + 2, "reference"):
                    return self._chain_left(party)
                if not any(other.shape in {Shape.COUNTED, Shape.NUMBER} for other in self.parties if index < other.start < at):
                    told = told or self._chain_left(party)
            if self.s.word(index) in {";", ":"}:
                break
        return told

    def _named_up_to(self, at: int) -> Party | None:
        """The party that ends at token `at`, or whose name does: "his friend Karim al-Salih"."""
        for gap in range(_NAME + 1):
            if party := self.by_end.get(at - gap):
                return party
            if not self._is_of_name(at - gap - 1):
                return None
        return None

    def _is_of_name(self, at: int) -> bool:
        """Whether a token may be part of a name: capitalised, or bound to what follows by a hyphen ("al-Salih")."""
        if at < 0 or self.s.tags[at]:
            return False
        token = self.s.tokens[at]
        return token.capitalised or self.s.text[token.end - self.s.start : token.end - self.s.start + 1] == "-"

    def _other_subject(self, index: int, at: int) -> bool:
        """Whether "and" stands at `index`, and behind it a thing that the verb at `at` is about: "eight people were hurt, and livestock was carried off"."""
        if self.s.word(index) != "and" or not 1 < at - index <= _THING:
            return False
        return all(self.s.word(i)[:1].isalpha() and not self.s.tags[i] for i in range(index + 1, at))

    def _is_object(self, party: Party) -> bool:
        """Whether something stands before the party that it may be the object of: "defending demonstrators"."""
        word = self.s.word(party.start - 1)
        return word.endswith("ing") or self.s.has(party.start - 1, "preposition")

    def _is_relative(self, index: int) -> bool:
        """Whether a clause word hangs on the party right before it: "two men who were killed"."""
        return self.s.has(index, "relative") and (index in self.by_end or (self.s.word(index - 1) == "," and index - 1 in self.by_end))

    def _speaks_before(self, party: Party, at: int) -> bool:
        return any(self.s.has(index, "saying") and index != at for index in range(party.end, min(at, party.end + 3)))

    def back_to_auxiliary(self, at: int) -> int | None:
        """Token of the auxiliary that makes the participle at `at` passive; None where there is none."""
        for gap in range(1, GAP + 1):
            if self.s.has(at - gap, "auxiliary"):
                return at - gap - (1 if self.s.has(at - gap - 1, "perfect") or self.s.has(at - gap - 1, "auxiliary") else 0)
            if not (self.s.has(at - gap, "adverb") or self.s.word(at - gap) in _OPENING):
                return None
        return None

    def negated(self, at: int) -> bool:
        """Whether the verb at that token is denied."""
        first = next((index for index in range(at - 1, at - 3, -1) if self.s.word(index) == "but"), at - 3)
        return any(self.s.has(index, "negation") and not self.s.has(index, "bound") for index in range(max(first, 0), at + 1))
