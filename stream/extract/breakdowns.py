"""Figures by group of victims, and how later sentences change them: joined, raised to a total, fitted to a number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stream.model import Group, Quote


@dataclass(frozen=True, slots=True)
class Figure:
    """Persons of one group, as one sentence or the article so far gives them; `firm` False: an unknown few, or nobody new."""

    low: int
    best: int
    high: int | None
    label: str
    quote: Quote
    firm: bool = True
    #: Not among those counted before ("another two", "her aunt").
    adds: bool = False
    #: Index of the sentence that gives it.
    at: int = 0
    #: One more, told by another word than the one before: "a shepherd was also hurt".
    beside: bool = False
    #: Those left of the wounded: takes the place of the number before.
    left: bool = False
    #: Its number is not known: any number that is takes its place.
    vague: bool = False
    #: No word says what they were: their group is that of the others.
    derived: bool = False
    #: The dead attacker, who is not among the victims that a total counts.
    apart: bool = False
    #: Only those who did it give it.
    claimed: bool = False
    #: Of so many it is what other groups leave.
    whole: int = 0

    def plus(self, other: Figure) -> Figure:
        """Both together."""
        high = None if self.high is None or other.high is None else self.high + other.high
        label = self.label if other.label in self.label or not other.label else f"{self.label}, {other.label}".lstrip(", ")
        return replace(self, low=self.low + other.low, best=self.best + other.best, high=high, label=label, firm=self.firm or other.firm)


Breakdown = dict[Group, Figure]
#: "Another five" add to what was said so many sentences before; later on they are among those counted.
_NEXT = 3
#: A later figure so many times higher, and at least so high, is a sum over other events that no word gives away.
_SUM_FACTOR, _SUM_LEAST = 10, 20


def total_of(figures: Breakdown) -> int:
    """All people whose number is given."""
    return sum(figure.best for figure in figures.values() if figure.firm)


def joined(known: Breakdown, said: Breakdown, *, least: int = 0) -> Breakdown:
    """A later sentence: "another" and "her aunt" add, a higher figure replaces, a lower one repeats a part; a sum of many events is left out.

    `least` is what the headline gives: what is far more is no figure of this event.
    """
    joined = dict(known)
    have = max(total_of(known), least)
    for group, figure in said.items():
        before = joined.get(group)
        if figure.derived and not figure.adds and (figure.best <= total_of(known) if len(known) > 1 else group not in known and figure.best == have):
            continue
        if before is None and not (figure.derived or figure.adds):  # "five were shot", then "shot five gang members": now a word says what they are
            joined = {other: told for other, told in joined.items() if not (told.derived and told.best == figure.best > 1)}
        if have and figure.best >= max(_SUM_FACTOR * have, _SUM_LEAST):
            continue
        if before is None or figure.left or (figure.firm and not before.firm) or (before.vague and figure.firm and not (figure.vague or figure.adds)):
            joined[group] = figure
        elif (
            (figure.adds or (figure.beside and before.best == 1)) and figure.firm and not _repeats(figure, before) and figure.at - before.at <= _NEXT
        ):
            joined[group] = before.plus(figure)
        elif figure.firm and figure.best > before.best:
            joined[group] = figure
    return _without_totals(joined)


def _repeats(figure: Figure, before: Figure) -> bool:
    return bool(figure.label) and figure.label.lower() in before.label.lower()


def _without_totals(figures: Breakdown) -> Breakdown:
    """A number of people without a group is the total of those with one, not more people, unless one sentence gives both."""
    if Group.UNKNOWN not in figures or len(figures) == 1:
        return figures
    total = figures[Group.UNKNOWN]
    others: Breakdown = {group: figure for group, figure in figures.items() if group is not Group.UNKNOWN}
    if any(figure.quote == total.quote for figure in others.values()):
        return figures
    whole = total.whole or total.best
    rest = whole - sum(figure.best for figure in others.values() if not figure.apart)
    if rest > 0 and total.firm:
        high = None if total.high is None else max(rest, total.high - (total.best - rest))
        others[Group.UNKNOWN] = replace(total, low=rest, best=rest, high=high, whole=whole)
    return others


def named_alike(known: Breakdown, title: Breakdown) -> Breakdown:
    """People of whom the text only gives the number are what the headline calls as many: "oil workers"."""
    if set(known) != {Group.UNKNOWN} or len(title) != 1 or Group.UNKNOWN in title or total_of(known) != total_of(title):
        return known
    group, figure = next(iter(title.items()))
    return known if figure.derived else {group: replace(known[Group.UNKNOWN], label=figure.label)}


def with_rival(known: Breakdown, rival: Breakdown) -> Breakdown:
    """What the attackers claim counts where nobody else gives a figure; else it only widens the range."""
    if not any(figure.firm for figure in known.values()):
        return {group: replace(figure, claimed=True) for group, figure in rival.items()}
    widened = dict(known)
    for group, figure in rival.items():
        own = widened.get(group)
        if own is not None and own.high is not None and figure.best > own.high:
            widened[group] = replace(own, high=figure.best)
    return widened


def spanned(known: Breakdown, other: Breakdown) -> Breakdown:
    """What somebody without authority says opens the range to both sides, and changes no best figure."""
    spread = dict(known)
    for said, figure in other.items():
        group = said if said in spread else next(iter(spread)) if len(spread) == 1 else None
        if group is None or not figure.firm:
            continue
        own = spread[group]
        high = None if own.high is None or figure.high is None else max(own.high, figure.high)
        spread[group] = replace(own, low=min(own.low, figure.low), high=high)
    return spread


def raised(known: Breakdown, total: Figure, default: Group) -> Breakdown:
    """The running total of an event, where it is more than what was counted."""
    enemies = known.get(Group.MILITANT)
    if enemies is not None and default is not Group.MILITANT and total.at < enemies.at:
        # The toll was that of the victims; of the attackers the article tells after it.
        return {**raised({group: figure for group, figure in known.items() if group is not Group.MILITANT}, total, default), Group.MILITANT: enemies}
    have = sum(figure.best for figure in known.values())
    if total.best <= have:
        return known
    if len(known) == 1:
        group, figure = next(iter(known.items()))
        return {group: replace(total, label=figure.label)}
    if not known:
        return {default: total}
    rest = total.best - have
    extra = replace(total, low=rest, best=rest, high=None if total.high is None else rest)
    return {**known, Group.UNKNOWN: known[Group.UNKNOWN].plus(extra) if Group.UNKNOWN in known else extra}


def civil(known: Breakdown, default: Group) -> Breakdown:
    """People without a word for what they were are civilians where all other victims are, and fighters in a tribal battle."""
    if default is Group.UNKNOWN or Group.UNKNOWN not in known:
        return known
    out: Breakdown = {group: figure for group, figure in known.items() if group is not Group.UNKNOWN}
    people = known[Group.UNKNOWN]
    out[default] = out[default].plus(people) if default in out else people
    return out


def fitted(known: Breakdown, number: int, otherwise: tuple[Group, Figure]) -> Breakdown:
    """A breakdown with that many people in all; the largest group gives way. `otherwise` stands where nothing is known."""
    have = sum(figure.best for figure in known.values())
    if have == number or (number == 0 and not any(figure.firm for figure in known.values())):
        return known
    if number == 0:
        return {}
    if not known:
        group, figure = otherwise
        return {group: replace(figure, low=number, best=number, high=number, firm=True)}
    group = max(known, key=lambda group: known[group].best)
    figure = known[group]
    rest = figure.best + number - have
    if rest <= 0:
        return {group: replace(figure, low=number, best=number, high=number)}
    return {**known, group: replace(figure, low=rest, best=rest, high=None if figure.high is None else rest)}
