"""Versions of an article: what is new, what is withdrawn."""

from stream.register.ledgers import UNKNOWN_LEDGER, Ledgers
from stream.register.register import register

__all__ = ["UNKNOWN_LEDGER", "Ledgers", "register"]
