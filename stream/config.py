"""The configuration directory: where it is, and YAML that knows its own line numbers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from stream.errors import ConfigurationError, Problem

M = TypeVar("M", bound=BaseModel)
Path_ = tuple[str | int, ...]

_PACKAGE = Path(__file__).parent


def shipped_config() -> Path:
    """The configuration that tocsin brings: inside the wheel, or beside the package in a source tree."""
    inside = _PACKAGE / "shipped_config"
    return inside if inside.is_dir() else _PACKAGE.parent / "config"


def copy_shipped_config(target: Path) -> list[Path]:
    """Copy the shipped configuration into `target`; raises FileExistsError where that holds anything."""
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty")
    shutil.copytree(shipped_config(), target, dirs_exist_ok=True)
    return sorted(path for path in target.rglob("*") if path.is_file())


#: libyaml's, where PyYAML was built with it: a command spends most of its start on reading word lists.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: What PyYAML calls a scalar of plain text, which needs no reading.
_TEXT = "tag:yaml.org,2002:str"


class Located:
    """A YAML document as plain data, with the line of every field."""

    def __init__(self, file: Path) -> None:
        """Raises ConfigurationError where the file is missing, no UTF-8 or no YAML, or repeats a key."""
        self.file = file
        self._lines: dict[Path_, int] = {(): 1}
        try:
            loader = _Loader(file.read_text(encoding="utf-8"))
            node = loader.get_single_node()
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            raise ConfigurationError([Problem(str(file), line, "", f"not YAML: {error.problem}")]) from error
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ConfigurationError([Problem(str(file), None, "", f"cannot be read: {error}")]) from error
        try:
            problems = list(self._walk(node, ()))
        except RecursionError:
            raise ConfigurationError([Problem(str(file), None, "", "an alias that holds itself, or nesting too deep to be read")]) from None
        if problems:
            raise ConfigurationError(problems)
        #: Plain dicts, lists and scalars.
        self.data: Any = None if node is None else loader.construct_document(node)

    def line(self, path: Path_) -> int:
        """The line of a field, or of the nearest thing around it that has one (1-based)."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def problem(self, path: Path_, message: str, expected: str = "") -> Problem:
        """A mistake at that path of this file."""
        return Problem(str(self.file), self.line(path), ".".join(map(str, path)), message, expected)

    def validate(self, model: type[M], path: Path_ = ()) -> M:
        """The part of the document at `path` as a model; raises ConfigurationError with every mistake and its line."""
        data = self.data
        for step in path:
            data = data[step]
        try:
            return model.model_validate(data)
        except ValidationError as error:
            raise ConfigurationError([self._from_pydantic(path, item) for item in error.errors(include_url=False)]) from error

    def _from_pydantic(self, path: Path_, item: Any) -> Problem:
        where = path + tuple(item["loc"])
        found = "" if item["type"] == "missing" else f", found {str(item['input'])[:60]!r}"
        return self.problem(where, item["msg"].removeprefix("Value error, ") + found)

    def _walk(self, node: yaml.Node | None, path: Path_) -> Iterator[Problem]:
        if node is None:
            return
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    yield Problem(str(self.file), key.start_mark.line + 1, ".".join(map(str, path)), "a key that is no plain word")
                    continue
                here = (*path, key.value)
                if here in self._lines:
                    yield Problem(str(self.file), key.start_mark.line + 1, ".".join(map(str, here)), "given twice")
                self._lines[here] = key.start_mark.line + 1
                yield from self._walk(value, here)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                yield from self._walk(value, (*path, index))
        elif node.tag != _TEXT:
            try:
                yaml.SafeLoader("").construct_object(node)
            except (yaml.YAMLError, ValueError) as error:
                said = error.problem if isinstance(error, yaml.MarkedYAMLError) else error
                yield self.problem(path, f"{node.value[:60]!r} cannot be read: {said}")


def collect(*loaders: Any) -> list[Any]:
    """Call every loader, and raise ONE ConfigurationError with the mistakes of all of them."""
    results, problems = [], []
    for load in loaders:
        try:
            results.append(load())
        except ConfigurationError as error:
            problems += error.problems
    if problems:
        raise ConfigurationError(problems)
    return results
