"""Numbers of persons, by the guideline's table."""

from __future__ import annotations

import pytest

from stream.extract.quantities import parse_quantity

TABLE = {
    "3 men": (3, 3, 3),
    "1,200 men": (1200, 1200, 1200),
    "twenty-two men": (22, 22, 22),
    "two hundred and five men": (205, 205, 205),
    "three thousand men": (3000, 3000, 3000),
    "at least ten men": (10, 10, None),
    "more than 20 men": (21, 21, None),
    "over twenty men": (21, 21, None),
    "nearly 30 men": (30, 30, 30),
    "about 40 men": (40, 40, 40),
    "up to six men": (0, 6, 6),
    "18 to 25 men": (18, 18, 25),
    "between 12 and 15 men": (12, 12, 15),
    "4-6 men": (4, 4, 6),
    "one or two men": (1, 1, 2),
    "a couple of men": (2, 2, 2),
    "several men": (3, 3, None),
    "a number of men": (3, 3, None),
    "half a dozen men": (6, 6, 6),
    "a dozen men": (12, 12, 12),
    "dozens of men": (24, 24, None),
    "scores of men": (40, 40, None),
    "hundreds of men": (200, 200, None),
    "20 or more men": (20, 20, None),
}


@pytest.mark.parametrize("text", TABLE)
def test_table_of_the_guideline(sentences, text):
    """Low, best and high of each way to give a number."""
    quantity = parse_quantity(sentences(text)[0], 0)
    assert quantity is not None
    assert (quantity.low, quantity.best, quantity.high) == TABLE[text]


@pytest.mark.parametrize("text", ["10:45 am", "22nd Brigade", "men", "3.14 metres"])
def test_what_is_no_quantity(sentences, text):
    """Times, ordinals and fractions count nobody."""
    assert parse_quantity(sentences(text)[0], 0) is None


def test_the_same_number(sentences):
    """It means the number before it."""
    sentence = sentences("Four soldiers and the same number of militants died.")[0]
    quantity = parse_quantity(sentence, 3)
    assert quantity is not None
    assert quantity.best == 4
