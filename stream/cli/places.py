"""`tocsin places`: what a name may mean and why, and a country's places out of a GeoNames dump."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from stream.cli import places_import
from stream.cli.console import complain, console
from stream.cli.exits import Exit
from stream.cli.options import ConfigDir, examples
from stream.describe import safe
from stream.places import Gazetteer
from stream.places.lookup import Answer, Candidate, look_up
from stream.settings import load_settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Find what a place's name may mean; add places out of a GeoNames dump.")


app.command("import", epilog=places_import.EXAMPLES)(places_import.import_)


@app.command(
    epilog=examples("tocsin places find Tripoli --near Beirut", 'tocsin places find "Tuz Khormatu"', "tocsin places find Rashad --country IQ")
)
def find(
    name: Annotated[str, typer.Argument(metavar="NAME", help="the name, as a text might have it")],
    near: Annotated[str | None, typer.Option(metavar="PLACE", help="a place that the same text names", show_default=False)] = None,
    country: Annotated[str | None, typer.Option(metavar="CC", help="only places there (ISO 3166-1 alpha-2)", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a candidate")] = False,
    config_dir: ConfigDir = None,
) -> None:
    """Show the places that a name may mean, the likeliest first, with their scores and why.

    Spelling is forgiven as in articles: case, diacritics, hyphens, the article al-, and in some countries whatever sounds alike.
    The score adds up what speaks for a place; what stands in the text around would add to it ("tocsin extract --explain").

    Exit status 1: no table knows the name.
    """
    gazetteer = Gazetteer.load(load_settings(config_dir=config_dir).config_dir)
    country = _country(gazetteer, country)
    answer = look_up(gazetteer, name, near=_known(gazetteer, near), country=country)
    if as_json:
        for candidate in answer.candidates:
            typer.echo(json.dumps(_row(candidate), ensure_ascii=False))
    else:
        _show(answer)
    _say(answer, name, country, gazetteer)


def _known(gazetteer: Gazetteer, near: str | None) -> str | None:
    if near is not None and not look_up(gazetteer, near).candidates:
        raise typer.BadParameter(f"no place is called {near!r}", param_hint="--near")
    return near


def _country(gazetteer: Gazetteer, code: str | None) -> str | None:
    if code is not None and gazetteer.country(code.upper()) is None:
        raise typer.BadParameter(f"found {code!r}; expected an ISO 3166-1 alpha-2 code, such as IQ", param_hint="--country")
    return code and code.upper()


def _row(candidate: Candidate) -> dict[str, object]:
    place = candidate.place
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind.value,
        "country": place.country,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "lat": place.lat,
        "lon": place.lon,
        "population": place.population or None,
        "score": candidate.score,
        "why": [{"reason": words, "adds": number} for words, number in candidate.reasons],
    }


def _show(answer: Answer) -> None:
    out = console()
    width = max((len(candidate.place.id) for candidate in answer.candidates), default=0)
    for candidate in answer.candidates:
        place = candidate.place
        where = "" if place.lat is None or place.lon is None else f"{place.lat:.2f}, {place.lon:.2f}"
        out.print(Text(f"{candidate.score:5.2f}  {safe(place.id):<{width}}  {place.kind:<11}  {where}"), soft_wrap=True)
        why = "; ".join(f"{safe(words)} {number:+.2f}" for words, number in candidate.reasons)
        out.print(Padding(Text(why, style="dim"), (0, 0, 0, 7)))


def _say(answer: Answer, name: str, country: str | None, gazetteer: Gazetteer) -> None:
    """What the list does not say of itself; raises typer.Exit where it is empty."""
    if answer.elsewhere:
        complain(f"{answer.elsewhere} more outside {country}")
    if answer.candidates and not answer.exact:
        complain(f"No table spells it {name!r}: this is what sounds like it.")
    if not answer.candidates:
        near = ", ".join(gazetteer.spelled_like(name))
        complain(f"No place{f' of {country}' if country else ''} is called {name!r}.{f' Spelled nearly so: {near}.' if near else ''}")
        raise typer.Exit(Exit.DATA)
