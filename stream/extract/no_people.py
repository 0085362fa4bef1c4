"""What begins like a phrase of persons and is none: a year, a wound, a clinic, the number of a picture."""

from __future__ import annotations

from stream.extract.sentences import Sentence

#: Digits of a year.
_YEAR = 4


def is_year(sentence: Sentence, at: int) -> bool:
    """Read "January 9, 2017": the number that ends a date; in "On January 9, 12 soldiers were killed" it counts."""
    return (
        len(sentence.word(at)) == _YEAR
        and sentence.word(at).isdecimal()
        and sentence.word(at - 1) == ","
        and sentence.word(at - 2).isdecimal()
        and sentence.has(at - 3, "month")
    )


def is_of_body(sentence: Sentence, start: int) -> bool:
    """Read "a wound to the head", "shot in his head": where somebody was hit."""
    part = start + sentence.has(start, "definite")
    before = part - 1 - sentence.has(part - 1, "definite")
    return sentence.has(part, "body_part") and sentence.word(part + 1) != "of" and sentence.word(before) in {"to", "in"}


def is_of_clinic(sentence: Sentence, start: int) -> bool:
    """Read "Riley Hospital for Children", which is no number of children."""
    return (
        sentence.has(start - 2, "care")
        and sentence.has(start - 1, "preposition")
        and start < len(sentence.tokens)
        and sentence.tokens[start].capitalised
    )


def numbers_picture(sentence: Sentence, at: int) -> bool:
    """Read "Image 3 of 5 Karim Salih": the number of a picture, in front of what it shows."""
    digits = sentence.word(at).isdecimal() and sentence.word(at + 1) == "of" and sentence.word(at + 2).isdecimal()
    return digits and (at + 3 >= len(sentence.tokens) or not sentence.tokens[at + 3].raw[0].islower())


def is_outlet(sentence: Sentence, at: int) -> bool:
    """Whether a token belongs to the name of a station: "told 13 News", "Channel 2"."""
    return sentence.has(at, "outlet") and sentence.tokens[at].capitalised
