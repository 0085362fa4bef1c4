from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from stream.sinks.cap_rules import NAMESPACE, mistakes
from stream.sinks.cap_sink import Cap
from stream.sinks.config import CapText
from stream.sinks.secrets import Secrets
from tests.unit.sinks.build import alert, message
from tests.unit.sinks.receiver import receiving

#: A whole message by the standard, with every element in its place.
WHOLE = f"""<alert xmlns="{NAMESPACE}">
<identifier>id-1</identifier><sender>a@b</sender><sent>2021-12-03T12:00:00-00:00</sent><status>Actual</status><msgType>Update</msgType>
<source>s</source><scope>Restricted</scope><restriction>staff</restriction><code>c</code><note>n</note>
<references>a@b,id-0,2021-12-03T11:00:00+03:00</references><incidents>i-1 "i 2"</incidents>
<info><language>en-US</language><category>Security</category><category>Other</category><event>e</event><responseType>Assess</responseType>
<urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty><audience>a</audience>
<eventCode><valueName>n</valueName><value>v</value></eventCode><effective>2021-12-03T12:00:00-05:00</effective>
<onset>2021-12-03T12:00:00-05:00</onset><expires>2021-12-03T12:00:00-05:00</expires><senderName>s</senderName><headline>h</headline>
<description>d</description><instruction>i</instruction><web>http://x</web><contact>c</contact>
<parameter><valueName>n</valueName><value></value></parameter>
<resource><resourceDesc>r</resourceDesc><mimeType>text/plain</mimeType><size>7</size></resource>
<area><areaDesc>vale</areaDesc><polygon>1,1 1,2 2,2 1,1</polygon><circle>35.1,44.2 10.5</circle>
<geocode><valueName>n</valueName><value>v</value></geocode><altitude>10</altitude><ceiling>20</ceiling></area></info></alert>"""


def cap(**fields) -> Cap:
    return Cap(CapText.model_validate({"name": "cap", "kind": "cap", "directory": "unused", "sender": "alerts@vale.example", **fields}), Secrets({}))


def parsed(prepared) -> ET.Element:
    return ET.fromstring(prepared.payload[1])


