"""How a rule is written in rules.yaml: one model a kind, so that each field is known to belong there."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from stream.model import Circumstance, Effect, Group, IncidentType, RuleKind, Severity
from stream.watch.false_alarms import INCIDENTS, PEOPLE, Table
from stream.watch.statistics import Method

Days = Annotated[int, Field(strict=True, ge=1, le=365)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]

#: What each measure of people adds up; an unsplit "dead or wounded" stands under casualties alone.
EFFECTS: dict[str, frozenset[Effect]] = {
    "killed": frozenset({Effect.KILLED}),
    "wounded": frozenset({Effect.WOUNDED}),
    "casualties": frozenset({Effect.KILLED, Effect.WOUNDED, Effect.KILLED_OR_WOUNDED}),
    "abducted": frozenset({Effect.ABDUCTED}),
}
#: Whom a measure without a group counts.
NOT_MILITANT = frozenset(Group) - {Group.MILITANT}

_PEOPLE = "^(killed|wounded|casualties|abducted)(\\.(civilian|security|militant|unknown))?$"
_ANYTHING = "^(incidents|(killed|wounded|casualties|abducted)(\\.(civilian|security|militant|unknown))?)$"


def _below_threshold(clear: float | None, info: ValidationInfo) -> float | None:
    if clear is not None and clear > info.data.get("threshold", clear):
        raise ValueError("must not be above the threshold")
    return clear


def _within_baseline(days: int, info: ValidationInfo) -> int:
    if days > info.data.get("baseline", days):
        raise ValueError("must not be longer than the baseline")
    return days


class Part(BaseModel):
    """A part of the rules file: unknown fields are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TypeSet(Part):
    """A named set of incident types, without those that certain perpetrators begin, and those that are no attack."""

    description: str = ""
    types: tuple[IncidentType, ...]
    exclude_perpetrators: Annotated[tuple[str, ...], Field(description="canonical names of actors (config/actors.yaml)")] = ()
    exclude_circumstances: Annotated[
        tuple[Circumstance, ...], Field(description="device_found: a device only found or made safe; old_ordnance: an old mine or shell")
    ] = ()

    @field_validator("types")
    @classmethod
    def _some(cls, types: tuple[IncidentType, ...]) -> tuple[IncidentType, ...]:
        if not types:
            raise ValueError("a set needs at least one type")
        return types


class Filter(Part):
    """Which incidents a rule looks at; what is left out does not matter."""

    types: Annotated[tuple[str, ...], Field(description="incident types, or names of type sets; none: all")] = ()
    perpetrators: Annotated[tuple[str, ...], Field(description="only those begun by one of these")] = ()
    exclude_perpetrators: Annotated[tuple[str, ...], Field(description="none of those begun by one of these")] = ()
    exclude_perpetrator_only: Annotated[bool, Field(description="leave out incidents in which militants alone came to harm")] = False
    groups: Annotated[tuple[Group, ...], Field(description="only those that harmed one of these groups")] = ()
    min_sources: Annotated[int, Field(strict=True, ge=1, le=50, description="independent sources that report it")] = 1


