"""`tocsin schema`: JSON Schemas of the public records, generated from the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from stream.cli.console import complain
from stream.cli.exits import Exit
from stream.cli.options import examples
from stream.model import Alert, Article, Heartbeat, Incident, Ruling, Tally

#: What outsiders write (articles, rulings) and read (the rest).
PUBLIC: dict[str, type[BaseModel]] = {
    "article": Article,
    "incident": Incident,
    "tally": Tally,
    "alert": Alert,
    "ruling": Ruling,
    "heartbeat": Heartbeat,
}
_WRITTEN = frozenset({"article", "ruling"})
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of a public record: of what goes in for what outsiders write, of what comes out for the others."""
    mode: Any = "validation" if name in _WRITTEN else "serialization"
    return {"$schema": _DIALECT, **PUBLIC[name].model_json_schema(mode=mode)}


def schema_text(name: str) -> str:
    """The schema as it stands in a file."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


EXAMPLES = examples(
    "tocsin schema alert > alert.schema.json",
)


def schema(
    name: Annotated[str | None, typer.Argument(help=f"one of {', '.join(PUBLIC)}; all of them where left out")] = None,
    write: Annotated[Path | None, typer.Option(help="write NAME.json for each into this directory")] = None,
    check: Annotated[Path | None, typer.Option(help="compare with the files in this directory; exit status 1 where they differ")] = None,
) -> None:
    """Print the JSON Schemas of the records that others write and read."""
    if name is not None and name not in PUBLIC:
        raise typer.BadParameter(f"{name!r} is no public record; there are {', '.join(PUBLIC)}", param_hint="NAME")
    names = [name] if name else list(PUBLIC)
    if check is not None:
        _check(names, check)
    elif write is not None:
        write.mkdir(parents=True, exist_ok=True)
        for each in names:
            (write / f"{each}.json").write_text(schema_text(each), encoding="utf-8")
    elif name:
        typer.echo(schema_text(name), nl=False)
    else:
        typer.echo(json.dumps({each: schema_of(each) for each in names}, indent=2, ensure_ascii=False))


def _check(names: list[str], directory: Path) -> None:
    stale = [each for each in names if not _same(directory / f"{each}.json", schema_text(each))]
    for each in stale:
        complain(f"{directory / each}.json is not what the models say: write it anew with `make schemas`")
    if stale:
        raise typer.Exit(Exit.DATA)


def _same(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text
