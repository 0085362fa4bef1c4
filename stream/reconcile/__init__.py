"""Reports to incidents: which tell of the same event, and what is its toll."""

from stream.reconcile.match import Words
from stream.reconcile.reconcile import contributions, reconcile

__all__ = ["Words", "contributions", "reconcile"]
