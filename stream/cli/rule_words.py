"""A rule in plain words, every default said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from stream.model import Circumstance, Severity
from stream.watch import Rule
from stream.watch.schema import AtLeastRule, CoverageRule, FirstAfterRule, RatioRule, SingleRule, SpreadRule, SurgeRule
from stream.watch.sight import BLIND_BELOW, LEAST_USUAL, SEEN

#: Regions that are named one by one.
_MOST_REGIONS = 12
_SAID_ELSEWHERE = {"id", "description", "kind", "regions", "region_sets", "filter"}
_BOUNDS = {
    "best": "the best figure of each toll",
    "low": "the lowest figure of each toll",
    "high": "the highest figure of each toll (the best where it is open)",
}


#: What an incident is told to have been that is no attack.
_CIRCUMSTANCES = {
    Circumstance.DEVICE_FOUND: "devices that were only found or made safe",
    Circumstance.OLD_ORDNANCE: "old mines and shells of a former war",
}
_ARTICLES = f"articles of the outlets that reported the region's incidents of the last {SEEN} days; the number that grades an alert is that of the silent days."


def explain(rule: Rule, region_name: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Headings with what stands under them."""
    spec = rule.spec
    yield "For", spec.description.strip()
    yield "Watches", _regions(rule, region_name)
    silent = isinstance(spec, CoverageRule)
    yield "Counts", _ARTICLES if silent else _counts(rule)
    yield "Fires", _FIRES[type(spec)](spec) + ("" if silent else _news(spec))
    yield "Severity", _severity(spec)
    yield "Ends", f"after {_days(spec.resolve_after)} in a row {_CLEAR[type(spec)](spec)}; fewer such days are a pause in the alert."
    if spec.pauses:
        spans = ", ".join(f"{span.first} to {span.last}" for span in spec.pauses)
        yield "Pauses", f"raises nothing for windows that end on {spans}; an alert that is open goes on."
    yield "Version", f"{rule.version}: a change of anything but words and regions makes another, and ends its open alerts."


def fields(rule: Rule) -> Iterator[tuple[str, str, bool, str]]:
    """Each field of the rule with its value, whether that is the default, and what it means."""
    spec = rule.spec
    for name, field in type(spec).model_fields.items():
        if name == "p" and isinstance(spec, SurgeRule) and spec.false_alarms is not None:
            yield name, f"{spec.limit:.2g} (by false_alarms)", False, field.description or ""
        elif name not in _SAID_ELSEWHERE:
            yield name, _plain(getattr(spec, name)), name not in spec.model_fields_set, field.description or ""
    for name, field in type(spec.filter).model_fields.items():
        yield f"filter.{name}", _plain(getattr(spec.filter, name)), name not in spec.filter.model_fields_set, field.description or ""


def _plain(value: Any) -> str:
    if value is None or value in ((), {}, ""):
        return "-"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_plain, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _regions(rule: Rule, region_name: Callable[[str], str]) -> str:
    names = sorted(region_name(region) for region in rule.regions)
    if len(names) == 1:
        return f"{names[0]}."
    shown = ", ".join(names[:_MOST_REGIONS]) + (f" and {len(names) - _MOST_REGIONS} more" if len(names) > _MOST_REGIONS else "")
    return f"{len(names)} regions, each by itself: {shown}."


def _counts(rule: Rule) -> str:
    spec, chosen = rule.spec, rule.spec.filter
    counted = "different districts hit by incidents" if spec.measure == "districts" else _measure(spec.measure)
    parts = [f"{counted} of {_types(rule)}" if rule.type_sets else f"{counted} of any type"]
    parts += [f"begun by {' or '.join(chosen.perpetrators)}"] if chosen.perpetrators else []
    parts += [f"not begun by {' or '.join(chosen.exclude_perpetrators)}"] if chosen.exclude_perpetrators else []
    parts += [f"in which {' or '.join(chosen.groups)} people came to harm"] if chosen.groups else []
    parts += ["in which not only militants came to harm"] if chosen.exclude_perpetrator_only else []
    parts += [f"reported by {chosen.min_sources} independent sources or more" if chosen.min_sources > 1 else "one source is enough"]
    if spec.measure not in {"incidents", "districts"}:
        parts += [_BOUNDS[spec.bound]] + ([] if "." in spec.measure else ["militants left out"])
    return "; ".join(parts) + ". Only what surely lies in the region, and on its own day; accidents never."


def _measure(measure: str) -> str:
    effect, _, group = measure.partition(".")
    people = {"casualties": "people killed or wounded"}.get(effect, f"people {effect}")
    return "incidents" if effect == "incidents" else f"{people}{f' ({group} only)' if group else ''} in incidents"


