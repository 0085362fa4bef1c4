from __future__ import annotations

from datetime import timedelta

import pytest

from stream.sinks.alertmanager import Alertmanager
from stream.sinks.config import AlertmanagerText
from stream.sinks.protocol import Refused, Unreachable
from stream.sinks.secrets import Secrets
from tests.kafka import free_port
from tests.unit.sinks.build import NOON, alert, message
from tests.unit.sinks.receiver import receiving, says


def sink(*urls, **fields) -> Alertmanager:
    text = AlertmanagerText.model_validate({"name": "am", "kind": "alertmanager", "url": urls or "http://127.0.0.1", **fields})
    return Alertmanager(text, Secrets({}), now=lambda: NOON)


def posted(prepared):
    return prepared.payload


def test_labels_hold_nothing_of_an_article():
    """An alert is known by them: they are few, and the title may change."""
    (one,) = posted(sink().prepare(message()))
    (other,) = posted(sink().prepare(message(alert(1, 2, "updated", title="Other words", observed=9))))
    assert set(one["labels"]) == {"alertname", "alert_id", "rule", "region", "severity", "kind"}
    assert one["labels"] == other["labels"]
    assert one["annotations"]["title"] != other["annotations"]["title"]


def test_annotations_carry_the_evidence():
    """Title, quotes, what else it speaks for, and the identity of the revision."""
    wider = alert(2, id="wider", title="The Land: 9 attacks", region={"id": "land", "name": "The Land"})
    told = posted(sink().prepare(message(containing=(wider,))))[0]["annotations"]
    assert told["ce_id"] == f"{alert().id}/1"
    assert "Four died." in told["evidence"]
    assert "The Land: 9 attacks" in told["also"]


def test_two_attacks_of_one_rule_and_region_are_two_alerts():
    """Else the second would be taken for the first, and nobody rung."""
    assert posted(sink().prepare(message(alert(1))))[0]["labels"] != posted(sink().prepare(message(alert(2))))[0]["labels"]


def test_labels_of_the_operator_route():
    """Beside ours, which they must not replace."""
    (told,) = posted(sink(labels={"team": "desk"}).prepare(message()))
    assert (told["labels"]["team"], told["labels"]["severity"]) == ("desk", "warning")
    with pytest.raises(ValueError, match="severity"):
        sink(labels={"severity": "none"})


def test_another_severity_ends_the_alert_under_the_old_one():
    """Labels are what Alertmanager knows an alert by."""
    first = sink().prepare(message())
    worse = sink().prepare(message(alert(1, 2, "updated", severity="critical"), first=False, kept=first.keep))
    assert [("endsAt" in told, told["labels"]["severity"]) for told in posted(worse)] == [(True, "warning"), (False, "critical")]


def test_the_end_is_now():
    """The day on which an alert subsided may be long past; Alertmanager would forget it before anybody is told."""
    (told,) = posted(sink().prepare(message(alert(1, 2, "resolved"), first=False, now=NOON + timedelta(days=90))))
    assert told["endsAt"].startswith("2022-03-03T12:00:00")
    assert told["startsAt"].startswith("2021-12-03T09:00:00")


async def test_an_open_alert_outlives_us_for_a_while():
    """Sent with an end ahead, which every re-sending moves on."""
    async with receiving() as receiver:
        am = sink(receiver.url, keep_seconds=600)
        prepared = am.prepare(message())
        await am.send(prepared)
        await am.resend([prepared.keep])
        await am.close()
    assert [request.path for request in receiver.requests] == ["/api/v2/alerts"] * 2
    assert [request.json[0]["endsAt"] for request in receiver.requests] == ["2021-12-03T12:10:00.000+00:00"] * 2


async def test_what_has_ended_is_told_again_as_ended():
    """To members of a cluster that did not hear it."""
    async with receiving() as receiver:
        am = sink(receiver.url)
        prepared = am.prepare(message(alert(1, 2, "resolved"), first=False))
        await am.resend([prepared.keep])
        await am.close()
    assert receiver.requests[0].json[0]["endsAt"] == prepared.payload[0]["endsAt"]


async def test_one_member_of_a_cluster_is_enough():
    """The others hear of it when it is sent again."""
    async with receiving() as there:
        am = sink(f"http://127.0.0.1:{free_port()}", there.url)
        await am.send(am.prepare(message()))
        await am.close()
        assert len(there.requests) == 1


async def test_where_no_member_takes_it_it_is_tried_again():
    """Unless all refuse it."""
    async with receiving(says("400 Bad Request")) as refuses:
        away = sink(f"http://127.0.0.1:{free_port()}", refuses.url)
        with pytest.raises(Unreachable):
            await away.send(away.prepare(message()))
        refused = sink(refuses.url)
        with pytest.raises(Refused):
            await refused.send(refused.prepare(message()))
        await away.close()
        await refused.close()


async def test_many_open_alerts_go_in_batches():
    """As Prometheus sends them."""
    async with receiving() as receiver:
        am = sink(receiver.url)
        await am.resend([am.prepare(message(alert(id=f"a{number}"))).keep for number in range(130)])
        await am.close()
    assert [len(request.json) for request in receiver.requests] == [64, 64, 2]
