"""News of shootings: one person under several words for him, victims told by their place in the order, and what only looks like one more of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Effect, Report

Extract = Callable[..., tuple[Report, ...]]

TOLLS = {
    "name that is a word of the markets": ("Omar Price, 22, and Karim Aziz, 30, were gunned down at a car wash on Monday.", 2, 0),
    "age at the end": ("Police seek a driver after the fatal shooting of Omar Burns, 14\n\nHe was shot on Monday.", 1, 0),
    "friend of the family": ("A man was held on Monday in the shooting death of Karim Aziz, a neighbour and close friend.", 1, 0),
    "whose son": ("A reward was offered for the killing of a 14-year-old boy, and son of a judge, who was shot on Monday.", 1, 0),
    "two of mine": ("They shot my baby boy, my son, on Monday, the mother said.", 0, 1),
    "owner with an s": ("Two men were charged on Monday with the fatal shooting of Senator Karim Salas’ 15-year-old grandson.", 1, 0),
    "surname of somebody from a town": (
        "Omar Aziz, of Milltown, was shot dead on Monday. When the driver saw Aziz had been injured, he stopped for help.",
        1,
        0,
    ),
    "juvenile who is ten": ("A juvenile was shot in the leg at a farm on Monday. Officers said the 10-year-old boy will recover.", 0, 1),
    "years in short": ("A 4 yo boy was shot in the arm at a park on Monday.", 0, 1),
    "that person": ("At least one person was shot in a bar on Monday, and that person was taken to a hospital, where he died.", 1, 0),
    "at least one again": ("A boy, 17, was shot dead in a park on Monday. A caller had spoken of at least one person injured.", 1, 0),
    "fourth victim": (
        "Shots were fired at a bar on Monday. Three men were taken to a hospital with gunshot wounds. A fourth victim was grazed by a bullet.",
        0,
        4,
    ),
    "third after a pair": ("Two men were shot and wounded on Monday. A third man was hit in the leg, police said.", 0, 3),
    "found hurt, dead later": (
        "A father and two daughters were shot dead at home on Monday. Police had found a man and two children wounded in the hall.",
        3,
        0,
    ),
    "several, then how many": ("Several people were injured in a shooting at a club on Monday. Police said five people were injured.", 0, 5),
    "a shot": ("A girl was shot in the hand at a bakery on Monday. The first shot the man fired hit the wall. Only one shot was heard.", 0, 1),
    "sum over a town": ("A baker was shot dead on Monday. Three children have been killed in shootings here, neighbours said.", 1, 0),
    "what goes on": ("A baker was shot dead on Monday. So many kids are getting killed in our town, neighbours said.", 1, 0),
    "parents": ("His parents were shot dead at home on Monday, police said.", 2, 0),
    "brothers by name": ("The brothers, Omar Aziz, 22, and Karim Aziz, 19, were shot in the leg on Monday.", 0, 2),
    "victims identified": ("The victims, identified as Omar Aziz and Karim Salih, were gunned down on Monday.", 2, 0),
    "couple who found him": ("Omar Salih, 19, was shot on Monday. The couple discovered Salih suffering from a gunshot wound, and he died.", 1, 0),
    "two shootings of the news": ("Two men were killed in shootings on Monday at the harbour, police said.", 2, 0),
}


@pytest.mark.parametrize(("text", "killed", "wounded"), TOLLS.values(), ids=TOLLS.keys())
def test_reads_the_toll(extract: Extract, text: str, killed: int, wounded: int) -> None:
    """Killed and wounded of the one report."""
    (report,) = extract(text)
    best = {effect: sum(casualty.best for casualty in report.casualties if casualty.effect is effect) for effect in (Effect.KILLED, Effect.WOUNDED)}
    assert (best[Effect.KILLED], best[Effect.WOUNDED]) == (killed, wounded)
