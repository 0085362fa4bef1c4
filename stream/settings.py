"""Where the broker is, who we are, what we keep: environment variables and `.env` (rules, regions and words are files, see stream.config)."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from stream import topics
from stream.config import shipped_config
from stream.errors import ConfigurationError, Problem
from stream.model import Edition, TollPolicy

PREFIX = "TOCSIN_"
#: What Kubernetes puts into every container for a Service that is named like us; none of our business.
_KUBERNETES = re.compile(r"TOCSIN_(\w+_)?(SERVICE_(HOST|PORT\w*)|PORT(_\d+_(TCP|UDP)\w*)?)")


class SecurityProtocol(StrEnum):
    """How to talk to the broker."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"

    @property
    def encrypted(self) -> bool:
        """TLS is spoken."""
        return self in {SecurityProtocol.SSL, SecurityProtocol.SASL_SSL}

    @property
    def with_password(self) -> bool:
        """A user name and a password are asked for."""
        return self in {SecurityProtocol.SASL_PLAINTEXT, SecurityProtocol.SASL_SSL}


class SaslMechanism(StrEnum):
    """How a password is proved."""

    PLAIN = "PLAIN"
    SCRAM_SHA_256 = "SCRAM-SHA-256"
    SCRAM_SHA_512 = "SCRAM-SHA-512"


class StoreKind(StrEnum):
    """Where the tables live between events; their truth is in the changelog topics."""

    MEMORY = "memory"
    ROCKSDB = "rocksdb"


class ClockKind(StrEnum):
    """What moves the clock: the data alone, or the wall too where all partitions are read to their end."""

    DATA = "data"
    WALL = "wall"


class LogFormat(StrEnum):
    """`auto`: readable lines on a terminal, JSON elsewhere."""

    AUTO = "auto"
    JSON = "json"
    CONSOLE = "console"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _brokers(value: Any) -> Any:
    """`host:port` after `host:port`, with commas between."""
    if not isinstance(value, str):
        return value
    brokers = tuple(part.strip() for part in value.split(",") if part.strip())
    if not brokers:
        raise ValueError("names no broker")
    for broker in brokers:
        host, _, port = broker.rpartition(":")
        if not host or "/" in broker or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError(f"{broker!r} is not host:port")
    return brokers


def _absent(value: Any) -> Any:
    """An empty variable is one that is not set."""
    return None if value == "" else value


OptionalFile = Annotated[Path | None, BeforeValidator(_absent)]
_TOPIC_NAME = r"^[a-zA-Z0-9._-]*$"


