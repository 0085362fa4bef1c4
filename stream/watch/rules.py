"""The rules: loaded from YAML, checked against the regions, and asked which of them look at a region."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from stream.config import Located, Path_
from stream.errors import ConfigurationError, Problem
from stream.model import IncidentType
from stream.watch.schema import KINDS, Filter, FirstAfterRule, Part, RatioRule, RuleSpec, RuleText, SurgeRule, TypeSet, as_list, fields_of, known_type

M = TypeVar("M", bound=Part)

#: What decides nothing: a change of these makes no new version of a rule.
_NOT_DECISIVE = {"description", "what", "regions", "region_sets"}


class RegionsKnown(Protocol):
    """What rules need of the regions (`stream.places.Regions`)."""

    def has(self, region_id: str) -> bool:
        """Whether there is such a region."""
        ...

    def set(self, name: str, /) -> tuple[str, ...]:
        """Ids of the regions of a named set; KeyError for an unknown one."""
        ...


class Chosen(NamedTuple):
    """The incidents that a rule's filter names by type: plain types, or one set of them."""

    types: frozenset[str]
    #: Who must not have begun it, as names are compared.
    perpetrators: frozenset[str] = frozenset()
    #: What it must not have been.
    circumstances: frozenset[str] = frozenset()

    def holds(self, kind: str, perpetrator: str, circumstance: str | None) -> bool:
        """Whether such an incident is one of them; the perpetrator as names are compared."""
        return kind in self.types and perpetrator not in self.perpetrators and circumstance not in self.circumstances


@dataclass(frozen=True)
class Rule:
    """A rule as written, with its regions and type sets looked up."""

    spec: RuleSpec
    regions: frozenset[str]
    #: What may happen; none: anything.
    type_sets: tuple[Chosen, ...]
    #: The names that sets of types leave out, as they are written, by how they are compared.
    spelled: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """The name that the user gave it."""
        return self.spec.id

    @cached_property
    def version(self) -> str:
        """A hash of all that decides what the rule raises, but for the regions and the words."""
        decisive = self.spec.model_dump(mode="json", exclude=_NOT_DECISIVE)
        # What a set does not use is left out: rules that say nothing of it keep their version.
        sets = [[sorted(part) for part in chosen if part or part is not chosen.circumstances] for chosen in self.type_sets]
        return hashlib.sha256(json.dumps([decisive, sets], sort_keys=True).encode()).hexdigest()[:10]

    @property
    def look_back(self) -> int:
        """Days before the clock on which the rule's judgment of a day may hang, as long as news of the day still counts."""
        spec = self.spec
        before = spec.gap + spec.baseline if isinstance(spec, SurgeRule | RatioRule) else spec.lull if isinstance(spec, FirstAfterRule) else 0
        return spec.window + before + spec.lateness + spec.resolve_after

    @property
    def horizon(self) -> int:
        """Days after its end for which an alert is still corrected; beyond all news that could change whether it fires."""
        return self.spec.window + self.spec.resolve_after + self.spec.lateness + 30


class Rules:
    """All rules that are in force."""

    def __init__(self, rules: Collection[Rule], edition: int = 0) -> None:
        self.edition = edition
        self.all = tuple(sorted(rules, key=lambda rule: rule.id))
        self._by_region: dict[str, tuple[Rule, ...]] = {}
        for rule in self.all:
            for region in rule.regions:
                self._by_region[region] = (*self._by_region.get(region, ()), rule)

    @classmethod
    def load(cls, path: Path, regions: RegionsKnown, *, retention_days: int | None = None) -> Self:
        """From rules.yaml, or the directory that holds it; raises ConfigurationError with every mistake.

        `retention_days`: so long incidents are kept; a rule that looks back further is a mistake. None: nothing is said of that.
        """
        located = Located(path / "rules.yaml" if path.is_dir() else path)
        reader = _Reader(located, regions, retention_days)
        return cls(reader.rules(), reader.edition)

    @property
    def regions_named(self) -> frozenset[str]:
        """Ids of the regions that any rule watches."""
        return frozenset(self._by_region)

    @cached_property
    def version(self) -> str:
        """A hash of all rules and the regions that they watch."""
        text = json.dumps([[rule.id, rule.version, sorted(rule.regions)] for rule in self.all])
        return hashlib.sha256(text.encode()).hexdigest()[:10]

    def for_region(self, region_id: str) -> tuple[Rule, ...]:
        """The rules that look at a region, in the order of their ids."""
        return self._by_region.get(region_id, ())


