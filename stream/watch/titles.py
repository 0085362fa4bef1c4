"""The title of an alert: one line that a person can act on, and read aloud."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stream.watch.conditions import Reading
from stream.watch.schema import AtLeastRule, RuleSpec, SurgeRule
from stream.watch.series import Entry


def title(rule: RuleSpec, reading: Reading, region: str, place: str | None, others: int) -> str:
    """For the gravest window of an episode; `place` and `others`: of the gravest incident, and how many more there are (`single`)."""
    what, end = rule.what or " ".join(reversed(rule.measure.split("."))), date.fromordinal(reading.end)
    number = reading.total.value
    within = f"on {end}" if rule.window == 1 else f"in {rule.window} days to {end}"
    suffered = toll(reading.total.entries)
    if isinstance(rule, SurgeRule):
        expected = "" if reading.expected is None else f", {reading.expected:.1f} expected"
        return f"Surge of {what} in {region}: {number} {within}{expected}; {suffered}"
    if isinstance(rule, AtLeastRule):
        incidents = len(reading.total.entries)
        basis = suffered if rule.measure == "incidents" else f"{incidents} incident{'' if incidents == 1 else 's'}"
        return f"{region}: {number} {what} {within}; {basis}"
    where = _where(place, region)
    more = f"; {others} more such incident{'' if others == 1 else 's'}" if others else ""
    return f"{where}: {number} {what} in one incident {within}{more}"


def _where(place: str | None, region: str) -> str:
    """Place and region, unless one of them says both."""
    if place is None or place.casefold() in region.casefold():
        return region
    return place if region.casefold() in place.casefold() else f"{place}, {region}"


def toll(entries: Iterable[Entry]) -> str:
    """Killed and wounded in words, militants left out."""
    suffered = [entry.harmed for entry in entries]
    killed, wounded = sum(killed for killed, _ in suffered), sum(wounded for _, wounded in suffered)
    figures = [f"{killed} killed" if killed else "", f"{wounded} wounded" if wounded else ""]
    return ", ".join(filter(None, figures)) or "nobody reported killed or wounded"
