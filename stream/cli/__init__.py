"""The command line: one file a command or group of commands."""

from stream.cli.app import main

__all__ = ["main"]
