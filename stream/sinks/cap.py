"""An alert as a message of the Common Alerting Protocol: http://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html.

firing is an Alert, updated an Update, resolved a Cancel. What the sink was not told before begins with an Alert, whatever its state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from stream.describe import ENDED, explanation
from stream.model import Alert, AlertReason, AlertState, RuleKind, Severity
from stream.sinks.cap_rules import NAMESPACE
from stream.sinks.config import CapText
from stream.sinks.protocol import Message

#: CAP calls 160 characters a headline.
MAX_HEADLINE = 160
#: Incidents in the description.
SHOWN = 10
#: Earlier messages that one refers to: the first, and the newest.
MAX_REFERENCES = 50
_SEVERITY = {Severity.INFO: "Minor", Severity.WARNING: "Moderate", Severity.CRITICAL: "Severe"}
_URGENCY = {Severity.INFO: "Future", Severity.WARNING: "Expected", Severity.CRITICAL: "Immediate"}
#: What XML 1.0 has no way to say.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_IDENTIFIER = re.compile(r"[\s,<&]")


def cap_xml(message: Message, text: CapText) -> bytes:
    """The message, as UTF-8 XML. A function of the revision, of what was sent before, and of the configuration: sent twice, it is the same twice."""
    root = ET.Element("alert", xmlns=NAMESPACE)
    _fill(root, _head(message, text))
    info = ET.SubElement(root, "info")
    _fill(info, _info(message, text))
    for name, value in _parameters(message):
        _fill(ET.SubElement(info, "parameter"), [("valueName", name), ("value", value)])
    area = ET.SubElement(info, "area")
    _fill(area, [("areaDesc", message.alert.region.name)])
    _fill(ET.SubElement(area, "geocode"), [("valueName", "tocsin-region"), ("value", message.alert.region.id)])
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def identifier(message: Message) -> str:
    """The revision's `ce_id`, in the characters that CAP allows."""
    return _NOT_IN_IDENTIFIER.sub("_", message.ce_id)


def sent(alert: Alert) -> datetime:
    """When the revision came into the world: by the wall clock, where the worker said so."""
    return alert.emitted or alert.updated


def references(message: Message) -> list[str]:
    """`sender,identifier,sent` of the messages before this one; none where the sink believes that nothing is going on."""
    return [] if message.first else list(message.kept.get("references", ()))


def next_references(message: Message, text: CapText) -> list[str]:
    """What the message after this one refers to."""
    own = f"{text.sender},{identifier(message)},{_time(sent(message.alert))}"
    before = references(message)
    return [*before[:1], *before[1:][-(MAX_REFERENCES - 2) :], own]


def message_type(message: Message) -> str:
    """Alert, Update or Cancel. A Cancel needs something that it cancels."""
    if message.alert.state is AlertState.RESOLVED:
        return "Cancel"
    return "Alert" if not references(message) else "Update"


def _head(message: Message, text: CapText) -> Iterator[tuple[str, str]]:
    alert = message.alert
    yield "identifier", identifier(message)
    yield "sender", text.sender
    yield "sent", _time(sent(alert))
    yield "status", text.status
    yield "msgType", message_type(message)
    yield "source", f"tocsin, rule {alert.rule}"
    yield "scope", text.scope
    if text.scope == "Restricted":
        yield "restriction", text.restriction
    if text.scope == "Private":
        yield "addresses", _list(text.addresses)
    if alert.reason is not None:
        yield "note", ENDED[alert.reason]
    if references(message):
        yield "references", " ".join(references(message))
    if alert.incidents:
        yield "incidents", _list(incident.id for incident in alert.incidents)


#: What has happened, in a few words.
_EVENTS = {
    RuleKind.AT_LEAST: "many within days",
    RuleKind.SURGE: "surge",
    RuleKind.RATIO: "more than usual",
    RuleKind.SPREAD: "several districts hit",
    RuleKind.SINGLE: "one of a high toll",
    RuleKind.FIRST_AFTER: "first after a lull",
    RuleKind.COVERAGE: "the news has fallen silent",
}


def _info(message: Message, text: CapText) -> Iterator[tuple[str, str]]:
    alert = message.alert
    over = alert.state is AlertState.RESOLVED
    yield "language", text.language
    yield "category", "Security"
    yield "event", f"Armed incidents: {_EVENTS[alert.kind]}"
    yield "responseType", "AllClear" if alert.reason is AlertReason.SUBSIDED else "None" if over else "Assess"
    yield "urgency", "Past" if over else _URGENCY[alert.severity]
    yield "severity", _SEVERITY[alert.severity]
    yield "certainty", "Observed" if any(len(incident.sources) > 1 for incident in alert.incidents) else "Likely"
    yield "effective", _time(sent(alert))
    yield "onset", _time(alert.started)
    yield "senderName", text.sender
    yield "headline", _headline(alert.title)
    yield "description", "\n".join([*explanation(alert, SHOWN), *(f"Also: {each.title}" for each in message.containing)])
    if text.web is not None:
        yield "web", text.web
    if text.contact is not None:
        yield "contact", text.contact


def _parameters(message: Message) -> Iterator[tuple[str, str]]:
    alert = message.alert
    told = {
        "ce_id": message.ce_id,
        "alert": alert.id,
        "rule": alert.rule,
        "rule_version": alert.rule_version,
        "measure": alert.measure,
        "window": f"{alert.window.start}/{alert.window.end}",
        "observed": f"{alert.observed:g}",
        "expected": None if alert.expected is None else f"{alert.expected:g}",
        "fires_from": None if alert.fires_from is None else f"{alert.fires_from:g}",
        "p_value": None if alert.p_value is None else f"{alert.p_value:g}",
        "incidents_total": str(alert.incidents_total),
    }
    return ((name, value) for name, value in told.items() if value is not None)


def _headline(title: str) -> str:
    return title if len(title) <= MAX_HEADLINE else title[: MAX_HEADLINE - 1] + "…"


def _fill(parent: ET.Element, children: Iterable[tuple[str, str]]) -> None:
    for name, value in children:
        ET.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", value)


def _time(moment: datetime) -> str:
    """CAP 1.2, 3.3.2: seconds, a numeric offset, and UTC written as -00:00."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")


def _list(values: Iterable[str]) -> str:
    """Separated by white space; what holds some itself stands in quotes."""
    return " ".join(f'"{value}"' if any(map(str.isspace, value)) else value for value in values)