class Settings(BaseSettings):
    """All settings. Each is the environment variable TOCSIN_ and its name in capitals, or a line of `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    brokers: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(_brokers), Field(description="Kafka brokers to begin with: host:port, with commas between")
    ] = ("localhost:9092",)
    name: Annotated[
        str, Field(pattern=r"^[a-zA-Z0-9._-]{1,100}$", description="consumer group; workers of one name share the work and the state")
    ] = "tocsin"
    topic_prefix: Annotated[str, Field(pattern=_TOPIC_NAME, max_length=100, description="put before the name of every topic")] = ""
    partitions: Annotated[
        int,
        Field(ge=1, le=1000, description="partitions of every keyed topic; once there is state, `tocsin rebuild` changes it (docs/operations.md)"),
    ] = 4
    replication: Annotated[int, Field(ge=1, le=15, description="replicas of the topics that we create")] = 1

    security_protocol: Annotated[SecurityProtocol, Field(description="how to talk to the brokers")] = SecurityProtocol.PLAINTEXT
    sasl_mechanism: Annotated[SaslMechanism, Field(description="how the password is proved, with a SASL protocol")] = SaslMechanism.SCRAM_SHA_512
    sasl_username: Annotated[str | None, BeforeValidator(_absent), Field(description="user, with a SASL protocol")] = None
    sasl_password: Annotated[SecretStr | None, BeforeValidator(_absent), Field(description="password, with a SASL protocol")] = None
    ssl_cafile: Annotated[
        OptionalFile, Field(description="PEM file of the authority that signed the brokers' certificates; default: the system's")
    ] = None
    ssl_certfile: Annotated[OptionalFile, Field(description="PEM file of our own certificate (mTLS)")] = None
    ssl_keyfile: Annotated[OptionalFile, Field(description="PEM file of the key of our own certificate (mTLS)")] = None
    ssl_password: Annotated[SecretStr | None, BeforeValidator(_absent), Field(description="password of that key, if it has one")] = None

    config_dir: Annotated[Path, Field(description="rules, regions, actors, places, word lists; default: those that tocsin brings")] = Field(
        default_factory=shipped_config
    )
    extractor: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9_.-]{1,60}$", description="what reads the articles: builtin, openai, or one that a package registers")
    ] = "builtin"
    extractor_lookahead: Annotated[
        int, Field(ge=1, le=256, description="articles that an extractor over a network is asked about at the same time")
    ] = 8
    extractor_per_minute: Annotated[
        int, Field(ge=1, le=100_000, description="requests to it within any minute; over that, the built-in one reads")
    ] = 60
    extractor_patience: Annotated[float, Field(ge=0, le=120, description="seconds that an article waits for room within those requests")] = 30
    extractor_timeout: Annotated[float, Field(gt=0, le=120, description="seconds that it may take for one answer")] = 60
    extractor_attempts: Annotated[int, Field(ge=1, le=10, description="requests for one article before the built-in one reads it")] = 3
    llm_url: Annotated[
        Annotated[str, Field(pattern=r"^https?://[^\s/]+")] | None,
        BeforeValidator(_absent),
        Field(description="of the extractor openai: the address above /chat/completions, such as http://localhost:8000/v1"),
    ] = None
    llm_model: Annotated[str | None, BeforeValidator(_absent), Field(description="of the extractor openai: name of the model")] = None
    llm_api_key: Annotated[SecretStr | None, BeforeValidator(_absent), Field(description="of the extractor openai: key, if it asks for one")] = None
    store: Annotated[StoreKind, Field(description="where tables live between events: memory, or rocksdb for state that outgrows it")] = (
        StoreKind.MEMORY
    )
    data_dir: Annotated[Path, Field(description="directory for what the worker keeps on disk")] = Path("var/tocsin")

    clock: Annotated[ClockKind, Field(description="data: only articles move the clock; wall: where all are read, it follows the wall clock")] = (
        ClockKind.WALL
    )
    lateness_days: Annotated[float, Field(ge=0, le=60, description="how many days the clock stays behind the newest article")] = 2
    idle_after: Annotated[float, Field(gt=0, description="seconds after which a partition that is read to its end holds the clock up no longer")] = 60
    toll_policy: Annotated[
        TollPolicy, Field(description="whose toll is the best: newest (the newest outlet's), or conservative (the lowest that is credible)")
    ] = TollPolicy.NEWEST
    heartbeat_every: Annotated[float, Field(gt=0, le=3600, description="seconds between two records in the topic heartbeats")] = 60
    horizon_days: Annotated[
        int,
        Field(
            ge=3,
            le=365,
            description="days that an article looks back for the event it tells of where it names no day, or where only names tell which",
        ),
    ] = 30
    retention_days: Annotated[int, Field(ge=1, le=4000, description="days for which incidents can still change")] = 400
    max_text: Annotated[int, Field(ge=100, le=5_000_000, description="characters of an article's text that are read")] = 200_000

    web_host: Annotated[str, Field(description="address of /live, /ready and /metrics; the container image sets 0.0.0.0")] = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535, description="port of /live, /ready and /metrics; 0: any free one, which is logged")] = 8080
    log_format: Annotated[LogFormat, Field(description="auto: readable on a terminal, JSON elsewhere")] = LogFormat.AUTO
    log_level: Annotated[LogLevel, Field(description="the least that is logged")] = LogLevel.INFO

    session_timeout: Annotated[
        float, Field(ge=1, le=1800, description="seconds without a sign of life after which the broker gives our partitions away")
    ] = 30
    rebalance_timeout: Annotated[float, Field(ge=1, le=3600, description="seconds that workers have to let go of their partitions")] = 60
    request_timeout: Annotated[
        float,
        Field(
            ge=1, le=86400, description="seconds for which a record is tried to be sent; then the worker gives up, exits and is to be started again"
        ),
    ] = 300
    broker_wait: Annotated[float, Field(ge=0, description="seconds to wait for the broker at the start; 0: for ever")] = 0
    drain_timeout: Annotated[float, Field(gt=0, le=3600, description="seconds to finish what was begun, after SIGTERM")] = 30

    @model_validator(mode="after")
    def _agree(self) -> Settings:
        if self.security_protocol.with_password:
            for field in ("sasl_username", "sasl_password"):
                if getattr(self, field) is None:
                    raise ValueError(f"{PREFIX}{field.upper()} is missing, which {self.security_protocol} needs")
        if (self.ssl_certfile is None) != (self.ssl_keyfile is None):
            raise ValueError(f"{PREFIX}SSL_CERTFILE and {PREFIX}SSL_KEYFILE go together: one of them is missing")
        for field in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
            path = getattr(self, field)
            if path is not None and not path.is_file():
                raise ValueError(f"{PREFIX}{field.upper()}: there is no file {str(path)!r}")
        if not self.config_dir.is_dir():
            raise ValueError(f"{PREFIX}CONFIG_DIR: there is no directory {str(self.config_dir)!r}")
        return self

    #: Which edition of the state these settings speak of; the broker says which is in force (stream.worker.editions).
    _edition: Edition = PrivateAttr(default_factory=Edition)

    @property
    def edition(self) -> Edition:
        """Which edition of the state these settings speak of."""
        return self._edition

    def under(self, edition: Edition) -> Settings:
        """The same settings for another edition of the state."""
        other = self.model_copy()
        other._edition = edition  # noqa: SLF001 - of our own kind
        return other

    def topic(self, name: str) -> str:
        """A topic's name on the broker."""
        number = self._edition.ledger if name in topics.OF_LEDGER else self._edition.watch if name in topics.OF_WATCH else 1
        return numbered(self.topic_prefix + name, number)


