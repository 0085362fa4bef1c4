"""What each incident adds to each day of a region, and the tally of that day.

Rows (JSON, in the one table of this step):

* `incident/REGION/ID`: what one incident last said, the day it is filed under, the days it touched lately. Put last: it marks a change as done.
* `bucket/REGION/DAY`: the contributions of a day, as far as rules and tallies need them, ids of incidents that were there last before
  they were withdrawn (`gone`), and the revision of the day's tally.
* `days/REGION`: the days that have a bucket, in order.

A contribution is filed under its own day; under the local day of its first report where it has none, or one that lies further ahead than
time zones explain.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from stream.expiry import schedule
from stream.model import Contribution, Coverage, Effect, Group, IncidentType, RegionChange, RegionName, Sum, Tally
from stream.state import Changes

#: A local day may be ahead of the day of its report by so much; a day further ahead was misread.
MOST_AHEAD = timedelta(days=2)
#: Days whose tallies are sent again when an old change of an incident is delivered again.
_TOUCHED = 8

_EFFECTS = {effect.value: number for number, effect in enumerate(Effect)}
_GROUPS = {group.value: number for number, group in enumerate(Group)}


@dataclass(frozen=True, slots=True)
class Filed:
    """What a change did to the buckets."""

    #: ISO days whose tallies are to be sent.
    days: tuple[str, ...]
    #: The buckets held it already: it came again, perhaps after a crash, and alerts are to be sent again, too.
    again: bool
    #: The row that marks the change as done, to be put after all others; None: it was done.
    done: dict[str, Any] | None = None


def incident_key(region: str, incident_id: str) -> str:
    """Key of the row of one incident in one region."""
    return f"incident/{region}/{incident_id}"


def bucket_key(region: str, day: str) -> str:
    """Key of the row of one day (ISO) of one region."""
    return f"bucket/{region}/{day}"


def days_key(region: str) -> str:
    """Key of the row that lists a region's days."""
    return f"days/{region}"


def days_of(changes: Changes, region: str) -> list[str]:
    """ISO days that have a bucket, in order."""
    days: list[str] = changes.get(days_key(region), [])
    return days


def file(changes: Changes, change: RegionChange, today: date | None, retention: timedelta) -> Filed:
    """Put a change into its buckets; one as old as what is known, or older, writes nothing.

    `today` is the clock's day; days older than `retention` are not opened (again).
    """
    key = incident_key(change.region, change.incident_id)
    row = changes.get(key) or {"revision": 0, "day": None, "touched": [], "contribution": None}
    if change.revision <= row["revision"]:
        return Filed(tuple(row["touched"]), again=True)
    contribution = change.contribution
    if contribution is not None and today is not None and filing_day(contribution) < today - retention:
        changes.note("too_old", change.region)
        contribution = None
    before: str | None = row["day"]
    after = before if contribution is None else filing_day(contribution).isoformat()
    if contribution is None and row["contribution"] is None:
        return _nothing_to_withdraw(changes, change, row, today)
    changed = False
    if before is not None and before != after:
        changed |= _put(changes, change.region, before, change.incident_id, None, stays=False)
    if after is not None:
        changed |= _put(changes, change.region, after, change.incident_id, contribution, stays=True)
    now = [day for day in (before, after) if day is not None]
    touched = [*(day for day in row["touched"] if day not in now), *dict.fromkeys(now)][-_TOUCHED:]
    done = {
        "revision": change.revision,
        "day": after,
        "touched": touched,
        "contribution": contribution.model_dump(mode="json") if contribution is not None else None,
    }
    return Filed(tuple(sorted(set(now))), not changed, done)


def _nothing_to_withdraw(changes: Changes, change: RegionChange, row: dict[str, Any], today: date | None) -> Filed:
    """The region has heard that the incident is gone, or never of it; its revision is kept, so that an older one is told from news."""
    if row["day"] is None and row["revision"] == 0 and today is not None:
        # There is no day whose end would take this row along.
        schedule(changes, today, incident_key(change.region, change.incident_id))
    return Filed((), again=False, done={**row, "revision": change.revision})


def filing_day(contribution: Contribution) -> date:
    """The local day whose bucket holds it."""
    reported = contribution.first_reported.date()
    return reported if contribution.day is None or not _plausible(contribution) else contribution.day


def _plausible(contribution: Contribution) -> bool:
    return contribution.day is not None and contribution.day <= contribution.first_reported.date() + MOST_AHEAD


def _put(changes: Changes, region: str, day: str, incident_id: str, contribution: Contribution | None, *, stays: bool) -> bool:
    """Returns whether anything changed. `stays`: the incident's row hangs on this day, so that it is deleted with it."""
    key = bucket_key(region, day)
    old = changes.get(key) or {"revision": 0, "contributions": {}, "gone": []}
    contributions = {known: slim for known, slim in old["contributions"].items() if known != incident_id}
    gone = [known for known in old["gone"] if known != incident_id]
    if contribution is not None:
        contributions[incident_id] = slim(contribution)
    elif stays:
        gone.append(incident_id)
    new = {**old, "contributions": contributions, "gone": sorted(gone)}
    if new == old and old["revision"]:
        return False
    if new["revision"] == 0 or _content(new) != _content(old):
        new["revision"] += 1
    _list_day(changes, region, day)
    changes.put(key, new)
    return True


