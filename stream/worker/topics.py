"""The topics as we want them: created by us with one partition count, and compared with what is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from stream import topics
from stream.errors import BrokerUnavailable
from stream.model import Edition
from stream.settings import Settings, numbered
from stream.worker.connection import with_admin

log = structlog.get_logger(__name__)
#: The extractor that asks nobody, and so keeps no answers.
BUILTIN = "builtin"
DAY_MS = 24 * 60 * 60 * 1000
#: Tables, one a step that keeps state; each has a changelog topic.
REGISTER_TABLE, RECONCILE_TABLE, WATCH_TABLE = TABLES = ("articles", "ledger", "regions")
#: Bytes of a record in our own topics: none that we write is larger than 1 MiB.
MAX_RECORD = 1_048_576
#: Bytes of a record in the dead letter topic: the largest article that an operator may allow, and the headers that say why it lies here.
MAX_DEAD_LETTER = 16 * 1_048_576
#: Topics whose keys need not meet our tables': their partitions are the operator's to number.
_OUTSIDE = (
    topics.ARTICLES, topics.DEAD_LETTERS, topics.INCIDENTS, topics.TALLIES, topics.ALERTS, topics.HEARTBEATS, topics.RULINGS, topics.DELIVERIES,
    topics.ALERT_DEAD_LETTERS, topics.EDITIONS,
)  # fmt: skip
_COMPACT, _DELETE = "compact", "delete"
#: A changelog is read whole by whoever gets its partition. With Kafka's own segments, of a gigabyte, rows would be compacted after weeks.
_READ_AT_EVERY_START = {"segment.bytes": str(32 * 1_048_576), "min.cleanable.dirty.ratio": "0.2"}


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """One topic: its full name, and how it should be."""

    name: str
    partitions: int
    configs: dict[str, str] = field(default_factory=dict)
    #: Another partition count is what the operator wants, not a mistake.
    partitions_free: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Something about a topic that is not as it should be."""

    topic: str
    what: str
    found: str
    expected: str
    #: The worker cannot work with it.
    grave: bool

    def __str__(self) -> str:
        return f"{self.topic}: {self.what} is {self.found}, expected {self.expected}"


def changelog_topic(settings: Settings, table: str) -> str:
    """Name of the changelog topic of a table."""
    edition = settings.edition.watch if table == WATCH_TABLE else settings.edition.ledger
    return numbered(settings.topic(f"{settings.name}-{table}-changelog"), edition)


def wanted(settings: Settings) -> list[TopicSpec]:
    """All topics, as DESIGN's table has them."""
    keep = {"cleanup.policy": _COMPACT, "max.message.bytes": str(2 * MAX_RECORD)}
    week = {"cleanup.policy": _DELETE, "retention.ms": str(7 * DAY_MS), "max.message.bytes": str(2 * MAX_RECORD)}
    month = {"cleanup.policy": _DELETE, "retention.ms": str(30 * DAY_MS)}
    ledger = {**keep, "cleanup.policy": f"{_COMPACT},{_DELETE}", "retention.ms": str(settings.retention_days * DAY_MS)}
    configs = {
        topics.ARTICLES: month,
        topics.DEAD_LETTERS: {**month, "max.message.bytes": str(MAX_DEAD_LETTER)},
        topics.EXTRACTIONS: ledger,
        topics.REPORTS: week,
        topics.REGION_CHANGES: week,
        topics.INCIDENTS: keep,
        topics.TALLIES: keep,
        topics.ALERTS: keep,
        topics.HEARTBEATS: {"cleanup.policy": _DELETE, "retention.ms": str(DAY_MS)},
        topics.RULINGS: keep,
        topics.DELIVERIES: ledger,
        topics.ALERT_DEAD_LETTERS: {**month, "max.message.bytes": str(2 * MAX_RECORD)},
        topics.EDITIONS: keep,
    }
    if settings.extractor != BUILTIN:
        # As long as articles can be read again.
        configs[topics.ANSWERS] = {**ledger, "retention.ms": month["retention.ms"]}
    named = {settings.topic(name): value for name, value in configs.items()}
    named |= {changelog_topic(settings, table): {**keep, **_READ_AT_EVERY_START} for table in TABLES}
    free = {settings.topic(name) for name in _OUTSIDE}
    one = settings.topic(topics.EDITIONS)
    return [TopicSpec(name, 1 if name == one else settings.partitions, value, name in free) for name, value in named.items()]


