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
    "hit by a car": ("Four bakers were shot on Monday and an officer on a bike was struck by a car near the scene, police said.", 0, 4),
    "bombed by a car": ("Three bakers were killed by a car bomb on Monday, police said.", 3, 0),
    "where he was hit": ("Karim Salih and Omar Aziz died of gunshot wounds to the head on Monday, police said.", 2, 0),
    "shot by two": ("Police fatally shot a boy on Monday. One officer shot the boy six times, while a second officer shot the boy twice.", 1, 0),
    "shot six and himself": ("A man shot six people on Monday, killing four of them, before turning the gun on himself, police said.", 5, 2),
    "pupils": ("Omar Salih is accused of killing his father and a first-grader and wounding a teacher on Monday.", 2, 1),
    "age in a row": ("Omar Salih is accused of shooting Lina Aziz, 31, and her 13-year-old daughter on Monday.", 0, 2),
    "row behind who": ("The suspect who killed an officer and three other people on Monday was a man of 45, police said.", 4, 0),
    "number behind one": ("A gunman is sought after killing an officer, 3 others, police said on Monday.", 4, 0),
    "non-fatal": ("A man of 45 suffered a non-fatal gunshot wound on Monday, police said.", 0, 1),
    "treated": ("A gunman opened fire on Monday. Omar Salih was treated for a gunshot wound.", 0, 1),
    "hours in which": ("Seven people were shot on Monday. It came amid two hours in which ten people were shot and one man was killed.", 0, 7),
    "wreck": ("A baker was shot dead on Monday.\n\nA bus wreck killed four people and injured two.", 1, 0),
    "what he was to do": ("Two bakers were shot on Monday. He said he was going to kill his wife.", 0, 2),
    "bracket with parts": ("Two children and eight other people (three soldiers and five farmers) were wounded by a bomb on Monday.", 0, 10),
    "guards in a clause": ("Two policemen who were acting as her bodyguards and a clerk were wounded by gunmen on Monday.", 0, 3),
    "names behind what they are": ("Troops murdered farmers Omar Salih and Karim Aziz on Monday.", 2, 0),
    "as well as": ("Rebels killed the mayor of the small town of Hostigal, as well as two farmers, on Monday.", 3, 0),
    "together with": ("Rebels killed a mayor, together with his two guards, on Monday.", 3, 0),
    "and of": ("Police spoke on Monday of the assassinations of Omar Salih, Karim Aziz, and of Colonel Hasan Ali by gunmen.", 3, 0),
    "dead and wounded": ("Gunmen shot the owner dead and wounded two others near Daquq on Monday.", 1, 2),
    "of those shot": ("Four of the nine people shot in Daquq on Monday died.", 4, 5),
    "no one but": ("A bomb in Daquq on Monday killed no one but injured a dozen shoppers.", 0, 12),
    "himself and others": ("A suicide bomber blew himself up in a Daquq market on Monday, killing himself and four shoppers.", 5, 0),
    "wounds he suffered": ("A policeman died of wounds he suffered in Monday's bombing in Daquq, which had killed two others.", 3, 0),
    "age without a comma": ("The murder of Omar Aziz, 61 was condemned on Monday, police said.", 1, 0),
    "two of the wounded": ("A bomb killed nine people and hurt 20 in Daquq on Monday. Two of the wounded died in hospital.", 11, 18),
    "died a day later": ("A bomb killed nine people and wounded 20 others in Daquq on Sunday. Two of the wounded died on Monday.", 11, 18),
    "of their wounds": ("A bomb killed nine people and hurt 20 in Daquq on Sunday. Two more people died of their wounds on Monday.", 11, 18),
    "number lowered": ("A bomb killed nine people in Daquq on Monday. The hospital later lowered the number to seven.", 7, 0),
    "twice as many": ("Eight soldiers were killed in an ambush near Daquq on Monday, and twice as many were wounded.", 8, 16),
    "his deputy": ("A drone strike near Daquq on Monday killed a PKK commander, his deputy and their driver.", 3, 0),
    "himself dead": ("A gunman killed his wife, two daughters and a neighbour in Daquq on Monday before shooting himself dead.", 5, 0),
    "who wounded others": ("A gunman who wounded two farmers near Daquq on Monday was shot dead.", 1, 2),
    "who abducted others": ("Twelve ELN members who had kidnapped two farmers near Cali on Monday were killed.", 12, 0),
    "banker": ("A banker and a watchman were shot dead by gunmen on Monday.", 2, 0),
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
