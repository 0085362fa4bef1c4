"""Incidents to alerts: day buckets, tallies, rules, and the life of an alert."""

from stream.watch.rules import RegionsKnown, Rule, Rules
from stream.watch.watch import FACTS, Watch

__all__ = ["FACTS", "RegionsKnown", "Rule", "Rules", "Watch"]
