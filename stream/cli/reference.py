"""The reference page, made from the code itself: python -m stream.cli.reference > docs/reference.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from enum import Enum
from typing import Any

from prometheus_client import CollectorRegistry
from pydantic import BaseModel

from stream.cli.exits import MEANING
from stream.config import shipped_config
from stream.settings import PREFIX, Settings
from stream.sinks.config import KINDS
from stream.sinks.metrics import Metrics as ForwardMetrics
from stream.worker.metrics import Metrics
from stream.worker.topics import wanted

_DAY_MS = 86_400_000
_PAGE = """# Reference

Made from the code by `make docs`; do not edit. How to run tocsin stands in [operations.md](operations.md).

## Settings

Environment variables, or lines of `.env` in the working directory. Whatever is wrong with them is said at the start, all at once, and stops it.

{settings}

## Exit codes

{exits}

## Topics

With `TOCSIN_PARTITIONS=4`; `TOCSIN_TOPIC_PREFIX` goes before each name. `tocsin topics create` makes them, `tocsin topics check` compares them.

{topics}

## Metrics

On `/metrics` of the worker's web port.

{metrics}

## Metrics of `tocsin forward`

On `/metrics` of its own ([delivery.md](delivery.md)).

{forward_metrics}

## Sinks

What may stand in `config/sinks.yaml`, beside `kind`.

{sinks}
"""


def page() -> str:
    """The whole page as Markdown."""
    return _PAGE.format(
        settings=_settings(),
        exits=_exits(),
        topics=_topics(),
        metrics=_metrics(Metrics().registry),
        forward_metrics=_metrics(ForwardMetrics().registry),
        sinks=_sinks(),
    )


def _settings() -> str:
    rows = [(f"`{PREFIX}{name.upper()}`", _default(field.get_default(call_default_factory=True)), field.description) for name, field in _fields()]
    return _table(("variable", "default", "what"), rows)


def _fields() -> Iterable[tuple[str, Any]]:
    return Settings.model_fields.items()


def _default(value: object) -> str:
    if value == shipped_config():
        return "those of the package"
    if value is None or value == "":
        return ""
    if isinstance(value, tuple):
        return f"`{','.join(value)}`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _exits() -> str:
    return _table(("code", "meaning"), [(str(code.value), meaning) for code, meaning in MEANING.items()])


def _topics() -> str:
    rows = [
        (f"`{spec.name}`", str(spec.partitions), spec.configs.get("cleanup.policy", ""), _days(spec.configs.get("retention.ms")))
        for spec in wanted(Settings.model_construct())
    ]
    return _table(("topic", "partitions", "cleanup", "retention"), rows)


def _days(retention: str | None) -> str:
    return "" if retention is None else f"{int(retention) // _DAY_MS} days"


def _metrics(registry: CollectorRegistry) -> str:
    rows = [
        (f"`{family.name}{'_total' if family.type == 'counter' else ''}`", family.type, family.documentation)
        for family in registry.collect()
        if not family.name.startswith("tocsin_process")
    ]
    return _table(("metric", "type", "what"), sorted(rows))


def _sinks() -> str:
    rows = [
        (kind, f"`{name}`", "" if field.is_required() else _sink_default(field.get_default(call_default_factory=True)), field.description or "")
        for kind, model in KINDS.items()
        for name, field in model.model_fields.items()
        if name != "kind"
    ]
    return _table(("kind", "field", "default", "what"), rows)


def _sink_default(value: object) -> str:
    """Parts of the file, and nothing, have none to show."""
    return "" if value in ((), {}, None) or isinstance(value, BaseModel) else f"`{json.dumps(value)}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page())
