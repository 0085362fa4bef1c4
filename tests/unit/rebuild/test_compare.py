"""What was published and is not any more, what is other, and with which revisions the new state goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stream import topics
from stream.config import shipped_config
from stream.model import AlertReason, AlertState, Edition
from stream.pipeline import load_pipeline
from stream.watch import Rules
from tests.news import attack
from tests.unit.rebuild.world import SHIPPED, Rebuilt, outcome, pipeline, settings
from tests.unit.worker.simulation import Simulation

NEXT = Edition(ledger=2, watch=2)
DRAWN = """
regions:
  - id: kifri-and-daquq
    name: Kifri and Daquq
    country: IQ
    members: [{district: Diyala/Kifri}, {district: Kirkuk/Daquq}]
"""
RULES = """
rules:
  - id: any-death
    description: for a test
    kind: single
    measure: killed
    threshold: 1
    regions: [{region}]
"""


async def read(*articles, **other):
    simulation = Simulation(pipeline(**other), settings())
    for article in articles:
        simulation.publish(article["id"], article)
    await simulation.run()
    return simulation


def last(broker, topic):
    return {record["id"]: record for record in broker.last(topic)}


def without_article(broker, article_id):
    """Its extraction is gone, as if an operator had deleted it."""
    for (topic, _), log in broker.records.items():
        if topic == topics.EXTRACTIONS:
            log[:] = [record for record in log if record.key != article_id.encode()]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A region that was drawn today, and a rule that watches it."""
    directory = tmp_path_factory.mktemp("drawn")
    (directory / "regions.yaml").write_text(DRAWN, encoding="utf-8")
    (directory / "rules.yaml").write_text(RULES.format(region="kifri-and-daquq"), encoding="utf-8")
    made = load_pipeline(shipped_config(), rules=directory / "rules.yaml", regions=directory / "regions.yaml")
    return {"regions": made.regions, "rules": made.rules, "extractor": made.extractor}


async def test_a_region_drawn_today_sees_its_past(drawn):
    """Tallies of days before it was drawn; its alerts enter as ended, or marked as no news."""
    simulation = await read(attack("a1", killed=12), attack("a2", killed=3, day="2021-10-01"))
    rebuilt = Rebuilt(simulation.broker, pipeline(**drawn), settings(edition=NEXT))
    assert rebuilt.report.regions == {"kifri-and-daquq": 2, "disputed-territories": 2}, "the other file has no disputed territories"
    states = {send.record.state for send in rebuilt.report.sends if send.topic == topics.ALERTS and send.record.rule == "any-death"}
    assert states == {AlertState.RESOLVED, AlertState.FIRING}
    swapped = rebuilt.swap_in()
    alerts = [record for (topic, _), log in swapped.broker.records.items() if topic == topics.ALERTS for record in log]
    assert all((topics.QUIET in record.headers) is (b"any-death" in record.key) for record in alerts if b"any-death" in record.key)


async def test_the_baseline_of_a_region_drawn_today_is_that_of_a_replay(drawn):
    """As if it had always been there."""
    articles = [attack("a1", killed=12), attack("a2", killed=3, day="2021-10-01")]
    always = await read(*articles, **drawn)
    simulation = await read(*articles)
    swapped = Rebuilt(simulation.broker, pipeline(**drawn), settings(edition=NEXT)).swap_in()
    await swapped.run()
    found, wanted = outcome(swapped.broker), outcome(always.broker)
    assert {key: state for key, state in found.alerts.items() if key[0] == "any-death"} == wanted.alerts
    assert found.incidents == wanted.incidents
    assert found.tallies == wanted.tallies


async def test_an_incident_that_is_not_made_any_more_is_retracted():
    """And its tally keeps a day of zeros; each under the next revision."""
    simulation = await read(attack("a1", killed=2), attack("a2", killed=3, district="Daquq", province="Kirkuk"))
    before = last(simulation.broker, topics.TALLIES)["iq-kirkuk-daquq/2021-12-07"]
    without_article(simulation.broker, "a2")
    swapped = Rebuilt(simulation.broker, pipeline(), settings(edition=NEXT)).swap_in()
    gone = [incident for incident in swapped.broker.last(topics.INCIDENTS) if incident["status"] == "retracted"]
    assert [(incident["admin2"], incident["revision"], incident["reports"]) for incident in gone] == [("Daquq", 2, [])]
    tally = last(swapped.broker, topics.TALLIES)["iq-kirkuk-daquq/2021-12-07"]
    assert (tally["incidents"], tally["revision"]) == ({}, before["revision"] + 1)


async def test_what_comes_back_goes_on_under_the_revisions_that_were_published():
    """Incident, tally and alert: revisions never fall."""
    massacre = attack("a2", killed=30, district="Daquq", province="Kirkuk")
    simulation = await read(attack("a1", killed=2), massacre)
    without_article(simulation.broker, "a2")
    swapped = Rebuilt(simulation.broker, pipeline(), settings(edition=NEXT)).swap_in()
    before = {topic: last(swapped.broker, topic) for topic in (topics.INCIDENTS, topics.TALLIES, topics.ALERTS)}
    swapped.publish("a2", massacre)
    await swapped.run()
    for topic, known in before.items():
        now = last(swapped.broker, topic)
        assert now.keys() == known.keys()
        assert all(record["revision"] >= known[identity]["revision"] for identity, record in now.items())
        assert any(record["revision"] > known[identity]["revision"] for identity, record in now.items())


async def test_an_open_alert_that_does_not_come_out_any_more_ends():
    """As withdrawn; or because its rule is gone."""
    simulation = await read(attack("a1", killed=30))
    opened = {alert["id"] for alert in simulation.broker.last(topics.ALERTS) if alert["state"] != "resolved"}
    assert opened
    gone = Rebuilt(simulation.broker, pipeline(rules=Rules(SHIPPED.rules.all[:0])), settings(edition=NEXT)).report.alerts
    assert {alert.id for _, alert in gone} == opened
    assert {(alert.state, alert.reason) for _, alert in gone} == {(AlertState.RESOLVED, AlertReason.RULE_CHANGED)}


async def test_what_is_older_than_the_first_article_that_is_left_stays_as_it_was():
    """Retention has taken what it came from: that is no reason to retract it."""
    simulation = await read(attack("a1", killed=30, day="2021-10-01"), attack("a2", killed=3))
    without_article(simulation.broker, "a1")
    rebuilt = Rebuilt(simulation.broker, pipeline(), settings(edition=NEXT))
    assert rebuilt.report.incidents == []
    assert rebuilt.report.regions == {}


async def test_from_incidents_only_the_watch_is_made_anew():
    """Another threshold over the incidents as they were published."""
    simulation = await read(attack("a1", killed=12), attack("a2", killed=3, day="2021-10-01"))
    rules = [rule for rule in SHIPPED.rules.all if rule.spec.kind == "single"]
    other = Rules([replace(rule, spec=rule.spec.model_copy(update={"threshold": 13})) for rule in rules])
    rebuilt = Rebuilt(simulation.broker, pipeline(rules=other), settings(edition=Edition(watch=2)), with_ledger=False)
    assert {send.topic for send in rebuilt.report.sends} == {topics.ALERTS}
    assert {alert.reason for _, alert in rebuilt.report.alerts} == {AlertReason.RULE_CHANGED}
    swapped = rebuilt.swap_in()
    swapped.publish("a3", attack("a3", killed=14, source="Other Wire"))
    await swapped.run()
    assert {alert["rule_version"] for alert in swapped.broker.last(topics.ALERTS) if alert["state"] != "resolved"} <= {
        rule.version for rule in other.all
    }
