"""The record that says which edition of the state is in force: read by every worker at its start, written by `tocsin rebuild`."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from stream import topics
from stream.errors import BrokerUnavailable, StateMismatch
from stream.model import Edition, explain
from stream.settings import Settings
from stream.worker.connection import ATTEMPT, client_options, started
from stream.worker.topics import partition_counts

#: Milliseconds for which a fetch waits.
FETCH = 500


async def read_edition(settings: Settings) -> tuple[Edition, int]:
    """The edition in force, and the offset after its record: any record at that offset or later is a newer one.

    Raises BrokerUnavailable, and StateMismatch where the record cannot be read.
    """
    name = settings.topic(topics.EDITIONS)
    try:
        if name not in await partition_counts(settings):
            return Edition(), 0
        tp = TopicPartition(name, 0)
        client = AIOKafkaConsumer(**client_options(settings), request_timeout_ms=int(ATTEMPT * 1000))  # type: ignore[no-untyped-call] # aiokafka's
        async with started(client) as consumer:
            consumer.assign([tp])
            await consumer.seek_to_beginning(tp)
            end: int = (await consumer.end_offsets([tp]))[tp]
            found = Edition()
            while await consumer.position(tp) < end:
                for record in (await consumer.getmany(tp, timeout_ms=FETCH)).get(tp, ()):
                    if record.key == settings.name.encode():
                        found = _parse(record.value, name)
            return found, end
    except (KafkaError, OSError, TimeoutError) as error:
        raise BrokerUnavailable(f"{', '.join(settings.brokers)}: {error or type(error).__name__}") from error


async def write_edition(settings: Settings, edition: Edition) -> None:
    """From now on that edition is in force. Raises KafkaError where the broker did not take it."""
    client = AIOKafkaProducer(**client_options(settings), acks="all", request_timeout_ms=int(ATTEMPT * 1000))  # type: ignore[no-untyped-call] # aiokafka's
    async with started(client) as producer:
        await producer.send_and_wait(settings.topic(topics.EDITIONS), edition.to_json(), key=settings.name.encode(), partition=0)


def _parse(value: bytes | None, topic: str) -> Edition:
    try:
        return Edition() if value is None else Edition.model_validate_json(value)
    except ValidationError as error:
        raise StateMismatch(
            f"{topic}: the record that says where the state is cannot be read ({explain(error)}): run the version of tocsin that wrote it"
        ) from error
