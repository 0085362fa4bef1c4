"""The title of an alert: one line that a person can act on, and read aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stream.watch.conditions import Reading
from stream.watch.schema import AtLeastRule, CoverageRule, FirstAfterRule, RatioRule, RuleSpec, SingleRule, SpreadRule, SurgeRule
from stream.watch.series import Entry

#: Districts that a title names.
_MOST_NAMES = 4
#: As English names them, whatever the machine's own language.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Whom a measure counts, where a rule does not say it in its own words.
_WHOM = {
    "": "people",
    "civilian": "civilians",
    "security": "members of security forces",
    "militant": "militants",
    "unknown": "people of unknown side",
}
_SUFFERED = {"casualties": "killed or wounded"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a title tells: the gravest window of an episode."""

    rule: Any
    reading: Reading
    #: Name of the region.
    region: str
    #: Of the gravest incident, where the title names one.
    place: str | None
    #: The incidents shown, gravest first.
    entries: Sequence[Entry]

    @property
    def what(self) -> str:
        """What is counted, in words."""
        return self.rule.what or counted(self.rule.measure)

    @property
    def number(self) -> int:
        """The number observed."""
        return self.reading.total.value

    @property
    def within(self) -> str:
        """`in the 7 days to 5 December 2021`."""
        end = spoken(self.reading.end)
        return f"on {end}" if self.rule.window == 1 else f"in the {self.rule.window} days to {end}"

    @property
    def basis(self) -> str:
        """What the number rests on: the toll behind incidents, the incidents behind a toll."""
        return toll(self.reading.total.entries) if self.rule.measure == "incidents" else _counted(len(self.reading.total.entries), "incident")


def spoken(day: int) -> str:
    """A day (ordinal) as it is read aloud: `5 December 2021`."""
    told = date.fromordinal(day)
    return f"{told.day} {_MONTHS[told.month - 1]} {told.year}"


def counted(measure: str) -> str:
    """What a measure counts, in words: `civilians killed`."""
    effect, _, group = measure.partition(".")
    return measure if effect in {"incidents", "districts", "articles"} else f"{_WHOM[group]} {_SUFFERED.get(effect, effect)}"


def title(rule: RuleSpec, reading: Reading, region: str, place: str | None, entries: Sequence[Entry]) -> str:
    """For the gravest window of an episode; `place` of the gravest incident, `entries` the incidents shown."""
    return _TITLES[type(rule)](Told(rule, reading, region, place, entries))


def _at_least(told: Told) -> str:
    return f"{told.region}: {told.number} {told.what} {told.within}; {told.basis}"


def _surge(told: Told) -> str:
    expected = "" if told.reading.expected is None else f", {told.reading.expected:.1f} expected"
    return f"Surge of {told.what} in {told.region}: {told.number} {told.within}{expected}; {told.basis}"


def _ratio(told: Told) -> str:
    expected = told.reading.expected
    if expected is None:
        compared = ""
    elif expected == 0:
        compared = f", none in the {told.rule.baseline} days before"
    else:
        compared = f", {told.number / expected:.1f} times the usual {expected:.1f}"
    return f"{told.region}: {told.number} {told.what} {told.within}{compared}; {told.basis}"


def _spread(told: Told) -> str:
    entries = told.reading.total.entries
    districts = Counter(entry.slim["district"].rpartition("/")[2] for entry in entries)
    names = sorted(districts, key=lambda name: (-districts[name], name))
    listed = ", ".join(names[:_MOST_NAMES]) + (" and others" if len(names) > _MOST_NAMES else "")
    what = told.rule.what or "incidents"
    return f"{told.region}: {what} in {told.number} districts {told.within} ({listed}); {_counted(len(entries), 'incident')}, {toll(entries)}"


def _single(told: Told) -> str:
    others = len(told.entries) - 1
    more = f"; {_counted(others, 'more such incident')}" if others else ""
    return f"{_where(told.place, told.region)}: {told.number} {told.what} in one incident {told.within}{more}"


def _first_after(told: Told) -> str:
    lull = told.reading.lull
    assert lull is not None
    what = told.rule.what or ("incident" if told.rule.measure == "incidents" else f"incident with {counted(told.rule.measure)}")
    quiet = f"{'at least ' if lull.open else ''}{_counted(lull.days, 'quiet day')}"
    where = "" if told.place is None or told.place.casefold() in told.region.casefold() else f" in {told.place}"
    others = len(told.entries) - 1
    more = f", and {others} more that day" if others else ""
    return f"First {what} in {told.region} after {quiet}: {told.within}{where}{more}; {toll(told.reading.total.entries)}"


def _silence(told: Told) -> str:
    run = told.reading.silence
    first, last = spoken(run[0].day), spoken(run[-1].day)
    when = f"on {last}" if first == last else f"from {first} to {last}"
    articles = _counted(told.number, "article")
    missed = f"; silent: {', '.join(run[-1].missed)}" if run[-1].missed else ""
    return f"{told.region}: hardly any news to tell by {when}: {articles} of its usual outlets, {told.reading.expected:.0f} would be usual{missed}"


_TITLES: dict[type, Callable[[Told], str]] = {
    AtLeastRule: _at_least,
    SurgeRule: _surge,
    RatioRule: _ratio,
    SpreadRule: _spread,
    SingleRule: _single,
    FirstAfterRule: _first_after,
    CoverageRule: _silence,
}


def _where(place: str | None, region: str) -> str:
    """Place and region, unless one of them says both; it begins the title."""
    if place is None or place.casefold() in region.casefold():
        return region
    begun = place[:1].upper() + place[1:]
    return begun if region.casefold() in place.casefold() else f"{begun}, {region}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def toll(entries: Iterable[Entry]) -> str:
    """Killed and wounded in words, militants left out."""
    suffered = [entry.harmed for entry in entries]
    killed, wounded = sum(killed for killed, _ in suffered), sum(wounded for _, wounded in suffered)
    figures = [f"{killed} killed" if killed else "", f"{wounded} wounded" if wounded else ""]
    return ", ".join(filter(None, figures)) or "nobody reported killed or wounded"