class Pause(Part):
    """Days on which a rule raises nothing."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to", description="included")]

    @field_validator("last")
    @classmethod
    def _in_order(cls, last: date, info: ValidationInfo) -> date:
        if last < info.data.get("first", last):
            raise ValueError("must not lie before `from`")
        return last


class RuleText(Part):
    """What rules of every kind have."""

    id: Slug
    description: Annotated[str, Field(min_length=1, description="for whom and why; shown by `tocsin rules`")]
    what: Annotated[str, Field(description="what is counted, in words, for the title of an alert; absent: the measure")] = ""
    regions: tuple[str, ...] = ()
    region_sets: Annotated[tuple[str, ...], Field(description="such as iq-districts: the rule watches each region of the set")] = ()
    filter: Filter = Filter()
    bound: Annotated[Literal["best", "low", "high"], Field(description="which figure of a toll is held against the threshold")] = "best"
    severities: Annotated[dict[Severity, float], Field(description="severity from which observed number on; below all: info; none: warning")] = {}
    resolve_after: Annotated[int, Field(strict=True, ge=1, le=90, description="clear days that end an alert")] = 3
    lateness: Annotated[
        int, Field(strict=True, ge=0, le=90, description="an incident first reported so many days after the window counts no more")
    ] = 14
    pauses: Annotated[tuple[Pause, ...], Field(description="days (from, to) on which the rule raises no alert; one that is open goes on")] = ()
    step: Annotated[
        float | None,
        Field(gt=0, description="change of the observed number that is published at once; absent: a tenth of it, at least 1"),
    ] = None

    @field_validator("severities")
    @classmethod
    def _rising(cls, severities: dict[Severity, float]) -> dict[Severity, float]:
        ordered = [severities[severity] for severity in Severity if severity in severities]
        if ordered != sorted(ordered):
            raise ValueError("a graver severity must begin at a higher number")
        return severities


class AtLeastRule(RuleText):
    """So many incidents or people within a window of days."""

    kind: Literal[RuleKind.AT_LEAST]
    measure: Annotated[str, Field(pattern=_ANYTHING)] = "incidents"
    window: Days
    threshold: Annotated[float, Field(gt=0)]
    clear: Annotated[float | None, Field(gt=0, description="a day is clear when its window is below this; absent: the threshold")] = None

    _below_threshold = field_validator("clear")(_below_threshold)


class SingleRule(RuleText):
    """One incident whose toll is so high."""

    kind: Literal[RuleKind.SINGLE]
    measure: Annotated[str, Field(pattern=_PEOPLE)]
    window: Literal[1] = 1
    threshold: Annotated[float, Field(gt=0)]
    resolve_after: Annotated[int, Field(strict=True, ge=1, le=90)] = 1


class SurgeRule(RuleText):
    """More incidents, or people, than the region's own past leads to expect."""

    kind: Literal[RuleKind.SURGE]
    #: Deaths come in clumps: numbers of people have a model of their own (stream.watch.compound).
    measure: Annotated[str, Field(pattern=_ANYTHING)] = "incidents"
    method: Annotated[Method, Field(description="how the past leads to an expectation: docs/statistics.md")] = Method.GAMMA_POISSON
    window: Days = 7
    baseline: Annotated[int, Field(strict=True, ge=7, le=365, description="days of the past that are compared with")] = 56
    gap: Annotated[int, Field(strict=True, ge=0, le=60, description="days between baseline and window: a slow start is not its own past")] = 2
    min_history: Annotated[
        int, Field(strict=True, ge=7, le=365, validate_default=True, description="days of baseline without which nothing is said")
    ] = 28
    p: Annotated[float, Field(gt=0, le=0.1, description="how improbable the number must be")] = 0.01
    false_alarms: Annotated[
        float | None, Field(gt=0, le=20, description="in place of p: so many alarms per 100 weeks of a region in which nothing has changed")
    ] = None
    clear_p: Annotated[float | None, Field(gt=0, le=0.5, description="a day is clear when its window is more probable than this; absent: p")] = None
    min_count: Annotated[int, Field(strict=True, ge=3)] = 3
    min_incidents: Annotated[
        int, Field(strict=True, ge=3, description="for people: so many incidents that harmed anybody must be behind the number")
    ] = 3
    weekday: Annotated[bool, Field(description="the past has its own number for each weekday; for numbers of incidents")] = False

    _within_baseline = field_validator("min_history")(_within_baseline)

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if self.false_alarms is not None and "p" in self.model_fields_set:
            raise ValueError("p and false_alarms say the same in two ways: give one of them")
        if self.false_alarms is not None and self.method is not Method.GAMMA_POISSON:
            raise ValueError(f"false_alarms is known for the method {Method.GAMMA_POISSON} alone: give p")
        if self.measure == "incidents":
            return self
        if self.method is not Method.GAMMA_POISSON or self.weekday:
            raise ValueError("method and weekday are for numbers of incidents: leave them out")
        return self

    @field_validator("clear_p")
    @classmethod
    def _above_p(cls, clear: float | None, info: ValidationInfo) -> float | None:
        if clear is not None and clear < info.data.get("p", clear):
            raise ValueError("must not be below p")
        return clear

    @cached_property
    def limit(self) -> float:
        """The p-value at which a window crosses: as given, or as so many false alarms allow."""
        return self.p if self.false_alarms is None else self._table.p_for(self.window, self.baseline, self.false_alarms)

    @cached_property
    def expected_false_alarms(self) -> float | None:
        """Per 100 weeks of a region in which nothing has changed; None where that was not measured."""
        return None if self.method is not Method.GAMMA_POISSON else self._table.expected(self.window, self.baseline, self.limit)

    @property
    def _table(self) -> Table:
        return INCIDENTS if self.measure == "incidents" else PEOPLE


