"""State as the pure steps see it: a table of rows, and the changes that one event makes to it.

A step reads rows and says what is to be written and sent; a driver (Kafka or files) sends first, then writes, in the order given. The row
that marks the event as done is put last, so that an event that is handled again after a crash, from any prefix of its writes, ends the same.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from stream.model import Record

#: What a row holds: JSON values only. A row that was read must not be changed in place; put a new one.
Row = Any
_MISSING: Any = object()


class Table(Protocol):
    """What a step needs of a store: a plain dict, or a Faust table."""

    def get(self, key: str, default: Row = None) -> Row:
        """The row, or the default."""

    def __setitem__(self, key: str, value: Row) -> None: ...
    def __delitem__(self, key: str) -> None: ...
    def __contains__(self, key: object) -> bool: ...


@dataclass(frozen=True, slots=True)
class Send:
    """A record to hand to the broker. `partition` is named only where a mark goes to each one."""

    topic: str
    key: str
    #: None is a tombstone.
    record: Record | None
    partition: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, for whoever counts: `name` is a metric's, without prefix."""

    name: str
    labels: tuple[str, ...] = ()
    value: float = 1


@dataclass(slots=True)
class Changes:
    """Reads, writes, sends and facts of one event in one partition."""

    table: Table
    partition: int = 0
    writes: dict[str, Row] = field(default_factory=dict)
    sends: list[Send] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def get(self, key: str, default: Row = None) -> Row:
        """The row as this event leaves it so far."""
        value = self.writes.get(key, _MISSING)
        if value is _MISSING:
            value = self.table.get(key)
        return default if value is None else value

    def put(self, key: str, value: Row) -> None:
        """Write a row; writing it again moves it to the end of the order."""
        self.writes.pop(key, None)
        self.writes[key] = value

    def delete(self, key: str) -> None:
        """Delete a row; one that is not there stays not there."""
        if self.get(key) is not None:
            self.put(key, None)

    def send(self, topic: str, key: str, record: Record | None, partition: int | None = None) -> None:
        """Hand a record to the broker when the step is through."""
        self.sends.append(Send(topic, key, record, partition))

    def note(self, name: str, *labels: str, value: float = 1) -> None:
        """Say that something happened."""
        self.facts.append(Fact(name, labels, value))

    def apply(self) -> None:
        """Write all rows, in order."""
        for _ in self.apply_stepwise():
            pass

    def apply_stepwise(self) -> Iterator[str]:
        """Write row by row and yield each key after its write, so that tests can stop between any two."""
        for key, value in self.writes.items():
            if value is not None:
                self.table[key] = value
            elif key in self.table:
                del self.table[key]
            yield key


#: The table of a driver without a broker.
MemoryTable = MutableMapping[str, Row]
