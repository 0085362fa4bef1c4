"""The same broker as for the integration tests."""

from tests.integration.conftest import broker, prefix

__all__ = ["broker", "prefix"]
