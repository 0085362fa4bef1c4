"""Lists of reports in rows of bounded size, in canonical order.

A list is one row as long as it is short; beyond `CHUNK` entries that row keeps only where each of its chunks begins, and the chunks are rows of
their own. Some entries are marked: those are also kept together in the first row, so that they are found without reading the others.

An event changes lists in memory and writes each row once, at its end: new chunks, then the row that names them, then what shrank. So every
prefix of those writes is a list that holds all it held before, less what was taken out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from stream.state import Changes

#: Most entries of a row: at most some 250 bytes each.
CHUNK = 64
#: An entry: where it stands (a string that sorts), then what the list's owner keeps with it.
Entry = list[Any]


class Shelf:
    """One list; `name` is the key of its first row."""

    def __init__(self, changes: Changes, name: str) -> None:
        self._changes = changes
        self.name = name
        row = changes.get(name) or {}
        #: First position of each chunk and the chunk's number; empty while all is in the first row.
        self._starts: list[list[Any]] = list(row.get("c", ()))
        #: Numbers are never used again: what a crash leaves of an old chunk is nobody's.
        self._next: int = row.get("n", 0)
        self._entries: list[Entry] = list(row.get("e", ()))
        self._marked: list[Entry] = list(row.get("m", ()))
        self._chunks: dict[int, list[Entry]] = {}
        self._touched: set[int] = set()
        self._changed = False

    def put(self, entry: Entry, *, marked: bool = False) -> None:
        """Have the entry in the list, in its place; one at the same position is replaced."""
        chunk, entries = self._chunk(entry[0])
        if _put(entries, entry):
            self._touch(chunk)
        if marked:
            self._changed |= _put(self._marked, entry)
        else:
            self._changed |= _take(self._marked, entry[0])
        if len(entries) > CHUNK:
            self._split(chunk, entries)

    def take(self, position: str) -> None:
        """Have nothing at that position."""
        chunk, entries = self._chunk(position)
        if _take(entries, position):
            self._touch(chunk)
        self._changed |= _take(self._marked, position)

    def before(self, position: str) -> list[Entry]:
        """Marked entries that stand before a position."""
        return self._marked[: bisect_left(self._marked, [position])]

    def after(self, position: str) -> Iterator[Entry]:
        """All entries that stand after a position, in order."""
        if not self._starts:
            yield from self._entries[bisect_left(self._entries, [position + "\0"]) :]
            return
        for index in range(self._index(position), len(self._starts)):
            entries = self._read(index)
            yield from entries[bisect_left(entries, [position + "\0"]) :]

    def first(self, number: int) -> list[Entry]:
        """The first entries."""
        found: list[Entry] = []
        for index in range(max(len(self._starts), 1)):
            found += self._read(index)
            if len(found) >= number:
                break
        return found[:number]

    def last(self, number: int) -> list[Entry]:
        """The last entries, in order."""
        found: list[Entry] = []
        for index in reversed(range(max(len(self._starts), 1))):
            found = self._read(index) + found
            if len(found) >= number:
                break
        return found[-number:] if number else []

    def __len__(self) -> int:
        return sum(map(self._length, range(len(self._starts)))) if self._starts else len(self._entries)

    @property
    def empty(self) -> bool:
        """Nothing in it."""
        return not self._starts and not self._entries

    def flush(self) -> None:
        """Write the rows that changed."""
        self._drop_empty()
        for number in sorted(self._touched):
            if number in self._chunks and self._changes.get(self._key(number)) is None:
                self._changes.put(self._key(number), self._chunks[number])
        if self._changed:
            row = {name: part for name, part in (("c", self._starts), ("e", self._entries), ("m", self._marked), ("n", self._next)) if part}
            if row:
                self._changes.put(self.name, row)
            else:
                self._changes.delete(self.name)
        for number in sorted(self._touched):
            if number not in self._chunks:
                self._changes.delete(self._key(number))
            elif self._changes.get(self._key(number)) != self._chunks[number]:
                self._changes.put(self._key(number), self._chunks[number])
        self._touched.clear()
        self._changed = False

    def _index(self, position: str) -> int:
        return max(bisect_right(self._starts, position, key=lambda start: str(start[0])) - 1, 0)

    def _chunk(self, position: str) -> tuple[int | None, list[Entry]]:
        """The number of the chunk that a position falls into, and its entries; None: the first row."""
        if not self._starts:
            return None, self._entries
        index = self._index(position)
        return self._starts[index][1], self._read(index)

    def _read(self, index: int) -> list[Entry]:
        """Entries of a chunk; those that a crash left behind after a split belong to the next."""
        if not self._starts:
            return self._entries
        number = self._starts[index][1]
        if number not in self._chunks:
            entries = list(self._changes.get(self._key(number)) or ())
            if index + 1 < len(self._starts):
                entries = entries[: bisect_left(entries, [self._starts[index + 1][0]])]
            self._chunks[number] = entries
        return self._chunks[number]

    def _length(self, index: int) -> int:
        """Entries of a chunk, counted without taking it into memory."""
        number = self._starts[index][1]
        if number in self._chunks:
            return len(self._chunks[number])
        entries = self._changes.get(self._key(number)) or ()
        last = index + 1 == len(self._starts)
        return len(entries) if last else bisect_left(entries, [self._starts[index + 1][0]])

    def _split(self, chunk: int | None, entries: list[Entry]) -> None:
        """Two halves; where the end grows, as it mostly does, the first stays nearly full."""
        if chunk is None:
            chunk, self._next = self._next, self._next + 1
            self._starts, self._chunks[chunk], self._entries = [["", chunk]], entries, []
        index = next(at for at, start in enumerate(self._starts) if start[1] == chunk)
        at = len(entries) - CHUNK // 8 if index + 1 == len(self._starts) else len(entries) // 2
        number, self._next = self._next, self._next + 1
        self._chunks[number], self._chunks[chunk] = entries[at:], entries[:at]
        self._starts.insert(index + 1, [entries[at][0], number])
        self._touched |= {chunk, number}
        self._changed = True

    def _touch(self, chunk: int | None) -> None:
        if chunk is None:
            self._changed = True
        else:
            self._touched.add(chunk)

    def _drop_empty(self) -> None:
        for index in reversed(range(len(self._starts))):
            number = self._starts[index][1]
            if number in self._touched and not self._read(index):
                del self._starts[index]
                del self._chunks[number]
                self._changed = True
        if self._starts:
            self._starts[0] = ["", self._starts[0][1]]

    def _key(self, number: int) -> str:
        return f"{self.name}#{number}"


class Shelves:
    """The lists that an event looks at, each read once."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._known: dict[str, Shelf] = {}

    def __getitem__(self, name: str) -> Shelf:
        if name not in self._known:
            self._known[name] = Shelf(self._changes, name)
        return self._known[name]

    def flush(self) -> None:
        """Write what changed, list by list."""
        for shelf in self._known.values():
            shelf.flush()


def _put(entries: list[Entry], entry: Entry) -> bool:
    at = bisect_left(entries, [entry[0]])
    if at < len(entries) and entries[at][0] == entry[0]:
        if entries[at] == entry:
            return False
        entries[at] = entry
        return True
    entries.insert(at, entry)
    return True


def _take(entries: list[Entry], position: str) -> bool:
    at = bisect_left(entries, [position])
    if at == len(entries) or entries[at][0] != position:
        return False
    del entries[at]
    return True