def _list_day(changes: Changes, region: str, day: str) -> None:
    days = days_of(changes, region)
    if day not in days:
        days = list(days)
        insort(days, day)
        changes.put(days_key(region), days)


def slim(contribution: Contribution) -> dict[str, Any]:
    """What a bucket keeps: no place but the district, no quote."""
    return {
        "type": str(contribution.type),
        "perpetrator": contribution.perpetrator,
        "circumstance": contribution.circumstance,
        "district": _district(contribution),
        "toll": [[str(entry.effect), str(entry.group), entry.low, entry.best, entry.high] for entry in contribution.toll],
        "sources": contribution.independent_sources,
        "outlets": list(contribution.sources),
        "certain": contribution.certain,
        "dated": _plausible(contribution),
        "first": contribution.first_reported.isoformat(),
        "last": contribution.last_reported.isoformat(),
    }


def _district(contribution: Contribution) -> str | None:
    """Told from districts of the same name elsewhere; None where the incident is known only to a larger unit."""
    return None if contribution.admin2 is None else f"{contribution.admin1 or ''}/{contribution.admin2}"


def counts(slim: dict[str, Any]) -> bool:
    """True for an incident that surely happened in the region, on the day of its bucket."""
    return bool(slim["certain"] and slim["dated"])


def outlets_of(changes: Changes, region: str, day: str) -> frozenset[str]:
    """The outlets that report an incident of that day which surely lies in the region."""
    bucket = changes.get(bucket_key(region, day)) or {"contributions": {}}
    slims = bucket["contributions"].values()
    return frozenset(outlet for slim in slims if slim["certain"] for outlet in slim.get("outlets", ()))


def cover(changes: Changes, region: str, day: str, coverage: Coverage, *, always: bool) -> bool:
    """Keep with a day how much was read of it; a blind one gets a bucket for that. Returns whether that is news (or `always`: whether there is a tally)."""
    bucket = changes.get(bucket_key(region, day))
    if bucket is None and not coverage.blind:
        return False
    old = bucket or {"revision": 0, "contributions": {}, "gone": []}
    new = {**old, "coverage": coverage.model_dump(mode="json")}
    _list_day(changes, region, day)
    if new != bucket:
        changes.put(bucket_key(region, day), {**new, "revision": old["revision"] + 1})
    return always or new != bucket


def covered(changes: Changes, region: str, day: str) -> Coverage:
    """How much was read of a day, as its bucket has it."""
    return Coverage.model_validate((changes.get(bucket_key(region, day)) or {}).get("coverage") or {})


def tally(changes: Changes, region: RegionName, day: str) -> Tally | None:
    """The day as its bucket now stands; None where there is no bucket (any more)."""
    bucket = changes.get(bucket_key(region.id, day))
    if bucket is None:
        return None
    content = _content(bucket)
    return Tally(id=f"{region.id}/{day}", region=region, day=date.fromisoformat(day), revision=bucket["revision"], **content)


def _content(bucket: dict[str, Any]) -> dict[str, Any]:
    """All of a tally that is a function of the contributions."""
    slims = bucket["contributions"].values()
    counted = [slim for slim in slims if counts(slim)]
    types = sorted(slim["type"] for slim in counted)
    return {
        "incidents": {IncidentType(name): types.count(name) for name in dict.fromkeys(types)},
        "sums": sums([entry for slim in counted for entry in slim["toll"]]),
        "undated": sum(1 for slim in slims if slim["certain"] and not slim["dated"]),
        "coverage": Coverage.model_validate(bucket.get("coverage") or {}),
        "possible": sum(1 for slim in slims if not slim["certain"]),
        "updated": newest(slim["last"] for slim in slims),
    }


def sums(toll: list[list[Any]]) -> tuple[Sum, ...]:
    """Entries `[effect, group, low, best, high]` added up by effect and group; an open high stays open."""
    added: dict[tuple[str, str], list[Any]] = {}
    for effect, group, low, best, high in toll:
        total = added.setdefault((effect, group), [0, 0, 0])
        total[0] += low
        total[1] += best
        total[2] = None if high is None or total[2] is None else total[2] + high
    ordered = sorted(added.items(), key=lambda item: (_EFFECTS[item[0][0]], _GROUPS[item[0][1]]))
    return tuple(Sum(effect=Effect(effect), group=Group(group), low=low, best=best, high=high) for (effect, group), (low, best, high) in ordered)


def newest(instants: Any) -> datetime | None:
    """The latest of ISO datetimes; of two ways to write one instant always the same."""
    return max((datetime.fromisoformat(text) for text in instants), key=lambda instant: (instant, instant.isoformat()), default=None)


def expire(changes: Changes, region: str, oldest: str) -> str | None:
    """Delete the rows of all days before `oldest` (ISO); returns the first day that is left."""
    days = days_of(changes, region)
    left = [day for day in days if day >= oldest]
    for day in days[: len(days) - len(left)]:
        bucket = changes.get(bucket_key(region, day)) or {"contributions": {}, "gone": []}
        for incident_id in [*bucket["contributions"], *bucket["gone"]]:
            changes.delete(incident_key(region, incident_id))
        changes.delete(bucket_key(region, day))
        changes.note("days_expired")
    if left:
        changes.put(days_key(region), left)
    else:
        changes.delete(days_key(region))
    return left[0] if left else None
