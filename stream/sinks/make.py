"""From what is written of a sink to the sink."""

from __future__ import annotations

import base64

from stream.errors import ConfigurationError, Problem
from stream.sinks.alertmanager import Alertmanager
from stream.sinks.cap_sink import Cap
from stream.sinks.chat import Apprise
from stream.sinks.config import AlertmanagerText, AppriseText, CapText, SinkText, WebhookText
from stream.sinks.protocol import Sink
from stream.sinks.secrets import Secrets
from stream.sinks.webhook import PREFIX, SHORTEST, Webhook


def make_sink(text: SinkText, secrets: Secrets, file: str) -> Sink:
    """The sink; raises ConfigurationError where a secret is not of the right form, a file cannot be read, or an extra is missing."""
    try:
        match text:
            case AlertmanagerText():
                return Alertmanager(text, secrets)
            case WebhookText():
                return Webhook(text, secrets)
            case CapText():
                return Cap(text, secrets)
            case AppriseText():
                return Apprise(text, secrets)
    except ValueError as error:
        names = {"webhook": "secret", "apprise": "url"}
        field = names.get(getattr(text, "kind", ""), "")
        expected = "what `tocsin forward --help` and docs/delivery.md say"
        raise ConfigurationError([Problem(file, None, f"sinks.{text.name}.{field}", f"its value in the environment is {error}", expected)]) from error
    except ImportError as error:
        raise ConfigurationError([Problem(file, None, f"sinks.{text.name}", f"cannot be used: {error}", "pip install 'tocsin[apprise]'")]) from error
    raise AssertionError(f"no sink for {type(text).__name__}")


def dry_sink(text: SinkText, file: str) -> Sink:
    """A sink that can prepare and must not send: it needs no secret."""
    nothing = {
        "url": "http://dry-run.invalid",
        "secret": PREFIX + base64.b64encode(bytes(SHORTEST)).decode(),
        "previous_secret": None,
        "bearer": None,
    }
    if isinstance(text, AppriseText):
        nothing["url"] = "json://dry-run.invalid"
    update = {field: value for field, value in nothing.items() if getattr(text, field, None) is not None}
    return make_sink(text.model_copy(update=update), Secrets({}), file)