def _types(rule: Rule) -> str:
    sets = []
    for types, excluded, circumstances in rule.type_sets:
        names = sorted((rule.spelled.get(name, name) for name in excluded), key=str.casefold)
        but = f", unless begun by {', '.join(names)}" if names else ""
        without = "".join(f", without {_CIRCUMSTANCES[Circumstance(name)]}" for name in sorted(circumstances))
        sets.append(f"{', '.join(sorted(each.replace('_', ' ') for each in types))}{without}{but}")
    named = ", ".join(rule.spec.filter.types)
    return f"the types {named} ({'; or '.join(sets)})"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _window(spec: Any) -> str:
    return "on one day" if spec.window == 1 else f"within {_days(spec.window)}"


def _past(spec: SurgeRule | RatioRule) -> str:
    return (
        f"the {_days(spec.baseline)} that end {_days(spec.gap)} before the window (quiet days are zeros, days of an earlier alert are left out; "
        f"nothing is said with fewer than {_days(spec.min_history)} covered)"
    )


def _at_least(spec: AtLeastRule) -> str:
    return f"at {spec.threshold:g} or more {_window(spec)}."


def _single(spec: SingleRule) -> str:
    return f"when one incident alone has {spec.threshold:g} or more."


def _spread(spec: SpreadRule) -> str:
    return f"when {spec.threshold} or more districts are hit {_window(spec)}; what is known only to a larger unit hits none."


def _surge(spec: SurgeRule) -> str:
    alarms = spec.expected_false_alarms
    cost = "" if alarms is None else f" Where nothing has changed, that is about {_alarms(alarms)} per 100 weeks of a region."
    behind = "" if spec.measure == "incidents" else f" in {spec.min_incidents} incidents or more"
    how = (
        "of incidents, and of people in each" if behind else f"method {spec.method.replace('_', ' ')}{', weekday by weekday' if spec.weekday else ''}"
    )
    return (
        f"when {_window(spec)} there are {spec.min_count} or more{behind}, which chance alone would bring with a probability of {spec.limit:.2g} or less "
        f"({how}), given {_past(spec)}.{cost}"
    )


def _alarms(number: float) -> str:
    told = f"{number:.2g}"
    return f"{told} false alarm{'' if told == '1' else 's'}"


def _ratio(spec: RatioRule) -> str:
    none = f"{spec.min_count} are enough" if spec.if_none_before == "fire" else "nothing is raised"
    return f"when {_window(spec)} there are {spec.min_count} or more, and {spec.factor:g} times as many as {_past(spec)} lead to expect; where those hold none, {none}."


def _first_after(spec: FirstAfterRule) -> str:
    return f"on the first one after {_days(spec.lull)} or more without any, all of them covered."


def _silence(spec: CoverageRule) -> str:
    return (
        f"when on one day, or several in a row, less than {BLIND_BELOW:.0%} of what is usual was read (the median of the {SEEN} days before, at least "
        f"{LEAST_USUAL} articles), and chance alone would bring so few with a probability of {spec.p:.2g} or less. It is known when the clock has passed the day."
    )


def _news(spec: Any) -> str:
    return f" News may come {_days(spec.lateness)} after the window's end; what is first reported later raises nothing."


def _severity(spec: Any) -> str:
    if not spec.severities:
        return "always warning."
    steps = [f"{severity} from {spec.severities[severity]:g}" for severity in Severity if severity in spec.severities]
    return f"{', '.join(steps)}; below that info."


def _below(spec: Any) -> str:
    clear = spec.threshold if spec.clear is None else spec.clear
    return f"with a window below {clear:g}"


_FIRES: dict[type, Callable[[Any], str]] = {
    AtLeastRule: _at_least,
    SingleRule: _single,
    SpreadRule: _spread,
    SurgeRule: _surge,
    RatioRule: _ratio,
    FirstAfterRule: _first_after,
    CoverageRule: _silence,
}
#: When a day is clear.
_CLEAR: dict[type, Callable[[Any], str]] = {
    AtLeastRule: _below,
    SpreadRule: _below,
    SingleRule: lambda spec: f"without an incident of {spec.threshold:g} or more",
    SurgeRule: lambda _: "whose window is no longer improbable, or too small",
    RatioRule: lambda spec: f"with a window below {spec.min_count}, or below {spec.clear_factor or spec.factor:g} times the past",
    FirstAfterRule: lambda _: "that end no such lull",
    CoverageRule: lambda _: "on which enough was read",
}
