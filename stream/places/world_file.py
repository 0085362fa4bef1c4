"""The worldwide table as a file: rows of a place table, and an index of their names, compressed.

After the magic comes one zlib stream: a line of JSON (`sections`: bytes of each section; `countries`: of each first row, first settlement, end, and
the box around its places),
then the sections: rows (UTF-8, one a line, sorted by country, units before settlements), where each row begins (u32), the keys of all folded names (u64,
sorted), beside each key a row number with flags (u32), and a bit for the first two words of every longer name (by hash). All numbers are little-endian.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from stream.errors import ConfigurationError, Problem

#: How a table begins.
MAGIC = b"TOCSINW1"
#: Flags of an index entry: the name is an ordinary word of English; the name is not the place's main one.
ORDINARY, BY_OTHER_NAME = 1 << 31, 1 << 30
#: Bits of the table of pairs; a power of two, some forty for each pair.
_PAIR_BITS = 1 << 23
_ROW = ~(ORDINARY | BY_OTHER_NAME) & 0xFFFFFFFF


class Entry(NamedTuple):
    """One place that a name leads to."""

    row: int
    ordinary: bool
    by_other_name: bool


class WorldFile:
    """The table in memory; a look-up is one binary search."""

    def __init__(
        self, rows: bytes, starts: array[int], keys: array[int], entries: array[int], pairs: bytes, countries: Mapping[str, Sequence[float]]
    ) -> None:
        self._rows, self._starts, self._keys, self._entries, self._pairs = rows, starts, keys, entries, pairs
        #: By code: number of the first row, of the first settlement, and of the first row of the next country.
        self.countries = {code: (int(first), int(settled), int(end)) for code, (first, settled, end, *_) in countries.items()}
        ranges = sorted((first, settled, code) for code, (first, settled, _) in self.countries.items())
        self._firsts = [first for first, _, _ in ranges]
        self._codes = [(settled, code) for _, settled, code in ranges]
        #: By code: the box around a country's places (south, west, north, east, in degrees).
        self.boxes = {code: (south, west, north, east) for code, (*_, south, west, north, east) in countries.items()}

    @classmethod
    def open(cls, file: Path) -> WorldFile:
        """Read a table; raises ConfigurationError where the file is missing or no such table."""
        try:
            packed = file.read_bytes()
            if packed[: len(MAGIC)] != MAGIC:
                raise ValueError("another kind of file")  # noqa: TRY301 - told like any other damage
            header, _, rest = zlib.decompress(memoryview(packed)[len(MAGIC) :]).partition(b"\n")
            told = json.loads(header)
            parts, at = [], 0
            for size in told["sections"]:
                parts.append(rest[at : at + size])
                at += size
        except (OSError, ValueError, LookupError, zlib.error) as error:
            raise ConfigurationError([Problem(str(file), None, "", f"cannot be read: {error}", "a table that `make places` wrote")]) from error
        rows, starts, keys, entries, pairs = parts
        return cls(rows, _numbers("I", starts), _numbers("Q", keys), _numbers("I", entries), pairs, told["countries"])

    def find(self, name: str) -> list[Entry]:
        """What a folded name (words joined by spaces) leads to, the place of most people first."""
        key = name_key(name)
        at = bisect_left(self._keys, key)
        found = []
        while at < len(self._keys) and self._keys[at] == key:
            entry = self._entries[at]
            found.append(Entry(entry & _ROW, bool(entry & ORDINARY), bool(entry & BY_OTHER_NAME)))
            at += 1
        return found

    def holds(self, name: str) -> bool:
        """Whether any place bears a folded name."""
        key = name_key(name)
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and self._keys[at] == key

    def begins(self, one: str, two: str) -> bool:
        """Whether a name may begin with these two words: sometimes a wrong yes, never a wrong no."""
        bit = zlib.crc32(f"{one} {two}".encode()) & (_PAIR_BITS - 1)
        return bool(self._pairs[bit >> 3] & 1 << (bit & 7))

    def country_of(self, row: int) -> tuple[str, bool]:
        """The code of the country that a row lies in, and whether it is an admin 1 or admin 2 unit."""
        settled, code = self._codes[bisect_right(self._firsts, row) - 1]
        return code, row < settled

    def cells(self, row: int) -> list[str]:
        """The cells of a row."""
        return self._rows[self._starts[row] : self._starts[row + 1] - 1].decode().split("\t")

    def fingerprint(self) -> str:
        """Changes when the table does."""
        return f"{zlib.crc32(self._rows):08x}"


def name_key(name: str) -> int:
    """Two checksums of a name side by side: 64 bits, by which two of a million names practically never meet."""
    written = name.encode()
    return zlib.crc32(written) << 32 | zlib.adler32(written)


def header(sizes: Sequence[int], countries: Mapping[str, Sequence[float]]) -> bytes:
    """What stands before the sections of a table: their sizes in bytes, and what `Ranges` says of the countries."""
    return json.dumps({"sections": sizes, "countries": countries}).encode() + b"\n"


class Pairs:
    """The first two words of every longer name, as bits."""

    def __init__(self) -> None:
        self.bits = bytearray(_PAIR_BITS >> 3)

    def add(self, name: str) -> None:
        """Note a folded name (words joined by spaces)."""
        one, *rest = name.split(" ", 2)
        if rest:
            bit = zlib.crc32(f"{one} {rest[0]}".encode()) & (_PAIR_BITS - 1)
            self.bits[bit >> 3] |= 1 << (bit & 7)


class Ranges:
    """Which rows are a country's, as they come in order: number of the first one, of the first settlement and of the next country's, and the box around its places."""

    def __init__(self) -> None:
        self.countries: dict[str, list[float]] = {}

    def add(self, number: int, row: str) -> None:
        """The next row of the table."""
        _, kind, country, _, _, north, east, *_ = row.split("\t")
        known = self.countries.setdefault(country, [number, number, number, 90, 180, -90, -180])
        known[2] = number + 1
        if kind in {"admin1", "admin2"}:
            known[1] = number + 1
        if north:
            lat, lon = float(north), float(east)
            known[3:] = [min(known[3], lat), min(known[4], lon), max(known[5], lat), max(known[6], lon)]


def _numbers(code: str, section: bytes) -> array[int]:
    numbers = array(code)
    numbers.frombytes(section)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def little_endian(numbers: array[int]) -> bytes:
    """Numbers as a section holds them."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()
