"""Whether a Docker engine answers: `python -m tests.engine` exits with 0 where one does."""

from __future__ import annotations

import sys

import docker
from docker.errors import DockerException


def answers() -> bool:
    """A Docker engine can be asked."""
    try:
        client = docker.from_env(timeout=10)
        try:
            return bool(client.ping())
        finally:
            client.close()
    except DockerException:
        return False


if __name__ == "__main__":
    sys.exit(not answers())
