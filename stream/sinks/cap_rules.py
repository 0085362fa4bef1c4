"""Whether XML is a CAP 1.2 message: the rules of the schema, and those of the standard's text that a program can check.

http://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html, 3.2 (elements), 3.3.2 (times), 3.4 (schema).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
Check = Callable[[str], bool]

_TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d[-+]([01]\d|2[0-3]):[0-5]\d")
_NAME = re.compile(r"[^\s,<&]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_POINT = re.compile(r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?")
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)")
#: An updated, cancelled, acknowledged or refused message has to say which.
_REFERRING = frozenset({"Update", "Cancel", "Ack", "Error"})
#: The least corners of a polygon, the last being the first again.
_CORNERS = 4


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a sequence: how often it may stand, and what may stand in it (a check of its text, or elements)."""

    name: str
    least: int = 0
    most: int | None = 1
    check: Check | tuple[Element, ...] = bool


def _one_of(*values: str) -> Check:
    return frozenset(values).__contains__


def _matching(pattern: re.Pattern[str]) -> Check:
    return lambda text: pattern.fullmatch(text) is not None


def _references(text: str) -> bool:
    return bool(text.split()) and all(
        len(parts) == 3 and _NAME.fullmatch(parts[0]) and _NAME.fullmatch(parts[1]) and _TIME.fullmatch(parts[2])
        for parts in (reference.split(",") for reference in text.split())
    )


def _polygon(text: str) -> bool:
    points = text.split()
    return len(points) >= _CORNERS and points[0] == points[-1] and all(_POINT.fullmatch(point) for point in points)


def _circle(text: str) -> bool:
    point, _, radius = text.partition(" ")
    return _POINT.fullmatch(point) is not None and _NUMBER.fullmatch(radius) is not None


_time = _matching(_TIME)
_pair = (Element("valueName", 1), Element("value", 1, check=lambda _: True))

_RESOURCE = (
    Element("resourceDesc", 1),
    Element("mimeType", 1),
    Element("size", check=str.isdigit),
    Element("uri"),
    Element("derefUri"),
    Element("digest", check=_matching(re.compile("[0-9a-fA-F]{40}"))),
)
_AREA = (
    Element("areaDesc", 1),
    Element("polygon", most=None, check=_polygon),
    Element("circle", most=None, check=_circle),
    Element("geocode", most=None, check=_pair),
    Element("altitude", check=_matching(_NUMBER)),
    Element("ceiling", check=_matching(_NUMBER)),
)
_INFO = (
    Element("language", check=_matching(_LANGUAGE)),
    Element(
        "category",
        1,
        None,
        _one_of("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"),
    ),
    Element("event", 1),
    Element(
        "responseType",
        most=None,
        check=_one_of("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"),
    ),
    Element("urgency", 1, check=_one_of("Immediate", "Expected", "Future", "Past", "Unknown")),
    Element("severity", 1, check=_one_of("Extreme", "Severe", "Moderate", "Minor", "Unknown")),
    Element("certainty", 1, check=_one_of("Observed", "Likely", "Possible", "Unlikely", "Unknown")),
    Element("audience"),
    Element("eventCode", most=None, check=_pair),
    Element("effective", check=_time),
    Element("onset", check=_time),
    Element("expires", check=_time),
    Element("senderName"),
    Element("headline"),
    Element("description"),
    Element("instruction"),
    Element("web"),
    Element("contact"),
    Element("parameter", most=None, check=_pair),
    Element("resource", most=None, check=_RESOURCE),
    Element("area", most=None, check=_AREA),
)
_ALERT = (
    Element("identifier", 1, check=_matching(_NAME)),
    Element("sender", 1, check=_matching(_NAME)),
    Element("sent", 1, check=_time),
    Element("status", 1, check=_one_of("Actual", "Exercise", "System", "Test", "Draft")),
    Element("msgType", 1, check=_one_of("Alert", "Update", "Cancel", "Ack", "Error")),
    Element("source"),
    Element("scope", 1, check=_one_of("Public", "Restricted", "Private")),
    Element("restriction"),
    Element("addresses"),
    Element("code", most=None),
    Element("note"),
    Element("references", check=_references),
    Element("incidents"),
    Element("info", most=None, check=_INFO),
)


def mistakes(xml: bytes) -> list[str]:
    """What is wrong with a message, each with the path of the element; empty where nothing is."""
    try:
        root = ET.fromstring(xml)  # noqa: S314 - our own XML, made a moment ago
    except ET.ParseError as error:
        return [f"not XML: {error}"]
    if root.tag != f"{{{NAMESPACE}}}alert":
        return [f"the root is {root.tag!r}, not alert of {NAMESPACE}"]
    return [*_sequence(root, _ALERT, "alert"), *_agreement(root)]


def _sequence(parent: ET.Element, elements: tuple[Element, ...], path: str) -> Iterator[str]:
    """Order, number and content of the children."""
    order = [element.name for element in elements]
    names = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in parent]
    places = [order.index(name) for name in names if name in order]
    yield from (f"{path}: {name!r} does not belong here" for name in names if name not in order)
    if places != sorted(places):
        yield f"{path}: out of order: {', '.join(names)}"
    for element in elements:
        found = [child for child, name in zip(parent, names, strict=True) if name == element.name]
        here = f"{path}/{element.name}"
        if len(found) < element.least or (element.most is not None and len(found) > element.most):
            yield f"{here}: stands {len(found)} times"
        for child in found:
            yield from _content(child, element, here)


def _content(child: ET.Element, element: Element, path: str) -> Iterator[str]:
    if isinstance(element.check, tuple):
        yield from _sequence(child, element.check, path)
    elif len(child):
        yield f"{path}: holds elements"
    elif not element.check(child.text or ""):
        yield f"{path}: found {(child.text or '')[:60]!r}"


def _agreement(root: ET.Element) -> Iterator[str]:
    """What elements ask of each other."""

    def text(name: str) -> str | None:
        found = root.find(f"{{{NAMESPACE}}}{name}")
        return None if found is None else found.text or ""

    if (text("scope") == "Restricted") != (text("restriction") is not None):
        yield "alert/restriction: stands where, and only where, scope is Restricted"
    if text("scope") == "Private" and not text("addresses"):
        yield "alert/addresses: missing, which scope Private needs"
    if text("msgType") in _REFERRING and not text("references"):
        yield f"alert/references: missing, which msgType {text('msgType')} needs"
    for area in root.iter(f"{{{NAMESPACE}}}area"):
        if area.find(f"{{{NAMESPACE}}}ceiling") is not None and area.find(f"{{{NAMESPACE}}}altitude") is None:
            yield "alert/info/area/ceiling: without altitude"
