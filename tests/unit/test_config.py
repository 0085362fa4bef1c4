"""YAML that knows its own line numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from stream.config import Located, collect, copy_shipped_config, shipped_config
from stream.errors import ConfigurationError, Problem


class Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    window: int


class File(BaseModel):
    rules: list[Rule]


def located(tmp_path: Path, text: str) -> Located:
    (tmp_path / "f.yaml").write_text(text)
    return Located(tmp_path / "f.yaml")


def test_every_mistake_has_its_line(tmp_path: Path) -> None:
    """All of them at once, each with what was found."""
    with pytest.raises(ConfigurationError) as caught:
        located(tmp_path, "rules:\n  - id: a\n    window: soon\n  - window: 3\n    extra: 1\n    id: b\n").validate(File)
    assert [(p.line, p.field) for p in caught.value.problems] == [(3, "rules.0.window"), (5, "rules.1.extra")]
    assert "found 'soon'" in str(caught.value)


def test_a_missing_field_points_at_what_lacks_it(tmp_path: Path) -> None:
    """The nearest line that is there."""
    with pytest.raises(ConfigurationError, match=r"f.yaml:2: rules.0.id: Field required"):
        located(tmp_path, "rules:\n  - window: 3\n").validate(File)


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    """YAML would silently take the last."""
    with pytest.raises(ConfigurationError, match=r"f.yaml:2: a: given twice"):
        located(tmp_path, "a: 1\na: 2\n")


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    """Where the parser gave up."""
    with pytest.raises(ConfigurationError, match=r"f.yaml:2: not YAML"):
        located(tmp_path, "a: [1\nb: }\n")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """It cannot be read."""
    with pytest.raises(ConfigurationError, match=r"none.yaml: cannot be read"):
        Located(tmp_path / "none.yaml")


def test_mistakes_of_several_files_are_told_at_once() -> None:
    """One run of `validate` shows them all."""

    def bad(name: str) -> None:
        raise ConfigurationError([Problem(name, 1, "", "wrong")])

    with pytest.raises(ConfigurationError) as caught:
        collect(lambda: bad("one"), lambda: 3, lambda: bad("two"))
    assert [problem.file for problem in caught.value.problems] == ["one", "two"]


def test_the_shipped_configuration_can_be_copied(tmp_path: Path) -> None:
    """Every file of it, for editing."""
    copied = copy_shipped_config(tmp_path / "mine")
    assert {p.relative_to(tmp_path / "mine") for p in copied} == {p.relative_to(shipped_config()) for p in shipped_config().rglob("*") if p.is_file()}


def test_nothing_is_copied_over(tmp_path: Path) -> None:
    """A directory that holds anything is left alone."""
    (tmp_path / "rules.yaml").write_text("mine")
    with pytest.raises(FileExistsError):
        copy_shipped_config(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("day: 2021-13-45", "day: '2021-13-45' cannot be read"),
        ("day: !!python/none", "day: .* cannot be read: could not determine a constructor"),
        ("[a, b]: 1", "a key that is no plain word"),
        ("day: &a [*a]", "an alias that holds itself"),
    ],
)
def test_what_yaml_cannot_make_sense_of_is_a_mistake_like_any_other(tmp_path: Path, text: str, said: str) -> None:
    """Never an error of the YAML library's own."""
    file = tmp_path / "odd.yaml"
    file.write_text(f"first: 1\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        Located(file)
