"""Clocks of partitions tell every partition downstream, and speak up when it is silent."""

from datetime import UTC, datetime, timedelta

import pytest

from stream.model import Extraction, Version
from stream.worker.clocks import Clocks


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def clocks(now):
    return Clocks(timedelta(days=2), 3, lambda: now[0])


def article(hour):
    when = datetime(2021, 12, 8, hour, tzinfo=UTC)
    return Extraction(article_id="a", version=Version(0, 0, 0), published=when, reported=when)


def test_a_mark_goes_to_every_partition(clocks):
    """In order after the extraction that moved the clock."""
    marks = clocks.observe(1, article(10))
    assert [(send.key, send.partition) for send in marks] == [("mark/1", 0), ("mark/1", 1), ("mark/1", 2)]
    assert marks[0].record.clock == datetime(2021, 12, 6, 10, tzinfo=UTC)


def test_a_clock_that_did_not_move_says_nothing(clocks):
    """An hour is the least."""
    clocks.observe(1, article(10))
    assert clocks.observe(1, article(10)) == []


def test_silence_is_told_once_it_has_lasted(clocks, now):
    """And once: what every step passes on to every partition of the next must be news."""
    clocks.observe(0, article(10))
    now[0] = 59
    assert clocks.silent(0, 60, None) == []
    now[0] = 61
    assert [send.record.idle for send in clocks.silent(0, 60, None)] == [True] * 3
    now[0] = 122
    assert clocks.silent(0, 60, None) == []


def test_silence_after_an_article_is_news_again(clocks, now):
    """Though the clock stands where it stood."""
    clocks.observe(0, article(10))
    now[0] = 61
    clocks.silent(0, 60, None)
    assert [send.record.idle for send in clocks.observe(0, article(10))] == [False] * 3
    now[0] = 122
    assert [send.record.idle for send in clocks.silent(0, 60, None)] == [True] * 3


def test_whoever_gets_a_silent_partition_says_so_once_more(clocks, now):
    """It does not know what was told before it."""
    clocks.silent(0, 60, None)
    now[0] = 61
    assert clocks.silent(0, 60, None)
    clocks.keep(())
    clocks.silent(0, 60, None)
    now[0] = 122
    assert len(clocks.silent(0, 60, None)) == 3


def test_each_owner_of_a_partition_is_told_from_the_one_before(clocks):
    """So that what it repeats is no redelivery."""
    (first, *_) = clocks.observe(0, article(10))
    clocks.keep(())
    (second, *_) = clocks.observe(0, article(10))
    assert first.record.begun != second.record.begun


def test_by_the_wall_clock_every_hour_is_news(clocks, now):
    """And nothing between two hours."""
    clocks.silent(0, 60, None)
    told = []
    for minute in range(1, 121):
        now[0] = 61.0 * minute
        told += clocks.silent(0, 60, datetime(2021, 12, 20, tzinfo=UTC) + timedelta(minutes=minute))
    assert len(told) == 3 * 3


def test_a_partition_that_never_had_an_article_is_silent_too(clocks, now):
    """It must not hold the others up."""
    clocks.silent(2, 60, None)
    now[0] = 61
    assert clocks.silent(2, 60, None)[0].record.clock is None


def test_with_the_wall_clock_a_silent_partition_follows_it(clocks, now):
    """Less the lateness."""
    clocks.observe(0, article(10))
    now[0] = 61
    assert clocks.silent(0, 60, datetime(2021, 12, 20, tzinfo=UTC))[0].record.clock == datetime(2021, 12, 18, tzinfo=UTC)


def test_only_where_no_wall_clock_ends_the_days_a_silent_partition_is_quiet(clocks, now):
    """What small changes wait for is the end of the day."""
    now[0] = 61
    assert [clocks.silent(number, 0, wall)[0].record.quiet for number, wall in enumerate((None, datetime(2021, 12, 20, tzinfo=UTC)))] == [True, False]


def test_a_partition_that_was_taken_away_is_forgotten(clocks):
    """Its next owner speaks for it."""
    clocks.observe(0, article(10))
    clocks.observe(1, article(11))
    clocks.keep([1])
    assert list(clocks.read()) == [1]
