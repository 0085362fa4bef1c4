"""Events to reports: the last step, where each field of the contract gets its value."""

from __future__ import annotations

from dataclasses import dataclass

from stream.extract.actors import Actors
from stream.extract.attribution import names_in
from stream.extract.circumstances import Circumstances
from stream.extract.event_types import HARM, decide_type
from stream.extract.events import Event
from stream.extract.inheritance import Told, settled
from stream.extract.mentions import Mention
from stream.extract.offsets import moved
from stream.extract.perpetrators import announcer, bombers_band, find_perpetrator, forces_of, rebels_of, targets_of
from stream.extract.sites import Site
from stream.extract.tolls import casualties_of, victims_besides
from stream.extract.victim_groups import default_group
from stream.model import Article, DatePrecision, Group, IncidentType, PlacePrecision, Report
from stream.places import Place, PlaceKind, Regions, precision_of

#: Sentences that a report rests on, at most.
_MAX_QUOTES = 6
#: Headline and first sentence of the text.
_LEAD = frozenset({0, 1})


@dataclass(frozen=True, slots=True)
class Reporter:
    """Makes reports of the events of one article."""

    regions: Regions
    actors: Actors
    circumstances: Circumstances

    def reports(self, article: Article, events: list[Event], mentions: list[Mention]) -> tuple[Report, ...]:
        """One report an event, in their order; two that say the same are one."""
        reports: dict[str, Report] = {}
        told: list[Told] = []
        for event in events:
            told.append(self._judged(event, mentions, told[0].type if told and not event.listed else None))
        for one in settled(told, self.actors):
            report = self._report(article, one, mentions)
            reports.setdefault(report.id, report)
        return tuple(reports.values())

    def _judged(self, event: Event, mentions: list[Mention], first: IncidentType | None) -> Told:
        """What the event was, by whom, and its toll, as far as its own sentences say; `first` is the type of the article's first event."""
        country = event.site.place.country if event.site and event.site.place else None
        perpetrator = find_perpetrator([*event.mentions, *event.accusations], self.actors, self._recent_militant(event, mentions), country)
        perpetrator = perpetrator or rebels_of(event.mentions, mentions, self.actors)
        default = default_group(event.mentions, self.actors, perpetrator)
        casualties = casualties_of(event.mentions, self.actors, perpetrator, default, doubted=event.doubted)
        harmed = {casualty.group for casualty in casualties if casualty.effect in HARM}
        kind = decide_type(event.mentions, _LEAD, perpetrator, self.actors, first, harmed)
        if kind is IncidentType.AIRSTRIKE and perpetrator and harmed == {Group.MILITANT} and not self.actors.is_state(perpetrator):
            perpetrator = None  # "the remains of three ISIS militants": militants whom an air strike killed did not fly it
        if kind in {IncidentType.SECURITY_OPERATION, IncidentType.ARREST}:
            perpetrator = forces_of(event.mentions, kind, perpetrator, self.actors, country)
        if kind is IncidentType.SUICIDE_BOMBING and perpetrator is None:
            perpetrator = bombers_band(event.mentions, mentions, self.actors)
        if kind is IncidentType.AIRSTRIKE and perpetrator is None:
            perpetrator = self.actors.striker({name for mention in mentions for _, _, name in names_in(mention.sentence)})
            perpetrator = perpetrator or announcer(event.mentions)
        return Told(event, kind, perpetrator, casualties)

    def _report(self, article: Article, judged: Told, mentions: list[Mention]) -> Report:
        event, kind, perpetrator = judged.event, judged.type, judged.perpetrator
        site = event.site
        place = site.place if site else None
        country = place.country if place else None
        precision = _precision(site)
        lat, lon = _where(site)
        sure, possible = self._holding(place, precision, lat, lon)
        return Report(
            article_id=article.id,
            source=article.source,
            url=article.url,
            published=article.published,
            guessed=event.guessed,
            type=kind,
            accidental=_is_mishap(event),
            circumstance=self.circumstances.of(event, kind, judged.casualties, mentions),
            date=event.when.day if event.when else None,
            date_end=event.when.last_day if event.when else None,
            date_precision=event.when.precision if event.when and event.when.day else DatePrecision.UNKNOWN,
            place=_place_text(event, site),
            country=country,
            admin1=place.admin1 if place else None,
            admin2=place.admin2 if place else None,
            lat=lat,
            lon=lon,
            place_precision=precision,
            regions=sure,
            possible_regions=possible,
            perpetrator=self.actors.branch(perpetrator, country),
            targets=targets_of(event.mentions, perpetrator, self.actors),
            casualties=judged.casualties,
            primary=event.primary,
            confidence=_confidence(event, place),
            quotes=tuple(mention.sentence.quote() for mention in event.mentions if mention.tells)[:_MAX_QUOTES],
        ).with_id()

    def _holding(
        self, place: Place | None, precision: PlacePrecision, lat: float | None, lon: float | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if place is None:
            return (), ()
        return self.regions.holding(
            country=place.country,
            admin1=place.admin1,
            admin2=place.admin2,
            lat=lat,
            lon=lon,
            precision=precision,
            place=place,
        )

    def _recent_militant(self, event: Event, mentions: list[Mention]) -> str | None:
        """The militant group spoken of last before the event is first told: who "the group" is."""
        first = event.mentions[0].sentence.index
        for mention in reversed([mention for mention in mentions if mention.sentence.index < first]):
            names = [name for _, _, name in mention.sentence.find("actor") if not self.actors.is_state(name)]
            if names:
                return names[-1]
        return None


def _is_mishap(event: Event) -> bool:
    """Whether people were hit by accident or by own hand; an attacker who ends by his own hand is no mishap."""
    mishaps = [mention for mention in event.mentions if mention.mishap]
    return bool(mishaps) and not (victims_besides(event.mentions) and all(mention.sentence.holds("self_harm") for mention in mishaps))


def _where(site: Site | None) -> tuple[float | None, float | None]:
    """Latitude and longitude of an event: its place's, moved where the text says how far and which way (on a sphere, to a hundredth of a degree)."""
    if site is None or site.place is None:
        return None, None
    off = site.near or site.stretch or site.shift is not None
    place = site.town if off and site.town is not None else site.place
    if place.lat is None or place.lon is None:
        return None, None
    return moved(place.lat, place.lon, site.shift) if site.shift else (place.lat, place.lon)


def _precision(site: Site | None) -> PlacePrecision:
    if site is None or site.place is None:
        return PlacePrecision.UNKNOWN
    off = site.shift is not None or ((site.near or site.stretch) and bool(site.place.admin2 or site.town))
    return PlacePrecision.AREA if off else precision_of(site.place)


def _place_text(event: Event, site: Site | None) -> str | None:
    """The most exact name as written: a village that no gazetteer holds before the district that does; none where only the country is known."""
    for mention in event.mentions:
        for other in mention.sites:
            if other.place is None and other.weight > 1 and not mention.sentence.is_title:
                return other.text
    if site is None or (site.place is not None and site.place.kind is PlaceKind.COUNTRY and not site.settlement):
        return None
    return site.text or None


def _confidence(event: Event, place: Place | None) -> float:
    """A rough judgement of how much the report rests on: a day that the text gives, a place, more than one sentence."""
    known = (event.when is not None and not event.guessed) + (place is not None and place.admin1 is not None) + (len(event.mentions) > 1)
    return round(0.4 + 0.15 * known + 0.05 * event.primary, 2)
