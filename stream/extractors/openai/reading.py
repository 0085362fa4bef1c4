"""A model's answer to reports: each stands whole, on quotes from the article, on our gazetteer and our list of actors, or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from stream.extract import Actors
from stream.extractors.openai.evidence import Evidence
from stream.extractors.protocol import Unanswered
from stream.model import Article, Casualty, PlacePrecision, Quote, Report, explain
from stream.pipeline import Answer
from stream.places import Gazetteer, Place, Regions, precision_of
from stream.state import Fact

#: Reports of one article; the longest round-ups have forty.
MAX_REPORTS = 60
#: Quotes of one report.
MAX_QUOTES = 6
#: An event may be dated so far after the article: time zones.
AHEAD = timedelta(days=1)
#: A model's own confidence says nothing; between that of a guessed and of a well-founded report of the built-in extractor.
CONFIDENCE = 0.6
#: Flag of an extraction of which reports were refused.
REFUSED = "reports_refused"

_casualties: TypeAdapter[list[Casualty]] = TypeAdapter(list[Casualty])


class _RefusedError(Exception):
    """One report cannot stand; the reason is a short word for the metric."""


class AnswerReader:
    """Reads answers: a pure function of the article, the answer and the configuration."""

    def __init__(self, gazetteer: Gazetteer, regions: Regions, actors: Actors) -> None:
        self._gazetteer = gazetteer
        self._regions = regions
        self._actors = actors
        self._names = {alias.lower(): actor.name for actor in actors.by_name.values() for alias in (actor.name, *actor.aliases)}

    def read(self, article: Article, raw: str) -> Answer:
        """The reports that stand, with ids by their content; those that are refused are counted and flagged.

        Raises Unanswered where the answer is none of the schema, or where all that it says is refused.
        """
        told = _decoded(raw)
        evidence = Evidence(article)
        reports: dict[str, Report] = {}
        refused: Counter[str] = Counter()
        for item in told[:MAX_REPORTS]:
            try:
                report = self._report(article, evidence, item)
            except _RefusedError as error:
                refused[str(error)] += 1
            else:
                reports.setdefault(report.id, report)
        if len(told) > MAX_REPORTS:
            refused["too_many"] += len(told) - MAX_REPORTS
        if refused and not reports:
            raise Unanswered("refused", f"no report stands: {', '.join(f'{number} for {reason}' for reason, number in refused.items())}")
        facts = tuple(Fact("extractor_refused", (reason,), number) for reason, number in refused.items())
        return Answer(tuple(reports.values()), (REFUSED,) if refused else (), facts)

    def _report(self, article: Article, evidence: Evidence, told: object) -> Report:
        if not isinstance(told, dict):
            raise _RefusedError("schema")
        quotes = [quote for words in _list(told.get("quotes"))[:MAX_QUOTES] if (quote := evidence.quote(words)) is not None]
        if not quotes:
            raise _RefusedError("quote")
        place = self._place(article, evidence, told)
        perpetrator = self._actor(evidence, told.get("perpetrator"))
        country = place.country if place else None
        fields = {
            **{name: told.get(name) for name in ("type", "accidental", "date", "date_precision", "primary")},
            "date_end": told.get("date_end") or told.get("date"),
            "place": evidence.words(told.get("place")),
            "place_precision": _precision(place, told),
            "perpetrator": self._actors.branch(perpetrator, country),
            "targets": [target for item in _list(told.get("targets")) if (target := self._actor(evidence, item)) is not None],
            "casualties": list(_found(evidence, told.get("casualties"))),
            **_carried(article),
            **self._located(place, told),
            "confidence": CONFIDENCE,
            "quotes": [quote.model_dump() for quote in quotes],
        }
        return _plausible(_valid({name: value for name, value in fields.items() if value is not None}), article).with_id()

    def _actor(self, evidence: Evidence, said: object) -> str | None:
        """The canonical name, else the article's own words."""
        known = self._names.get(said.strip().lower()) if isinstance(said, str) else None
        return known or evidence.words(said)

    def _place(self, article: Article, evidence: Evidence, told: dict[str, Any]) -> Place | None:
        """The finest of what was said that the gazetteer knows, read as if the article said it in one line at its end; None where it knows nothing."""
        said = (told.get(name) for name in ("place", "admin2", "admin1", "country"))
        line = ", ".join(name for name in said if isinstance(name, str) and (evidence.words(name) or self._gazetteer.named(name)))
        if not line:
            return None
        before = f"{article.title}\n\n{article.text}\n\n"
        resolved = self._gazetteer.resolve(self._gazetteer.find(before + line, adjectives=True))
        found = [item.place for item in resolved if item.mention.start >= len(before)]
        return max(found, key=lambda place: len(place.units), default=None)

    def _located(self, place: Place | None, told: dict[str, Any]) -> dict[str, Any]:
        if place is None:
            return {}
        where = {"country": place.country, "admin1": place.admin1, "admin2": place.admin2, "lat": place.lat, "lon": place.lon}
        sure, possible = self._regions.holding(
            country=place.country,
            admin1=place.admin1,
            admin2=place.admin2,
            lat=place.lat,
            lon=place.lon,
            precision=_precision(place, told),
            place=place,
        )
        return {**where, "regions": sure, "possible_regions": possible}


