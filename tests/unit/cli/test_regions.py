"""`tocsin regions`."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stream.cli.app import app
from stream.cli.exits import Exit

pytestmark = pytest.mark.usefixtures("loaded_once")
RUNNER = CliRunner()
SQUARE = [[[43.5, 35.5], [44.5, 35.5], [44.5, 36.0], [43.5, 36.0], [43.5, 35.5]]]
CROSSED = [[[43.5, 35.5], [44.5, 36.0], [44.5, 35.5], [43.5, 36.0], [43.5, 35.5]]]


def geojson(file: Path, coordinates: object, name: str = "North <b>") -> Path:
    properties = {"id": "north", "name": name}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": coordinates}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return file


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A square around Dibis and Altun Kupri."""
    return geojson(tmp_path / "drawn.geojson", SQUARE)


def first_words(stdout: str) -> list[str]:
    return [line.split()[0] for line in stdout.splitlines()]


def test_list_shows_drawn_regions_and_sets() -> None:
    """What rules can name, besides the generated ones."""
    result = RUNNER.invoke(app, ["regions", "list"])
    assert {"disputed-territories", "kurdistan-region", "disputed-districts"} == set(first_words(result.stdout))


@pytest.mark.parametrize(
    ("arguments", "region", "number"),
    [(["--set", "iq-districts"], "iq-kirkuk-dibis", 102), (["--country", "iq"], "iq", 121), (["--set", "sv-governorates"], "sv-morazan", 14)],
)
def test_list_of_a_set_or_a_country(arguments: list[str], region: str, number: int) -> None:
    """Every district of Iraq, all of Iraq, the departments of a country that only the worldwide table has."""
    listed = first_words(RUNNER.invoke(app, ["regions", "list", *arguments]).stdout)
    assert (region in listed, len(listed)) == (True, number)


@pytest.mark.parametrize(
    "arguments", [["list", "--set", "none"], ["list", "--country", "QQ"], ["show", "nowhere"], ["map", "nowhere", "--out", "x.svg"]]
)
def test_what_there_is_not(arguments: list[str]) -> None:
    """A wrong name is wrong usage."""
    assert RUNNER.invoke(app, ["regions", *arguments]).exit_code == Exit.USAGE


def test_a_mistyped_region_is_guessed() -> None:
    """Ids and names that are spelled nearly so are named."""
    assert "disputed-territories" in RUNNER.invoke(app, ["regions", "show", "disputed territory"]).stderr


def test_show_tells_what_a_region_holds(drawn: Path) -> None:
    """Units and places inside a polygon."""
    result = RUNNER.invoke(app, ["regions", "show", "north", "--regions", str(drawn), "--json"])
    row = json.loads(result.stdout)
    assert ("IQ/Kirkuk/Dibis/Altun Qupri" in row["places"], "IQ/Kirkuk/Hawija/Al-Riyadh" in row["places"]) == (True, False)


def test_show_tells_members_and_sets() -> None:
    """A district is in the set of all districts, and in a drawn one."""
    said = " ".join(RUNNER.invoke(app, ["regions", "show", "iq-kirkuk-dibis"]).stdout.split())
    assert "in the sets disputed-districts, iq-districts" in said


def test_check_counts_what_is_inside(drawn: Path) -> None:
    """A line a drawn region."""
    result = RUNNER.invoke(app, ["regions", "check", str(drawn)])
    assert re.match(r"north: North <b>, a polygon; \d+ places inside, \d+ may be", result.stdout)


def test_check_refuses_a_polygon_that_crosses_itself(tmp_path: Path) -> None:
    """With file, line and where it does; the exit status is that of a wrong configuration."""
    file = geojson(tmp_path / "bad.geojson", CROSSED)
    result = RUNNER.invoke(app, ["regions", "check", str(file)])
    assert (f"{file}:1: features.0.geometry.coordinates: found Self-intersection" in result.stderr, result.exit_code) == (True, Exit.USAGE)


def test_the_map_is_a_page_of_its_own(drawn: Path, tmp_path: Path) -> None:
    """Nothing is loaded from elsewhere, and a region's name is no markup."""
    out = tmp_path / "map.html"
    RUNNER.invoke(app, ["regions", "map", "--regions", str(drawn), "--out", str(out)])
    page = out.read_text(encoding="utf-8")
    assert ("North &lt;b&gt;" in page, "<b>" in page, re.findall(r"(?:src|href)=", page)) == (True, False, [])


def test_the_map_shows_places_inside_and_outside(drawn: Path, tmp_path: Path) -> None:
    """Full dots inside, points outside, rings where it is not sure; each says what it is."""
    out = tmp_path / "map.svg"
    RUNNER.invoke(app, ["regions", "map", "--regions", str(drawn), "--out", str(out)])
    dots = {circle[0].text: circle.get("r") for circle in ET.parse(out).iter("{http://www.w3.org/2000/svg}circle")}
    assert dots["Altun Qupri, subdistrict, IQ/Kirkuk/Dibis: inside north"] == "3"
    assert "1.4" in dots.values()


def test_a_region_of_members_is_shaded(tmp_path: Path) -> None:
    """Around its places, as no border is known."""
    out = tmp_path / "map.svg"
    RUNNER.invoke(app, ["regions", "map", "iq-kirkuk-hawija", "--out", str(out)])
    groups = [group for group in ET.parse(out).iter("{http://www.w3.org/2000/svg}g") if group[0].text == "Hawija"]
    assert [path.get("fill-opacity") for path in groups[0][1:]] == [".16"]


def test_a_map_of_another_kind_is_refused(tmp_path: Path) -> None:
    """What can be written is said."""
    result = RUNNER.invoke(app, ["regions", "map", "--out", str(tmp_path / "map.png")])
    assert (result.exit_code, ".html or .svg" in result.stderr) == (Exit.USAGE, True)
