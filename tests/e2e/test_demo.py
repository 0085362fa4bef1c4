"""`tocsin demo` as a newcomer sees it: the embedded broker, the real worker, the bundled stream."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def test_the_demonstration_ends_well_and_shows_all_it_promises(tmp_path: Path) -> None:
    """Exit code 0 says that what came out of Kafka is what `replay` finds in the same articles."""
    picture = tmp_path / "board.svg"
    command = [sys.executable, "-m", "stream.cli", "demo", "--speed", "50", "--picture", str(picture)]
    done = subprocess.run(command, text=True, capture_output=True, timeout=180, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "the same as `tocsin replay` finds without a broker" in done.stdout
    assert "Surge of attacks in Disputed territories" in done.stdout.split("ALERTS\n")[1]
    assert "  ce_id " in done.stdout.split("WHAT A SUBSCRIBER READ")[1]
    assert 'tocsin_articles_total{outcome="reports"}' in done.stdout.split("A FEW LINES OF /metrics")[1]
    assert picture.read_text(encoding="utf-8").startswith("<svg")
