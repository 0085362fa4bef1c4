"""How every client of ours reaches the broker: addresses, TLS and passwords from the settings."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.helpers import create_ssl_context

from stream.errors import BrokerUnavailable, ConfigurationError, Problem
from stream.settings import PREFIX, Settings

log = structlog.get_logger(__name__)
T = TypeVar("T")
#: Seconds between attempts to reach the broker: doubled each time, from the first to the last.
FIRST_PAUSE, LAST_PAUSE = 0.5, 5.0
#: Seconds that one attempt may take.
ATTEMPT = 15.0


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context that the settings ask for; host names are always checked.

    Raises ConfigurationError where a certificate or key cannot be read.
    """
    if not settings.security_protocol.encrypted:
        return None
    password = settings.ssl_password
    try:
        return create_ssl_context(
            cafile=settings.ssl_cafile,
            certfile=settings.ssl_certfile,
            keyfile=settings.ssl_keyfile,
            password=password.get_secret_value() if password else None,
        )
    except (OSError, ssl.SSLError) as error:
        names = ", ".join(f"{PREFIX}{name}" for name in ("SSL_CAFILE", "SSL_CERTFILE", "SSL_KEYFILE", "SSL_PASSWORD"))
        raise ConfigurationError(
            [Problem("environment", None, names, f"cannot be used: {error}", "PEM files, and the password of the key")]
        ) from error


def client_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments of every aiokafka client: producer, consumer, admin."""
    options: dict[str, Any] = {
        "bootstrap_servers": list(settings.brokers),
        "client_id": settings.name,
        "security_protocol": settings.security_protocol.value,
        "ssl_context": ssl_context(settings),
    }
    if settings.security_protocol.with_password:
        assert settings.sasl_password is not None, "the settings see to it"
        options |= {
            "sasl_mechanism": settings.sasl_mechanism.value,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value(),
        }
    return options


@asynccontextmanager
async def started(client: Any) -> AsyncIterator[Any]:
    """An aiokafka client, started, and stopped at the end of the block."""
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


async def with_admin(settings: Settings, work: Callable[[AIOKafkaAdminClient], Awaitable[T]]) -> T:
    """Do `work` with an admin client; raises BrokerUnavailable where no broker answers."""
    admin = AIOKafkaAdminClient(**client_options(settings), request_timeout_ms=int(ATTEMPT * 1000))
    try:
        async with asyncio.timeout(2 * ATTEMPT):
            await admin.start()  # type: ignore[no-untyped-call] # aiokafka's
            return await work(admin)
    except (KafkaError, OSError, TimeoutError, AttributeError) as error:
        # AttributeError: aiokafka's answer to a cluster without a controller yet
        why = await _refusal(settings) if isinstance(error, KafkaConnectionError) else None
        raise BrokerUnavailable(f"{', '.join(settings.brokers)}: {why or error or type(error).__name__}") from error
    finally:
        await admin.close()  # type: ignore[no-untyped-call] # aiokafka's


async def _refusal(settings: Settings) -> str | None:
    """What the first broker says to somebody who knocks: clients keep it to themselves, and a wrong password should not look like an absent broker."""
    options = client_options(settings)
    host, _, port = options.pop("bootstrap_servers")[0].rpartition(":")
    try:
        async with asyncio.timeout(ATTEMPT):
            connection = await create_conn(host.strip("[]"), int(port), **options)  # type: ignore[no-untyped-call] # aiokafka's
            connection.close()
    except (KafkaError, OSError, TimeoutError) as error:
        return str(error) or type(error).__name__
    return None


async def patiently(settings: Settings, tell: Callable[[str | None], None], work: Callable[[], Awaitable[T]]) -> T:
    """Do `work` once a broker answers, however often it takes; `tell` gets why it does not yet, and None when it does.

    Raises BrokerUnavailable after `broker_wait` seconds, if those are limited.
    """
    pause, waited = FIRST_PAUSE, 0.0
    while True:
        try:
            done = await work()
        except BrokerUnavailable as error:
            tell(str(error))
            log.warning("waiting for the broker", brokers=list(settings.brokers), reason=str(error), waited=round(waited, 1), next_attempt_in=pause)
            if settings.broker_wait and waited + pause > settings.broker_wait:
                raise
        else:
            tell(None)
            return done
        await asyncio.sleep(pause)
        waited += pause
        pause = min(2 * pause, LAST_PAUSE)
