"""Logs: JSON in production, readable lines on a terminal, and never a raw control character."""

from __future__ import annotations

import logging
import sys
import time
import unicodedata
from collections.abc import Callable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from stream.settings import LogFormat, LogLevel

#: Characters of one value that a log line shows: articles come by in the complaints of libraries.
MAX_VALUE = 2_000
#: Control, format (bidi marks among them), surrogate, line and paragraph separators: they can forge lines or hide text.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Seconds in which a library says the same thing once.
REPEAT_AFTER = 10.0
#: Different things said that are remembered.
MAX_TEMPLATES = 1_000
_OURS = "stream."
#: What these say at INFO, they say in every rebalance, by the page.
_QUIET = ("aiokafka", "faust", "mode", "aiohttp.access", "asyncio")


def escape(text: str, *, keep_lines: bool = False) -> str:
    """The text with every character that could harm a terminal or a log written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if (keep_lines and char == "\n") or unicodedata.category(char) not in _UNSAFE else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def configure(form: LogFormat, level: LogLevel, stream: TextIO | None = None) -> None:
    """Send our own log and those of all libraries to `stream` (standard error) in one form."""
    out = stream or sys.stderr
    readable = form is LogFormat.CONSOLE or (form is LogFormat.AUTO and out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _clean,
    ]
    last: Processor = _line if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last])
    )
    handler.addFilter(Repeats())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level) if level is not LogLevel.DEBUG else logging.DEBUG)


class Repeats(logging.Filter):
    """Lets a library say the same thing once in REPEAT_AFTER seconds: without a broker, aiokafka says it a thousand times a second."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """True where the line is to be written. Our own lines always are; those of libraries are the same where their template is."""
        if record.name.startswith(_OURS) or isinstance(record.msg, dict):
            return True
        now, key = self._now(), (record.name, str(record.msg)[:60])
        if now - self._said.get(key, -REPEAT_AFTER) < REPEAT_AFTER:
            return False
        if len(self._said) > MAX_TEMPLATES:
            self._said.clear()
        self._said[key] = now
        return True


def _clean(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Escape and cut every text of the line, tracebacks keep their line breaks."""
    return {key: _safe(key, value) for key, value in event.items()}


def _safe(key: str, value: Any) -> Any:
    if isinstance(value, str):
        text = value if len(value) <= MAX_VALUE or key == "exception" else value[:MAX_VALUE] + f"… ({len(value)} characters)"
        return escape(text, keep_lines=key == "exception")
    if isinstance(value, bool | int | float) or value is None or key.startswith("_"):
        return value
    if isinstance(value, dict):
        return {_safe("", str(name)): _safe("", item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe("", item) for item in value]
    return _safe(key, str(value))


def _line(_: WrappedLogger, __: str, event: EventDict) -> str:
    """`12:00:00 info     event  key=value …`, in UTC."""
    when = str(event.pop("timestamp", ""))[11:19]
    level, name, what = event.pop("level", ""), event.pop("logger", ""), event.pop("event", "")
    trace = event.pop("exception", None)
    own = str(name).startswith("stream")
    details = "  ".join(f"{key}={value}" for key, value in event.items())
    line = f"{when} {level:<8} {what}" + (f"  {details}" if details else "") + ("" if own else f"  [{name}]")
    return f"{line}\n{trace}" if trace else line
