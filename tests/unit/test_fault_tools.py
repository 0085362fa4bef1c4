"""The fault tests' own instruments: a stall that they miss, or a leak, would never be found."""

from __future__ import annotations

import pytest

from tests.admin import creations
from tests.faults.progress import Stalls
from tests.faults.samples import Sample, slope, thirds

ONE, TWO = ("t", 0), ("t", 1)


def memory(sample):
    return sample.memory


@pytest.fixture
def stalls():
    """Both partitions have ten records; nothing is read yet."""
    stalls = Stalls()
    stalls.see({ONE: 0, TWO: 0}, {ONE: 10, TWO: 10}, 100.0)
    return stalls


def test_a_partition_that_does_not_move_while_records_wait_stalls(stalls):
    """Though the other one moves."""
    stalls.see({ONE: 0, TWO: 5}, {ONE: 10, TWO: 10}, 130.0)
    stalls.see({ONE: 0, TWO: 7}, {ONE: 10, TWO: 10}, 150.0)
    assert stalls.worst() == (50.0, "t/0")
    assert stalls.nothing_moved == 30.0


def test_a_partition_where_nothing_waits_does_not(stalls):
    """However long it is silent."""
    stalls.see({ONE: 10, TWO: 10}, {ONE: 10, TWO: 10}, 101.0)
    stalls.see({ONE: 10, TWO: 10}, {ONE: 10, TWO: 10}, 500.0)
    stalls.see({ONE: 10, TWO: 10}, {ONE: 11, TWO: 10}, 501.0)
    assert stalls.worst()[0] == 1.0


def samples(*values):
    return [Sample(seconds=at * 3600, worker=0, memory=value, files=0, lag=0, articles=0) for at, value in enumerate(values)]


def test_growth_is_told_by_the_hour():
    """Whatever its level."""
    assert slope(samples(100, 110, 120), memory) == pytest.approx(10)


def test_a_peak_is_no_growth():
    """Medians of thirds do not see it."""
    assert thirds(samples(100, 100, 100, 100, 900, 100, 100, 100, 100), memory) == [100, 100, 100]


def test_a_line_of_the_script_is_every_operation_on_every_resource():
    """As Kafka's own tool has it."""
    line = "--bootstrap-server b:1 --add --allow-principal User:w --operation Read --operation Write --topic a --topic b"
    assert creations(line.split()) == [
        (2, "a", 3, "User:w", "*", 3, 3),
        (2, "a", 3, "User:w", "*", 4, 3),
        (2, "b", 3, "User:w", "*", 3, 3),
        (2, "b", 3, "User:w", "*", 4, 3),
    ]


def test_an_option_that_is_not_known_is_no_right():
    """The script says more than the test would grant."""
    with pytest.raises(KeyError):
        creations(["--add", "--deny-principal", "User:w", "--operation", "Read", "--topic", "a"])
