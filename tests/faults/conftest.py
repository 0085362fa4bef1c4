"""The same broker as for the integration tests, and one for tests that end or freeze it."""

import pytest

from tests.integration.conftest import a_broker, broker, prefix

__all__ = ["broker", "own_broker", "prefix"]

own_broker = pytest.fixture(a_broker, scope="module", name="own_broker")
