"""Apache Kafka that lets nobody in without a password or a certificate, and allows only what its ACLs say."""

from __future__ import annotations

from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tests import admin
from tests.kafka import Broker, free_port

#: What the worker proves who it is with.
PASSWORD = "a secret that is told to nobody: 7319"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class SecureBroker(Broker):
    """SASL_SSL with SCRAM at `address`, mTLS at `mutual`; at `administrator` nobody is asked who they are."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        mutual_port, administrator_port = free_port(), free_port()
        self.mutual = f"127.0.0.1:{mutual_port}"
        self.administrator = f"127.0.0.1:{administrator_port}"
        self._certificates()
        self.container.with_bind_ports(9095, mutual_port).with_bind_ports(9096, administrator_port).with_volume_mapping(str(folder), "/certificates")
        advertised = f"INTERNAL://localhost:9092,EXTERNAL://{self.address},MUTUAL://{self.mutual},ADMINISTRATOR://{self.administrator}"
        protocols = "INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,ADMINISTRATOR:PLAINTEXT,EXTERNAL:SASL_SSL,MUTUAL:SSL"
        self.set(
            KAFKA_LISTENERS="INTERNAL://:9092,CONTROLLER://:9093,EXTERNAL://:9094,MUTUAL://:9095,ADMINISTRATOR://:9096",
            KAFKA_ADVERTISED_LISTENERS=advertised,
            KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=protocols,
            KAFKA_SASL_ENABLED_MECHANISMS="SCRAM-SHA-512",
            KAFKA_LISTENER_NAME_EXTERNAL_SCRAM___SHA___512_SASL_JAAS_CONFIG=_SCRAM,
            KAFKA_LISTENER_NAME_MUTUAL_SSL_CLIENT_AUTH="required",
            KAFKA_SSL_PRINCIPAL_MAPPING_RULES="RULE:^CN=([^,]+),.*$/$1/,DEFAULT",
            KAFKA_SSL_KEYSTORE_TYPE="PEM",
            KAFKA_SSL_KEYSTORE_LOCATION="/certificates/broker.pem",
            KAFKA_SSL_TRUSTSTORE_TYPE="PEM",
            KAFKA_SSL_TRUSTSTORE_LOCATION="/certificates/authority.pem",
            KAFKA_AUTHORIZER_CLASS_NAME="org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            # Who comes in where nobody is asked needs no password, and may do all.
            KAFKA_SUPER_USERS="User:ANONYMOUS;User:admin",
        )

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

    async def let_in(self) -> None:
        """An administrator, and those who have their rights by deploy/kafka/acls.sh."""
        await admin.let_in(self.administrator, ("admin", "tocsin", "publisher", "subscriber", "operator"), PASSWORD)
