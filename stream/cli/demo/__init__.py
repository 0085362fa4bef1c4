"""`tocsin demo`: everything at once, on the embedded broker, on the bundled sample stream."""

from stream.cli.demo.command import EXAMPLES, demo

__all__ = ["EXAMPLES", "demo"]
