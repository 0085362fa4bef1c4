"""Where a report's event was, as far as matching asks: what names it, in which units, and at which point of the map."""

from __future__ import annotations

from dataclasses import dataclass

from stream.model import PlacePrecision, Report
from stream.reconcile.words import Words

#: Points for what two reports have in common: village and district; a name, where one gives no district or other units than the other; the district.
_VILLAGE, _NAME, _NAME_ELSEWHERE, _DISTRICT = 4.0, 3.0, 2.0, 2.5
#: One of them only says in which governorate.
GOVERNORATE = 1.25
#: What it costs that two reports of one district name two villages.
_ANOTHER_VILLAGE = 1.5


@dataclass(slots=True)
class Spot:
    """Where one report says that it was."""

    admin1: str | None
    admin2: str | None
    #: How the words of its place sound.
    names: frozenset[str]
    #: And those of its district and governorate, which many events share.
    units: frozenset[str]
    #: Latitude and longitude, where it was found on the map.
    point: tuple[float | None, float | None] | None
    #: A word of its place is no name of those units: "between Kirkuk and Dibis" names no village.
    village: bool

    @classmethod
    def of(cls, report: Report, words: Words) -> Spot:
        """That of a report."""
        exact = report.place_precision is PlacePrecision.POINT and report.lat is not None
        units = words.names(report.admin2) | words.names(report.admin1)
        village = any(words.names(word) - units for word in (report.place or "").split())
        return cls(report.admin1, report.admin2, words.names(report.place), units, (report.lat, report.lon) if exact else None, village)

    def same_village(self, other: Spot) -> bool:
        """Both name the same place below the district."""
        common, same_point = self.names & other.names, self.same_point(other)
        if not common and not same_point:
            return False
        units = self.units | other.units
        return bool(common - units) or (same_point and bool(self.names - units and other.names - units))

    def same_point(self, other: Spot) -> bool:
        """Both were found on the map, at one point: Jalawla, Jalula."""
        return self.point is not None and self.point == other.point

    def points(self, other: Spot) -> float | None:
        """What speaks for one place; None where it cannot be one."""
        named = not self.names.isdisjoint(other.names) or self.same_point(other)
        if self.admin1 and other.admin1 and self.admin1 != other.admin1:
            return _NAME_ELSEWHERE if named and not (self.admin2 and other.admin2) else None
        if self.admin2 and other.admin2:
            if self.admin2 != other.admin2:
                return _NAME_ELSEWHERE if named else None
            return _VILLAGE if named else _DISTRICT - (_ANOTHER_VILLAGE if self.village and other.village else 0)
        if named:
            return _NAME
        return GOVERNORATE if self.admin1 and self.admin1 == other.admin1 else 0.0
