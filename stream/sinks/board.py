"""All alerts as they stand now, of all partitions: which revision is the newest, and which open alerts hold which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stream.model import Alert, AlertState


@dataclass(frozen=True, slots=True)
class Posted:
    """The newest revision of an alert, and where it lies in `alerts`."""

    partition: int
    offset: int
    #: Only while it is open: of those that are over, it is enough to know that they are.
    alert: Alert | None
    #: A rebuild published it (stream.sinks.decide).
    quiet: bool = False


class Board:
    """Fed with every record of `alerts`, in order of each partition."""

    def __init__(self) -> None:
        self._posted: dict[str, Posted] = {}
        #: Id of an alert to the ids of open alerts that contain it.
        self._holders: dict[str, set[str]] = {}

    def put(self, alert: Alert, partition: int, offset: int, *, quiet: bool = False) -> None:
        """A revision was read; `quiet`: a rebuild published it."""
        self.drop(alert.id)
        is_open = alert.state is not AlertState.RESOLVED
        self._posted[alert.id] = Posted(partition, offset, alert if is_open else None, quiet)
        if is_open:
            for inner in alert.contained:
                self._holders.setdefault(inner, set()).add(alert.id)

    def drop(self, alert_id: str) -> None:
        """The alert was deleted."""
        posted = self._posted.pop(alert_id, None)
        if posted is not None and posted.alert is not None:
            for inner in posted.alert.contained:
                self._holders[inner].discard(alert_id)
                if not self._holders[inner]:
                    del self._holders[inner]

    def superseded(self, alert_id: str, partition: int, offset: int) -> bool:
        """A newer revision lies in the topic."""
        posted = self._posted.get(alert_id)
        return posted is not None and posted.partition == partition and posted.offset > offset

    def is_open(self, alert_id: str) -> Alert | None:
        """The alert, where it is open."""
        posted = self._posted.get(alert_id)
        return posted.alert if posted else None

    def posted(self, alert_id: str) -> Posted | None:
        """Where its newest revision lies."""
        return self._posted.get(alert_id)

    def open_before(self, ends: Mapping[int, int]) -> tuple[tuple[Alert, Posted], ...]:
        """Open alerts whose newest revision lies before these offsets, by partition; others' partitions left out. In the order of the topic."""
        found = [posted for posted in self._posted.values() if posted.alert is not None and posted.offset < ends.get(posted.partition, 0)]
        return tuple((posted.alert, posted) for posted in sorted(found, key=lambda posted: (posted.offset, posted.partition)) if posted.alert)

    def containing(self, alert_id: str) -> tuple[Alert, ...]:
        """Open alerts of larger regions that rest on the same incidents as this one, in order of their ids."""
        found = (self.is_open(holder) for holder in sorted(self._holders.get(alert_id, ())))
        return tuple(alert for alert in found if alert is not None and alert.id != alert_id)

    def contained(self, alert: Alert) -> tuple[Alert, ...]:
        """Open alerts of smaller regions that rest on the same incidents."""
        found = (self.is_open(inner) for inner in alert.contained if inner != alert.id)
        return tuple(inner for inner in found if inner is not None)
