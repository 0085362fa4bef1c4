"""`tocsin places import`: a GeoNames dump as a compact table beside the user's place tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from stream.cli.console import complain
from stream.cli.exits import Exit
from stream.cli.options import ConfigDir, examples, writable
from stream.config import Located, shipped_config
from stream.places import Gazetteer
from stream.places.dump import Dump, Wanted
from stream.places.fold import fold
from stream.places.table_write import write_rows
from stream.places.world import IMPORTED
from stream.settings import load_settings

EXAMPLES = examples(
    "tocsin config init ./config && export TOCSIN_CONFIG_DIR=./config",
    "tocsin places import MZ.txt",
    "tocsin places import allCountries.txt --country NE --country ML --people 100 --out config/places/sahel.places",
)
#: Longest line that is read as one (bytes): the longest of GeoNames has some 13,000.
_LONGEST = 1 << 20
#: Bad lines that are shown one by one, countries that are.
_SHOWN = 20


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a GeoNames dump, unzipped: XX.txt or allCountries.txt", exists=True, dir_okay=False)],
    country: Annotated[list[str] | None, typer.Option(metavar="CC", help="only this country; may be given again", show_default=False)] = None,
    people: Annotated[int, typer.Option(min=0, help="leave out settlements of fewer people (many villages have no number: 0)")] = 0,
    out: Annotated[
        Path | None, typer.Option(help=f"the table to write, *{IMPORTED}; else places/NAME{IMPORTED} of the configuration", show_default=False)
    ] = None,
    config_dir: ConfigDir = None,
) -> None:
    """Add the places of a GeoNames dump (https://download.geonames.org/export/dump/, CC BY 4.0) to the configuration.

    Settlements, units, mountains, valleys, waters, camps and bases, under all their names in Latin letters. What a place table of the configuration
    holds stays as it is; units that tocsin knows keep their names, so that ids of regions do not change. Import it again to renew it; delete the table to undo it.

    Bad lines are named and left out, and the exit status is 1.
    """
    directory = load_settings(config_dir=config_dir).config_dir
    target = _target(file, out, directory)
    gazetteer = Gazetteer.load(directory)
    known = {item.place.id for item in gazetteer.countries()}
    only = frozenset(code.upper() for code in country or ())
    if unknown := sorted(only - known):
        raise typer.BadParameter(f"found {unknown[0]!r}; expected an ISO 3166-1 alpha-2 code, such as MZ", param_hint="--country")
    dump = Dump(partial(_lines, file), str(file), Wanted(known, only, people), gazetteer.units_of)
    kept = write_rows(target, dump.rows(), _Ordinary(gazetteer, directory))
    _tell_bad(dump)
    if kept:
        _tell(kept, dump, target)
    else:
        complain(f"{file} holds nothing that was asked for: nothing was written")
    if dump.bad or not kept:
        raise typer.Exit(Exit.DATA)


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from iter(partial(lines.readline, _LONGEST), b"")


def _target(file: Path, out: Path | None, directory: Path) -> Path:
    if out is None and directory == shipped_config():
        message = "the shipped configuration is not to be written to: `tocsin config init ./config`, then --config-dir ./config"
        raise typer.BadParameter(message, param_hint="--config-dir")
    target = out or directory / "places" / f"{file.stem.lower()}{IMPORTED}"
    if target.suffix != IMPORTED:
        raise typer.BadParameter(f"found {target.name!r}; expected a name that ends in {IMPORTED}", param_hint="--out")
    writable(target)
    return target


class _Ordinary:
    """Words that are mostly no place, folded: those of the configuration's word lists, and those that the worldwide table marks."""

    def __init__(self, gazetteer: Gazetteer, directory: Path) -> None:
        self._gazetteer = gazetteer
        lists = [Located(file).data for file in sorted((directory / "lexicon").glob("*.yaml"))]
        self._words = {words[0] for text in _texts(lists) if len(words := fold(text)) == 1}

    def __contains__(self, word: object) -> bool:
        return word in self._words or self._gazetteer.is_ordinary(str(word))


def _texts(data: Any) -> Iterator[str]:
    """Every string of nested lists and mappings."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _tell_bad(dump: Dump) -> None:
    for problem in dump.problems[:_SHOWN]:
        complain(str(problem))
    if dump.bad:
        complain(f"{dump.bad} bad line{'' if dump.bad == 1 else 's'} of {dump.lines:,} left out")


def _tell(kept: Counter[tuple[str, str]], dump: Dump, target: Path) -> None:
    countries = sorted({country for country, _ in kept})
    for country in countries[:_SHOWN]:
        typer.echo(f"{country}: {', '.join(f'{number:,} {kind}' for (where, kind), number in kept.most_common() if where == country)}")
    if len(countries) > _SHOWN:
        typer.echo(f"and {len(countries) - _SHOWN} more countries")
    typer.echo(f"{kept.total():,} places of {dump.lines:,} lines: {target}, {target.stat().st_size / 1e6:.1f} MB")
    if dump.left_out:
        complain(f"{dump.left_out:,} lines of other countries and kinds left out")
    if dump.without_unit:
        complain(f"{dump.without_unit:,} places have an admin1 code that no line of the file explains: only their country is known")
