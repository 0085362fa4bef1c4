"""Log lines are safe to show, whatever an article holds."""

import io
import json
import logging

import pytest
import structlog

from stream.settings import LogFormat, LogLevel
from stream.worker.logs import MAX_VALUE, configure, escape


@pytest.fixture
def out():
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield io.StringIO()
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("text", ["\x1b[31mred", "one\nline", "\u202eright to left", "\x00", "bell\x07", "\ud800", "\u2028"])
def test_nothing_that_could_harm_stays_raw(text):
    """Escapes, line breaks, bidi marks and surrogates are written out."""
    assert escape(text).isprintable()


def test_news_in_any_script_stays_readable():
    """Letters of all languages are no danger."""
    assert escape("كفري – Kifrî") == "كفري – Kifrî"


def test_production_writes_json(out):
    """One object a line, with time, level and details."""
    configure(LogFormat.JSON, LogLevel.INFO, out)
    structlog.get_logger("stream.x").info("started", partitions=4)
    line = json.loads(out.getvalue())
    assert (line["event"], line["level"], line["partitions"]) == ("started", "info", 4)
    assert line["timestamp"].endswith("Z")


def test_auto_writes_json_where_no_terminal_is(out):
    """A container's output is read by machines."""
    configure(LogFormat.AUTO, LogLevel.INFO, out)
    structlog.get_logger("stream.x").info("started")
    assert json.loads(out.getvalue())["event"] == "started"


def test_a_library_cannot_forge_a_line(out):
    """What goes through `logging` is escaped as well."""
    configure(LogFormat.CONSOLE, LogLevel.INFO, out)
    logging.getLogger("faust.topics").warning("message %s", "bad\n12:00:00 info forged\x1b[2J")
    assert out.getvalue().count("\n") == 1
    assert "\x1b" not in out.getvalue()


def test_a_long_value_is_cut(out):
    """An article in a complaint does not fill the log."""
    configure(LogFormat.JSON, LogLevel.INFO, out)
    structlog.get_logger("stream.x").warning("bad record", value="x" * 100_000)
    assert len(out.getvalue()) < MAX_VALUE + 300


def test_a_traceback_keeps_its_lines(out):
    """Programmers need them."""
    configure(LogFormat.CONSOLE, LogLevel.INFO, out)
    try:
        int("no")
    except ValueError:
        structlog.get_logger("stream.x").exception("failed")
    assert out.getvalue().count("\n") > 3


def test_libraries_are_quiet_below_warning(out):
    """Faust's pages of tables at INFO are for debugging."""
    configure(LogFormat.JSON, LogLevel.INFO, out)
    logging.getLogger("faust.tables.recovery").info("highwater")
    assert out.getvalue() == ""


def test_a_library_says_the_same_thing_once_in_a_while(out):
    """Without a broker, aiokafka would fill the disk."""
    configure(LogFormat.JSON, LogLevel.INFO, out)
    for node in range(1_000):
        logging.getLogger("aiokafka").warning("Unable to connect to %s", node)
    assert out.getvalue().count("\n") == 1


def test_our_own_lines_are_all_written(out):
    """Each says something."""
    configure(LogFormat.JSON, LogLevel.INFO, out)
    for offset in range(3):
        structlog.get_logger("stream.worker").warning("dead letter", offset=offset)
    assert out.getvalue().count("\n") == 3