def text(root, path) -> str | None:
    return root.findtext("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))


def test_a_whole_message_is_one():
    """The rules forbid nothing that the standard allows."""
    assert mistakes(WHOLE.encode()) == []


@pytest.mark.parametrize(
    ("found", "put", "where"),
    [
        ("<identifier>id-1</identifier>", "", "alert/identifier"),
        ("id-1<", "id,1<", "alert/identifier"),
        ("id-1<", "id 1<", "alert/identifier"),
        (">a@b</sender>", ">a&lt;b</sender>", "alert/sender"),
        ("12:00:00-00:00</sent>", "12:00:00Z</sent>", "alert/sent"),
        ("12:00:00-00:00</sent>", "12:00:00.5-00:00</sent>", "alert/sent"),
        ("2021-12-03T12:00:00-00:00</sent>", "2021-13-03T12:00:00-00:00</sent>", "alert/sent"),
        (">Actual<", ">actual<", "alert/status"),
        (">Update<", ">Renew<", "alert/msgType"),
        ("<references>a@b,id-0,2021-12-03T11:00:00+03:00</references>", "", "alert/references"),
        ("a@b,id-0,2021", "a@b;id-0;2021", "alert/references"),
        ("<restriction>staff</restriction>", "", "alert/restriction"),
        (">Restricted<", ">Public<", "alert/restriction"),
        (">Restricted</scope><restriction>staff</restriction>", ">Private</scope>", "alert/addresses"),
        ("<note>n</note>", "<note>n</note><note>n</note>", "alert/note"),
        ("<source>s</source><scope>Restricted</scope>", "<scope>Restricted</scope><source>s</source>", "out of order"),
        ("<source>", "<colour>red</colour><source>", "colour"),
        ("<category>Security</category><category>Other</category>", "", "alert/info/category"),
        (">Past<", ">Yesterday<", "alert/info/urgency"),
        ("<certainty>Likely</certainty>", "", "alert/info/certainty"),
        (">Assess<", ">Panic<", "alert/info/responseType"),
        ("<areaDesc>vale</areaDesc>", "", "alert/info/area/areaDesc"),
        ("1,1 1,2 2,2 1,1", "1,1 1,2 2,2 2,1", "alert/info/area/polygon"),
        ("1,1 1,2 2,2 1,1", "1,1 1,2 1,1", "alert/info/area/polygon"),
        ("35.1,44.2 10.5", "35.1,44.2", "alert/info/area/circle"),
        ("<altitude>10</altitude>", "", "alert/info/area/ceiling"),
        ("<mimeType>text/plain</mimeType>", "", "alert/info/resource/mimeType"),
        ("<valueName>n</valueName><value></value>", "<value></value>", "alert/info/parameter/valueName"),
        (f'xmlns="{NAMESPACE}"', 'xmlns="urn:oasis:names:tc:emergency:cap:1.1"', "the root"),
    ],
)
def test_what_the_standard_forbids_is_found(found, put, where):
    """One change to the whole message, and where it is complained of."""
    assert found in WHOLE
    assert any(where in mistake for mistake in mistakes(WHOLE.replace(found, put, 1).encode()))


def test_an_alert_an_update_and_a_cancel_refer_to_each_other():
    """Each to all that came before it, with the times that stood in them."""
    sink, kept, found = cap(), {}, []
    for revision, state in enumerate(("firing", "updated", "resolved"), 1):
        of = alert(1, revision, state)
        prepared = sink.prepare(message(of, first=revision == 1, kept=kept))
        kept = prepared.keep
        root = parsed(prepared)
        found.append((text(root, "msgType"), text(root, "references")))
    of = alert().id
    first = f"alerts@vale.example,{of}/1,2021-12-03T12:01:30-00:00"
    second = f"alerts@vale.example,{of}/2,2021-12-03T12:02:30-00:00"
    assert found == [("Alert", None), ("Update", first), ("Cancel", f"{first} {second}")]


def test_an_alert_that_comes_back_after_its_cancel_refers_to_nothing():
    """What was cancelled is void."""
    root = parsed(cap().prepare(message(alert(1, 3, "updated"), first=True, kept={"references": ["a,b,2021-12-03T12:00:00-00:00"]})))
    assert (text(root, "msgType"), text(root, "references")) == ("Alert", None)


def test_nothing_is_cancelled_that_was_not_sent():
    """A Cancel without references is none."""
    with pytest.raises(ValueError, match="nothing to cancel"):
        cap().prepare(message(alert(1, 2, "resolved")))


def test_the_references_of_a_long_life_stay_bounded():
    """The first, and the newest."""
    kept = {"references": [f"a,{number},2021-12-03T12:00:00-00:00" for number in range(80)]}
    prepared = cap().prepare(message(alert(1, 81, "updated"), first=False, kept=kept))
    assert len(prepared.keep["references"]) == 50
    assert prepared.keep["references"][0].startswith("a,0,")


@pytest.mark.parametrize(
    ("severity", "state", "reason", "expected"),
    [
        ("critical", "firing", None, ("Assess", "Immediate", "Severe")),
        ("warning", "firing", None, ("Assess", "Expected", "Moderate")),
        ("info", "firing", None, ("Assess", "Future", "Minor")),
        ("warning", "resolved", "subsided", ("AllClear", "Past", "Moderate")),
        ("warning", "resolved", "withdrawn", ("None", "Past", "Moderate")),
    ],
)
def test_severity_and_urgency_are_caps_own_words(severity, state, reason, expected):
    """And an alert that was withdrawn is no all-clear."""
    kept = {"references": ["a,b,2021-12-03T12:00:00-00:00"]}
    root = parsed(cap().prepare(message(alert(1, 2, state, severity=severity, reason=reason), first=state == "firing", kept=kept)))
    assert tuple(text(root, f"info/{name}") for name in ("responseType", "urgency", "severity")) == expected


def test_hostile_text_stays_text():
    """Markup, control characters and half of a surrogate pair in an article's words."""
    hostile = alert(title="<b>&\x0b\x00 attack]]>", region={"id": "vale", "name": "Vale \ufffe"})
    root = parsed(cap().prepare(message(hostile)))
    assert "<b>&" in (text(root, "info/headline") or "")


@pytest.mark.parametrize("scope", [{"scope": "Public"}, {"scope": "Private", "addresses": ["a@b", "the desk"]}, {"scope": "Restricted"}])
def test_every_scope_has_what_it_needs(scope):
    """Restriction and addresses stand where they belong; `prepare` checks each message."""
    assert parsed(cap(**scope).prepare(message())) is not None


def test_times_are_in_caps_form():
    """UTC is -00:00, and never Z."""
    local = datetime.fromisoformat("2021-12-03T15:00:00+03:00")
    assert text(parsed(cap().prepare(message(alert(emitted=local)))), "sent") == "2021-12-03T12:00:00-00:00"
    assert datetime.fromisoformat("2021-12-03T12:00:00-00:00") == local.astimezone(UTC)


async def test_a_file_is_whole_and_the_same_when_written_again(tmp_path):
    """What a crash repeats takes the place of what was there."""
    sink = cap(directory=str(tmp_path / "new" / "cap"))
    for _ in range(2):
        await sink.send(sink.prepare(message()))
    (file,) = (tmp_path / "new" / "cap").iterdir()
    assert mistakes(file.read_bytes()) == []
    assert file.name == "20211203T120130_surge.0a1b.vale.2021-11-21_1.xml"


async def test_over_http_it_has_its_own_media_type():
    """And carries `ce-id`."""
    async with receiving() as receiver:
        sink = cap(directory=None, url=receiver.url)
        await sink.send(sink.prepare(message()))
        await sink.close()
    (request,) = receiver.requests
    assert (request.headers["content-type"], request.headers["ce-id"]) == ("application/cap+xml", f"{alert().id}/1")
    assert mistakes(request.body) == []
