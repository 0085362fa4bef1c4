"""Who: noun phrases of persons, with their number, group and label."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from stream.extract.actors import Actors
from stream.extract.ages import end_of_name, gives_age, is_age
from stream.extract.heads import ENDS, actor_in, belongs, belongs_to_unit, find_head, group_of, group_spoken_of, with_complement
from stream.extract.no_people import is_of_body, is_of_clinic, is_outlet, is_year, numbers_picture
from stream.extract.quantities import Quantity, parse_quantity
from stream.extract.sentences import Sentence
from stream.model import Group

#: No sentence tells of more people: what goes on is a list that is made to cost time, and the rest of it is left out.
MAX_PARTIES = 40
_BARE_ENDS = ENDS | {"adverb", "noun", "more", "saying", "toll", "trigger", "sustains"}
#: Behind one of these "that" begins a clause, and is no "that man".
_CLAUSE_BEGINS = frozenset({"determiner", "definite", "participle", "active", "auxiliary", "perfect", "intransitive", "spoken_of"})
#: What a phrase of persons begins with, besides digits.
_BEGINS = ("same_number", "doubled", "definite", "determiner", "bound", "vague", "number", "more", "person", "actor")
#: Most words between "a" and "family".
_TO_FAMILY = 3
_COMPARED = frozenset({"more", "fewer", "less"})
_BARE_PLURAL = (3, 3, None)
#: Groups that bear arms.
UNDER_ARMS = frozenset({Group.SECURITY, Group.MILITANT})


class Shape(Enum):
    """How a phrase of persons gives its number."""

    COUNTED = auto()
    #: "the driver", "his son": one, and perhaps known already.
    DEFINITE = auto()
    #: "policemen were killed": several, of unknown number.
    BARE = auto()
    #: "killing two", "3 dead": a number without a noun.
    NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Party:
    """Persons as one phrase names them; `group` None where the phrase does not say. Token indices into its sentence."""

    start: int
    end: int
    low: int
    best: int
    high: int | None
    shape: Shape
    group: Group | None
    label: str
    actor: str | None = None
    #: "another", "other": not those spoken of before.
    more: bool = False
    #: "of them", "of the wounded": some of those spoken of before.
    partitive: bool = False
    many: bool = True
    #: Its number is not known ("several").
    vague: bool = False
    #: How many they were of whom these are some: 2 in "one of the two".
    whole: int = 0
    #: Known by name, perhaps behind what he or she is.
    named: bool = False


def find_parties(sentence: Sentence, actors: Actors) -> list[Party]:
    """All phrases of persons, from left to right, none inside another."""
    parties: list[Party] = []
    behind = 0
    for at in _beginnings(sentence):
        if len(parties) >= MAX_PARTIES:
            break
        party = _parse(sentence, at, actors) if at >= behind else None
        if party:
            parties.append(party)
            behind = party.end
    return parties


def _beginnings(sentence: Sentence) -> list[int]:
    """Tokens where a phrase of persons can begin."""
    tagged = {at for category in _BEGINS for at in sentence.where.get(category, ())}
    before = {at - 1 for at in sentence.where.get("person", ()) if at and _is_done_to(sentence, at) and not _acts_on(sentence, at - 1)}
    after = {end for category in ("active", "noun", "participle") for _, end, _ in sentence.find(category)}
    return sorted(
        tagged
        | before
        | after
        | set(sentence.names)
        | {at for at, token in enumerate(sentence.tokens) if token.word[0].isdecimal() or token.word == "between"}
    )


def _is_done_to(sentence: Sentence, at: int) -> bool:
    """Whether a participle ends right before a person noun that is no part of it, as it is of "held hostage"."""
    participle = sentence.tag(at - 1, "participle")
    return participle is not None and participle[0] == at


def _acts_on(sentence: Sentence, at: int) -> bool:
    """Whether a participle in a headline is the verb of somebody before it: "officer fatally shot teen"; or of "who" or "had"."""
    before = at - 1
    if sentence.all_capitals and (sentence.has(before, "perfect") or sentence.has(before, "relative")):
        return True
    while sentence.has(before, "adverb") or sentence.has(before, "state"):
        before -= 1
    return sentence.has(before, "person")


def _parse(sentence: Sentence, start: int, actors: Actors) -> Party | None:
    if start in sentence.names:
        return _named(sentence, start, start, None)
    at, definite, more = start, False, False
    if (sentence.has(start - 1, "month") and not sentence.has(start + 1, "person")) or is_year(sentence, start):
        return None
    if sentence.has(at, "definite"):
        if sentence.has(at, "relative") and sentence.has_any(at + 1, _CLAUSE_BEGINS):
            return None
        definite, at = True, at + 1
        if sentence.word(at) == "'s":
            return None
    if is_of_body(sentence, start):
        return None
    if is_of_clinic(sentence, start) or numbers_picture(sentence, at):
        return None
    if definite and (two := sentence.tag(at, "pair")) and not sentence.has(two[0], "person") and sentence.word(two[0]) != "'s":
        return Party(start, two[0], 2, 2, 2, Shape.COUNTED, Group.CIVILIAN, sentence.word(at))
    if family := _family(sentence, start, at):
        return family
    quantity = parse_quantity(sentence, at)
    if quantity is not None and sentence.word(quantity.end) in _COMPARED and sentence.word(quantity.end + 1) == "than":
        return None  # "ten people, two more than first thought"
    more = sentence.has_within("adds", at, quantity.end if quantity else at + 1)
    if quantity is None and (tag := sentence.tag(at, "more")):
        singular = sentence.word(at) in {"another", "a"}
        counted = parse_quantity(sentence, tag[0])
        quantity = counted or (Quantity(1, 1, 1, tag[0]) if singular else None)
        if quantity is None:
            return _headed(sentence, start, at, actors, None, definite, more=sentence.has(at, "adds"))
        more = sentence.has(at, "adds")
    if quantity is not None and (is_outlet(sentence, quantity.end) or (sentence.word(start).isdecimal() and is_outlet(sentence, start - 1))):
        return None
    if definite and is_age(sentence, at):
        return _headed(sentence, start, at, actors, None, definite, more)
    if quantity is not None and is_age(sentence, quantity.end - 1):
        quantity, at = Quantity(1, 1, 1, start), start
    if quantity is None and sentence.has(at, "determiner"):
        quantity = Quantity(1, 1, 1, at + 1)
    if quantity is None:
        return _headed(sentence, start, at, actors, None, definite, more)
    more = more or sentence.has(quantity.end, "adds") or (sentence.word(at) == "a" and sentence.has(at, "vague") and quantity.high == 1)
    return _headed(sentence, start, quantity.end, actors, quantity, definite, more) or _number_only(sentence, start, quantity, actors, definite, more)


def _family(sentence: Sentence, start: int, at: int) -> Party | None:
    """Read "a family of five", "the Yazidi family of six": so many civilians."""
    at += sentence.has(at, "determiner")
    household = next((index for index in range(at, at + _TO_FAMILY) if sentence.has(index, "household")), None)
    if household is None or sentence.word(household + 1) != "of" or any(sentence.tags[index] for index in range(at, household)):
        return None
    quantity = parse_quantity(sentence, household + 2)
    if quantity is None or quantity.best == 1 or (sentence.has(quantity.end, "person") and sentence.word(quantity.end) != "people"):
        return None
    label = sentence.text[sentence.tokens[household].start - sentence.start : sentence.tokens[quantity.end - 1].end - sentence.start]
    return Party(start, quantity.end, quantity.low, quantity.best, quantity.high, Shape.COUNTED, Group.CIVILIAN, label)


def _headed(sentence: Sentence, start: int, at: int, actors: Actors, quantity: Quantity | None, definite: bool, more: bool) -> Party | None:
    partitive = quantity is not None and sentence.word(at) == "of" and sentence.has(at + 1, "definite")
    reference = sentence.tag(at, "reference") if quantity is not None else None
    whole = parse_quantity(sentence, at + 2) if partitive else None
    if reference:
        at, partitive = reference[0], sentence.word(reference[0] - 1) in {"them", "whom"}
    elif partitive:
        at += 2
    elif quantity is not None and sentence.word(at) == "of" and quantity.best > 1:
        at += 1
    head = find_head(sentence, at, bare=quantity is None and not definite and not _after_effect(sentence, start))
    if head is None:
        return None
    end, value = head
    behind = end_of_name(sentence, end) if value.endswith("/one") else end
    named = behind - end > 1 or (behind > end and sentence.all_capitals)
    end = behind if named else end
    group_name, _, number = value.partition("/")
    label_start = whole.end if whole and whole.end < end else at
    actor = actor_in(sentence, label_start, end)
    serves = sentence.has(end, "serves")
    end, actor = with_complement(sentence, end, actor)
    if group_name == Group.UNKNOWN.value and actor is None and belongs_to_unit(sentence, end):
        group_name = Group.SECURITY.value
    either = sentence.has(head[0] - 1, "either_side")
    group = group_of(
        group_name, actor, actors, either=either, vague=sentence.has(head[0] - 1, "says_no_group") and not belongs(sentence, at, head[0] - 1)
    )
    group = actors.group(actor) if serves and actor else group
    label = sentence.text[sentence.tokens[label_start].start - sentence.start : sentence.tokens[end - 1].end - sentence.start]
    many = number == "many"
    if many and quantity is None and end in sentence.names:
        return _named(sentence, start, end, group)
    if many and quantity is not None and sentence.has(quantity.end - 1, "determiner") and quantity.end == at and end == at + 1 and actor is not None:
        many = False  # "a Peshmerga"
    if quantity is not None:
        if (
            quantity.best == 1
            and quantity.high == 1
            and many
            and sentence.has(quantity.end - 1, "determiner")
            and sentence.word(quantity.end - 1) != "one"
        ):
            return None
        return Party(
            *(start, end, quantity.low, quantity.best, quantity.high),
            Shape.COUNTED,
            group,
            label,
            actor,
            more=more,
            partitive=partitive,
            many=many,
            vague=quantity.vague,
            whole=whole.best if whole else 0,
        )
    if many:
        shape = Shape.DEFINITE if definite else Shape.BARE
        return Party(start, end, *_BARE_PLURAL, shape, group, label, actor, more, many=True)
    shape = Shape.DEFINITE if definite or named else Shape.BARE
    return Party(start, end, 1, 1, 1, shape, group, label, actor, more, many=False, named=named)


def _named(sentence: Sentence, start: int, at: int, group: Group | None) -> Party:
    """One person known by name, from token `at`; `group` as the words before the name say."""
    end = sentence.names[at]
    label = sentence.text[sentence.tokens[at].start - sentence.start : sentence.tokens[end - 1].end - sentence.start]
    return Party(start, end, 1, 1, 1, Shape.DEFINITE, group, label, many=False, named=sentence.all_capitals or end - at > 1)


def _after_effect(sentence: Sentence, start: int) -> bool:
    """Whether an effect takes what begins here as its object: "the murder of prominent Baghdad lawyer …"."""
    for category in ("active", "noun"):
        for width in range(1, 5):
            tag = sentence.tag(start - width, category)
            if tag and tag[0] == start:
                return True
    if not sentence.all_capitals:  # elsewhere capitals tell where a name begins
        return False
    return any((tag := sentence.tag(start - width, "participle")) and tag[0] == start and _is_active(sentence, start - width) for width in (1, 2, 3))


def _is_active(sentence: Sentence, at: int) -> bool:
    """Whether no form of "be" makes a participle passive: "the blast that killed Iraqi lawyer …"."""
    return not sentence.has_within("auxiliary", at - 3, at)


def _number_only(sentence: Sentence, start: int, quantity: Quantity, actors: Actors, definite: bool, more: bool) -> Party | None:
    end = quantity.end
    word = sentence.word(end)
    if sentence.word(start - 1) == "," and word in {",", ".", ""} and sentence.word(start).isdecimal():
        return None
    if (
        sentence.has(end, "unit")
        or sentence.has(end, "injury")
        or (sentence.word(start - 1) == "." and sentence.has(start - 2, "month"))
        or (sentence.word(end) in {"a", "p"} and sentence.word(end + 1) == "." and sentence.word(end + 2) == "m")
        or sentence.has(end, "month")
        or gives_age(sentence, start)
        or sentence.word(start - 1) == "at"
        or (sentence.word(start - 1) == "of" and sentence.has(start - 2, "person"))
    ):
        return None
    if sentence.has(quantity.end - 1, "determiner") and word != "of" and sentence.word(quantity.end - 1) != "one":
        return None
    partitive, group = False, None
    reference = sentence.tag(end, "reference")
    if reference:
        end, partitive = reference[0], True
        group = group_spoken_of(sentence, start, actors)
    elif word[:1].isalpha() and not sentence.has_any(end, _BARE_ENDS):
        return None
    whole = parse_quantity(sentence, end + 2) if word == "of" and sentence.has(end + 1, "definite") else None
    if whole is not None and whole.best > quantity.best and whole.high == whole.best:  # "one of the three was killed"
        return Party(
            start, whole.end, quantity.low, quantity.best, quantity.high, Shape.NUMBER, group, "", more=more, partitive=True, whole=whole.best
        )
    if definite and not partitive:
        return Party(start, end, quantity.low, quantity.best, quantity.high, Shape.NUMBER, None, "", more=more, partitive=True)
    return Party(start, end, quantity.low, quantity.best, quantity.high, Shape.NUMBER, group, "", more=more, partitive=partitive)