def numbered(name: str, edition: int) -> str:
    """The name of a topic of that edition; the first has none in its name."""
    return name if edition == 1 else f"{name}.e{edition}"


def load_settings(env_file: Path | None = Path(".env"), **given: Any) -> Settings:
    """Settings from what is given by hand (command line), the environment and `.env`, in that order.

    Raises ConfigurationError that names the variable of every mistake; never shows a secret.
    """
    written = {} if env_file is None else _lines(env_file)
    problems = [*_unknown(os.environ, written, env_file)]
    settings = None
    try:
        settings = Settings(_env_file=env_file, **{key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        problems += [_problem(item, written, env_file, given) for item in error.errors(include_url=False, include_input=False)]
    if settings is None or problems:
        raise ConfigurationError(problems)
    return settings


def _lines(env_file: Path) -> dict[str, int]:
    """Variable to line number of `.env`; empty where there is none."""
    if not env_file.is_file():
        return {}
    names = dotenv_values(env_file, interpolate=False)
    lines = {}
    for number, text in enumerate(env_file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        name = text.removeprefix("export ").partition("=")[0].strip()
        if name in names:
            lines[name.upper()] = number
    return lines


def _unknown(environment: Mapping[str, str], written: Mapping[str, int], env_file: Path | None) -> Iterator[Problem]:
    """Variables that begin like ours and are none: most likely misspelt."""
    known = [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
    for name in sorted({key.upper() for key in environment} | set(written)):
        if not name.startswith(PREFIX) or name in known or _KUBERNETES.fullmatch(name):
            continue
        near = difflib.get_close_matches(name, known, 1)
        where, line = (str(env_file), written[name]) if name in written else ("environment", None)
        yield Problem(where, line, name, "no such setting", near[0] if near else "one of those that `tocsin run --help` lists")


def _problem(item: Any, written: Mapping[str, int], env_file: Path | None, given: Mapping[str, Any]) -> Problem:
    message = item["msg"].removeprefix("Value error, ")
    if not item["loc"]:
        name, _, rest = message.partition(": ") if message.startswith(PREFIX) and ": " in message else ("", "", message)
        return Problem("environment", None, name, rest)
    field = str(item["loc"][0])
    name = PREFIX + field.upper()
    allowed = str(Settings.model_fields[field].description) if field in Settings.model_fields else ""
    found = _found(name, field, written, env_file, given)
    if given.get(field) is not None:
        return Problem("command line", None, field, message + found, allowed)
    if name not in {key.upper() for key in os.environ} and name in written:
        return Problem(str(env_file), written[name], name, message + found, allowed)
    return Problem("environment", None, name, message + found, allowed)


def _found(name: str, field: str, written: Mapping[str, int], env_file: Path | None, given: Mapping[str, Any]) -> str:
    """What stands there, unless it is a secret."""
    if "password" in field or field.endswith("_key"):
        return ""
    value = given.get(field)
    if value is None:
        value = {key.upper(): text for key, text in os.environ.items()}.get(name)
    if value is None and env_file is not None and name in written:
        value = {key.upper(): text for key, text in dotenv_values(env_file, interpolate=False).items()}.get(name)
    return "" if value is None else f", found {str(value)[:80]!r}"
