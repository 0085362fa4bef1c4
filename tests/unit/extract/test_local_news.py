"""Local news of shootings: what follows them and has days of its own, bullets that strike, and which of several numbers is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from stream.extract.frames import Frame, killed_in, most_hit, pair_in, wounded_in
from stream.model import Report
from tests.unit.extract.conftest import killed_and_wounded

Extract = Callable[..., tuple[Report, ...]]

TOLLS = {
    "identified as": ("A woman was shot on Monday. A man, later identified as 20-year-old Omar Aziz, was also shot.", 0, 2),
    "the street of the verb": ("A baker was shot on Monday. He was found in the 200 block of South Karim with gunshot wounds.", 0, 1),
    "bullets struck": ("Gunfire erupted at a park on Monday, and bullets struck two women.", 0, 2),
    "both were hit": ("Two men fired shots at each other on Monday. Both men were hit.", 0, 2),
    "hit by a car": ("A man was shot on Monday in Milltown. Two women were hit by a car.", 0, 1),
    "the life of": ("A shooting outside a bakery on Monday claimed one man's life.", 1, 0),
    "in the hospital": ("A shooting on Monday left two men in the hospital.", 0, 2),
    "but died": ("A girl was shot on Monday. She was rushed to a clinic but died.", 1, 0),
    "to death": ("A gunman shot a baker to death on Monday.", 1, 0),
    "shot her": ("A gunman shot a woman on Monday. He shot her in the arm, police said.", 0, 1),
    "that killed": ("Police look for the driver in a shooting on Monday that killed a girl.", 1, 0),
    "the shooting is no verb": ("A man was shot on Monday. After the shooting Karim Salih drove off.", 0, 1),
    "the fourth victim": ("Four people were shot on Monday. The fourth victim, a woman, died.", 1, 3),
    "neighbour in apposition": ("Police look into the death of Karim Salih, a neighbor, who was shot on Monday.", 1, 0),
    "a clinic for children": ("A boy was shot on Monday. He was taken to Mill River Hospital for Children.", 0, 1),
    "a general hospital": ("A boy was shot on Monday. He was taken to Milltown General Hospital.", 0, 1),
    "number of a picture": ("Image 3 of 5 Karim Salih was shot dead on Monday.", 1, 0),
    "multiple wounds": ("Karim Salih, 21, sustained multiple gunshot wounds on Monday and was pronounced dead.", 1, 0),
    "some of them": ("Six people were shot on Monday. Three of the men are in grave condition.", 0, 6),
    "all but one": ("Four people were shot on Monday, one fatally.", 1, 3),
    "repeated": ("Four people were shot on Monday. Police say four were wounded. A neighbour spoke of five people shot.", 0, 4),
    "both are known": ("Police found one man and one woman on Monday, both with gunshot wounds.", 0, 2),
    "comes a week after": ("A baker was shot on Monday. The shooting comes just a week after a party at which two men were killed.", 0, 1),
    "days after another": ("A baker was shot on Monday. It was four days after another man was shot.", 0, 1),
    "age of a child": ("Gunmen opened fire on Monday. Police told of the shooting of his stepson, 3.", 0, 1),
    "fired one shot": ("A guard fired one shot on Monday, hitting a girl in the head.", 0, 1),
    "neither of them": ("A boy was shot on Monday. Neither of the brothers or their mother were injured.", 0, 1),
    "in apposition with the": ("Police look into the fatal shooting of Karim Salih, the son of a baker, on Monday.", 1, 0),
    "a mother says": ("Karim Salih, 20, was shot dead on Monday. His mother said her son was killed for nothing.", 1, 0),
    "another article": ("A boy was shot on Monday.\n\nRelated: Two men shot dead at a mill", 0, 1),
    "found wounded, some dead": (
        "Three men were killed in a shooting on Monday. Three are dead, police say. They found four men wounded, two of them dead.",
        3,
        4,
    ),
    "another shooting": ("A boy was shot on Monday. In another shooting on the same night, a man was shot in the foot.", 0, 1),
    "his father's gun": ("A young man was shot with his father's gun on Sunday.", 0, 1),
    "whose coroner speaks": (
        "Two men were shot dead in Oakdale, Illinois, on Monday. A third man suffered a gunshot wound, the Denver medical examiner said.",
        2,
        1,
    ),
    "inserted": ("A boy was shot on Monday. Lena Brandt, 24, of Milltown, was shot in the leg.", 0, 2),
    "inserted name": ("A boy was shot on Monday. His grandfather, Karim Salih, 56, was taken to Mill River Hospital.", 0, 2),
    "remained hospitalized": ("Gunmen shot a boy on Monday. One deputy remained hospitalized.", 0, 2),
    "treated for their injuries": ("A shooting broke out on Monday. Seven people were treated for their injuries.", 0, 7),
    "found them dead": ("A shooting broke out on Monday. Deputies found the man and the girl dead.", 2, 0),
    "parts of the number": ("Five people were shot on Monday. Two men are in critical condition. Two women are stable.", 0, 5),
}


@pytest.mark.parametrize(("text", "killed", "wounded"), TOLLS.values(), ids=TOLLS.keys())
def test_reads_the_toll(extract: Extract, text: str, killed: int, wounded: int) -> None:
    """Killed and wounded of the first report."""
    assert killed_and_wounded(extract(text)[0]) == (killed, wounded)


def test_leaves_the_day_of_an_arrest_out_of_the_shooting(extract: Extract) -> None:
    """It is news, but not when somebody was shot."""
    reports = extract("Police arrested a man on Tuesday in connection with the shooting of a baker on Saturday in Milltown.")
    assert [report.date for report in reports] == [dt.date(2021, 12, 4)]


def test_opens_no_event_for_the_day_of_a_release(extract: Extract) -> None:
    """Who leaves the hospital was not shot on that day."""
    reports = extract("Two men were shot on Saturday in a bakery. One of the victims was released from a hospital on Monday.")
    assert [report.date for report in reports] == [dt.date(2021, 12, 4)]


def test_keeps_militants_arrested_later_apart(extract: Extract) -> None:
    """Their arrest is an incident of its own."""
    reports = extract(
        "Gunmen killed two farmers in Daquq on Sunday, police said.\n\nIn Hawija, security forces arrested three ISIS militants on Tuesday in a raid on a hideout."
    )
    assert dt.date(2021, 12, 7) in {report.date for report in reports}


def test_knows_an_event_again_by_its_numbers(extract: Extract) -> None:
    """Killed and wounded are the same, and no other day is given."""
    reports = extract(
        "In a shooting, two people were killed and four wounded in Milltown.\n\nTwo men were killed and four others were wounded near Oakdale, police say."
    )
    assert len(reports) == 1


def test_takes_the_number_of_dead_that_is_stated_most() -> None:
    """One sentence may be misread."""
    frames = [Frame(0, 3, 0, 0), Frame(1, 3, 0, 0), Frame(5, 4, 0, 0)]
    assert killed_in(frames) == 3


def test_takes_the_pair_that_is_stated_most() -> None:
    """Killed and wounded belong together."""
    assert pair_in([Frame(0, 1, 3, 0), Frame(1, 1, 3, 0), Frame(4, 2, 5, 0)]) == (1, 3)


def test_makes_a_pair_of_all_who_were_hit_and_those_who_died() -> None:
    """Four were shot, one fatally: three are wounded."""
    assert pair_in([Frame(0, 1, 0, 4)]) == (1, 3)


def test_leaves_out_numbers_of_a_part_of_the_wounded() -> None:
    """Two in critical condition, said twice, are some of the five."""
    assert wounded_in([(0, 5), (7, 2), (8, 2), (9, 2), (10, 2)]) == 5


def test_asks_no_vague_number_how_many_were_hit() -> None:
    """Several is no number that others are held against."""
    assert most_hit([Frame(0, 0, 0, 3, vague=True), Frame(1, 0, 0, 2)]) == 2
