"""Lists of reports in rows of bounded size, in canonical order.

A list is one row as long as it is short; beyond `CHUNK` entries that row keeps only where each of its chunks begins and how many it holds, and the
chunks are rows of their own. Some entries are marked: the first of those (`MOST_MARKED`) are also kept together in the first row, so that they are
found without reading the others, and without that row growing with the list.

An event changes lists in memory and writes each row once, at its end: new chunks, then the row that names them, then what shrank. So every
prefix of those writes is a list that holds all it held before, less what was taken out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from stream.state import Changes

#: Most entries of a row: at most some 250 bytes each.
CHUNK = 64
#: Marked entries that the first row keeps: at most some 250 bytes each, and no row may pass 256 KiB.
MOST_MARKED = 400
#: An entry: where it stands (a string that sorts), then what the list's owner keeps with it, and last a mark if it is marked.
Entry = list[Any]
_MARK = "*"
_LENGTH = itemgetter(2)


class Shelf:
    """One list; `name` is the key of its first row, `most` how many marked entries it gives."""

    def __init__(self, changes: Changes, name: str, most: int = MOST_MARKED) -> None:
        self._changes = changes
        self.name = name
        self._most = most
        row = changes.get(name) or {}
        # Rows are never changed in place; most lists of an event are only read, so copies are made when one is changed (`_own`).
        self._owned = False
        #: Where each chunk begins, its number, and its length when this row was last written (of the last chunk it is not kept: that one grows);
        #: empty while all is in the first row.
        self._starts: list[list[Any]] = row.get("c", [])
        #: Numbers are never used again: what a crash leaves of an old chunk is nobody's.
        self._next: int = row.get("n", 0)
        self._entries: list[Entry] = row.get("e", [])
        #: The first marked entries, one more than `most`: it tells whether there are more.
        self._marked: list[Entry] = row.get("m", [])
        self._chunks: dict[int, list[Entry]] = {}
        self._touched: set[int] = set()
        self._changed = False
        self._emptied = False

    def put(self, entry: Entry, *, marked: bool = False) -> None:
        """Have the entry in the list, in its place; one at the same position is replaced."""
        self._own()
        index = self._index(entry[0])
        entries = self._read(index)
        if _put(entries, [*entry, _MARK] if marked else entry):
            self._note(index)
        if len(entries) > CHUNK:
            self._split(index, entries)
        if marked:
            self._mark(entry)
        else:
            self._unmark(entry[0])

    def take(self, position: str) -> None:
        """Have nothing at that position."""
        self._own()
        index = self._index(position)
        if _take(self._read(index), position):
            self._note(index)
        self._unmark(position)

    def marked(self, position: str) -> bool:
        """Whether a marked entry is there."""
        entries = self._read(self._index(position))
        at = bisect_left(entries, [position])
        return at < len(entries) and entries[at][0] == position and entries[at][-1] == _MARK

    def before(self, position: str) -> list[Entry]:
        """The first `most` marked entries, as far as they stand before a position."""
        return self._marked[: min(bisect_left(self._marked, [position]), self._most)]

    def full(self, position: str) -> bool:
        """Whether `most` marked entries or more stand before a position."""
        return len(self._marked) >= self._most and self._marked[self._most - 1][0] < position

    def until_full(self, position: str) -> Iterator[Entry]:
        """All entries after a position for which coming and going at that position may change whether the list is full."""
        last = self._marked[self._most][0] if len(self._marked) > self._most else None
        for entry in self.after(position):
            if last is not None and entry[0] > last:
                return
            yield entry

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
        return sum(map(_LENGTH, self._starts[:-1])) + len(self._read(len(self._starts) - 1)) if self._starts else len(self._entries)

    @property
    def empty(self) -> bool:
        """Nothing in it."""
        return not self.first(1)

    def flush(self) -> None:
        """Write the rows that changed."""
        if not self._touched and not self._changed:
            return
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

    def _own(self) -> None:
        """From here on the lists are changed."""
        if not self._owned:
            self._starts, self._entries, self._marked, self._owned = list(self._starts), list(self._entries), list(self._marked), True

    def _index(self, position: str) -> int:
        return max(bisect_right(self._starts, position, key=lambda start: str(start[0])) - 1, 0)

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

    def _note(self, index: int) -> None:
        """A chunk has other entries. How many stands in the first row, but for the last one: reports mostly come in order."""
        if not self._starts:
            self._changed = True
            return
        start, number, length = self._starts[index]
        entries = self._chunks[number]
        self._touched.add(number)
        self._emptied |= not entries
        if index + 1 < len(self._starts) and length != len(entries):
            self._starts[index] = [start, number, len(entries)]
            self._changed = True

    def _split(self, index: int, entries: list[Entry]) -> None:
        """Two halves; where the end grows, as it mostly does, the first stays nearly full."""
        if not self._starts:
            self._starts, self._chunks[self._next], self._entries = [["", self._next, 0]], entries, []
            self._next += 1
        at = len(entries) - CHUNK // 8 if index + 1 == len(self._starts) else len(entries) // 2
        number, self._next = self._next, self._next + 1
        self._starts.insert(index + 1, [_between(entries[at - 1][0], entries[at][0]), number, 0])
        self._chunks[number], self._chunks[self._starts[index][1]] = entries[at:], entries[:at]
        self._note(index)
        self._note(index + 1)
        self._changed = True

    def _mark(self, entry: Entry) -> None:
        """The first row names it, where it is among the first."""
        if len(self._marked) <= self._most or entry[0] < self._marked[-1][0]:
            self._changed |= _put(self._marked, entry)
            del self._marked[self._most + 1 :]

    def _unmark(self, position: str) -> None:
        """The first row does not name it; the next marked one takes the free place."""
        more = len(self._marked) > self._most
        if not _take(self._marked, position):
            return
        self._changed = True
        if more:
            following = next((entry for entry in self.after(self._marked[-1][0]) if entry[-1] == _MARK), None)
            self._marked += [following[:-1]] if following else []

    def _drop_empty(self) -> None:
        """Before rows are written: chunks without entries go."""
        if not self._emptied:
            return
        self._starts = [start for start in self._starts if start[1] not in self._touched or self._chunks[start[1]]]
        self._chunks = {number: entries for number, entries in self._chunks.items() if entries or number not in self._touched}
        if self._starts:
            self._starts[0] = ["", *self._starts[0][1:]]
        self._changed, self._emptied = True, False

    def _key(self, number: int) -> str:
        return f"{self.name}#{number}"


class Shelves:
    """The lists that an event looks at, each read once; `most` says of a list's name how many marked entries it gives."""

    def __init__(self, changes: Changes, most: Callable[[str], int]) -> None:
        self._changes = changes
        self._most = most
        #: None: there is no such list so far.
        self._known: dict[str, Shelf | None] = {}

    def __getitem__(self, name: str) -> Shelf:
        shelf = self._known.get(name)
        if shelf is None:
            shelf = self._known[name] = Shelf(self._changes, name, self._most(name))
        return shelf

    def known(self, name: str) -> Shelf | None:
        """The list, to be read only; None where there is none."""
        if name not in self._known:
            self._known[name] = None if self._changes.get(name) is None else Shelf(self._changes, name, self._most(name))
        return self._known[name]

    def flush(self) -> None:
        """Write what changed, list by list."""
        for shelf in self._known.values():
            if shelf is not None:
                shelf.flush()


def _between(one: str, other: str) -> str:
    """The shortest string that stands after the one and not after the other, which comes later."""
    return next(other[:end] for end in range(1, len(other) + 1) if other[:end] > one)


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
