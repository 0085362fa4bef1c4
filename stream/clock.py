"""Watermarks: event time, as it flows through the steps.

The clock of an `articles` partition is the newest plausible `published` read from it, less the lateness, in whole hours: so every move is worth a
mark that follows its article, and a worker that starts anew, without the articles read before, owes downstream nothing. Every later step keeps the newest mark
of each partition of the step before; its own clock is the minimum of those that are not idle, and never goes back. Where all are idle (read to
their end and silent), nothing older can be on its way, and the clock is the maximum: so the end of a stream looks the same whichever partition
fell silent first. Whenever a step's clock moves on, it tells every partition of the next step, in order with the data.

Where nothing but the data moves the clocks, the day on which a stream ends is never over. So a partition that is read to its end also says that it
is quiet, and a step all of whose partitions upstream are quiet says so to the next one, behind all that it had to say; and when they are not any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from stream.model import Extraction, Mark
from stream.state import Changes

#: Flag of an extraction whose `published` cannot be: it moves no clock.
FUTURE = "future"


class SourceClock:
    """The clock of one `articles` partition. It lives in memory: downstream remembers the newest mark, and clocks never go back.

    `begun` tells it from those that had the partition before: it repeats what they said, and nobody has to pass that on.
    """

    def __init__(self, partition: int, lateness: timedelta, begun: str | None = None) -> None:
        self.partition = partition
        self._begun = begun
        self._lateness = lateness
        self._newest: datetime | None = None
        self._wall: datetime | None = None
        self._covered_from: date | None = None
        self._vouched_from: date | None = None
        self._idle = False
        self._quiet = False
        self._sent: Mark | None = None

    @property
    def clock(self) -> datetime | None:
        """Newest plausible `published` (or the wall clock, where that leads), less the lateness, down to the hour; None before the first."""
        leads = [instant for instant in (self._newest, self._wall) if instant is not None]
        return whole_hours(max(leads) - self._lateness) if leads else None

    def observe(self, extraction: Extraction) -> None:
        """An article of this partition was handled, and its extraction handed over."""
        self._idle = self._quiet = False
        if extraction.published is None or FUTURE in extraction.flags:
            return
        day = extraction.published.date()
        self._newest = max(self._newest or extraction.published, extraction.published)
        self._covered_from = min(self._covered_from or day, day)

    def due(self) -> Mark | None:
        """The mark to send now: the clock moved on by an hour, coverage reaches further back, or the partition woke."""
        mark = self._mark()
        sent = self._sent
        if sent is not None and sent.idle == mark.idle and sent.covered_from == mark.covered_from:
            moved = mark.clock is not None and (sent.clock is None or mark.clock > sent.clock)
            if not moved:
                return None
        elif sent is None and mark.clock is None:
            return None
        self._sent = mark
        return mark

    def idle(self, now: datetime | None = None, *, quiet: bool = True) -> Mark:
        """The mark of a partition that was read to its end and is silent.

        With `now` (clock `wall`) the partition follows the wall clock. `quiet`: nothing else is to come; not for one whose days are ended by the wall clock.
        """
        self._idle, self._quiet = True, quiet
        if now is not None:
            self._wall = max(self._wall or now, now)
        self._sent = self._mark()
        return self._sent

    def vouch(self) -> None:
        """Nothing is expected after the day of the newest article: silence from there on was asked for."""
        self._vouched_from = self._newest.astimezone(UTC).date() + timedelta(days=1) if self._newest is not None else None

    def _mark(self) -> Mark:
        return Mark(
            partition=self.partition,
            clock=self.clock,
            idle=self._idle,
            quiet=self._quiet,
            covered_from=self._covered_from,
            vouched_from=self._vouched_from,
            begun=self._begun,
        )


def whole_hours(instant: datetime) -> datetime:
    """The last full hour (UTC) not after it: that is how clocks stand."""
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class ClockMove:
    """What a mark did to this step's clock."""

    before: datetime | None
    after: datetime | None
    covered_from: date | None
    vouched_from: date | None
    #: The clock or the coverage changed.
    moved: bool
    #: It is time to tell the next step: the clock or the coverage is news to it, or what was told may have been lost.
    due: bool
    #: The very mark that led to what was told last: a redelivery; it is told again.
    again: bool
    #: Every partition of the step before is quiet; and whether that is news.
    quiet: bool
    turned: bool


