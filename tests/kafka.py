"""Apache Kafka in a container, for the tests that need a real broker."""

from __future__ import annotations

import contextlib
import os
import socket
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.network import Network
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

# The reaper is an image more to fetch; what is started here is removed here.
testcontainers_config.ryuk_disabled = True

IMAGE = os.environ.get("KAFKA_IMAGE", "apache/kafka:4.3.1")


#: Seconds that a broker may take to serve, on a busy machine.
STARTUP = 120


def free_port() -> int:
    """A port of this host that nobody listens on."""
    with contextlib.closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Broker:
    """One broker; it can be stopped, killed and frozen, and keeps its address and data."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.settings = {
            "KAFKA_NODE_ID": "1",
            "KAFKA_PROCESS_ROLES": "broker,controller",
            "KAFKA_LISTENERS": "INTERNAL://:9092,CONTROLLER://:9093,EXTERNAL://:9094",
            "KAFKA_ADVERTISED_LISTENERS": f"INTERNAL://localhost:9092,EXTERNAL://{self.address}",
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,EXTERNAL:PLAINTEXT",
            "KAFKA_INTER_BROKER_LISTENER_NAME": "INTERNAL",
            "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
            "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "4",
            "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
            "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1",
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1",
            "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
            "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS": "1000",
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
            "KAFKA_MESSAGE_MAX_BYTES": str(12 * 1024 * 1024),
            "KAFKA_LOG_DIRS": "/tmp/kraft-logs",
            "CLUSTER_ID": "4L6g3nShT-eMCtK--X86sw",
        }
        self.name = f"tocsin-test-{uuid.uuid4().hex[:8]}"
        self.container = DockerContainer(IMAGE).with_bind_ports(9094, self.port).with_name(self.name)
        self.set(**self.settings)

    def set(self, **settings: str) -> None:
        """Settings of Kafka over ours, before it is started."""
        for name, value in settings.items():
            self.container = self.container.with_env(name, value)

    def start(self) -> Broker:
        """Start and wait until it serves."""
        self.container.waiting_for(LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(STARTUP)).start()
        return self

    def remove(self) -> None:
        """End and forget it."""
        self.container.stop()

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """It holds its connections and answers nobody."""
        container = self.container.get_wrapped_container()
        container.pause()
        try:
            yield
        finally:
            container.unpause()

    def restart(self, *, hard: bool = False) -> None:
        """End it, cleanly or not, and start it again: same address, same data."""
        self.end(hard=hard)
        self.start_again()

    def end(self, *, hard: bool = False) -> None:
        """It is gone, until it is started again."""
        container = self.container.get_wrapped_container()
        if hard:
            container.kill()
        else:
            container.stop(timeout=30)

    def start_again(self) -> None:
        """Return as soon as it listens."""
        self.container.get_wrapped_container().start()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
        raise TimeoutError("the broker did not come back")


class Cluster:
    """Three brokers that are their own controllers, three copies of everything, two of them needed; ended and started one by one."""

    def __init__(self, heap: str = "-Xmx320m -Xms128m") -> None:
        self.network = Network()
        self.brokers = [Broker() for _ in range(3)]
        self.address = ",".join(broker.address for broker in self.brokers)
        names = [broker.name for broker in self.brokers]
        copies = {
            "KAFKA_CONTROLLER_QUORUM_VOTERS": ",".join(f"{number}@{name}:9093" for number, name in enumerate(names, start=1)),
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "3",
            "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "3",
            "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "2",
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "3",
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "2",
            "KAFKA_MIN_INSYNC_REPLICAS": "2",
            "KAFKA_HEAP_OPTS": heap,
        }
        for number, broker in enumerate(self.brokers, start=1):
            listeners = f"INTERNAL://{broker.name}:9092,EXTERNAL://{broker.address}"
            broker.container.with_network(self.network)
            broker.set(**copies, KAFKA_NODE_ID=str(number), KAFKA_ADVERTISED_LISTENERS=listeners)

    def start(self) -> Cluster:
        """All three at once: none serves without another."""
        self.network.create()
        with ThreadPoolExecutor(len(self.brokers)) as pool:
            list(pool.map(Broker.start, self.brokers))
        return self

    def remove(self) -> None:
        """End and forget them."""
        for broker in self.brokers:
            broker.remove()
        self.network.remove()


@contextlib.contextmanager
def running() -> Iterator[Broker]:
    """A broker for as long as the block lasts."""
    broker = Broker()
    try:
        yield broker.start()
    finally:
        broker.remove()