class RatioRule(RuleText):
    """So many times what the region's own past holds, scaled to the window: plain arithmetic, no probability."""

    kind: Literal[RuleKind.RATIO]
    measure: Annotated[str, Field(pattern=_ANYTHING)] = "incidents"
    window: Days = 7
    factor: Annotated[float, Field(gt=1, le=100, description="so many times the past")]
    clear_factor: Annotated[float | None, Field(gt=0, description="a day is clear when its window is below this; absent: factor")] = None
    min_count: Annotated[int, Field(strict=True, ge=1, description="smallest number that is worth an alert, however little the past holds")]
    baseline: Annotated[int, Field(strict=True, ge=7, le=365, description="days of the past that are compared with")] = 56
    gap: Annotated[int, Field(strict=True, ge=0, le=60, description="days between baseline and window")] = 2
    min_history: Annotated[
        int, Field(strict=True, ge=7, le=365, validate_default=True, description="days of baseline without which nothing is said")
    ] = 28
    if_none_before: Annotated[
        Literal["fire", "ignore"], Field(description="where the past holds none at all, `min_count` alone decides, or nothing is raised")
    ] = "fire"

    _within_baseline = field_validator("min_history")(_within_baseline)

    @field_validator("clear_factor")
    @classmethod
    def _below_factor(cls, clear: float | None, info: ValidationInfo) -> float | None:
        if clear is not None and clear > info.data.get("factor", clear):
            raise ValueError("must not be above factor")
        return clear


class SpreadRule(RuleText):
    """So many different districts hit within a window of days."""

    kind: Literal[RuleKind.SPREAD]
    #: What is known only to a governorate or a country counts as no district.
    measure: Literal["districts"] = "districts"
    window: Days = 7
    threshold: Annotated[int, Field(strict=True, ge=2, description="different districts")]
    clear: Annotated[int | None, Field(strict=True, ge=1, description="a day is clear when its window is below this; absent: the threshold")] = None

    _below_threshold = field_validator("clear")(_below_threshold)


class FirstAfterRule(RuleText):
    """The first incident after a lull."""

    kind: Literal[RuleKind.FIRST_AFTER]
    measure: Annotated[str, Field(pattern=_ANYTHING)] = "incidents"
    window: Literal[1] = 1
    #: Not longer than buckets are kept, alerts and their corrections included.
    lull: Annotated[int, Field(strict=True, ge=7, le=300, description="days without any, all of them covered")]


class CoverageRule(RuleText):
    """So little is read of the outlets that usually report a region that silence says nothing."""

    kind: Literal[RuleKind.COVERAGE]
    measure: Literal["articles"] = "articles"
    window: Literal[1] = 1
    p: Annotated[float, Field(gt=0, le=0.1, description="how improbable so few articles must be, over the blind days in a row")] = 0.001
    resolve_after: Annotated[int, Field(strict=True, ge=1, le=90, description="days with enough articles that end an alert")] = 1

    @field_validator("filter", "bound")
    @classmethod
    def _nothing_to_filter(cls, value: Any) -> Any:
        del value
        raise ValueError("a coverage rule counts articles, not incidents: leave this out")


RuleSpec = AtLeastRule | SurgeRule | SingleRule | RatioRule | SpreadRule | FirstAfterRule | CoverageRule

#: The model of each kind.
KINDS: dict[str, type[RuleSpec]] = {
    RuleKind.AT_LEAST: AtLeastRule,
    RuleKind.SURGE: SurgeRule,
    RuleKind.RATIO: RatioRule,
    RuleKind.SPREAD: SpreadRule,
    RuleKind.SINGLE: SingleRule,
    RuleKind.FIRST_AFTER: FirstAfterRule,
    RuleKind.COVERAGE: CoverageRule,
}


def fields_of(model: type[BaseModel]) -> str:
    """The fields that a part may have, for a message."""
    return "one of " + ", ".join(model.model_fields)


def measured(measure: str) -> tuple[frozenset[Effect], frozenset[Group]]:
    """Effects and groups that a measure of people adds up."""
    effect, _, group = measure.partition(".")
    return EFFECTS[effect], frozenset({Group(group)}) if group else NOT_MILITANT


def known_type(name: str) -> bool:
    """True where `name` is an incident type."""
    return name in {member.value for member in IncidentType}


def as_list(value: Any) -> list[Any]:
    """A list that a user wrote, or nothing where it is none (another check says so)."""
    return value if isinstance(value, list) else []
