"""Where the victims of a verb stand: its object, its subject, and the chain of phrases that each begins or ends."""

from __future__ import annotations

from stream.extract.ages import end_of_name
from stream.extract.parties import Party, Shape
from stream.extract.sentences import Sentence
from stream.model import Effect

#: How far a verb looks for its victims, in tokens.
_REACH = 30
#: How far behind a speaker its verb stands.
_SPEAKER_REACH = 10
#: Longest insertion in brackets.
_BRACKET = 6
#: Words of a name.
_NAME_LEAST, _NAME_LENGTH = 2, 4
#: Names of a list, at most.
_NAMES = 9
#: A phrase that begins so early may be fronted.
_FRONT = 5
#: One person and what he or she is.
_PAIR = 2
#: Adverbs and the like between a verb and its object, or an auxiliary and its participle.
GAP = 4
#: What stands behind a surname that the sentence is about.
_SAID_OF = frozenset({"auxiliary", "intransitive", "adverb", "sustains"})
#: Words between a verb and a name.
_TO_NAME = 8
#: Where the search for a wound, a name or an event ends.
NO_WOUND = frozenset({"clause", "preposition", "auxiliary", "saying"})
#: Behind a name: it is no person's.
_NO_PERSON = frozenset({"actor", "settlement", "care", "building"})
#: Before a name that is a place's or a street's: "in the 200 block of South Karim with gunshot wounds".
_WHERE = frozenset({"locative", "elsewhere", "street"})
#: Longest insertion behind a name, and what none holds.
_INSERTED, _OF_CLAUSE = 9, frozenset({"clause", "auxiliary", "perfect", "saying", "conjunction", "participle"})
#: What is no noun, nor stands before one.
_NO_NOUN = frozenset({"preposition", "conjunction", "clause", "adverb", "auxiliary", "saying", "state"})
#: Most words of a thing that a verb is about.
_THING = 4
_SEPARATORS = {",", "and", "&", "or", "plus"}


