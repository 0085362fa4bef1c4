"""Article, Report, Casualty, Incident, Tally, Alert: the only place where a field is defined."""

from stream.model.alert import MAX_EVIDENCE, Alert, AlertReason, AlertState, Evidence, RuleKind, Severity, Window
from stream.model.article import Article, article_id, explain, parse_article, validate_article
from stream.model.base import Count, Instant, Record
from stream.model.edition import Edition
from stream.model.events import (
    EPOCH,
    Contained,
    Contribution,
    Extraction,
    Grounds,
    Mark,
    Reading,
    RegionChange,
    Ruled,
    Statement,
    Version,
    extraction_record,
    region_record,
    statement_record,
)
from stream.model.heartbeat import Heartbeat
from stream.model.incident import MAX_JOINED, MAX_REPORTS_LISTED, Incident, IncidentStatus, Joined, Points, TollPolicy
from stream.model.report import (
    TYPE_FAMILY,
    Casualty,
    Circumstance,
    DatePrecision,
    Effect,
    Event,
    Group,
    IncidentType,
    PlacePrecision,
    Quote,
    Report,
    report_id,
)
from stream.model.ruling import (
    MAX_NAMED,
    NamedReport,
    RuledDate,
    RuledPlace,
    Ruling,
    RulingAction,
    TakenBack,
    ledger_of_ruling,
    parse_ruling,
    ruling_id,
)
from stream.model.tally import Coverage, RegionName, Sum, Tally

__all__ = [
    "EPOCH", "MAX_EVIDENCE", "MAX_JOINED", "MAX_NAMED", "MAX_REPORTS_LISTED", "TYPE_FAMILY", "Alert", "AlertReason", "AlertState", "Article", "Casualty", "Circumstance",
    "Contained", "Contribution", "Count", "Coverage", "DatePrecision", "Edition", "Effect", "Event", "Evidence", "Extraction", "Grounds", "Group", "Heartbeat", "Incident", "IncidentStatus",
    "IncidentType", "Instant", "Joined", "Mark", "NamedReport", "PlacePrecision", "Points", "Quote", "Reading", "Record", "RegionChange", "RegionName", "Report", "RuleKind",
    "Ruled", "RuledDate", "RuledPlace", "Ruling", "RulingAction", "Severity", "Statement", "Sum", "TakenBack", "Tally", "TollPolicy", "Version", "Window",
    "article_id", "explain", "extraction_record", "ledger_of_ruling", "parse_article", "parse_ruling", "region_record", "report_id", "ruling_id",
    "statement_record", "validate_article",
]  # fmt: skip
