"""The pipeline over files."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from stream.config import shipped_config
from stream.model import Article, IncidentStatus, Report
from stream.pipeline import Limits, Pipeline, load_pipeline
from stream.replay import Replay
from tests.unit.build import DAY, NOON, at, report

SHIPPED = load_pipeline(shipped_config())


class Scripted:
    """An extractor whose articles carry their reports as JSON text."""

    name = "scripted"

    def extract(self, article: Article) -> tuple[Report, ...]:
        return tuple(report(article.id, source=article.source, published=article.published, **fields) for fields in json.loads(article.text))


def replay() -> Replay:
    return Replay(
        Pipeline(extractor=Scripted(), ledgers=SHIPPED.ledgers, words=SHIPPED.words, regions=SHIPPED.regions, rules=SHIPPED.rules, limits=Limits())
    )


def article(number: int, *reports: dict[str, Any], **fields: Any) -> Article:
    return Article.model_validate({"id": f"a{number}", "source": f"s{number}", "text": json.dumps(list(reports)), "published": at(number), **fields})


MASSACRE = {"killed": 30, "place": "Dibis", "regions": ("disputed-territories", "iq-kirkuk", "iq")}


@pytest.mark.parametrize("turn", [1, -1])
def test_articles_go_in_order_of_publication(turn: int) -> None:
    """Whatever their order in the file."""
    run = replay()
    run.run([article(1, {"killed": 2}), article(2, {"killed": 3})][::turn])
    (incident,) = run.active_incidents()
    assert [incident.casualties[0].best, incident.last_reported] == [3, at(2)]


def test_an_article_without_date_keeps_its_place_after_the_line_before() -> None:
    """The third line is newer than the first, older than the fifth."""
    run = replay()
    run.run([article(3, {"killed": 2}), article(9, {"killed": 3}, published=None), article(5, {"killed": 4})])
    assert run.active_incidents()[0].casualties[0].best == 4


def test_what_waits_of_an_open_alert_is_told_at_the_end() -> None:
    """One dead more is gathered for the end of the day; the last day of a stream is never over."""
    run = replay()
    run.run([article(1, MASSACRE), article(2, MASSACRE | {"killed": 31})])
    assert {alert.state.value: alert.observed for alert in run.alerts} == {"firing": 30, "updated": 31}


def test_a_massacre_raises_an_alert_that_ends() -> None:
    """The clock runs on to `until`, and what subsided is resolved."""
    run = replay()
    run.run([article(1, MASSACRE)], until=DAY + timedelta(days=60))
    states = {alert.id: alert.state.value for alert in run.alerts}
    assert states
    assert set(states.values()) == {"resolved"}


def test_no_revision_of_an_alert_is_told_twice() -> None:
    """Also where an article comes again with other words that change nothing, and at the end, where each step is asked once more."""
    run = replay()
    run.run([article(1, MASSACRE), article(2, MASSACRE), article(2, MASSACRE, title="Corrected", published=at(3))])
    told = [(alert.id, alert.revision) for alert in run.alerts]
    assert told
    assert len(told) == len(set(told))


def test_without_until_the_alert_stays_open() -> None:
    """The clock only catches up with the newest article."""
    run = replay()
    run.run([article(1, MASSACRE)])
    assert {alert.state.value for alert in run.alerts} <= {"firing", "updated"}
    assert run.alerts


def test_a_withdrawn_article_takes_its_alert_along() -> None:
    """Resolved with the reason why; tallies fall back to zero."""
    run = replay()
    run.run([article(1, MASSACRE), article(2, id="a1", withdrawn=True)])
    assert {incident.status for incident in run.incidents.values()} == {IncidentStatus.RETRACTED}
    assert {alert.reason.value for alert in {a.id: a for a in run.alerts}.values() if alert.reason} == {"withdrawn"}
    assert all(not tally.incidents for tally in run.tallies.values())


def test_a_mistyped_year_moves_no_clock() -> None:
    """An article from 2099 resolves nothing."""
    run = replay()
    run.run([article(1, MASSACRE), article(2, published=NOON + timedelta(days=28_000))])
    assert {alert.state.value for alert in run.alerts} <= {"firing", "updated"}


def test_incidents_go_straight_into_the_watch() -> None:
    """The same tallies and alerts as over the articles they came from."""
    whole = replay()
    whole.run([article(1, MASSACRE)])
    watched = replay()
    for incident in whole.active_incidents():
        watched.feed_incident(incident)
    watched.finish()
    assert [alert.model_dump() for alert in watched.alerts] == [alert.model_dump() for alert in whole.alerts]
    assert watched.tallies == whole.tallies


def test_until_does_not_move_it_back() -> None:
    """A day before the last article changes nothing."""
    run = replay()
    run.run([article(1, MASSACRE)], until=date(2020, 1, 1))
    assert {alert.state.value for alert in run.alerts} <= {"firing", "updated"}