class Links:
    """Finds the parties that a verb of one sentence is about; `taken` holds those that an effect has fallen on already."""

    def __init__(self, sentence: Sentence, parties: list[Party]) -> None:
        self.s = sentence
        self.parties = parties
        self.by_start = {party.start: party for party in parties}
        self.by_end = {party.end: party for party in parties}
        self.taken: set[tuple[Effect, int]] = set()

    def object_of(self, start: int) -> list[Party]:
        """The parties that a verb ending before token `start` has as its object; [] where none stands there."""
        for gap in range(GAP):
            party = self.by_start.get(start + gap)
            if party:
                return _without_apposition(self.s, self._chain_right(party))
            if not (
                self.s.has(start + gap, "adverb")
                or self.s.word(start + gap) in {'"', "“"}
                or (gap == 0 and self.s.has(start, "preposition") and self.s.word(start) == "of")
            ):
                break
        return self._named_right(start)

    def _named_right(self, start: int) -> list[Party]:
        """Somebody given by name alone as the object: "killing Karim Salih"."""
        if self.s.has(start, "spoken_of") or (self.s.has(start, "either_case") and not self._is_noun(start + 1)):
            return [_one(self.s, start, start + 1)]
        end = end_of_name(self.s, start)
        if self.s.all_capitals:
            return self._behind_words(start)
        if end - start < _NAME_LEAST or self.s.word(end) == "'s" or self.s.has_any(end, _NO_PERSON):
            return []
        return [_one(self.s, start, end)]

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

    def _chain_right(self, party: Party) -> list[Party]:
        chain = [party]
        at = self._behind_bracket(party.end)
        while True:
            step = at
            while self.s.word(step) in _SEPARATORS or self.s.has(step, "conjunction"):
                step += 1
            part = self.s.tag(step, "part") or self.s.tag(at, "part")
            following = self.by_start.get(part[0] if part else step)
            if (
                following is None
                or (step == at and not part)
                or self._opens_clause(party, following)
                or ((self._is_subject(following) or self._speaks(following)) and not part)
            ):
                return chain
            chain.append(following)
            at = self._behind_bracket(following.end)

    def _opens_clause(self, first: Party, following: Party) -> bool:
        """Whether a definite phrase behind a comma begins the main clause: "After the murder of Karim Salih, the judges went on strike"."""
        bare_comma = self.s.word(following.start - 1) == "," and self.s.has(following.start, "definite")
        fronted = any(self.s.has(index, "clause") or self.s.has(index, "preposition") for index in range(min(first.start, _FRONT)))
        return bare_comma and fronted and not any(self.s.word(index) == "," for index in range(first.start))

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

    def adjacent_left(self, at: int) -> list[Party]:
        """The parties that end right before token `at`, adverbs left aside."""
        if self.s.word(at - 1) in {",", ")"}:
            at = _before_age(self.s, at)
        for gap in range(GAP):
            party = self.by_end.get(at - gap)
            if party:
                return _without_apposition(self.s, self._chain_left(party))
            if not self.s.has(at - gap - 1, "adverb"):
                break
        return []

    def subject_of(self, at: int, effect: Effect) -> list[Party]:
        """The parties that the passive or intransitive verb at token `at` is about, for that effect."""
        if self.s.word(at - 1) == "there":
            return []
        adjacent = self.adjacent_left(at)
        if adjacent and not (adjacent[0].shape in {Shape.BARE, Shape.DEFINITE} and adjacent[0].many and self._is_object(adjacent[0])):
            return adjacent
        around = self._around_insertion(at)
        if around:
            return around
        best: list[Party] = []
        carried = self.s.has(at, "preposition")  # "found her with gunshot wounds": not those who found her
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
            free = (
                party is not None and self.s.word(index) != "'s" and ((effect, party.start) not in self.taken) and not self._speaks_before(party, at)
            )
            if party and free and (self.s.has(index, "relative") or not self.s.has(party.start - 1, "preposition")):
                best = _without_apposition(self.s, self._chain_left(party))
                if party.shape is not Shape.BARE or self.s.is_title:
                    return best
        return best or adjacent or self._named(at)

    def _around_insertion(self, at: int) -> list[Party]:
        """The parties before what is put in between commas: "Karim Salih, who served here until May, was shot"."""
        if self.s.word(at - 1) != ",":
            return []
        told: list[Party] = []
        for index in range(at - 2, max(at - _REACH, 0), -1):
            party = self.by_end.get(index) if self.s.word(index) == "," else None
            if party and not self.s.has(party.start - 1, "preposition"):
                if self.s.has(index + 1, "relative") or self.s.has(index + 2, "reference"):
                    return self._chain_left(party)
                if not any(other.shape in {Shape.COUNTED, Shape.NUMBER} for other in self.parties if index < other.start < at):
                    told = told or self._chain_left(party)
            if self.s.word(index) in {";", ":"}:
                break
        return told

    def _other_subject(self, index: int, at: int) -> bool:
        """Whether "and" stands at `index`, and behind it a thing that the verb at `at` is about: "eight people were hurt, and livestock was carried off"."""
        if self.s.word(index) != "and" or not 1 < at - index <= _THING:
            return False
        return all(self.s.word(i)[:1].isalpha() and not self.s.tags[i] for i in range(index + 1, at))

    def _named(self, at: int) -> list[Party]:
        """Somebody given by name alone: "Karim Salih, 63, was killed"."""
        end = at
        while self.s.has(end - 1, "adverb"):
            end -= 1
        end = _before_age(self.s, self._before_insertion(end))
        start = end
        while start > 0 and self.s.tokens[start - 1].capitalised and not self.s.tags[start - 1] and end - start < _NAME_LENGTH:
            start -= 1
        if (
            self.s.text.isupper()
            or self.s.is_title
            or (end - start >= _NAME_LEAST and (self.s.word(start - 1) == "of" or self.s.has_any(start - 1, _WHERE)))
        ):
            return []
        if end - start < _NAME_LEAST:
            return self._spoken_of(end - 1)
        return [*self._names_before(start), _one(self.s, start, end)]

    def _before_insertion(self, end: int) -> int:
        """Token behind the comma in front of what is inserted: "Karim Salih, 24, of Milltown, was shot"; `end` where nothing is."""
        if self.s.word(end - 1) != ",":
            return end
        for index in range(end - 2, max(end - _INSERTED, 0), -1):
            if self.s.word(index) == ",":
                return end if index == end - 1 or self.s.word(index + 1).isdecimal() else index + 1
            if self.s.has_any(index, _OF_CLAUSE):
                break
        return end

    def _names_before(self, end: int) -> list[Party]:
        """The other names of a list that ends before token `end`: "Karim Salih, 63, and Omar Aziz were killed"."""
        found: list[Party] = []
        while end > 0 and (self.s.word(end - 1) in _SEPARATORS or self.s.word(end - 1).isdecimal()) and len(found) < _NAMES:
            while end > 0 and (self.s.word(end - 1) in _SEPARATORS or self.s.word(end - 1).isdecimal()):
                end -= 1
            start = end
            while start > 0 and self.s.tokens[start - 1].capitalised and not self.s.tags[start - 1] and end - start < _NAME_LENGTH:
                start -= 1
            if end - start < _NAME_LEAST:
                break
            found.insert(0, _one(self.s, start, end))
            end = start
        return found

    def _spoken_of(self, at: int) -> list[Party]:
        """Somebody spoken of before, by a pronoun or a surname right before the verb: "He died", "Salih was shot"."""
        if self.s.has(at, "spoken_of") or (at == 0 and self.s.tokens[0].capitalised and not self.s.tags[0] and self.s.has_any(1, _SAID_OF)):
            return [_one(self.s, at, at + 1)]
        return []

    def _is_object(self, party: Party) -> bool:
        """Whether something stands before the party that it may be the object of: "defending demonstrators"."""
        word = self.s.word(party.start - 1)
        return word.endswith("ing") or self.s.has(party.start - 1, "preposition")

    def _is_relative(self, index: int) -> bool:
        """Whether a clause word hangs on the party right before it: "two men who were killed"."""
        return self.s.has(index, "relative") and (index in self.by_end or (self.s.word(index - 1) == "," and index - 1 in self.by_end))

    def _speaks_before(self, party: Party, at: int) -> bool:
        return any(self.s.has(index, "saying") and index != at for index in range(party.end, min(at, party.end + 3)))

    def _chain_left(self, party: Party) -> list[Party]:
        chain = [party]
        at = party.start
        while True:
            step = at
            while self.s.word(step - 1) in _SEPARATORS:
                step -= 1
            for category in ("conjunction", "part"):
                for width in (1, 2, 3):
                    if (tag := self.s.tag(step - width, category)) and tag[0] == step:
                        step -= width
            while self.s.word(step - 1) == ",":
                step -= 1
            before = self.by_end.get(step)
            if before is None or step == at or any(start == before.start for _, start in self.taken) or self.s.has(before.start - 1, "preposition"):
                return chain
            chain.insert(0, before)
            at = before.start

    def back_to_auxiliary(self, at: int) -> int | None:
        """Token of the auxiliary that makes the participle at `at` passive; None where there is none."""
        for gap in range(1, GAP + 1):
            if self.s.has(at - gap, "auxiliary"):
                return at - gap - (1 if self.s.has(at - gap - 1, "perfect") or self.s.has(at - gap - 1, "auxiliary") else 0)
            if not self.s.has(at - gap, "adverb"):
                return None
        return None

    def negated(self, at: int) -> bool:
        """Whether the verb at that token is denied."""
        return self.s.has_within("negation", at - 3, at + 1)


def _before_age(sentence: Sentence, at: int) -> int:
    """Token behind a name or noun that an age stands behind: ", 24," or ", 24" or "(24)"."""
    end = at - 1 if sentence.word(at - 1) in {",", ")"} else at
    age = sentence.word(end - 1)
    return end - 2 if age.isdecimal() and len(age) <= _PAIR and sentence.word(end - 2) in {",", "("} else at


def _one(sentence: Sentence, start: int, end: int) -> Party:
    label = " ".join(token.raw for token in sentence.tokens[start:end])
    return Party(start, end, 1, 1, 1, Shape.DEFINITE, None, label, many=False, named=end - start >= _NAME_LEAST)


def _without_apposition(sentence: Sentence, chain: list[Party]) -> list[Party]:
    """Read "the teenager, a student at the school, was shot" as one person."""
    if len(chain) != _PAIR or any(party.best != 1 or party.more for party in chain):
        return chain
    first, second = chain
    between = sentence.word(first.end) == "," and second.start == first.end + 1
    introduced = sentence.has(second.start, "determiner") or sentence.word(second.start) == "the"
    return chain[:1] if between and introduced and sentence.word(second.end) != "and" else chain
