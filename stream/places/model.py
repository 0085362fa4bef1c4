"""What a place is, a mention of one in a text, and the answer which place was meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from stream.model import PlacePrecision


class PlaceKind(StrEnum):
    """What sort of place; ADMIN1 is a governorate, state or province, ADMIN2 a district or county."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    SUBDISTRICT = "subdistrict"
    CAPITAL = "capital"
    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    QUARTER = "quarter"
    SITE = "site"
    CAMP = "camp"
    AREA = "area"
    VALLEY = "valley"
    MOUNTAIN = "mountain"
    WATER = "water"
    ROAD = "road"


#: Every kind by its word.
KINDS = {kind.value: kind for kind in PlaceKind}
#: Kinds where people live close together, or one named spot.
SETTLEMENTS = frozenset(
    {
        PlaceKind.SUBDISTRICT,
        PlaceKind.CAPITAL,
        PlaceKind.CITY,
        PlaceKind.TOWN,
        PlaceKind.VILLAGE,
        PlaceKind.QUARTER,
        PlaceKind.SITE,
        PlaceKind.CAMP,
    }
)
_UNIT_PRECISION = {
    PlaceKind.COUNTRY: PlacePrecision.COUNTRY,
    PlaceKind.ADMIN1: PlacePrecision.ADMIN1,
    PlaceKind.ADMIN2: PlacePrecision.ADMIN2,
}


#: Persons that a place counts as whose population the tables do not give.
_USUAL_POPULATION = {
    PlaceKind.COUNTRY: 30_000_000,
    PlaceKind.ADMIN1: 3_000_000,
    PlaceKind.ADMIN2: 300_000,
    PlaceKind.CAPITAL: 2_000_000,
    PlaceKind.CITY: 300_000,
    PlaceKind.SUBDISTRICT: 50_000,
    PlaceKind.TOWN: 20_000,
}
_POPULATION_ELSE = 2_000


def people_of(kind: PlaceKind, population: int) -> int:
    """Persons: the population, or what is usual for the kind where it is 0."""
    return population or _USUAL_POPULATION.get(kind, _POPULATION_ELSE)


@lru_cache(maxsize=1 << 13)
def _units(country: str | None, admin1: str | None, admin2: str | None) -> tuple[str, ...]:
    found = [country] if country else []
    if admin1:
        found.append(f"{country}/{admin1}")
    if admin2:
        found.append(f"{country}/{admin1 or '-'}/{admin2}")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer.

    `id` is stable: country, admin 1, admin 2 and name joined by `/` ("IQ/Kirkuk/Dibis/Sarkran"; "-" stands for an unknown unit).
    `lat` and `lon` are WGS 84 degrees, of the centre. `population` is rounded, 0 where not known.
    """

    id: str
    name: str
    kind: PlaceKind
    #: ISO 3166-1 alpha-2; None for what crosses borders.
    country: str | None
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    variants: tuple[str, ...] = ()
    population: int = 0
    #: ISO 3166-2 code of an admin 1 unit.
    code: str | None = None
    #: It stands in a configured table; else only in the worldwide one.
    listed: bool = True
    #: It stands in a table that the user has imported.
    imported: bool = False
    #: Ids of the units that it is or lies in, the largest first.
    units: tuple[str, ...] = field(init=False, repr=False, compare=False)

    @property
    def people(self) -> int:
        """Persons: the population, or what is usual for the kind."""
        return people_of(self.kind, self.population)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", _units(self.country, self.admin1, self.admin2))


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text (code point offsets into it), and every place that bears that name, in order of their ids.

    An `adjective` ("Iraqi", "Kurdish") is no place, but evidence of one: its candidates are countries or regions. `resolve` never answers for it.
    """

    start: int
    end: int
    text: str
    candidates: tuple[Place, ...]
    adjective: bool = False
    #: What the words beside it call it ("Kirkuk province", "the city of Kirkuk"); None where they call it nothing.
    said_kind: PlaceKind | None = None
    #: False: spelled as no table has it, and found by its sound; `resolve` drops it where nothing else in the text speaks of its country.
    exact: bool = True


@dataclass(slots=True)
class Resolved:
    """Which place a mention means. `score` orders the candidates of one mention; it is no probability."""

    mention: Mention
    place: Place
    score: float


def precision_of(place: Place) -> PlacePrecision:
    """How exactly an incident is known to lie that is said to be "in" this place."""
    if place.kind in _UNIT_PRECISION:
        return _UNIT_PRECISION[place.kind]
    return PlacePrecision.POINT if place.kind in SETTLEMENTS else PlacePrecision.AREA