def _decoded(raw: str) -> list[Any]:
    """The list under `reports`; raises Unanswered."""
    try:
        data = json.loads(raw, parse_constant=_no_number)
        # A lone surrogate is no text, and could not be sent on.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Unanswered("not_json", f"{type(error).__name__}: {str(error)[:200]}", again=True) from error
    if not isinstance(data, dict) or not isinstance(data.get("reports"), list):
        raise Unanswered("schema", f"found {raw[:80]!r}, expected an object with a list of reports", again=True)
    reports: list[Any] = data["reports"]
    return reports


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _carried(article: Article) -> dict[str, Any]:
    published = article.published.isoformat() if article.published else None
    return {"article_id": article.id, "source": article.source, "url": article.url, "published": published}


def _precision(place: Place | None, told: dict[str, Any]) -> PlacePrecision:
    """As the built-in extractor has it: what is only near a place is an area."""
    if place is None:
        return PlacePrecision.UNKNOWN
    return PlacePrecision.AREA if told.get("place_precision") == PlacePrecision.AREA and place.admin2 else precision_of(place)


def _found(evidence: Evidence, casualties: object) -> Iterator[dict[str, Any]]:
    """The casualties, each with its quote from the article; nobody hurt is no entry."""
    seen = set()
    for item in _list(casualties):
        if not isinstance(item, dict):
            raise _RefusedError("schema")
        quote: Quote | None = evidence.quote(item.get("quote"))
        if quote is None:
            raise _RefusedError("quote")
        pair = (str(item.get("effect")), str(item.get("group")))
        if pair in seen:
            raise _RefusedError("doubled")
        seen.add(pair)
        if item.get("best") != 0 or item.get("high"):
            yield {**item, "label": evidence.words(item.get("label")) or "", "quote": quote.model_dump()}


def _valid(fields: dict[str, Any]) -> Report:
    """By the model, which knows every field; nothing is coerced: `"3"` is no number."""
    try:
        return Report.model_validate_json(json.dumps(fields), strict=True)
    except ValidationError as error:
        raise _RefusedError("invalid") from ValueError(explain(error))


def _plausible(report: Report, article: Article) -> Report:
    """Raises _RefusedError for dates that contradict themselves or the article's."""
    first, last = report.date, report.date_end
    if (first is None) != (report.date_precision == "unknown") or (first is None) != (last is None) or (first and last and last < first):
        raise _RefusedError("date")
    if last is not None and article.published is not None and last > _day(article) + AHEAD:
        raise _RefusedError("future")
    return report


def _day(article: Article) -> date:
    assert article.published is not None, "asked only where it has one"
    return article.published.date()
