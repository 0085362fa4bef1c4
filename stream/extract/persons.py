"""Who is who among victims told one by one: what a phrase says of one person, and whether two phrases may mean the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from stream.extract.ages import AGE, is_age
from stream.extract.claims import Claim
from stream.extract.parties import Shape
from stream.extract.sentences import Sentence

#: Youngest and oldest, in years, whom each word of the list `stage` is said of.
_YEARS = {"child": (0, 17), "teen": (11, 19), "adult": (16, 200)}
#: A name in front of or behind an age stands this near to it, in tokens.
_NEAR_NAME = 4


@dataclass(slots=True)
class Traits:
    """What a phrase says of one person; None and empty where it says nothing."""

    male: bool | None = None
    stage: str | None = None
    age: int | None = None
    names: set[str] = field(default_factory=set)
    #: What he or she is, where the word may not be said of anybody: "driver", "officer".
    trade: str | None = None
    #: What he or she is to somebody: "daughter".
    kin: str | None = None
    #: "A bystander": nobody of whom the text has told by another word.
    onlooker: bool = False

    def agrees(self, other: Traits) -> bool:
        """Whether nothing speaks against both being one person."""
        if self.male is not None and other.male is not None and self.male != other.male:
            return False
        if self.names and other.names and not self.names & other.names:
            return False
        if self.age is not None and other.age is not None and self.age != other.age:
            return False
        return _of_age(self, other) and _of_age(other, self)

    def proves(self, other: Traits) -> bool:
        """Whether a name or an age is the same."""
        return bool(self.names & other.names) or (self.age is not None and self.age == other.age)

    def learn(self, other: Traits) -> None:
        """Take over what the other phrase says besides."""
        self.male = other.male if self.male is None else self.male
        self.stage = self.stage or other.stage
        self.age = other.age if self.age is None else self.age
        self.names |= other.names
        self.trade = self.trade or other.trade
        self.kin = self.kin or other.kin

    def may_be(self, other: Traits, *, whose: bool) -> bool:
        """Whether a phrase that proves nothing may mean this person: of the same trade and kin, where both say so.

        `whose`: the phrase is "his brother", "her son", who is not the officer spoken of.
        """
        if other.onlooker and not self.onlooker:
            return False
        if whose and other.kin is not None and self.kin is None and (self.trade is not None or self.names):
            return False
        return (other.trade is None or self.trade in {None, other.trade}) and (other.kin is None or self.kin in {None, other.kin})


def _of_age(one: Traits, other: Traits) -> bool:
    """Whether the one's age, or stage of life, fits what the other is called."""
    if other.stage is None:
        return True
    low, high = _YEARS[other.stage]
    if one.age is not None:
        return low <= one.age <= high
    return {one.stage, other.stage} != {"child", "adult"}


def traits_of(claim: Claim, sentence: Sentence) -> Traits:
    """What the phrase of a single victim says of him or her."""
    party, traits = claim.party, Traits()
    behind = _behind_noun(claim, sentence)
    for at in range(party.start, party.end):
        sex, stage = sentence.tag(at, "sex"), sentence.tag(at, "stage")
        if sex:
            traits.male = sex[1] == "male"
        if stage:
            traits.stage = stage[1]
        if at in sentence.ages:
            traits.age = sentence.ages[at]
        if is_age(sentence, at):
            traits.age = _years(sentence, at)
        elif at >= behind and _is_name(sentence, at):
            traits.names.add(sentence.word(at))
    if traits.age is None:
        traits.age = _age_behind(sentence, party.end)
    head = next((at for at in range(party.start, party.end) if (tag := sentence.tag(at, "person")) and tag[0] == party.end), party.end - 1)
    if not traits.names and not party.many and not is_corpse(claim, sentence) and sentence.has(head, "person") and not sentence.has(head, "anyone"):
        traits.onlooker = sentence.has(head, "onlooker") and sentence.has(party.start, "determiner")
        if sentence.has(head, "sex") and sentence.has(head, "kin"):
            traits.kin = sentence.word(head)
        else:
            traits.trade = sentence.word(head)
            traits.stage = traits.stage or (None if sentence.has(head, "any_age") else "adult")
    return traits


def _behind_noun(claim: Claim, sentence: Sentence) -> int:
    """Where a name can begin: "Basra" in "a 20-year-old Basra man" is none."""
    return max((at + 1 for at in range(claim.party.start, claim.party.end) if sentence.has(at, "person")), default=claim.party.start)


def _is_name(sentence: Sentence, at: int) -> bool:
    return sentence.may_name(at) and not sentence.is_title and not sentence.text.isupper() and len(sentence.word(at)) > 1


def _years(sentence: Sentence, at: int) -> int | None:
    """The years of "23-year-old", in digits or words; a baby's months are 0."""
    word = sentence.word(at)
    if sentence.word(at + 1).startswith(("month", "day", "week")):
        return 0
    if word.isdecimal():
        return int(word)
    number = sentence.tag(at, "number")
    return int(number[1]) if number else None


def _age_behind(sentence: Sentence, end: int) -> int | None:
    """Read ", 23," or "(23)" behind a name or a noun."""
    word = sentence.word(end + 1)
    if sentence.word(end) in {",", "("} and word.isdecimal() and len(word) <= AGE - 1:
        return int(word) if sentence.word(end + 2) in {",", ")", ".", ";"} else None
    return None


def is_single(claim: Claim) -> bool:
    """Whether a claim is of one person, "at least one" included, and not of a number that happens to be one."""
    party = claim.party
    return party.low == party.best == 1 and (party.high == 1 or party.shape is Shape.COUNTED) and not claim.total


def is_corpse(claim: Claim, sentence: Sentence) -> bool:
    """Whether the phrase is of a body, which is that of somebody told of elsewhere."""
    return sentence.has_within("corpse", claim.party.start, claim.party.end)


def is_known(claim: Claim, sentence: Sentence) -> bool:
    """Whether the phrase is of somebody spoken of before: "he", "the man", and a body that is found."""
    return (
        is_corpse(claim, sentence)
        or sentence.has(claim.party.start, "spoken_of")
        or (claim.party.shape is Shape.DEFINITE and sentence.has(claim.party.start, "definite"))
    )
