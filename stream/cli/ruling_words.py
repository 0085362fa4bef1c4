"""What an analyst writes on the command line as part of a ruling, and a ruling as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import typer

from stream.describe import toll
from stream.model import MAX_NAMED, Casualty, Effect, Group, Incident, NamedReport, RuledPlace, Ruling, RulingAction
from stream.places import Gazetteer, Regions, precision_of
from stream.settings import load_settings

#: `killed=4`, `killed.civilian=4`, `killed=3-4-6` (low, best, high), `killed=4+` (or more).
_FIGURE = re.compile(r"([a-z_]{1,20})(?:\.([a-z]{1,20}))?=(\d{1,7})(?:-(\d{1,7})-(\d{1,7}))?(\+)?")


def named(incident: Incident) -> tuple[NamedReport, ...]:
    """The incident's reports by which a ruling knows it again: its first and its newest."""
    pairs = pairs_of(incident)
    half = MAX_NAMED // 2
    return tuple(pairs if len(pairs) <= MAX_NAMED else [*pairs[:half], *pairs[-half:]])


def pairs_of(incident: Incident) -> list[NamedReport]:
    """Reports with their articles: all, where each article has one report in the incident."""
    if len(incident.reports) == len(incident.articles):
        return [NamedReport(article=article, report=report) for article, report in zip(incident.articles, incident.reports, strict=True)]
    return [NamedReport(article=one.article, report=one.report) for one in incident.joined]


def among(incident: Incident, wanted: Iterable[str]) -> tuple[NamedReport, ...]:
    """Reports of the incident by their own ids or those of their articles; raises typer.BadParameter for any that is not there."""
    pairs = pairs_of(incident)
    found: dict[str, NamedReport] = {}
    for name in wanted:
        own = [pair for pair in pairs if name in {pair.report, pair.article}]
        if not own:
            raise typer.BadParameter(f"{name!r} is no report (or article) of {incident.id}; `tocsin why {incident.id}` lists them")
        found |= {pair.report: pair for pair in own}
    if len(found) == len(incident.reports):
        raise typer.BadParameter(f"these are all {len(found)} reports of {incident.id}: nothing would be left to split them from")
    if len(found) > MAX_NAMED:
        raise typer.BadParameter(f"{len(found)} reports: at most {MAX_NAMED} in one ruling")
    return tuple(found.values())


def figures(texts: Iterable[str]) -> tuple[Casualty, ...]:
    """Casualties out of `killed.civilian=4` and the like; raises typer.BadParameter."""
    return tuple(_figure(text) for text in texts)


def _figure(text: str) -> Casualty:
    match = _FIGURE.fullmatch(text)
    effects, groups = {effect.value for effect in Effect}, {group.value for group in Group}
    if match is None or match[1] not in effects or (match[2] or "unknown") not in groups:
        raise typer.BadParameter(
            f"{text!r}: expected EFFECT[.GROUP]=BEST, =LOW-BEST-HIGH or =BEST+, with EFFECT one of {', '.join(Effect)} and GROUP one of {', '.join(Group)}"
        )
    low = int(match[3])
    best = int(match[4] or low)
    high = None if match[6] else int(match[5] or best)
    if low > best or (high is not None and best > high):
        raise typer.BadParameter(f"{text!r}: expected low <= best <= high")
    return Casualty(effect=Effect(match[1]), group=Group(match[2] or "unknown"), low=low, best=best, high=high, label="ruling")


def place_named(text: str, incident: Incident, config_dir: Path | None) -> RuledPlace:
    """The place of that name with its units and regions ("Kifri, Diyala"); raises typer.BadParameter where the gazetteer has none."""
    config = load_settings(config_dir=config_dir).config_dir
    gazetteer = Gazetteer.load(config)
    regions = Regions.load(config, gazetteer)
    resolved = gazetteer.resolve(gazetteer.find(text), home=incident.country)
    if not resolved:
        raise typer.BadParameter(f"{text!r} is in no gazetteer: expected the name of a place, better with what it lies in ('Kifri, Diyala')")
    first = min(resolved, key=lambda one: one.mention.start)
    place, precision = first.place, precision_of(first.place)
    units = {"country": place.country, "admin1": place.admin1, "admin2": place.admin2, "lat": place.lat, "lon": place.lon}
    sure, possible = regions.holding(
        country=place.country, admin1=place.admin1, admin2=place.admin2, lat=place.lat, lon=place.lon, precision=precision, place=place
    )
    said = {"place": first.mention.text, "place_precision": precision, "regions": sure, "possible_regions": possible}
    return RuledPlace.model_validate(units | said)


def ruling_line(ruling: Ruling) -> str:
    """`IQ/u-1 toll i-3: 4 killed (4 civilian) (Ala, 2026-03-04: the ministry's list)`."""
    return f"{ruling.id}  {ruling.action} {ruling.incident}{decided(ruling)} ({ruling.by}, {ruling.at.date()}: {ruling.why})"


def decided(ruling: Ruling) -> str:
    """What a ruling says, after its action."""
    match ruling.action:
        case RulingAction.MERGE:
            return f" with that of {ruling.others[0].report}"
        case RulingAction.SPLIT:
            return f" from {', '.join(name.report for name in ruling.others)}"
        case RulingAction.TOLL:
            return f": {toll(ruling.casualties)}"
        case RulingAction.PLACE if ruling.place is not None:
            names = [ruling.place.place, ruling.place.admin2, ruling.place.admin1, ruling.place.country]
            return f": {', '.join(dict.fromkeys(filter(None, names)))}"
        case RulingAction.DATE if ruling.date is not None:
            until = f" to {ruling.date.date_end}" if ruling.date.date_end != ruling.date.date else ""
            return f": {ruling.date.date}{until} ({ruling.date.date_precision})"
        case _:
            return ""
