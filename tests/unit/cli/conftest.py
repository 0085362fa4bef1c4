"""What the commands' tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream.config import shipped_config
from stream.places import Gazetteer

_LOADED: dict[Path, Gazetteer] = {}


@pytest.fixture
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped gazetteer is loaded once for all commands that are invoked here, as it never changes; another one each time."""
    load = Gazetteer.load

    def once(config_dir: Path, **given: Any) -> Gazetteer:
        if config_dir != shipped_config():
            return load(config_dir, **given)
        return _LOADED.setdefault(config_dir, _LOADED.get(config_dir) or load(config_dir, **given))

    monkeypatch.setattr(Gazetteer, "load", once)