def of_edition(settings: Settings) -> list[TopicSpec]:
    """The topics that a rebuild makes: those of the state, and the one in which it keeps what it is about to publish."""
    names = {*map(settings.topic, topics.OF_LEDGER | topics.OF_WATCH), *(changelog_topic(settings, table) for table in TABLES)}
    forever = {"cleanup.policy": _DELETE, "retention.ms": "-1", "max.message.bytes": str(4 * MAX_RECORD)}
    return [*(spec for spec in wanted(settings) if spec.name in names), TopicSpec(settings.topic(topics.REBUILT), 1, forever)]


def editions(settings: Settings) -> TopicSpec:
    """The topic that says which edition of the state is in force."""
    return next(spec for spec in wanted(settings) if spec.name == settings.topic(topics.EDITIONS))


async def create(settings: Settings, specs: Iterable[TopicSpec] | None = None) -> list[str]:
    """Create the topics (absent: all of ours) that are not there yet, and return their names; others are left as they are.

    Raises BrokerUnavailable where no broker answers or it refuses.
    """
    chosen = list(wanted(settings) if specs is None else specs)
    return await with_admin(settings, lambda admin: _create(admin, settings, chosen))


async def every_topic(settings: Settings) -> list[str]:
    """Names of all topics of the broker that we may see. Raises BrokerUnavailable."""

    async def names(admin: AIOKafkaAdminClient) -> list[str]:
        return list(await admin.list_topics())

    return await with_admin(settings, names)


def editions_in(names: Iterable[str], settings: Settings) -> set[int]:
    """Numbers of editions that have a topic: also of those that were never swapped in."""
    return {number for name in names if (number := _edition_of(name, settings)) is not None}


def other_editions(names: Iterable[str], settings: Settings) -> list[str]:
    """Topics of other editions of the state than that of the settings, sorted."""
    ours = {spec.name for spec in wanted(settings)}
    return sorted(name for name in names if name not in ours and _edition_of(name, settings) is not None)


def _edition_of(name: str, settings: Settings) -> int | None:
    """The number of the edition that a topic is of; None where it holds no state."""
    first = settings.under(Edition())
    stems = [*map(first.topic, topics.OF_LEDGER | topics.OF_WATCH), *(changelog_topic(first, table) for table in TABLES)]
    for stem in stems:
        if name == stem:
            return 1
        if name.startswith(f"{stem}.e") and name.removeprefix(f"{stem}.e").isdigit():
            return int(name.removeprefix(f"{stem}.e"))
    return None


async def committed(settings: Settings, topic: str, partition: int) -> int:
    """How far the workers' group has read a partition; 0: not at all. Raises BrokerUnavailable."""

    async def ask(admin: AIOKafkaAdminClient) -> int:
        offsets = await admin.list_consumer_group_offsets(settings.name, partitions=[TopicPartition(topic, partition)])
        return max(0, *(found.offset for found in offsets.values()), 0)

    return await with_admin(settings, ask)


async def delete(settings: Settings, names: list[str]) -> None:
    """Delete topics of ours, those that are there. Raises BrokerUnavailable where the broker refuses."""

    async def drop(admin: AIOKafkaAdminClient) -> None:
        there = set(await admin.list_topics())
        response: Any = await admin.delete_topics([name for name in names if name in there])
        for name, code in response.topic_error_codes:
            if code:
                raise BrokerUnavailable(f"{name}: {for_code(code).__name__}")

    await with_admin(settings, drop)


