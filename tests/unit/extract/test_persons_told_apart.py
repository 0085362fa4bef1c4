"""Victims told one by one, over sentences: who is who, and who died after all."""

from __future__ import annotations

import pytest

from stream.model import Effect
from tests.unit.extract.conftest import killed_and_wounded

CASES = {
    "by age": (
        "A 19-year-old man was shot in the leg outside a bar on Monday. A 23-year-old man was shot in the arm.\n\nA 31-year-old woman was shot in the foot.",
        0,
        3,
    ),
    "told again": ("A man was shot in the leg on Monday.\n\nThe 24-year-old man was shot near a park, police said. The victim was shot once.", 0, 1),
    "died at last": (
        "A boy and a woman were shot on Monday outside a shop.\n\nThe woman was shot in the arm. The boy, 12, was shot in the chest. He died at a hospital.",
        1,
        1,
    ),
    "one of the counted died": (
        "Two people were wounded in a shooting on Monday.\n\nKaram Jones, 24, was shot in the back. Jones died on Tuesday, police said.",
        1,
        1,
    ),
    "whole and persons": (
        "One man was killed and three others were wounded in a shooting on Monday.\n\nA 20-year-old woman was shot in the hand, police said.",
        1,
        3,
    ),
    "found beside the toll": (
        "One man was killed and two others were wounded in a shooting on Monday.\n\nOfficers found three people with gunshot wounds in a bar.",
        1,
        2,
    ),
    "share of a number": ("Six people were wounded in a shooting on Monday, five with gunshot wounds.", 0, 6),
    "age behind a name": ("Karim Salih, 24 was shot in the chest on Monday, and Omar Aziz, 26 was shot in the leg, police said.", 0, 2),
    "age in a clause": ("The shop owner's sister, who was 24, was shot in the leg on Monday, police said.", 0, 1),
    "station": ("Police told 13 News two people were shot in a bar on Monday.", 0, 2),
    "father of": ("A father of 3 was killed in a shooting on Monday, police said.", 1, 0),
    "victims by name of the deed": ("Police were called to a bar on Monday after a shooting. They found two shooting victims near the door.", 0, 2),
    "wound": ("A woman suffered a superficial gunshot wound in a shooting on Monday, police said.", 0, 1),
    "wound and adjectives": ("A woman was shot on Monday. A man received a minor graze wound to the arm.", 0, 2),
}


@pytest.mark.parametrize("what", CASES)
def test_killed_and_wounded(extract, what):
    """Each person is counted once, as dead where the text says so in the end."""
    text, killed, wounded = CASES[what]
    (report,) = extract(text)
    assert killed_and_wounded(report) == (killed, wounded)


def test_headline_with_an_adverb(extract):
    """In a headline the one before "fatally shot" did it, the one behind it was hit."""
    (report,) = extract("A deputy fatally shot a teenager on Monday, police said.", title="Deputy fatally shot teenager during call")
    assert [(c.effect, c.best) for c in report.casualties] == [(Effect.KILLED, 1)]


def test_a_hospital_alone_opens_nothing(extract):
    """Who is taken to a clinic, where nothing speaks of arms, is no victim of an attack."""
    assert not extract("A woman fainted at the market on Monday and was taken to the clinic.")
