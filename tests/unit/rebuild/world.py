"""A worker on a broker of lists, and a rebuild of what it left there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiokafka.partitioner import DefaultPartitioner

from stream import topics
from stream.config import shipped_config
from stream.extract.actors import Actors
from stream.model import Alert, Edition, Extraction, Incident, Tally
from stream.pipeline import Limits, Pipeline, load_pipeline
from stream.rebuild import Anew, Report, Today, compare
from stream.rebuild.today import former_names
from stream.settings import Settings, load_settings
from stream.worker.past import Past, _into, _take_extraction, _take_ruling
from stream.worker.staging import staged, unwrapped
from tests.faults.outcome import Outcome
from tests.unit.worker.simulation import Lists, Simulation

SHIPPED = load_pipeline(shipped_config())


def pipeline(partitions: int = 2, **other: Any) -> Pipeline:
    """The shipped configuration, with other rules or regions."""
    given = {"regions": SHIPPED.regions, "rules": SHIPPED.rules, "extractor": SHIPPED.extractor} | other
    return Pipeline(ledgers=SHIPPED.ledgers, words=SHIPPED.words, limits=Limits(partitions=partitions, articles_partitions=2), **given)


def settings(partitions: int = 2, edition: Edition | None = None) -> Settings:
    return load_settings(env_file=None, partitions=partitions, name="sim").under(edition or Edition())


def outcome(broker: Lists) -> Outcome:
    return Outcome.of(*(broker.last(topic) for topic in (topics.INCIDENTS, topics.TALLIES, topics.ALERTS)))


_TAKE = {
    topics.RULINGS: _take_ruling,
    topics.INCIDENTS: _into(Incident, lambda past: past.published.incidents, lambda past: past.fresh_incidents),
    topics.TALLIES: _into(Tally, lambda past: past.published.tallies),
    topics.ALERTS: _into(Alert, lambda past: past.published.alerts),
}


def past_of(broker: Lists, extractions: str = topics.EXTRACTIONS) -> Past:
    """All that lies on it."""
    past = Past()
    for (topic, _), log in broker.records.items():
        take = _take_extraction if topic == extractions else _TAKE.get(topic)
        for record in log if take else ():
            take(past, _InMilliseconds(record))
    return past


class _InMilliseconds:
    """A record as aiokafka hands it on."""

    def __init__(self, record: Any) -> None:
        self.__dict__ |= vars(record) | {"timestamp": int(record.timestamp * 1000)}


@dataclass
class Rebuilt:
    """What `tocsin rebuild` does, without its network."""

    broker: Lists
    pipeline: Pipeline
    settings: Settings
    with_ledger: bool = True
    report: Report = field(init=False)
    past: Past = field(init=False)
    anew: Anew = field(init=False)

    def __post_init__(self) -> None:
        numbers = list(range(self.settings.partitions))
        self.past = past_of(self.broker)
        self.anew = Anew(self.pipeline, lambda key: int(DefaultPartitioner()(key.encode(), numbers, numbers)), with_ledger=self.with_ledger)
        today = Today(self.pipeline.regions.gazetteer, self.pipeline.regions, former_names(Actors.load(shipped_config() / "actors.yaml")))
        for record in self.past.drain(self.pipeline.limits.lateness, with_ledger=self.with_ledger):
            self.anew.feed(today.extraction(record) if isinstance(record, Extraction) else record, self.past.marks)
        self.anew.finish(self.past.marks)
        self.report = compare(self.anew, self.past.published)
        self._parcels = list(staged(self.settings, self.anew, self.past, self.report, today))

    def swap_in(self) -> Simulation:
        """A worker on the new edition."""
        simulation = Simulation(self.pipeline, self.settings)
        broker = simulation.broker = self.broker
        broker.counts = dict.fromkeys((topics.ARTICLES, topics.INCIDENTS, topics.TALLIES, topics.ALERTS), broker.partitions)
        broker.partitions = self.settings.partitions
        for parcel in self._parcels:
            broker.append(parcel.topic, parcel.key, parcel.value, parcel.partition, parcel.headers)
        rebuilt = self.settings.topic(topics.REBUILT), 0
        for record in broker.records.pop(rebuilt, []):
            parcel = unwrapped(record.value)
            broker.append(parcel.topic, parcel.key, parcel.value, None, parcel.headers)
        read = self.settings.topic(topics.EXTRACTIONS)
        broker.committed |= (
            {(read, number): len(broker.records[read, number]) for number in range(self.settings.partitions)} if self.with_ledger else {}
        )
        return simulation