async def check(settings: Settings) -> list[Difference]:
    """What is not as it should be: missing topics, partition counts, cleanup policies. Raises BrokerUnavailable."""
    return await with_admin(settings, lambda admin: _check(admin, settings))


async def partition_counts(settings: Settings) -> dict[str, int]:
    """Full name to number of partitions, of those of our topics that are there. Raises BrokerUnavailable."""
    names = [spec.name for spec in wanted(settings)]
    return await with_admin(settings, lambda admin: _partitions(admin, names))


async def _create(admin: AIOKafkaAdminClient, settings: Settings, specs: list[TopicSpec]) -> list[str]:
    there = await _partitions(admin, [spec.name for spec in specs])
    missing = [spec for spec in specs if spec.name not in there]
    if not missing:
        return []
    response: Any = await admin.create_topics([_new_topic(spec, settings.replication) for spec in missing])
    created = []
    for name, code, *rest in response.topic_errors:
        error = for_code(code)
        if code == 0:
            created.append(name)
        elif error is not TopicAlreadyExistsError:
            raise BrokerUnavailable(f"cannot create topic {name}: {error.__name__} {rest[0] if rest and rest[0] else ''}".rstrip())
    await _until_there(admin, [spec.name for spec in missing])
    log.info("created topics", topics=created, partitions=settings.partitions, replication=settings.replication)
    return created


def _new_topic(spec: TopicSpec, replication: int) -> Any:
    return NewTopic(spec.name, spec.partitions, replication, topic_configs=spec.configs)  # type: ignore[no-untyped-call] # aiokafka's


async def _until_there(admin: AIOKafkaAdminClient, names: list[str]) -> None:
    """A topic is known to all brokers a moment after it was created."""
    while len(await _partitions(admin, names)) < len(names):  # noqa: ASYNC110 - the broker tells nobody; there is nothing but to ask
        await asyncio.sleep(0.05)


async def _partitions(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, int]:
    # all topics are asked for: asking for one by name may create it, where the broker does so
    described = await admin.describe_topics()
    return {item["topic"]: len(item["partitions"]) for item in described if item["topic"] in names and not item["error_code"] and item["partitions"]}


async def _check(admin: AIOKafkaAdminClient, settings: Settings) -> list[Difference]:
    specs = wanted(settings)
    there = await _partitions(admin, [spec.name for spec in specs])
    policies = await _policies(admin, list(there))
    differences = []
    for spec in specs:
        if spec.name not in there:
            differences.append(Difference(spec.name, "the topic", "missing", "created with `tocsin topics create`", grave=True))
            continue
        found = there[spec.name]
        if found != spec.partitions and not spec.partitions_free:
            differences.append(Difference(spec.name, "the number of partitions", str(found), f"{spec.partitions} (TOCSIN_PARTITIONS)", grave=True))
        policy, expected = policies.get(spec.name), spec.configs["cleanup.policy"]
        if policy is not None and set(policy.split(",")) != set(expected.split(",")):
            differences.append(Difference(spec.name, "cleanup.policy", policy, expected, grave=False))
    return differences


async def _policies(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, str]:
    """Cleanup policies by topic; empty where we may not ask."""
    if not names:
        return {}
    try:
        responses = await admin.describe_configs([_config_of(name) for name in names])
    except KafkaError as error:
        log.warning("cannot read the configuration of topics", reason=str(error))
        return {}
    found: dict[str, str] = {}
    for response in responses:
        for resource in response.to_object()["resources"]:
            for entry in resource["config_entries"]:
                if entry["config_names"] == "cleanup.policy":
                    found[resource["resource_name"]] = entry["config_value"]
    return found


def _config_of(topic: str) -> Any:
    return ConfigResource(ConfigResourceType.TOPIC, topic, {"cleanup.policy": None})  # type: ignore[no-untyped-call] # aiokafka's
