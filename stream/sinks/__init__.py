"""Alerts to people and systems, each sink at its own pace: Alertmanager, webhooks, CAP 1.2, chat and mail (docs/delivery.md).

`config` (what is written of a sink), `protocol` (what a sink is) and one module a kind; `decide` (whether a sink is told), `courier` (until it is
taken) and `reader` (from which position of the topic); `forward` holds them together.
"""
