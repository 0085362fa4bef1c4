"""Exit codes: the only place where they are given a meaning (docs/operations.md shows this table)."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a command's exit status says."""

    OK = 0
    DATA = 1
    USAGE = 2
    BROKER = 3
    SEND = 4
    STATE = 5
    INTERRUPTED = 130
    HURRIED = 143


#: One line each, for `--help` and the documentation.
MEANING: dict[Exit, str] = {
    Exit.OK: "all went well",
    Exit.DATA: "some of the data was bad, or what was asked for is not there; all that was good has been done",
    Exit.USAGE: "wrong usage or configuration: nothing was done",
    Exit.BROKER: "the broker did not answer in time",
    Exit.SEND: "the worker could not send, or something in it broke: start it again, nothing is lost",
    Exit.STATE: "the worker met state of another version, or another number of partitions: it names the way out",
    Exit.INTERRUPTED: "stopped by Ctrl-C",
    Exit.HURRIED: "the worker was told to stop twice, or could not finish in time: what was begun is done again at the next start",
}

#: Shown below every command's help.
EPILOG = "Exit codes: " + "; ".join(f"{code.value} {meaning}" for code, meaning in MEANING.items()) + "."
