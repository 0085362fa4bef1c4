"""Victims by name, age and pronoun, and those hit by bullets: the news of a town."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import killed_and_wounded

CASES = {
    "named": ("Karim Salih, 34, was found shot to death in a car on Monday, police said.", 1, 0),
    "two names": ("Karim Salih, 34, and Omar Aziz, 20, were shot and killed on Monday outside a bar.", 2, 0),
    "age and name": ("Officers found 16-year-old Karim Salih Aziz dead after a shooting on Monday.", 1, 0),
    "named object": ("A gunman opened fire in a shop on Monday, killing Karim Salih.", 1, 0),
    "noun": ("Police are looking into the shooting death of a 15-year-old boy on Monday.", 1, 0),
    "apposition": ("A teenager, a pupil of the school, was shot to death on Monday.", 1, 0),
    "shot and alive": ("Four people were shot on Monday, and one victim was rushed to the hospital.", 0, 4),
    "some of the shot died": ("Four people were shot on Monday outside a bar. Two of them died.", 2, 2),
    "shooting of": ("Police are looking into the shooting of five people on Monday.", 0, 5),
    "sent to hospital": ("A shooting outside a bar on Monday sent four people to the hospital.", 0, 4),
    "sent in their twenties": ("A shooting on Monday sent four people in their twenties to the hospital.", 0, 4),
    "left dead": ("A shooting on Monday left three people dead and injured another.", 3, 1),
    "ages": ("Six people, between the ages of 18 and 22, were shot on Monday.", 0, 6),
    "an hour": ("Police were called to a shooting around 9 a.m. on Monday. A woman was shot in the arm.", 0, 1),
    "another beside the dead": (
        "One man was killed and another injured in a shooting on Monday.\n\nThe shooting left one man dead and another injured, police said.",
        1,
        1,
    ),
    "wounded, then dead": (
        "A man was shot on Monday in a car park. Officers found the man suffering from a gunshot wound.\n\nHe was taken to a hospital, where he died.",
        1,
        0,
    ),
    "glued sentences": ("A man was killed in a shooting on Monday.Two others were injured.Police arrested nobody.", 1, 2),
    "charged at once": ("A man was charged with fatally shooting a 16-year-old boy on Monday morning.", 1, 0),
    "told late": ("Police are looking into a shooting at a park.\n\nMany people live near by.\n\nFour people were injured, a spokesman said.", 0, 4),
    "murder and suicide": ("A man shot and killed his wife on Monday and then turned the gun on himself, police said.", 2, 0),
    "shared verb": ("Karim Salih was shot in the chest and pronounced dead on Monday, a doctor said.", 1, 0),
    "two ages": ("Two men, 26 and 21, were shot in the leg on Monday.", 0, 2),
    "suspect": ("Two people were killed in a shooting on Monday. The suspect died after being shot by police.", 3, 0),
    "also shot": ("Karim Salih and Omar Aziz were killed in a shooting on Monday. A child was also shot in the hand.", 2, 1),
    "hit him": ("A shooting was reported on Monday. Somebody in a car fired at a man, striking him in the leg.", 0, 1),
    "two victims told apart": ("A lawyer was shot dead on Monday in his car. His driver was wounded in the shooting.", 1, 1),
}


@pytest.mark.parametrize("what", CASES)
def test_killed_and_wounded(extract, what):
    """Each victim is counted once, by what is last said of him or her."""
    text, killed, wounded = CASES[what]
    (report,) = extract(text)
    assert killed_and_wounded(report) == (killed, wounded)