class _Reader:
    """Reads one rules file and collects its mistakes."""

    def __init__(self, located: Located, regions: RegionsKnown, retention_days: int | None) -> None:
        self._located = located
        self._retention_days = retention_days
        self.edition = 0
        self._regions = regions
        self._problems: list[Problem] = []
        self._sets: dict[str, TypeSet] = {}

    def rules(self) -> list[Rule]:
        data = self._located.data
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
            raise ConfigurationError([self._located.problem((), "no rules", "`rules:` with a list of rules, and optionally `type_sets:`")])
        for key in data.keys() - {"rules", "type_sets", "edition"}:
            self._problem((key,), f"unknown field {key!r}", "rules, type_sets, edition")
        edition = data.get("edition", 0)
        if type(edition) is not int or edition < 0:
            self._problem(("edition",), f"not an edition, found {edition!r}", "a whole number from 0 on, raised by whoever goes back to former rules")
        else:
            self.edition = edition
        self._read_sets(data.get("type_sets"))
        found = [rule for index, raw in enumerate(data["rules"]) if (rule := self._rule(index, raw)) is not None]
        self._problems += self._repeated(data["rules"])
        if self._problems:
            raise ConfigurationError(sorted(self._problems, key=lambda problem: problem.line or 0))
        return found

    def _read_sets(self, raw: Any) -> None:
        if raw is not None and not isinstance(raw, dict):
            self._problem(("type_sets",), f"not a mapping, found {raw!r}", "a name for each set, with its `types`")
            return
        for name in raw or {}:
            read = self._validated(TypeSet, ("type_sets", name))
            if known_type(name):
                self._problem(("type_sets", name), f"{name!r} is an incident type", "another name for the set")
            if read is not None:
                self._sets[name] = read

    def _rule(self, index: int, raw: Any) -> Rule | None:
        path: Path_ = ("rules", index)
        if not isinstance(raw, dict):
            self._problem(path, f"not a rule, found {str(raw)[:60]!r}", "a mapping with id, kind, regions ...")
            return None
        regions = frozenset(self._regions_of(path, raw))
        self._check_types(path, raw)
        kind = raw.get("kind")
        model = KINDS.get(kind) if isinstance(kind, str) else None
        if model is None:
            said = "no kind" if kind is None else f"unknown kind {kind!r}"
            self._problem((*path, "kind"), said, f"known kinds are {', '.join(KINDS)}")
            return None
        spec = self._validated(model, path)
        if spec is None or (spec.filter.types and not self._sets_of(spec.filter)):
            return None
        rule = Rule(spec, regions, self._sets_of(spec.filter), self._spelled(spec.filter))
        self._check_look_back(path, rule)
        return rule

    def _check_look_back(self, path: Path_, rule: Rule) -> None:
        if self._retention_days is not None and rule.look_back > self._retention_days:
            said = f"{rule.id!r} looks back {rule.look_back} days, but incidents are kept for {self._retention_days}"
            self._problem(path, said, "a shorter window, baseline, lull or lateness, or a longer TOCSIN_RETENTION_DAYS")

    def _regions_of(self, path: Path_, raw: dict[str, Any]) -> Iterator[str]:
        regions, sets = as_list(raw.get("regions")), as_list(raw.get("region_sets"))
        if not regions and not sets:
            self._problem(path, "watches no region", "`regions` with ids, or `region_sets` with names of sets")
        for number, region in enumerate(regions):
            if not isinstance(region, str) or not self._regions.has(region):
                self._problem(
                    (*path, "regions", number), f"unknown region {region!r}", "an id from config/regions, or a country, governorate or district"
                )
                continue
            yield region
        for number, name in enumerate(sets):
            try:
                yield from self._regions.set(str(name))
            except KeyError:
                self._problem((*path, "region_sets", number), f"unknown region set {name!r}", "a set such as iq-districts")

    def _check_types(self, path: Path_, raw: dict[str, Any]) -> None:
        chosen = raw.get("filter")
        names = as_list(chosen.get("types")) if isinstance(chosen, dict) else []
        for number, name in enumerate(names):
            if isinstance(name, str) and not known_type(name) and name not in self._sets:
                known = ", ".join([*self._sets, *IncidentType])
                self._problem((*path, "filter", "types", number), f"unknown type {name!r}", f"one of {known}")

    def _sets_of(self, chosen: Filter) -> tuple[Chosen, ...]:
        named = [self._sets[name] for name in chosen.types if name in self._sets]
        plain = frozenset(name for name in chosen.types if known_type(name))
        sets = [
            Chosen(
                frozenset(map(str, one.types)), frozenset(map(str.casefold, one.exclude_perpetrators)), frozenset(map(str, one.exclude_circumstances))
            )
            for one in named
        ]
        return tuple(sets + ([Chosen(plain)] if plain else []))

    def _spelled(self, chosen: Filter) -> dict[str, str]:
        named = [self._sets[name] for name in chosen.types if name in self._sets]
        return {name.casefold(): name for one in named for name in one.exclude_perpetrators}

    def _repeated(self, raws: list[Any]) -> Iterator[Problem]:
        seen: dict[str, int] = {}
        for index, raw in enumerate(raws):
            name = raw.get("id") if isinstance(raw, dict) else None
            if not isinstance(name, str):
                continue
            if name in seen:
                line = self._located.line(("rules", seen[name]))
                yield self._located.problem(("rules", index, "id"), f"{name!r} is the id of the rule in line {line} already", "another id")
            seen.setdefault(name, index)

    def _validated(self, model: type[M], path: Path_) -> M | None:
        try:
            return self._located.validate(model, path)
        except ConfigurationError as error:
            self._problems += [_explained(problem, model) for problem in error.problems]
            return None

    def _problem(self, path: Path_, message: str, expected: str) -> None:
        self._problems.append(self._located.problem(path, message, expected))


def _explained(problem: Problem, model: type[Part]) -> Problem:
    problem = replace(problem, field=problem.field.removesuffix(".[key]"))
    if not problem.message.startswith("Extra inputs"):
        return problem
    owner = Filter if ".filter." in problem.field and issubclass(model, RuleText) else model
    return replace(problem, message=problem.message.replace("Extra inputs are not permitted", "unknown field"), expected=fields_of(owner))
