"""What the image and docker-compose.yml allow a container of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
OURS = sorted(name for name, service in SERVICES.items() if "tocsin" in service["image"])


def test_the_worker_is_among_ours():
    """Else the tests below would hold of nothing."""
    assert "worker" in OURS


@pytest.mark.parametrize("name", OURS)
def test_it_may_write_nothing_and_gain_nothing(name):
    """A root file system that is read only, no capabilities, and none by a setuid program."""
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])


def test_the_image_runs_as_nobody_in_particular():
    """By number, so that an orchestrator can tell that it is not root."""
    users = [line.split()[1] for line in (ROOT / "deploy" / "Dockerfile").read_text().splitlines() if line.startswith("USER")]
    assert users
    assert users[-1].split(":")[0].isdigit()
    assert users[-1].split(":")[0] != "0"
