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
#: Which edition of the state is in force, and what a rebuild has to say before workers go on (docs/reliability.md).
EDITIONS = "editions"
REBUILT = "rebuilt"
#: Topics that a rebuild makes anew, and whether they belong to the ledger's edition or to the watch's.
OF_LEDGER = frozenset({EXTRACTIONS, REPORTS})
OF_WATCH = frozenset({REGION_CHANGES, REBUILT})
#: Header of an alert that a rebuild published: it is no news, and nobody is to be paged for it.
QUIET = ("ce_rebuilt", b"true")
