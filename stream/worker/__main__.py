"""`python -m stream.worker`: the worker with settings from the environment, as `tocsin run` does."""

from __future__ import annotations

import sys

from stream.errors import ConfigurationError
from stream.settings import load_settings
from stream.worker.exits import WorkerExit
from stream.worker.runner import complain, run


def main() -> int:
    """Run the worker; 2 where settings, rules or regions are wrong, with all mistakes on standard error."""
    try:
        return run(load_settings())
    except ConfigurationError as error:
        sys.stderr.write(complain(error) + "\n")
        return WorkerExit.CONFIGURATION


if __name__ == "__main__":
    sys.exit(main())
