"""What each table is to a login: a test holds that every table of the schema stands here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """How a table comes to its rows."""

    DOOR = "door"  # people insert, and nobody changes: entries, receipts, files that were taken
    BUSINESS = "business"  # people insert and change named columns; every version is audited
    REFERENCE = "reference"  # dated parameters and codes: few may add to some of them
    DERIVED = "derived"  # follows from doors: written by triggers alone
    TRAIL = "trail"  # the audit, its marks and its seals: by triggers and the sealing alone


_TABLES: Mapping[Kind, tuple[str, ...]] = {
    Kind.DOOR: (
        *("receipt", "submission", "submission_edit", "pull", "entry", "business_day"),
        *("feed_file", "feed_line", "feed_deal", "reconciliation"),
        *("outbound_file", "outbound_item", "issued_report"),
        *("statement", "statement_item", "rating"),
        *("dealing", "account_average", "branch_return", "month_close"),
    ),
    Kind.BUSINESS: (
        *("node", "request", "approval", "delegation"),
        *("institution", "institution_group", "country", "unit", "person"),
        *("event", "meeting", "matter_note", "judgement", "evaluation", "review"),
        *("reciprocity_plan", "foreign_identity", "break_item"),
    ),
    Kind.REFERENCE: (
        *("setting", "permission", "calendar_day", "currency", "product", "dealing_product"),
        *("rate", "factor", "factor_step", "regulatory_factor", "charge_rule", "regulation"),
        *("own_capital", "netting_agreement", "institution_mark", "lending_rule"),
        *("policy", "authority", "indicator", "grade_band", "rating_scale", "parameter"),
    ),
    Kind.DERIVED: ("edge", "path", "balance", "due", "open_draw"),
    Kind.TRAIL: ("audit", "audit_seal", "row_seal", "trail_mark"),
}
#: Table → what it is.
KINDS: Mapping[str, Kind] = {name: kind for kind, names in _TABLES.items() for name in names}
#: Of these no role ever gets more than to read.
WRITTEN_BY_NO_LOGIN = (*_TABLES[Kind.DERIVED], *_TABLES[Kind.TRAIL], "setting", "permission")
