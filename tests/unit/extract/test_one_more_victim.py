"""One more victim, told in a sentence of his or her own: "another man", "a second victim", "his passenger was also hit"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stream.model import Report
from tests.unit.extract.conftest import killed_and_wounded

Extract = Callable[..., tuple[Report, ...]]

#: Text, killed and wounded.
TOLLS = {
    "another of the same kind": ("A man was shot in the leg in Hawija on Monday. Another man was found shot in the arm.", (0, 2)),
    "another, found later": ("A baker was shot in the leg in Hawija on Monday. Guards later found another victim who was shot in the arm.", (0, 2)),
    "a second one lives": ("A shooting in Hawija on Monday left a man dead. A second man is in critical condition.", (1, 1)),
    "a second one described": (
        "A teen was shot in Hawija on Monday and is in critical condition. A second victim, a 15-year-old girl, was treated and released.",
        (0, 2),
    ),
    "also": ("A driver was shot in Hawija on Monday. His passenger, a 20-year-old woman, was also hit.", (0, 2)),
    "the second of two told before": (
        "Omar Aziz, 17, was shot dead and Karim Salih, 20, was wounded in Hawija on Monday. Guards had found one dead boy and a second male wounded.",
        (1, 1),
    ),
    "name and age behind who it is": ("The driver, 40-year-old Sara Salih, was shot in the arm in Hawija on Monday.", (0, 1)),
    "the same of a mother": ("A pupil was shot dead in Hawija on Monday, while his mother, 40-year-old Sara Salih, was also shot.", (1, 1)),
    "a second grader": ("A boy was shot in the leg in Hawija on Monday. The second grader was taken to a hospital.", (0, 1)),
}


@pytest.mark.parametrize(("text", "toll"), TOLLS.values(), ids=TOLLS.keys())
def test_counts_one_more(extract: Extract, text: str, toll: tuple[int, int]) -> None:
    """Who is called another one counts besides, and nobody twice."""
    assert killed_and_wounded(extract(text)[0]) == toll
