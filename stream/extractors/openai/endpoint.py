"""One request to an OpenAI-compatible endpoint, and all that can be wrong with its answer.

https://platform.openai.com/docs/api-reference/chat/create; also spoken by vLLM, llama.cpp, Ollama, LM Studio and most providers.
"""

from __future__ import annotations

import json
import ssl
from functools import cache
from typing import Any

import httpx
from pydantic import SecretStr

from stream.extractors.protocol import Unanswered
from stream.retry_after import retry_after

#: Bytes of an answer; a long round-up takes 30 kB.
MAX_BODY = 1_048_576
#: Tokens of an answer: some fifty reports.
MAX_TOKENS = 8_192
#: Characters of an error that the log gets.
_SHOWN = 200
_OK = 200
#: The look-ahead says how many connections there are.
_UNLIMITED = httpx.Limits(max_connections=None)
#: Statuses that the metrics tell apart; of others only the first digit.
_TOLD = frozenset({400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504})
#: Statuses after which the same request may succeed: too slow, conflict, too early, too many, and whatever is the server's fault.
_AGAIN = frozenset({408, 409, 425, 429})
_SERVER_ERRORS = range(500, 600)


class Endpoint:
    """POSTs to `URL/chat/completions`. Follows no redirect: it would take the key and the article elsewhere."""

    def __init__(self, url: str, model: str, key: SecretStr | None, *, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._key = key
        self._timeout = timeout
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def complete(self, system: str, user: str, schema: dict[str, Any]) -> str:
        """The content of the model's message. Raises Unanswered, whatever goes wrong."""
        body = {
            "model": self._model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "response_format": {"type": "json_schema", "json_schema": {"name": "reports", "strict": True, "schema": schema}},
            "temperature": 0,
            "max_tokens": MAX_TOKENS,
        }
        try:
            async with self._opened().stream("POST", self._url, json=body, headers=self._headers()) as response:
                return _content(await _received(response))
        except Unanswered as error:
            raise Unanswered(error.reason, self._without_key(str(error)), again=error.again, after=error.after) from None
        except httpx.TimeoutException as error:
            raise Unanswered("timeout", f"no answer within {self._timeout:g} s: {type(error).__name__}", again=True) from error
        except httpx.DecodingError as error:
            raise Unanswered("not_json", f"compressed in a way that cannot be undone: {error}", again=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Unanswered("connection", str(error) or type(error).__name__, again=True) from error

    def _opened(self) -> httpx.AsyncClient:
        """The client, made where its event loop runs."""
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=_tls(), timeout=self._timeout, limits=_UNLIMITED, follow_redirects=False, transport=self._transport
            )
        return self._client

    def _without_key(self, told: str) -> str:
        """What a server says, less the key if it sends that back: it goes into the log."""
        return told if self._key is None else told.replace(self._key.get_secret_value(), "…")

    def _headers(self) -> dict[str, str]:
        return {} if self._key is None else {"Authorization": f"Bearer {self._key.get_secret_value()}"}


@cache
def _tls() -> ssl.SSLContext:
    """Reading the authorities' certificates takes a tenth of a second: once is enough."""
    return httpx.create_ssl_context()


async def _received(response: httpx.Response) -> bytes:
    """The body, no longer than MAX_BODY; raises Unanswered for every status but 200, and for what is no JSON by its own word."""
    status = response.status_code
    if status != _OK:
        again = status in _AGAIN or status in _SERVER_ERRORS
        told = str(status) if status in _TOLD else f"{status // 100}xx"
        raise Unanswered(f"status_{told}", await _said(response), again=again, after=retry_after(response.headers.get("retry-after")))
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Unanswered("content_type", f"found {kind[:_SHOWN]!r}, expected application/json", again=True)
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MAX_BODY:
            raise Unanswered("too_large", f"more than {MAX_BODY} bytes")
    return bytes(body)


async def _said(response: httpx.Response) -> str:
    """What stands in an error, cut short; a redirect's target is told, not gone to."""
    target = response.headers.get("location")
    if target is not None:
        return f"status {response.status_code}: redirects to {target[:_SHOWN]!r}, which is not followed"
    async for part in response.aiter_bytes():
        return f"status {response.status_code}: {part[:_SHOWN].decode('utf-8', 'replace')!r}"
    return f"status {response.status_code}"


def _content(body: bytes) -> str:
    """The text of the first choice; raises Unanswered where it is cut off, refused, or not there."""
    try:
        choice = json.loads(body)["choices"][0]
        reason, message = choice.get("finish_reason"), choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
    except (ValueError, RecursionError) as error:
        raise Unanswered("not_json", f"{type(error).__name__}: {str(error)[:_SHOWN]}", again=True) from error
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise Unanswered("schema", f"no chat completion: {type(error).__name__} {str(error)[:_SHOWN]}", again=True) from error
    if reason == "length":
        raise Unanswered("cut", f"the model ran into its limit of tokens (ours: {MAX_TOKENS})")
    if refusal or reason == "content_filter":
        raise Unanswered("declined", f"the model declined: {str(refusal or reason)[:_SHOWN]!r}")
    if not isinstance(content, str) or not content:
        raise Unanswered("schema", f"no text in the message, found {str(content)[:_SHOWN]!r}", again=True)
    return content
