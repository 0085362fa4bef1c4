"""Articles in, incidents and alerts out, on Apache Kafka."""

from __future__ import annotations

import asyncio
import csv
import json
import subprocess
import sys

import pytest

from tests.news import DISTRICTS, abroad, attack

pytestmark = pytest.mark.docker


def active(incidents):
    return [incident for incident in incidents.values() if incident["status"] == "active"]


def killed(incident):
    return sum(entry["best"] for entry in incident["casualties"] if entry["effect"] == "killed")


async def state(topics, name):
    """The last of each key, without the time of sending: what is sent again is the same but for that."""
    return {key: {field: value for field, value in record.items() if field != "emitted"} for key, record in (await topics.last(name)).items()}


async def test_an_article_becomes_an_alert(start, topics):
    """Twelve killed in one attack: an incident, its tally and an alert that explains itself."""
    worker = await start().until_ready()
    await topics.publish([attack("a1", killed=12)])
    alerts = await topics.read("alerts", lambda found: found, "an alert")
    value, headers = json.loads(alerts[0].value), dict(alerts[0].headers)
    assert (value["state"], value["observed"]) == ("firing", 12)
    assert value["emitted"] is not None
    assert value["incidents"][0]["quote"]
    assert headers["ce_id"].decode() == f"{value['id']}/1"
    assert headers["ce_specversion"] == b"1.0"
    assert headers["content-type"] == b"application/json"
    await worker.until_read()
    (incident,) = active(await topics.last("incidents"))
    assert killed(incident) == 12
    tallies = await topics.last("tallies")
    assert tallies["iq-diyala-kifri/2021-12-07"]["sums"][0]["best"] == 12
    assert worker.metric("tocsin_article_to_alert_seconds_count") >= 1


async def test_tallies_are_read_from_the_topic(start, topics, tmp_path):
    """`tocsin tallies --kafka`: the last of each day, days without one as zeros, with the totals of the window."""
    worker = await start().until_ready()
    await topics.publish([attack("a1", killed=5), attack("a1", killed=7), attack("a2", killed=3, day="2021-12-09")])
    await worker.until_read()
    chosen = ["--region", "iq-diyala-kifri", "--from", "2021-12-07", "--to", "2021-12-09", "--window", "2d", "--out", str(tmp_path / "kifri.csv")]
    command = [sys.executable, "-m", "stream.cli", "tallies", "--kafka", *chosen]
    done = await asyncio.to_thread(subprocess.run, command, env=worker.environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "kifri.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["day"], row["killed"], row["killed_2d"]) for row in rows] == [
        ("2021-12-07", "7", "7"),
        ("2021-12-08", "0", "7"),
        ("2021-12-09", "3", "3"),
    ]


async def test_two_outlets_tell_of_one_incident(start, topics):
    """Their reports meet in one ledger, whichever partition their articles came by."""
    worker = await start().until_ready()
    await topics.publish([attack("a1", killed=5), attack("a2", killed=5, source="Other Wire")])
    await worker.until_read()
    (incident,) = active(await topics.last("incidents"))
    assert incident["articles"] == ["a1", "a2"]


async def test_redelivery_changes_nothing(start, topics):
    """The same article again gives no new revision of anything."""
    worker = await start().until_ready()
    article = attack("a1", killed=12)
    await topics.publish([article])
    await worker.until_read()
    before = {name: await state(topics, name) for name in ("incidents", "tallies", "alerts")}
    await topics.publish([article, article])
    await worker.until_read()
    assert {name: await state(topics, name) for name in before} == before


async def test_a_correction_takes_the_place_of_what_it_corrects(start, topics):
    """Same id, other toll: one incident, the new toll, and the alert says so."""
    worker = await start().until_ready()
    await topics.publish([attack("a1", killed=12)])
    await worker.until_read()
    await topics.publish([attack("a1", killed=15)])
    await worker.until_read()
    (incident,) = active(await topics.last("incidents"))
    assert killed(incident) == 15
    tallies = await topics.last("tallies")
    assert tallies["iq-diyala-kifri/2021-12-07"]["sums"][0]["best"] == 15


@pytest.mark.parametrize("how", ["tombstone", "flag"])
async def test_a_withdrawn_article_takes_its_incident_with_it(start, topics, how):
    """A tombstone or `withdrawn: true`: retracted, tally of zeros, alert resolved as withdrawn."""
    worker = await start().until_ready()
    await topics.publish([attack("a1", killed=12)])
    await worker.until_read()
    await topics.send(None if how == "tombstone" else json.dumps({"id": "a1", "withdrawn": True}).encode(), key=b"a1")
    await worker.until_read()
    assert active(await topics.last("incidents")) == []
    tally = (await topics.last("tallies"))["iq-diyala-kifri/2021-12-07"]
    assert (tally["sums"], sum(tally["incidents"].values())) == ([], 0)
    assert {(alert["state"], alert["reason"]) for alert in (await topics.last("alerts")).values()} == {("resolved", "withdrawn")}


async def test_a_correction_that_changes_the_country_moves_to_another_ledger(start, topics):
    """The old ledger gives the incident up, the new one has it."""
    worker = await start().until_ready()
    await topics.publish([attack("a1", killed=12)])
    await worker.until_read()
    await topics.publish([abroad("a1", killed=4)])
    await worker.until_read()
    (incident,) = active(await topics.last("incidents"))
    assert (incident["country"], killed(incident)) == ("SY", 4)
    tallies = await topics.last("tallies")
    assert tallies["iq-diyala-kifri/2021-12-07"]["sums"] == []


@pytest.mark.parametrize("store", ["memory", "rocksdb"])
async def test_a_new_worker_finds_the_state_of_the_last(start, topics, tmp_path, store):
    """Tables are restored: a second report joins the incident of the first, under the same id."""
    worker = await start(store=store, data_dir=tmp_path / "one").until_ready()
    await topics.publish([attack("a1", killed=5)])
    await worker.until_read()
    (before,) = active(await topics.last("incidents"))
    assert await worker.stop() == 0
    worker = await start(store=store, data_dir=tmp_path / "two").until_ready()
    await topics.publish([attack("a2", killed=5, source="Other Wire")])
    await worker.until_read()
    (after,) = active(await topics.last("incidents"))
    assert (after["id"], after["articles"]) == (before["id"], ["a1", "a2"])


async def test_a_killed_worker_goes_on_where_it_was(start, topics):
    """After SIGKILL in the middle of a stream, nothing is lost or doubled."""
    articles = [
        attack(f"a{number}", killed=3, district=DISTRICTS[number % 8][0], province=DISTRICTS[number % 8][1], day=f"2021-11-{1 + number // 8:02}")
        for number in range(80)
    ]
    worker = await start().until_ready()
    await topics.publish(articles)
    await topics.read("incidents", lambda found: len(found) > 20, "some incidents")
    worker.kill()
    worker = await start().until_ready()
    await worker.until_read()
    incidents = active(await topics.last("incidents"))
    assert sorted(article for incident in incidents for article in incident["articles"]) == sorted(article["id"] for article in articles)


async def test_sigterm_drains_and_commits(start, topics):
    """The next worker is given nothing twice."""
    worker = await start().until_ready()
    await topics.publish([attack(f"a{number}", day=f"2021-11-{number + 1:02}") for number in range(20)])
    await worker.until_read()
    assert await worker.stop() == 0
    worker = await start().until_ready()
    await worker.until_read()
    assert worker.metric("tocsin_records_handled_total", stage="extract") == 0
