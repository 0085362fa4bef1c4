"""How the worker ends: exit codes, and the way out that waits for nothing."""

from __future__ import annotations

import logging
import os
import sys
from enum import IntEnum
from typing import NoReturn

import structlog

log = structlog.get_logger(__name__)


class WorkerExit(IntEnum):
    """Exit codes of the worker; the same numbers as those of the command line."""

    #: Stopped when asked to, all that was begun was finished and committed.
    OK = 0
    #: Settings, rules or regions are wrong: nothing was done.
    CONFIGURATION = 2
    #: No broker answered within TOCSIN_BROKER_WAIT.
    BROKER = 3
    #: A record could not be sent for good, or something broke or hung. Start it again: nothing is lost.
    BROKEN = 4
    #: The topics or tables were written with other partitions or by another version.
    STATE = 5
    #: A second SIGTERM, or the drain took too long: what was begun will be done again.
    HURRIED = 143


def end_at_once(code: WorkerExit, event: str, **details: object) -> NoReturn:
    """One log line, and out: no offset can be committed any more, and no table written.

    What was handed over but not acknowledged is sent again after the next start.
    """
    log.critical(event, exit_code=int(code), **details)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
