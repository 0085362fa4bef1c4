"""Rules: what is read, and what is refused with file, line, field and what would be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream.config import shipped_config
from stream.errors import ConfigurationError, Problem
from stream.watch import Rules
from tests.unit.watch.desk import REGION, Regions, load, rule


def problems(tmp_path: Path, *rules: dict[str, Any], **document: Any) -> list[Problem]:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, *rules, **document)
    return caught.value.problems


def test_rules_of_a_region(tmp_path: Path) -> None:
    """A region is watched by the rules that name it, or a set that holds it, in the order of their ids."""
    rules = load(tmp_path, rule("single", id="b", regions=[], region_sets=["all"]), rule(id="a"))
    assert [one.id for one in rules.for_region(REGION)] == ["a", "b"]
    assert [one.id for one in rules.for_region("iq-ki")] == ["b"]


def test_regions_named(tmp_path: Path) -> None:
    """Only regions of rules are named."""
    assert load(tmp_path, rule()).regions_named == {REGION}


def test_region_without_rules(tmp_path: Path) -> None:
    """No rule looks at a region that none names."""
    assert load(tmp_path, rule()).for_region("elsewhere") == ()


def test_directory(tmp_path: Path) -> None:
    """A configuration directory stands for the rules.yaml in it."""
    load(tmp_path, rule())
    assert len(Rules.load(tmp_path, Regions()).all) == 1


def test_version_follows_what_decides(tmp_path: Path) -> None:
    """Another threshold or type set is another version."""
    sets = {"attacks": {"types": ["armed_attack"]}}
    base = load(tmp_path, rule(filter={"types": ["attacks"]}), type_sets=sets).all[0].version
    assert load(tmp_path, rule(threshold=4, filter={"types": ["attacks"]}), type_sets=sets).all[0].version != base
    assert load(tmp_path, rule(filter={"types": ["attacks"]}), type_sets={"attacks": {"types": ["bombing"]}}).all[0].version != base


def test_version_ignores_words(tmp_path: Path) -> None:
    """Another description is no other version."""
    assert load(tmp_path, rule()).all[0].version == load(tmp_path, rule(description="in other words")).all[0].version


def test_mistake_has_file_and_line(tmp_path: Path) -> None:
    """Every mistake says where it stands."""
    (problem,) = problems(tmp_path, rule(), rule(id="b", window=400))
    lines = (tmp_path / "rules.yaml").read_text(encoding="utf-8").splitlines()
    assert problem.file == str(tmp_path / "rules.yaml")
    assert problem.line is not None
    assert "400" in lines[problem.line - 1]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"window": 0}, "rules.0.window", "found '0'"),
        ({"window": "7"}, "rules.0.window", "found '7'"),
        ({"threshold": 0}, "rules.0.threshold", "greater than 0"),
        ({"clear": 5}, "rules.0.clear", "above the threshold"),
        ({"measure": "injured"}, "rules.0.measure", "killed|wounded"),
        ({"measure": "killed.children"}, "rules.0.measure", "killed.children"),
        ({"bound": "middle"}, "rules.0.bound", "'best', 'low' or 'high'"),
        ({"severities": {"grave": 5}}, "rules.0.severities.grave", "'info', 'warning' or 'critical'"),
        ({"severities": {"warning": 9, "critical": 5}}, "rules.0.severities", "higher number"),
        ({"regions": ["atlantis"]}, "rules.0.regions.0", "unknown region 'atlantis'"),
        ({"region_sets": ["islands"]}, "rules.0.region_sets.0", "unknown region set 'islands'"),
        ({"regions": []}, "rules.0", "watches no region"),
        ({"id": "Not A Slug"}, "rules.0.id", "Not A Slug"),
        ({"kind": "sometimes"}, "rules.0.kind", "unknown kind 'sometimes'"),
        ({"thresold": 3}, "rules.0.thresold", "unknown field"),
        ({"filter": {"types": ["riot"]}}, "rules.0.filter.types.0", "unknown type 'riot'"),
        ({"filter": {"typ": []}}, "rules.0.filter.typ", "unknown field"),
        ({"filter": {"groups": ["children"]}}, "rules.0.filter.groups.0", "'civilian'"),
    ],
)
def test_refused(tmp_path: Path, wrong: dict[str, Any], field: str, said: str) -> None:
    """A wrong value is named with its field and what was found or is allowed."""
    found = {problem.field: str(problem) for problem in problems(tmp_path, rule(**wrong))}
    assert said in found[field]


def test_unknown_kind(tmp_path: Path) -> None:
    """A kind that is none says so, and which are."""
    (problem,) = problems(tmp_path, {**rule(), "kind": "quiet"})
    assert "rules.0.kind: unknown kind 'quiet' (expected known kinds are at_least, surge" in str(problem)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        (rule("ratio", factor=1), "rules.0.factor", "greater than 1"),
        (rule("ratio", clear_factor=4), "rules.0.clear_factor", "above factor"),
        (rule("ratio", baseline=14), "rules.0.min_history", "longer than the baseline"),
        (rule("ratio", baseline=14, min_history=21), "rules.0.min_history", "longer than the baseline"),
        (rule("ratio", if_none_before="panic"), "rules.0.if_none_before", "'fire' or 'ignore'"),
        (rule("spread", threshold=1), "rules.0.threshold", "greater than or equal to 2"),
        (rule("spread", measure="killed"), "rules.0.measure", "'districts'"),
        (rule("first_after", window=7), "rules.0.window", "found '7'"),
        (rule("first_after", lull=400), "rules.0.lull", "less than or equal to 300"),
        (rule(pauses=[{"from": "2021-12-24", "to": "2021-12-20"}]), "rules.0.pauses.0.to", "before `from`"),
    ],
)
def test_refused_in_a_kind(tmp_path: Path, wrong: dict[str, Any], field: str, said: str) -> None:
    """Fields of one kind are checked as those of all."""
    found = {problem.field: str(problem) for problem in problems(tmp_path, wrong)}
    assert said in found[field]


def test_field_of_another_kind(tmp_path: Path) -> None:
    """What belongs to another kind of rule is unknown, and the fields of this kind are listed."""
    (problem,) = problems(tmp_path, rule("surge", threshold=5))
    assert problem.field == "rules.0.threshold"
    assert "min_count" in problem.expected


def test_surge_counts_incidents_or_people(tmp_path: Path) -> None:
    """A surge of districts is refused: that is what `spread` is for."""
    assert "measure" in problems(tmp_path, rule("surge", measure="districts"))[0].field


def test_same_id_twice(tmp_path: Path) -> None:
    """A doubled id names the line of the first."""
    (problem,) = problems(tmp_path, rule(), rule("single", id=rule()["id"]))
    assert problem.field == "rules.1.id"
    assert "line 2" in problem.message


def test_every_mistake_at_once(tmp_path: Path) -> None:
    """All mistakes of all rules come together, in the order of their lines."""
    found = problems(tmp_path, rule(window=0, regions=["atlantis"]), rule("single", id="b", threshold=-1), type_sets={"x": {"types": ["riot"]}})
    assert {problem.field for problem in found} == {"rules.0.window", "rules.0.regions.0", "rules.1.threshold", "type_sets.x.types.0"}
    assert [problem.line for problem in found] == sorted(problem.line or 0 for problem in found)


def test_looks_no_further_back_than_incidents_are_kept(tmp_path: Path) -> None:
    """A baseline whose first days are forgotten already is refused, with the numbers; one that fits is not."""
    load(tmp_path, rule("surge", window=7, gap=2, baseline=40, lateness=10, resolve_after=1))
    Rules.load(tmp_path, Regions(), retention_days=60)
    with pytest.raises(ConfigurationError, match="looks back 60 days, but incidents are kept for 59"):
        Rules.load(tmp_path, Regions(), retention_days=59)


def test_empty_file(tmp_path: Path) -> None:
    """A file without rules says what it needs."""
    (tmp_path / "rules.yaml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no rules"):
        Rules.load(tmp_path, Regions())


def test_shipped_type_sets_name_known_actors() -> None:
    """Whom the shipped `attacks` leave out are actors that the extractor can name."""
    actors = (shipped_config() / "actors.yaml").read_text(encoding="utf-8")
    rules = Rules.load(shipped_config(), Regions())
    left_out = {name for one in rules.all for chosen in one.type_sets for name in chosen.perpetrators}
    assert left_out
    assert [name for name in left_out if f"name: {name}," not in actors.casefold()] == []
