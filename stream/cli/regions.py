"""`tocsin regions`: which regions there are, what one holds, whether a file of them is right, and a map to see it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from stream.cli.console import complain, console
from stream.cli.options import ConfigDir, examples, writable
from stream.describe import safe
from stream.places import Gazetteer, Region, RegionKind, Regions
from stream.places.inside import Located, locate
from stream.settings import load_settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List regions, show what one holds, check files of them, draw a map.")

RegionsFile = Annotated[
    Path | None, typer.Option("--regions", help="regions file or directory, in place of the configuration's", exists=True, show_default=False)
]
#: What a map can be written as.
_FORMATS = (".html", ".svg")
#: Places that `show` names, the largest first.
_NAMED = 12


@app.command("list", epilog=examples("tocsin regions list", "tocsin regions list --country IQ", "tocsin regions list --set iq-districts"))
def list_(
    country: Annotated[str | None, typer.Option(metavar="CC", help="the regions made of this country and its units", show_default=False)] = None,
    members_of: Annotated[str | None, typer.Option("--set", metavar="NAME", help="the regions of this set", show_default=False)] = None,
    regions: RegionsFile = None,
    config_dir: ConfigDir = None,
) -> None:
    """List the drawn regions and the named sets, those made of a country's units, or those of a set.

    Rules name a region or a set by what stands first on its line.
    """
    _, known = _load(regions, config_dir)
    table = Table.grid(padding=(0, 2))
    for region in _listed(known, country, members_of):
        table.add_row(Text(region.id), region.kind.value, Text(safe(region.name)))
    if country is None and members_of is None:
        for name in known.drawn_sets():
            table.add_row(Text(name), "set", f"{len(known.set(name))} regions")
    console().print(table, soft_wrap=True)
    if country is None and members_of is None:
        complain(
            "Besides: every country, governorate and district (--country CC), and the sets countries, CC-governorates, CC-districts (--set NAME)"
        )


@app.command(epilog=examples("tocsin regions show disputed-territories", "tocsin regions show iq-kirkuk --json"))
def show(
    region: Annotated[str, typer.Argument(metavar="REGION", help="id of the region")],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object, with every place")] = False,
    regions: RegionsFile = None,
    config_dir: ConfigDir = None,
) -> None:
    """Show what a region holds: its members, the sets it is in, and the known places that surely lie in it or may."""
    gazetteer, known = _load(regions, config_dir)
    chosen = _chosen(known, region)
    places = locate(gazetteer, known, [chosen])
    sets = known.sets_with(chosen.id)
    sure, possible = [item for item in places if item.sure], [item for item in places if item.possible]
    if as_json:
        row: dict[str, Any] = {
            "id": chosen.id,
            "name": chosen.name,
            "kind": chosen.kind,
            "aliases": chosen.aliases,
            "members": sorted(chosen.members),
            "sets": sets,
        }
        row |= {"size": known.size(chosen.id) / 100}
        typer.echo(json.dumps(row | {"places": _ids(sure), "possible": _ids(possible)}, ensure_ascii=False))
        return
    table = Table.grid(padding=(0, 2))
    for heading, words in _words(gazetteer, known, chosen, sets, sure, possible):
        table.add_row(Text(heading, style="bold"), Text(safe(words)))
    console().print(table)


@app.command(epilog=examples("tocsin regions check", "tocsin regions check mine.geojson"))
def check(
    file: Annotated[Path | None, typer.Argument(metavar="FILE|DIR", help="regions to check; else the configuration's", exists=True)] = None,
    config_dir: ConfigDir = None,
) -> None:
    """Name every mistake in files of regions, with its line: an unknown member, a polygon that crosses itself, an id given twice.

    Exit status 0: they can be used; 2: they would be refused.
    """
    gazetteer, known = _load(file, config_dir)
    for region in _drawn(known):
        held = Counter("surely" if item.sure else "possibly" for item in locate(gazetteer, known, [region]) if item.sure or item.possible)
        typer.echo(f"{region.id}: {safe(region.name)}, {_made_of(region)}; {held['surely']:,} places inside, {held['possibly']:,} may be")


@app.command("map", epilog=examples("tocsin regions map --out regions.html", "tocsin regions map iq-kirkuk iq-diyala --out two.svg"))
def map_(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="the page (*.html) or the bare picture (*.svg) to write")],
    ids: Annotated[list[str] | None, typer.Argument(metavar="[REGION]...", help="ids; else all that are drawn", show_default=False)] = None,
    regions: RegionsFile = None,
    config_dir: ConfigDir = None,
) -> None:
    """Draw regions with the places inside them: a page that needs nothing else, neither network nor script.

    A full dot lies surely inside, a ring may lie inside, a grey point does not. A region of members is shaded around its places, as no table has the borders
    of districts; a polygon is drawn as it is.
    """
    from stream.cli.region_map import draw  # noqa: PLC0415 - shapely takes a fifth of a second to load, which no other command is to wait for

    if out.suffix not in _FORMATS:
        raise typer.BadParameter(f"found {out.name!r}; expected a name that ends in {' or '.join(_FORMATS)}", param_hint="--out")
    writable(out)
    gazetteer, known = _load(regions, config_dir)
    chosen = [_chosen(known, name) for name in ids] if ids else _drawn(known)
    if not chosen:
        raise typer.BadParameter("no region is drawn; name some, such as iq-kirkuk", param_hint="REGION")
    places = locate(gazetteer, known, chosen)
    out.write_text(draw(chosen, places, page=out.suffix == ".html"), encoding="utf-8")
    typer.echo(f"{len(chosen)} region{'' if len(chosen) == 1 else 's'}, {sum(bool(item.sure) for item in places):,} places inside: {out}")


def _load(regions: Path | None, config_dir: Path | None) -> tuple[Gazetteer, Regions]:
    directory = load_settings(config_dir=config_dir).config_dir
    gazetteer = Gazetteer.load(directory)
    return gazetteer, Regions.load(directory, gazetteer, regions)


def _drawn(known: Regions) -> list[Region]:
    return [region for region in map(known.get, known.ids()) if region.kind is RegionKind.DRAWN]


def _chosen(known: Regions, name: str) -> Region:
    if not known.has(name):
        like = ", ".join(known.spelled_like(name))
        raise typer.BadParameter(f"there is no region {name!r}{f'; spelled nearly so: {like}' if like else ''}", param_hint="REGION")
    return known.get(name)


def _listed(known: Regions, country: str | None, members_of: str | None) -> list[Region]:
    if members_of is not None:
        try:
            return [known.get(name) for name in known.set(members_of)]
        except KeyError as error:
            message = (
                f"there is no set {members_of!r}; there are {', '.join(known.drawn_sets())}, countries, and CC-governorates, CC-districts of each"
            )
            raise typer.BadParameter(message, param_hint="--set") from error
    if country is None:
        return _drawn(known)
    found = list(known.of_country(country.upper()))
    if not found:
        raise typer.BadParameter(f"found {country!r}; expected an ISO 3166-1 alpha-2 code, such as IQ", param_hint="--country")
    return found


def _words(
    gazetteer: Gazetteer, known: Regions, region: Region, sets: tuple[str, ...], sure: list[Located], possible: list[Located]
) -> list[tuple[str, str]]:  # fmt: skip
    whole, part = (_units(gazetteer, units) for units in ((region.area.whole_units, region.area.part_units) if region.area else ((), ())))
    return [
        ("id", region.id),
        ("name", ", ".join((region.name, *region.aliases))),
        ("made of", _made_of(region)),
        ("size", f"{known.size(region.id) / 100:g} units; of alerts on the same incidents, that of the smallest region is sent"),
        *([("members", ", ".join(sorted(region.members)))] if region.members else []),
        *([("whole units inside", whole)] if whole else []),
        *([("parts of units inside", part)] if part else []),
        *([("in the sets", ", ".join(sets))] if sets else []),
        ("places inside", _some(sure)),
        ("places that may be", _some(possible)),
    ]


def _units(gazetteer: Gazetteer, ids: Iterable[str]) -> str:
    """The units among some places, by their ids."""
    found = (gazetteer.place(identity) for identity in sorted(ids))
    return ", ".join(place.id for place in found if place is not None and place.units[-1:] == (place.id,))


def _made_of(region: Region) -> str:
    if region.kind is not RegionKind.DRAWN:
        return f"the {region.kind} unit of the gazetteer"
    members = f"{len(region.members)} member{'' if len(region.members) == 1 else 's'}" if region.members else ""
    return " and ".join(filter(None, (members, "a polygon" if region.area else "")))


def _some(places: list[Located]) -> str:
    if not places:
        return "none"
    names = ", ".join(item.place.name for item in places[:_NAMED])
    return f"{len(places):,}: {names}{', …' if len(places) > _NAMED else ''}"


def _ids(places: list[Located]) -> list[str]:
    return [item.place.id for item in places]
