"""What an administrator does at a broker, in this process: Kafka's own tools start a Java machine for every word."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import CreateAclsRequest_v1
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import CompactArray, CompactBytes, CompactString, Int8, Int16, Int32, Schema, TaggedFields

_ITERATIONS, _SHA_512 = 4096, 2
#: Numbers of the protocol; https://kafka.apache.org/protocol
_RESOURCES = {"--topic": 2, "--group": 3}
_PATTERNS = {"literal": 3, "prefixed": 4}
_OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Delete": 6, "Describe": 8, "DescribeConfigs": 10}
_ALLOW = 3
ROOT = Path(__file__).parent.parent


class _ScramResponse(Response):
    """As in https://kafka.apache.org/protocol#The_Messages_AlterUserScramCredentials."""

    API_KEY, API_VERSION = 51, 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("results", CompactArray(("user", CompactString()), ("error_code", Int16), ("error_message", CompactString()), ("tags", TaggedFields))),
        ("tags", TaggedFields),
    )


class _ScramRequest(RequestStruct):
    API_KEY, API_VERSION = 51, 0
    RESPONSE_TYPE = _ScramResponse
    FLEXIBLE_VERSION = True
    SCHEMA = Schema(
        ("deletions", CompactArray(("name", CompactString()), ("mechanism", Int8), ("tags", TaggedFields))),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString()), ("mechanism", Int8), ("iterations", Int32), ("salt", CompactBytes), ("salted", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )  # fmt: skip


class _Scram(Request[_ScramRequest]):
    API_KEY = 51
    ALLOW_UNKNOWN_API_VERSION = True

    def __init__(self, users: Iterable[str], password: str) -> None:
        salt = os.urandom(16)
        salted = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
        self._upsertions = [(user, _SHA_512, _ITERATIONS, salt, salted, {}) for user in users]

    def build(self, request_struct_class: type[_ScramRequest]) -> _ScramRequest:
        return request_struct_class([], self._upsertions, {})


class _Acls(Request[CreateAclsRequest_v1]):
    """Many at once: aiokafka's own asks for one."""

    API_KEY = 30
    ALLOW_UNKNOWN_API_VERSION = True

    def __init__(self, creations: list[tuple[Any, ...]]) -> None:
        self._creations = creations

    def build(self, request_struct_class: type[CreateAclsRequest_v1]) -> CreateAclsRequest_v1:
        return request_struct_class(self._creations)


async def let_in(address: str, users: Iterable[str], password: str) -> None:
    """Each of them may come in with that password, by SCRAM-SHA-512."""
    answer = await _ask(address, _Scram(users, password))
    assert [error for _, error, *_ in answer.results if error] == [], answer


async def allow(address: str, **environment: str) -> None:
    """All that deploy/kafka/acls.sh says, with these of its variables."""
    answer = await _ask(address, _Acls([entry for said in _said(**environment) for entry in creations(said)]))
    assert [error for error in answer.creation_responses if error[0]] == [], answer


async def _ask(address: str, request: Any) -> Any:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        return await admin._send_to_controller(request)
    finally:
        await admin.close()


def _said(**environment: str) -> list[list[str]]:
    """The arguments of each call of kafka-acls by the script; a stand-in for it writes them down."""
    stand_in = ROOT / "tests" / "data" / "kafka-acls"
    done = subprocess.run(
        ["sh", ROOT / "deploy" / "kafka" / "acls.sh"],
        env=os.environ | {"KAFKA_ACLS": f"sh {stand_in}", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split() for line in done.stderr.splitlines()]


def creations(arguments: list[str]) -> list[tuple[Any, ...]]:
    """What kafka-acls would ask for: every operation on every resource. Raises KeyError at an option that it has and we do not know."""
    given: dict[str, list[str]] = {"--operation": [], "--topic": [], "--group": [], "--resource-pattern-type": ["literal"], "--allow-principal": []}
    rest = iter(arguments)
    for option in rest:
        if option == "--add":
            continue
        if option == "--bootstrap-server":
            next(rest)
            continue
        given[option].append(next(rest))
    pattern = _PATTERNS[given["--resource-pattern-type"][-1]]
    resources = [(number, name) for option, number in _RESOURCES.items() for name in given[option]]
    return [
        (kind, name, pattern, principal, "*", _OPERATIONS[operation], _ALLOW)
        for (kind, name), principal, operation in product(resources, given["--allow-principal"], given["--operation"])
    ]
