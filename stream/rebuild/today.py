"""What was read in the past, by the places, regions and actors of today.

An extraction keeps what its article said, not the article. So units, regions and names are looked up anew, but no text is read again: what a word
list of today would find in it, or not, is known only once the article is published again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stream.extract.actors import Actors
from stream.model import Extraction, PlacePrecision, Report
from stream.places import Gazetteer, Place, Regions, precision_of

#: Degrees within which two points are one: a table may give more digits than before.
_SAME = 0.011


@dataclass(frozen=True)
class Today:
    """Configuration by which reports are brought up to date."""

    gazetteer: Gazetteer
    regions: Regions
    #: What actors are or were called, to their canonical names (`former_names`).
    names: Mapping[str, str]

    def extraction(self, extraction: Extraction) -> Extraction:
        """The same extraction; its reports with the regions, and the canonical names, of today."""
        reports = {report.id: report for report in map(self.report, extraction.reports)}
        return extraction.model_copy(update={"reports": tuple(reports.values())})

    def report(self, report: Report) -> Report:
        """A report whose content is another now bears another id, as if its article were read today."""
        place = self._place(report)
        sure, possible = self._holding(report, place)
        renamed = {
            "perpetrator": self._name(report.perpetrator) if report.perpetrator else None,
            "targets": tuple(dict.fromkeys(map(self._name, report.targets))),
        }
        now = report.model_copy(update={"regions": sure, "possible_regions": possible, **renamed})
        return now if (now.perpetrator, now.targets) == (report.perpetrator, report.targets) else now.with_id()

    def _name(self, name: str) -> str:
        return self.names.get(_folded(name), name)

    def _holding(self, report: Report, place: Place | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if report.country is None and place is None:
            return (), ()
        return self.regions.holding(
            country=report.country,
            admin1=report.admin1,
            admin2=report.admin2,
            lat=report.lat,
            lon=report.lon,
            precision=report.place_precision,
            place=place,
        )

    def _place(self, report: Report) -> Place | None:
        """The gazetteer's entry that the report was located by: of its name, or of one within what is written ("near Bashiqa"); None: only its unit is known."""
        if report.place is None:
            return None
        candidates = self.gazetteer.named(report.place) or [place for mention in self.gazetteer.find(report.place) for place in mention.candidates]
        units = (report.country, report.admin1, report.admin2)
        return next((place for place in candidates if (place.country, place.admin1, place.admin2) == units and _as_exact(place, report)), None)


def former_names(actors: Actors) -> dict[str, str]:
    """What an actor is or was called, folded, to its canonical name: one that was canonical once stays among its aliases."""
    canonical = {_folded(name): name for actor in actors.by_name.values() for name in (*actor.branches.values(), actor.name)}
    return {_folded(alias): actor.name for actor in actors.by_name.values() for alias in actor.aliases} | canonical


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _as_exact(place: Place, report: Report) -> bool:
    """The very spot; or, of what is near it, as exact as that may be. A unit and its centre often bear one name."""
    if report.place_precision is PlacePrecision.AREA:
        return True
    same = (place.lat is None) is (report.lat is None) and _apart(place.lat, report.lat) <= _SAME and _apart(place.lon, report.lon) <= _SAME
    return same and precision_of(place) is report.place_precision


def _apart(one: float | None, other: float | None) -> float:
    return 0.0 if one is None or other is None else abs(one - other)
