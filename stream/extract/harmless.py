"""Words that would set an event aside and say nothing here: the month of May, the Supreme Court, "the deadliest attack this year"."""

from __future__ import annotations

from stream.extract.sentences import Sentence

#: A phrase of time this near to the beginning is fronted: "In 2014, …" speaks of the whole sentence.
_FRONT = 3
#: How far before "this year" a superlative stands.
_NEAR = 8
#: Most words of a street's name, with the one before it.
_STREET = 4
#: Words between an officer of the law and his court, and what none of them is.
_OFFICE_REACH = 6
_NO_OFFICE = frozenset({"auxiliary", "clause", "participle", "active", "intransitive", "saying", "trigger", "person"})
#: What stands before "would-be bomber", and never before a verb.
_PHRASE_BEGINS = frozenset({"determiner", "definite", "number"})
#: How far before "since" stands "it has been".
_ELAPSED = 6


def is_harmless(sentence: Sentence, kind: str, at: int) -> bool:
    """Whether a word of that kind says nothing here: the month of May, the Supreme Court, "the deadliest attack this year"."""
    if kind == "accident":
        return sentence.holds("bullets")  # "a shooting and a crash"
    if kind == "anniversary":
        return _is_occasion(sentence, at)
    if kind == "forecast":
        hoped = any(tag and tag[1] == "wounded" for tag in (sentence.tag(at, "participle"), sentence.tag(at + 1, "participle")))
        would_be = sentence.word(at) == "would" and sentence.word(at + 1) == "be" and sentence.has_any(at - 1, _PHRASE_BEGINS)
        return hoped or would_be or (sentence.has(at, "month") and sentence.tokens[at].capitalised)
    if kind == "legal":
        return sentence.has(at, "office") or sentence.has(at - 1, "office") or _is_street(sentence, at) or _is_of_somebody(sentence, at)
    if kind == "cumulative" and (sentence.has(at, "day_word") or (sentence.has(at - 1, "perfect") and sentence.word(at) == "since")):
        return True  # "in the past few hours"; "the ministry has since made clear"
    if kind == "cumulative" and sentence.has(at, "several_events") and not sentence.holds("perfect"):
        return True
    return kind == "cumulative" and (is_superlative(sentence, at) or _is_elapsed(sentence, at) or _since_attack(sentence, at))


def _is_occasion(sentence: Sentence, at: int) -> bool:
    """Whether people were shot at what is named there: "gunfire erupted during a memorial service"."""
    before = at - 1 - (sentence.has(at - 1, "definite") or sentence.has(at - 1, "determiner"))
    return sentence.has(before, "preposition") and any(shot < before for shot in sentence.where.get("bullets", ()))


def _is_of_somebody(sentence: Sentence, at: int) -> bool:
    """Whether a word of the law says of what court somebody is: "a judge of the drug offences court"."""
    for of in range(at - 1, max(0, at - _OFFICE_REACH), -1):
        if sentence.word(of) in {"of", "at", "in"} and sentence.has(of - 1, "person"):
            return True
        if not sentence.word(of)[:1].isalpha() or sentence.has_any(of, _NO_OFFICE):
            return False
    return False


def _is_street(sentence: Sentence, at: int) -> bool:
    """Whether a word of the law ends an address: "the 200 block of Palm Court", "12 Palm Court"."""
    if sentence.is_title or not sentence.tokens[at].capitalised:
        return False
    before = at - 1
    while before > at - _STREET and sentence.tokens[before].capitalised and not sentence.tags[before]:
        before -= 1
    named = before < at - 1
    return named and (sentence.word(before).isdigit() or (sentence.word(before) == "of" and sentence.has(before - 1, "street")))


def _is_elapsed(sentence: Sentence, at: int) -> bool:
    """Whether it only says how long ago something was, or that no more is known: "it has been two months since", "So far, police say"."""
    if at == 0 and sentence.word((sentence.tag(0, "cumulative") or (0, ""))[0]) == ",":
        return sentence.has(0, "up_to_now")
    return sentence.has(at - 1, "span_unit") and sentence.has_within("auxiliary", at - _ELAPSED, at)


def _since_attack(sentence: Sentence, at: int) -> bool:
    """Read "who had been in a coma since last Thursday's bombing": it tells of one man, and of that attack."""
    relative = sentence.has_within("relative", at - _ELAPSED - _NEAR, at)
    day = next((index for index in range(at + 1, at + 1 + _FRONT) if sentence.has(index, "weekday")), None)
    return relative and day is not None and any(sentence.word(index) == "'s" for index in (day + 1, day + 2))


def is_superlative(sentence: Sentence, at: int) -> bool:
    """Whether what stands there only says how rare the event is: "the deadliest attack this year"."""
    return sentence.has_within("superlative", at - _NEAR, at)
