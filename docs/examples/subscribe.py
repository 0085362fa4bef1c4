# ruff: noqa: INP001, T201 -- a script to copy, which prints
"""Print every alert about the disputed territories as it fires: python docs/examples/subscribe.py [BROKERS]."""

import asyncio
import json
import sys

from aiokafka import AIOKafkaConsumer


async def main(brokers: str) -> None:
    """Read the topic `alerts` in a consumer group of one's own."""
    consumer = AIOKafkaConsumer("alerts", bootstrap_servers=brokers, group_id="newsroom", auto_offset_reset="earliest")
    await consumer.start()
    try:
        async for record in consumer:
            alert = json.loads(record.value)
            if alert["region"]["id"] == "disputed-territories" and alert["state"] == "firing":
                print(alert["severity"], alert["title"], *(f"\n  {each['date']} {each['place']}" for each in alert["incidents"][:3]), flush=True)
    finally:
        await consumer.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "localhost:9092"))
