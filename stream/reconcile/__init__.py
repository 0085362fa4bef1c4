"""Reports to incidents: which tell of the same event, and what is its toll."""

from stream.reconcile.evidence import with_evidence
from stream.reconcile.filed import HORIZON_DAYS
from stream.reconcile.publish import contributions
from stream.reconcile.reconcile import reconcile
from stream.reconcile.words import Words

__all__ = ["HORIZON_DAYS", "Words", "contributions", "reconcile", "with_evidence"]
