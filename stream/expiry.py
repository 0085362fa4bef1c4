"""What is to be forgotten, and when: an index of row keys by day, in rows of its own (tables are never iterated).

Every key costs two small rows instead of a growing list, so that a day of a million keys is no large row.
"""

from __future__ import annotations

from datetime import date, timedelta

from stream.state import Changes

#: Most rows that one event deletes; the rest waits for the next mark.
BATCH = 1_000


def schedule(changes: Changes, day: date, key: str) -> None:
    """Row `key` is to be deleted once `day` has passed out of retention. Handled again after a crash amid these writes it does not list the key twice."""
    index, count_key = f"expiry/{changes.partition}", f"expiry/{changes.partition}/{day}"
    count = changes.get(count_key, 0)
    if count == 0 or changes.get(f"{count_key}/{count - 1}") != key:
        changes.put(f"{count_key}/{count}", key)
        changes.put(count_key, count + 1)
    oldest = changes.get(index)
    if oldest is None or day.isoformat() < oldest:
        changes.put(index, day.isoformat())


def expired(changes: Changes, horizon: date) -> list[str]:
    """Keys whose day lies before `horizon`, at most BATCH of them, and taken off the index."""
    index = f"expiry/{changes.partition}"
    oldest = changes.get(index)
    keys: list[str] = []
    if oldest is None:
        return keys
    day = date.fromisoformat(oldest)
    while day < horizon and len(keys) < BATCH:
        keys += _take(changes, day, BATCH - len(keys))
        if changes.get(f"{index}/{day}") is None:
            day += timedelta(days=1)
    if day.isoformat() != oldest:
        changes.put(index, day.isoformat())
    return keys


def _take(changes: Changes, day: date, limit: int) -> list[str]:
    count_key = f"expiry/{changes.partition}/{day}"
    count = changes.get(count_key, 0)
    left = max(0, count - limit)
    keys = []
    for number in range(left, count):
        keys.append(changes.get(f"{count_key}/{number}"))
        changes.delete(f"{count_key}/{number}")
    if left:
        changes.put(count_key, left)
    else:
        changes.delete(count_key)
    return [key for key in keys if key is not None]
