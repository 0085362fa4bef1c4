"""Which ledger a report belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream.config import shipped_config
from stream.errors import ConfigurationError
from stream.register import UNKNOWN_LEDGER, Ledgers
from tests.unit.build import report


def test_a_country_is_its_own_ledger() -> None:
    """Unless it is joined with others."""
    assert Ledgers().of(report()) == "IQ"


def test_joined_countries_share_a_ledger() -> None:
    """A border that fighters cross daily."""
    assert Ledgers({"LIPTAKO": ["ML", "BF"]}).of(report(country="BF")) == "LIPTAKO"


def test_an_unknown_country_has_a_ledger_too() -> None:
    """Nothing is lost for want of a country."""
    assert Ledgers().of(report(country=None)) == UNKNOWN_LEDGER


def test_a_country_in_two_ledgers_is_refused(tmp_path: Path) -> None:
    """The message names the line and the ledger that has it already."""
    (tmp_path / "ledgers.yaml").write_text("ledgers:\n  A: [ML]\n  B:\n    - BF\n    - ML\n")
    with pytest.raises(ConfigurationError, match=r"ledgers.yaml:5: ledgers.B.1: ML is in ledger A already"):
        Ledgers.load(tmp_path)


def test_the_shipped_file_loads() -> None:
    """What ships is right."""
    assert Ledgers.load(shipped_config()).of(report()) == "IQ"
