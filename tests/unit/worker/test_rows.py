"""Rows on disk, as the steps see them."""

from __future__ import annotations

import json

import pytest

from stream.worker import rows
from stream.worker.rows import RocksView


class Disk(dict[bytes, bytes]):
    """A database of a partition, as far as rows need one."""

    def put(self, key: bytes, value: bytes) -> None:
        self[key] = value

    def delete(self, key: bytes) -> None:
        self.pop(key, None)


def view(disk: Disk) -> RocksView:
    return RocksView(lambda: disk)


def test_a_row_is_what_was_put_last() -> None:
    """And none where it was deleted."""
    table = view(Disk())
    table["one"], table["two"] = {"n": 1}, {"n": 2}
    table["one"] = {"n": 3}
    del table["two"]
    assert (table.get("one"), table.get("two"), "one" in table, "two" in table) == ({"n": 3}, None, True, False)


def test_a_row_is_decoded_once() -> None:
    """As long as nobody writes it, it is the same object: what is kept beside it need not be compared."""
    disk = Disk({b"one": b'{"n": 1}'})
    table = view(disk)
    assert table.get("one") is table.get("one")


def test_rows_that_were_written_below_the_view_are_read_anew_when_that_is_said() -> None:
    """So are those of a changelog, which Faust's store writes itself."""
    disk = Disk()
    table = view(disk)
    table["one"], table["two"] = {"n": 1}, {"n": 1}
    disk[b"one"] = json.dumps({"n": 2}).encode()
    del disk[b"two"]
    table.forget()
    assert (table.get("one"), table.get("two"), "two" in table) == ({"n": 2}, None, False)


def test_what_is_kept_decoded_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that were not asked for the longest go first; all can still be read."""
    monkeypatch.setattr(rows, "MOST_DECODED", 100)
    table = view(Disk())
    for number in range(50):
        table[f"row {number}"] = {"n": number}
    first, last = table.get("row 0"), table.get("row 49")
    assert (first, last) == ({"n": 0}, {"n": 49})
    assert sum(size for _, size in table._decoded.values()) == table._size <= 100
