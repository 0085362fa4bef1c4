"""Rows and names of a place table sorted on disk, so that a dump of any size is turned into a table within little memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import Self

from stream.places.table_build import Row

#: Memory that the sorter may hold (KiB); what is more lies in a file that is gone when it is closed.
_CACHE = 16 * 1024
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -{cache};
CREATE TABLE place (country TEXT, admin1 TEXT, admin2 TEXT, name TEXT, people INTEGER, mark TEXT, cells TEXT);
CREATE TABLE name (key INTEGER, people INTEGER, flagged INTEGER);
"""
#: Keys are unsigned, SQLite's numbers are not.
_HALF = 1 << 63


class Spill:
    """A sorter on disk; use it as a context, whose end removes the file."""

    def __init__(self) -> None:
        # The empty name is a private file that SQLite removes itself.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES.format(cache=_CACHE))
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def add_rows(self, rows: Iterable[Row]) -> None:
        """Keep rows."""
        cells = ((row.country, row.admin1, row.admin2, row.name, -row.population, row.mark, json.dumps(astuple(row))) for row in rows)
        self._db.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)", cells)

    def rows(self) -> Iterator[Row]:
        """The rows by country, units and name; of one name those of most people first."""
        found = self._db.execute("SELECT cells FROM place ORDER BY country, admin1, admin2, name, people, mark, rowid")
        return (Row(*json.loads(cells)) for (cells,) in found)

    def add_names(self, names: Iterable[tuple[int, int, int]]) -> None:
        """Keep keys of names (64 bits, unsigned), each with the people of the place that it leads to, and its flagged row number."""
        self._db.executemany("INSERT INTO name VALUES (?, ?, ?)", ((key - _HALF, -people, flagged) for key, people, flagged in names))

    def names(self) -> Iterator[tuple[int, int]]:
        """Keys in order with their flagged row numbers, the place of most people first."""
        found = self._db.execute("SELECT key, flagged FROM name ORDER BY key, people, flagged")
        return ((key + _HALF, flagged) for key, flagged in found)
