"""Apache Kafka that lets nobody in without a password or a certificate, and allows only what its ACLs say."""

from __future__ import annotations

import uuid
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from tests.kafka import IMAGE, Broker, free_port

ROOT = Path(__file__).parent.parent
#: What the worker proves who it is with.
PASSWORD = "a secret that is told to nobody: 7319"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class SecureBroker(Broker):
    """SASL_SSL with SCRAM at `address`, mTLS at `mutual`; the administration is done inside the container."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        mutual_port = free_port()
        self.mutual = f"127.0.0.1:{mutual_port}"
        self._certificates()
        settings = {
            "KAFKA_LISTENERS": "INTERNAL://:9092,CONTROLLER://:9093,EXTERNAL://:9094,MUTUAL://:9095",
            "KAFKA_ADVERTISED_LISTENERS": f"INTERNAL://localhost:9092,EXTERNAL://{self.address},MUTUAL://{self.mutual}",
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,EXTERNAL:SASL_SSL,MUTUAL:SSL",
            "KAFKA_SASL_ENABLED_MECHANISMS": "SCRAM-SHA-512",
            "KAFKA_LISTENER_NAME_EXTERNAL_SCRAM___SHA___512_SASL_JAAS_CONFIG": _SCRAM,
            "KAFKA_LISTENER_NAME_MUTUAL_SSL_CLIENT_AUTH": "required",
            "KAFKA_SSL_PRINCIPAL_MAPPING_RULES": "RULE:^CN=([^,]+),.*$/$1/,DEFAULT",
            "KAFKA_SSL_KEYSTORE_TYPE": "PEM",
            "KAFKA_SSL_KEYSTORE_LOCATION": "/certificates/broker.pem",
            "KAFKA_SSL_TRUSTSTORE_TYPE": "PEM",
            "KAFKA_SSL_TRUSTSTORE_LOCATION": "/certificates/authority.pem",
            "KAFKA_AUTHORIZER_CLASS_NAME": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            # Who comes in from inside the container needs no password, and may do all.
            "KAFKA_SUPER_USERS": "User:ANONYMOUS;User:admin",
        }
        self.container = (
            DockerContainer(IMAGE)
            .with_bind_ports(9094, self.port)
            .with_bind_ports(9095, mutual_port)
            .with_name(f"tocsin-test-{uuid.uuid4().hex[:8]}")
            .with_volume_mapping(str(folder), "/certificates")
            .with_volume_mapping(str(ROOT / "deploy" / "kafka"), "/acls")
        )
        for name, value in (self.settings | settings).items():
            self.container = self.container.with_env(name, value)

    def _certificates(self) -> None:
        """An authority, the broker's certificate, the worker's, and one of an authority that nobody trusts."""
        self.folder.chmod(0o755)
        authority, stranger = trustme.CA(), trustme.CA()
        authority.cert_pem.write_to_path(self.folder / "authority.pem")
        broker = authority.issue_cert("127.0.0.1", "localhost")
        # Kafka reads keys in PKCS #8 only.
        key = load_pem_private_key(broker.private_key_pem.bytes(), None).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / "broker.pem").write_bytes(key + b"".join(blob.bytes() for blob in broker.cert_chain_pems))
        for name, signed_by in (("tocsin", authority), ("stranger", stranger)):
            issued = signed_by.issue_cert(f"{name}.example", common_name=name)
            issued.cert_chain_pems[0].write_to_path(self.folder / f"{name}.pem")
            issued.private_key_pem.write_to_path(self.folder / f"{name}.key")

    def start(self) -> SecureBroker:
        """Start, and let the worker's user in."""
        self.container.waiting_for(LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(60)).start()
        for user in ("admin", "tocsin", "publisher", "subscriber"):
            self.run(
                "/opt/kafka/bin/kafka-configs.sh", "--bootstrap-server", "localhost:9092", "--alter", "--entity-type", "users", "--entity-name", user,
                "--add-config", f"SCRAM-SHA-512=[iterations=4096,password={PASSWORD}]",
            )  # fmt: skip
        return self

    def run(self, *command: str, **environment: str) -> str:
        """A command inside the container."""
        done = self.container.get_wrapped_container().exec_run(list(command), environment=environment)
        assert done.exit_code == 0, done.output.decode()
        return str(done.output.decode())
