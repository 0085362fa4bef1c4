from __future__ import annotations

import json
import re
from pathlib import Path

from stream.cli.reference import page
from stream.config import shipped_config
from stream.pipeline import load_pipeline

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_reference_is_what_the_code_says() -> None:
    """`make docs` writes it anew."""
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == page()


def test_the_subscriber_of_the_readme_is_the_one_that_runs() -> None:
    """docs/examples/subscribe.py is run by the end-to-end test."""
    (shown,) = blocks("python")
    assert shown.strip() in (ROOT / "docs" / "examples" / "subscribe.py").read_text(encoding="utf-8")


def test_the_rule_of_the_readme_is_one(tmp_path: Path) -> None:
    """It can be copied as it stands."""
    (rule,) = (block for block in blocks("yaml") if block.startswith("rules:"))
    (tmp_path / "rules.yaml").write_text(rule, encoding="utf-8")
    assert "iq-nineveh-sinjar" in load_pipeline(shipped_config(), rules=tmp_path / "rules.yaml").rules.regions_named


def test_the_regions_of_the_readme_are_some(tmp_path: Path) -> None:
    """By members and by polygon, beside the shipped ones."""
    regions = tmp_path / "regions"
    regions.mkdir()
    shipped = shipped_config() / "regions" / "iraq.yaml"
    (regions / shipped.name).write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    (members,) = (block for block in blocks("yaml") if block.startswith("regions:"))
    (polygon,) = blocks("json")
    (regions / "mine.yaml").write_text(members, encoding="utf-8")
    (regions / "mine.geojson").write_text(polygon, encoding="utf-8")
    names = {feature["properties"]["id"] for feature in json.loads(polygon)["features"]}
    assert names | {"hamrin-line"} <= set(load_pipeline(shipped_config(), regions=regions).regions.ids())


def test_every_file_that_the_documents_link_to_is_there() -> None:
    """A dead link helps nobody."""
    dead = [
        f"{page.name}: {target}"
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []
