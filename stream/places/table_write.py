"""Writing a compact place table (stream/places/world_file.py) out of rows, however many."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from stream.places.spill import Spill
from stream.places.table_build import RANK, Row, in_order, names_of, settlements_once, units_once
from stream.places.world_file import MAGIC, Pairs, Ranges, header, little_endian, name_key

#: Most places a single name leads to; those of most people are kept.
_MOST_NAMESAKES = 60
#: Bytes that are compressed at a time.
_CHUNK = 1 << 20


def write_rows(out: Path, rows: Iterable[Row], ordinary: Container[str]) -> Counter[tuple[str, str]]:
    """Write a table of the rows, each place once, and count what it holds by country and kind; where that is nothing, nothing is written.

    `ordinary` are words that are mostly no place, folded. It needs the memory of the finished table, and no more, however many rows there are: they are sorted on disk.
    """
    with Spill() as spill:
        units: list[Row] = []
        spill.add_rows(_settlements(rows, units))
        table = _Table(spill)
        for row in in_order(units_once(units), settlements_once(spill.rows())):
            table.add(row, names_of(row, ordinary))
        if table.counts:
            table.write(out)
    return table.counts


def _settlements(rows: Iterable[Row], units: list[Row]) -> Iterator[Row]:
    """The rows that are no units; the others are put aside."""
    for row in rows:
        if row.kind in RANK:
            units.append(row)
        else:
            yield row


class _Table:
    """The sections of a table, as its rows come in order."""

    def __init__(self, spill: Spill) -> None:
        self._spill = spill
        self._rows, self._starts = bytearray(), array("I", [0])
        self._pairs, self._ranges = Pairs(), Ranges()
        self._waiting: list[tuple[int, int, int]] = []
        #: Places by country and kind.
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, row: Row, names: Mapping[str, int]) -> None:
        """The next row, with the flags of its folded names."""
        number = len(self._starts) - 1
        self._rows += f"{row.line()}\n".encode()
        self._starts.append(len(self._rows))
        self._ranges.add(number, row.line())
        self.counts[row.country, row.kind] += 1
        for name, flags in names.items():
            self._pairs.add(name)
            self._waiting.append((name_key(name), row.population, number | flags))
        if len(self._waiting) > _CHUNK >> 4:
            self._keep_names()

    def _keep_names(self) -> None:
        self._spill.add_names(self._waiting)
        self._waiting = []

    def write(self, out: Path) -> None:
        """Write the table to a file beside, which then takes the place of `out`: a crash leaves no half of one."""
        self._keep_names()
        keys, entries = array("Q"), array("I")
        for key, found in groupby(self._spill.names(), key=itemgetter(0)):
            for _, flagged in islice(found, _MOST_NAMESAKES):
                keys.append(key)
                entries.append(flagged)
        sections: list[bytes | bytearray] = [self._rows, little_endian(self._starts), little_endian(keys), little_endian(entries), self._pairs.bits]
        beside = out.with_name(f"{out.name}.part")
        try:
            with beside.open("wb") as file:
                file.write(MAGIC)
                packer = zlib.compressobj(9)
                for part in [header([len(section) for section in sections], self._ranges.countries), *sections]:
                    for at in range(0, len(part), _CHUNK):
                        file.write(packer.compress(part[at : at + _CHUNK]))
                file.write(packer.flush())
            beside.replace(out)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()
