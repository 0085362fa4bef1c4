"""Where things happen: the gazetteer, which place a name means, and the regions that hold it."""

from stream.places.gazetteer import Gazetteer
from stream.places.model import SETTLEMENTS, Mention, Place, PlaceKind, Resolved, precision_of
from stream.places.packs import Country
from stream.places.regions import Region, RegionKind, Regions

__all__ = ["SETTLEMENTS", "Country", "Gazetteer", "Mention", "Place", "PlaceKind", "Region", "RegionKind", "Regions", "Resolved", "precision_of"]
