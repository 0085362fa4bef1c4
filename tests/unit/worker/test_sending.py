"""What goes out, and what happens where it cannot."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from aiokafka.errors import KafkaTimeoutError
from faust.exceptions import ProducerSendError

from stream import topics
from stream.errors import BadRecord
from stream.model import Mark, Tally
from stream.settings import load_settings
from stream.state import Send
from stream.worker import sending
from stream.worker.metrics import Metrics
from stream.worker.sending import Outbox, Parcel, dead_letter, pack

NOW = datetime(2021, 12, 9, tzinfo=UTC)


class Ended(Exception):  # noqa: N818 - stands for the end of the process
    pass


@pytest.fixture
def settings():
    return load_settings(env_file=None, topic_prefix="p.", name="desk")


@pytest.fixture
def ended(monkeypatch):
    """The end of the process, noted instead of done."""
    found = []

    def end(code, event, **details):
        found.append((int(code), event, details))
        raise Ended

    monkeypatch.setattr(sending, "end_at_once", end)
    return found


class Producer:
    """Keeps what it is given; the test resolves the futures."""

    def __init__(self, error=None):
        self.error = error
        self.futures = []

    async def send(self, *args):
        if self.error:
            raise self.error
        self.futures.append(asyncio.get_running_loop().create_future())
        return self.futures[-1]


def tally():
    return Tally(id="kirkuk/2021-12-08", region={"id": "kirkuk", "name": "Kirkuk"}, day="2021-12-08", revision=3, updated=NOW)


def test_public_records_carry_cloud_events_attributes(settings):
    """In Kafka's binary mode; the id is that of the revision."""
    headers = dict(pack(Send(topics.TALLIES, "kirkuk/2021-12-08", tally()), settings).headers)
    assert headers == {
        "ce_specversion": b"1.0",
        "ce_id": b"kirkuk/2021-12-08/3",
        "ce_source": b"/tocsin/desk",
        "ce_type": b"tocsin.tallies",
        "ce_time": b"2021-12-09T00:00:00+00:00",
        "content-type": b"application/json",
    }


def test_inner_records_carry_none(settings):
    """They are no contract with anybody."""
    parcel = pack(Send(topics.EXTRACTIONS, "mark/0", Mark(partition=0, clock=NOW), 3), settings)
    assert (parcel.topic, parcel.key, parcel.partition, parcel.headers) == ("p.extractions", b"mark/0", 3, None)


def test_no_record_is_as_large_as_the_broker_would_refuse(settings, monkeypatch):
    """It is known before anything of its event is sent."""
    monkeypatch.setattr(sending, "MAX_RECORD", 10)
    with pytest.raises(BadRecord) as caught:
        pack(Send(topics.TALLIES, "k", tally()), settings)
    assert caught.value.reason == "too_large"


def test_a_dead_letter_keeps_bytes_key_and_headers():
    """And says where it comes from and what is wrong."""
    message = SimpleNamespace(topic="p.articles", partition=2, offset=7, key=b"\xff", value=b"\x00{", headers=[("scraper", b"1")])
    parcel = dead_letter("p.articles.dlq", message, "extract", BadRecord("not_json", "no"))
    assert (parcel.key, parcel.value, parcel.headers[0]) == (b"\xff", b"\x00{", ("scraper", b"1"))
    told = {name.removeprefix("__streams.errors."): value for name, value in parcel.headers[1:]}
    assert told == {"exception": b"not_json", "message": b"no", "topic": b"p.articles", "partition": b"2", "offset": b"7", "stage": b"extract"}


def test_a_complaint_with_a_lone_surrogate_can_be_sent():
    """Headers are UTF-8."""
    message = SimpleNamespace(topic="t", partition=0, offset=0, key=None, value=b"x", headers=None)
    assert dict(dead_letter("dlq", message, "extract", ValueError("\ud800")).headers)["__streams.errors.message"] == b"\\ud800"


async def test_handing_over_does_not_wait_for_the_broker():
    """The acknowledgement comes later, and is told."""
    producer, offsets = Producer(), []
    outbox = Outbox(Metrics(), lambda: producer)
    await outbox.hand_over(Parcel("t", b"k", b"v"), offsets.append)
    assert (outbox.outstanding, offsets) == (1, [])
    producer.futures[0].set_result(SimpleNamespace(offset=41))
    await outbox.settle()
    await asyncio.sleep(0)
    assert (outbox.outstanding, offsets) == (0, [41])


async def test_settling_waits_for_all_that_was_handed_over():
    """However long the broker is silent: that is what a commit stands on."""
    producer = Producer()
    outbox = Outbox(Metrics(), lambda: producer)
    for _ in range(3):
        await outbox.hand_over(Parcel("t", b"k", b"v"))
    settled = asyncio.ensure_future(outbox.settle())
    for future in producer.futures[:2]:
        future.set_result(SimpleNamespace(offset=0))
    await asyncio.sleep(0)
    assert not settled.done()
    producer.futures[2].set_result(SimpleNamespace(offset=0))
    await settled


async def test_a_record_that_cannot_be_sent_ends_the_process(ended):
    """Before its offset can be committed."""
    producer = Producer()
    outbox = Outbox(Metrics(), lambda: producer)
    await outbox.hand_over(Parcel("t", b"k", b"v"))
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    producer.futures[0].set_exception(KafkaTimeoutError())
    await asyncio.sleep(0)
    assert [(code, event) for code, event, _ in ended] == [(4, "a record could not be sent")]


async def test_a_producer_that_takes_nothing_ends_the_process(ended):
    """It has waited as long as it was allowed to."""
    outbox = Outbox(Metrics(), lambda: Producer(ProducerSendError("full")))
    with pytest.raises(Ended):
        await outbox.hand_over(Parcel("t", b"k", b"v"))
    assert ended[0][0] == 4


async def test_whoever_was_put_out_with_records_unsent_ends(ended):
    """Else a commit would wait for ever, or they would arrive after the next owner's."""
    outbox = Outbox(Metrics(), Producer, lambda: True)
    await outbox.settle()
    assert ended == []
    producer = Producer()
    outbox = Outbox(Metrics(), lambda: producer, lambda: True)
    await outbox.hand_over(Parcel("t", b"k", b"v"))
    with pytest.raises(Ended):
        await outbox.settle()
    assert ended[0][0] == 4
