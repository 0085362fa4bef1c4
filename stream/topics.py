"""Names of the topics. The worker may put a prefix before each."""

ARTICLES = "articles"
DEAD_LETTERS = "articles.dlq"
EXTRACTIONS = "extractions"
REPORTS = "reports"
INCIDENTS = "incidents"
REGION_CHANGES = "region-changes"
TALLIES = "tallies"
ALERTS = "alerts"
HEARTBEATS = "heartbeats"
RULINGS = "rulings"
#: What each sink of `tocsin forward` was told of each alert, and the alerts that a sink refused for good.
DELIVERIES = "deliveries"
ALERT_DEAD_LETTERS = "alerts.dlq"
#: Only where an extractor over a network reads (docs/extractors.md).
ANSWERS = "answers"