def read_clock(changes: Changes) -> tuple[datetime | None, date | None]:
    """This partition's clock, and the first day that was covered at all."""
    row = changes.get(_key(changes)) or {}
    return _instant(row.get("clock")), _day(row.get("covered_from"))


def read_vouched(changes: Changes) -> date | None:
    """The first day of the silence that was asked for; None: none was."""
    return _day((changes.get(_key(changes)) or {}).get("vouched_from"))


def advance(changes: Changes, mark: Mark, upstream: int) -> ClockMove:
    """Take in a mark from one of `upstream` partitions of the step before, and put the clock's row."""
    row = changes.get(_key(changes)) or {"upstream": {}, "clock": None, "covered_from": None, "told": None}
    before, covered_before, told = _instant(row["clock"]), _day(row["covered_from"]), _instant(row["told"])
    name = str(mark.partition)
    known = row["upstream"].get(name)
    newest = _newest(_instant(known[0]) if known else None, mark.clock)
    entry = [newest.isoformat() if newest else None, mark.idle]
    seen = {**row["upstream"], name: entry}
    after = _newest(before, _minimum(seen, upstream))
    covered = min((day for day in (covered_before, mark.covered_from) if day is not None), default=None)
    vouched = max((day for day in (_day(row.get("vouched_from")), mark.vouched_from) if day is not None), default=None)
    known_of_days = covered == covered_before and vouched == _day(row.get("vouched_from"))
    hushed = sorted({*row.get("quiet", ()), name} if mark.quiet else {*row.get("quiet", ())} - {name})
    quiet = len(hushed) >= upstream
    turned = quiet != (len(row.get("quiet", ())) >= upstream)
    identity = _identity(mark)
    # rows of earlier versions do not say by which mark
    again = row.get("told_by") == identity if "told_by" in row else entry == known and known_of_days
    news = after is not None and (told is None or after > told)
    due = after is not None and (again or news or turned or not known_of_days)
    kept = {
        "upstream": seen,
        "clock": after.isoformat() if after else None,
        "covered_from": covered.isoformat() if covered else None,
        **({"vouched_from": vouched.isoformat()} if vouched else {}),
        "told": after.isoformat() if due and after else row["told"],
        **({"quiet": hushed} if hushed else {}),
        **({"told_by": identity} if due else {"told_by": row["told_by"]} if "told_by" in row else {}),
    }
    if kept != row:
        changes.put(_key(changes), kept)
    return ClockMove(before, after, covered, vouched, after != before or not known_of_days, due, again, quiet, turned)


def _identity(mark: Mark) -> str:
    """Equal for a mark that comes a second time; not for one that another clock repeats."""
    return f"{mark.partition} {mark.clock} {mark.idle} {mark.covered_from} {mark.vouched_from} {mark.begun}{' quiet' if mark.quiet else ''}"


def pass_on(changes: Changes, move: ClockMove, topic: str, partitions: int) -> None:
    """Tell every partition of the next step where this one's clock stands, if that is due."""
    if move.after is None or not move.due:
        return
    mark = Mark(
        partition=changes.partition, clock=move.after, quiet=move.quiet, covered_from=move.covered_from, vouched_from=move.vouched_from
    )  # fmt: skip
    for partition in range(partitions):
        changes.send(topic, f"mark/{changes.partition}", mark, partition)


def _minimum(seen: dict[str, list[str | bool | None]], upstream: int) -> datetime | None:
    """None while a partition was not heard of, or is awake without a clock."""
    if len(seen) < upstream:
        return None
    awake = [_instant(clock) for clock, idle in seen.values() if not idle]
    if not awake:
        return max((instant for clock, _ in seen.values() if (instant := _instant(clock)) is not None), default=None)
    known = [instant for instant in awake if instant is not None]
    return min(known) if len(known) == len(awake) else None


def _newest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((instant for instant in (one, other) if instant is not None), default=None)


def _key(changes: Changes) -> str:
    return f"clock/{changes.partition}"


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
