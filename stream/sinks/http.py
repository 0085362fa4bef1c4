"""One POST, and what its answer means: taken, later, never, or never anything again."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from stream import __version__
from stream.errors import ConfigurationError, Problem
from stream.retry_after import retry_after
from stream.sinks.protocol import Gone, Refused, Unreachable
from stream.sinks.secrets import Secrets

#: Bytes of an answer that are read: it says at most what is wrong.
MAX_ANSWER = 500
_GONE = 410
#: Statuses that speak of what was sent: it will not be better the next time. All others may pass: an expired token, a wrong path, a broken server.
_REFUSALS = frozenset({400, 413, 414, 415, 422, 431})


class Poster:
    """POSTs bodies. Follows no redirect, keeps no cookies, asks no proxy of the environment, and reads little of what comes back."""

    def __init__(self, timeout: float, secrets: Secrets, *, ca_file: Path | None = None, bearer: str | None = None) -> None:
        self._timeout = timeout
        self._secrets = secrets
        self._tls = _context(ca_file)
        self._bearer = bearer
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Return once the receiver has said that it has it (2xx). Raises Unreachable, Refused or Gone."""
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._opened().post(url, data=body, headers=self._all(headers), allow_redirects=False) as response,
            ):
                try:
                    if not 200 <= response.status < 300:
                        await self._fail(response)
                finally:
                    # what else it says, nobody reads: a huge answer costs nothing, and a slow one holds nothing up
                    response.close()
        except TimeoutError as error:
            raise Unreachable("timeout", f"no answer within {self._timeout:g} s") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Unreachable("connection", self._secrets.hide(str(error) or type(error).__name__)) from error
        except ValueError as error:
            raise Refused("unsendable", self._secrets.hide(str(error))) from error

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def _fail(self, response: aiohttp.ClientResponse) -> None:
        status = response.status
        said = self._secrets.hide(await _said(response))
        if status == _GONE:
            raise Gone("status_410", said)
        if status in _REFUSALS:
            raise Refused(f"status_{status}", said)
        raise Unreachable(f"status_{status}" if status < 500 else "status_5xx", said, retry_after(response.headers.get("Retry-After")))

    def _opened(self) -> aiohttp.ClientSession:
        """The session, made where its event loop runs."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._tls, limit=4),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                timeout=aiohttp.ClientTimeout(total=self._timeout),
            )
        return self._session

    def _all(self, headers: Mapping[str, str]) -> dict[str, str]:
        own = {"User-Agent": f"tocsin/{__version__}"}
        if self._bearer is not None:
            own["Authorization"] = f"Bearer {self._bearer}"
        return own | dict(headers)


async def _said(response: aiohttp.ClientResponse) -> str:
    """What stands in an error, cut short; a redirect's target is told, not gone to."""
    if 300 <= response.status < 400:
        return f"status {response.status}: redirects to {response.headers.get('Location', '')[:MAX_ANSWER]!r}, which is not followed"
    try:
        body = await response.content.read(MAX_ANSWER)
    except (aiohttp.ClientError, OSError, TimeoutError):
        body = b""
    return f"status {response.status}: {body.decode('utf-8', 'replace')!r}" if body else f"status {response.status}"


def _context(ca_file: Path | None) -> ssl.SSLContext | bool:
    if ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        problem = Problem(str(ca_file), None, "ca_file", f"cannot be used: {error}", "a PEM file of certificates")
        raise ConfigurationError([problem]) from error
