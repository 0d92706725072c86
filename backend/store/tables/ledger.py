"""The ledger: nodes, their dated edges and paths, append-only entries, derived balances, due rows.

Only `node` rows and `entry` rows are written by anyone; edges, paths, balances and due rows are
written by triggers (`backend.store.triggers`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)

from backend.store.tables.base import one_of, table
from backend.store.tables.entry_checks import AUTO, LINE_SIGNS, RESOLVES, USE_SIGNS
from backend.store.tables.nodes import balance, edge, node, path
from backend.store.types import Day, Instant, LongText, Whole, Words

__all__ = ["DELTAS", "balance", "business_day", "due", "edge", "entry", "node", "open_draw", "path"]


def _only(condition: str) -> dict[str, Any]:
    """Let an index hold these rows alone: what has ended makes no question slower."""
    return {"sqlite_where": text(condition), "mssql_where": text(condition)}


DELTAS = (
    "approved_delta_minor",
    "temporary_delta_minor",
    "frozen_delta_minor",
    "used_delta_minor",
    "reserved_delta_minor",
)

#: What happened, for ever. Use kinds post to every node above `node_id`; line kinds to it alone.
#: `resolves_id`: the reservation that a draw, void or lapse ends, the draw that a release or
#: revalue concerns, what a reverse undoes, a revert or unfreeze ends, an extend prolongs.
#: `effect_date`: the past day for which a reverse or late entry counts. Columns that are new since
#: an older schema are NULL in its entries, so that their seals hold.
#: `loan_id`: the borrow entry that names a temporary transfer: its legs and returns carry it, and a
#: draw or release that consumes or frees `loan_delta_minor` of it.
entry = table(
    "entry",
    Column("number", Whole, primary_key=True, autoincrement=True),
    Column("id", Words(96), nullable=False),
    Column("kind", Words(16), nullable=False),
    Column("node_id", Whole, ForeignKey("node.id"), nullable=False),
    Column("mode", Words(8), nullable=False),
    Column("receipt_id", Words(64), nullable=False),
    Column("submission_id", Words(64), nullable=False, default=""),
    Column("resolves_id", Words(96)),
    Column("loan_id", Words(96)),
    Column("loan_delta_minor", Whole, nullable=False, default=0),
    Column("lender_node_id", Whole, ForeignKey("node.id")),
    *(Column(name, Whole, nullable=False, default=0) for name in DELTAS),
    Column("deal_currency", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("deal_amount_minor", Whole, nullable=False, default=0),
    Column("rate_e12", Whole, nullable=False, default=0),
    Column("factor_e6", Whole, nullable=False, default=0),
    Column("reference", Words(96), nullable=False, default=""),
    Column("request_number", Words(24), nullable=False, default=""),
    Column("reason", LongText, nullable=False, default=""),
    Column("value_date", Day),
    Column("maturity_date", Day),
    Column("last_date", Day),
    Column("on_expiry", Words(16), nullable=False, default=""),
    Column("business_date", Day, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("login", Words(128), nullable=False),
    Column("exposure_used_delta_minor", Whole),
    Column("exposure_reserved_delta_minor", Whole),
    Column("business_code", Words(32)),
    Column("effect_date", Day),
    Column("approval_number", Words(24), ForeignKey("approval.number")),
    UniqueConstraint("id"),
    one_of("mode", "ask", "tell", "auto"),
    CheckConstraint(USE_SIGNS, name="use_signs"),
    CheckConstraint(LINE_SIGNS, name="line_signs"),
    CheckConstraint(RESOLVES, name="resolves"),
    CheckConstraint(AUTO, name="auto"),
    Index("ix_entry_node_id", "node_id", "business_date"),
    Index("ix_entry_resolves_id", "resolves_id", sqlite_where=text("resolves_id IS NOT NULL")),
    Index("ix_entry_loan_id", "loan_id", sqlite_where=text("loan_id IS NOT NULL")),
    Index("ix_entry_receipt_id", "receipt_id"),
    Index(
        "ix_entry_approval_number",
        "approval_number",
        sqlite_where=text("approval_number IS NOT NULL"),
    ),
    Index("ix_entry_request_number", "request_number", sqlite_where=text("request_number <> ''")),
    sqlite_autoincrement=True,
)

#: What the calendar will change: a reservation lapses, a loan between units goes home, a temporary
#: increase ends, a freeze thaws (one without an end has the last of all days). `open_minor` is what
#: is left of it; `drawn_minor` the part of a loan that deals still use.
due = table(
    "due",
    Column("entry_id", Words(96), primary_key=True),
    Column("kind", Words(16), nullable=False),
    Column("node_id", Whole, ForeignKey("node.id"), nullable=False),
    Column("lender_node_id", Whole, ForeignKey("node.id")),
    Column("on_expiry", Words(16), nullable=False),
    Column("last_date", Day, nullable=False),
    Column("open_minor", Whole, nullable=False),
    Column("drawn_minor", Whole, nullable=False),
    Column("open_exposure_minor", Whole, nullable=False),
    Column("tenor_days", Whole, nullable=False),
    Column("currency_code", Words(3), nullable=False),
    one_of("kind", "lapse", "return", "revert", "unfreeze"),
    Index("ix_due_last_date", "last_date", **_only("open_minor > 0")),
    Index("ix_due_node_id", "node_id", "open_minor"),
)

#: A draw and what of it is open: in its deal's currency, as line use, of a loan, as exposure. Kept
#: by the triggers from draw, release, revalue, reverse, extend. `tenor_days`: original tenor.
open_draw = table(
    "open_draw",
    Column("entry_id", Words(96), primary_key=True),
    Column("node_id", Whole, ForeignKey("node.id"), nullable=False),
    Column("currency_code", Words(3), nullable=False),
    Column("open_deal_minor", Whole, nullable=False),
    Column("open_use_minor", Whole, nullable=False),
    Column("open_loan_minor", Whole, nullable=False),
    Column("open_exposure_minor", Whole, nullable=False),
    Column("rate_e12", Whole, nullable=False),
    Column("factor_e6", Whole, nullable=False),
    Column("tenor_days", Whole, nullable=False),
    Column("maturity_date", Day),
    Index("ix_open_draw_node_id", "node_id", "maturity_date"),
    Index("ix_open_draw_maturity_date", "maturity_date", "node_id", **_only("open_use_minor > 0")),
)

#: The business dates that were opened; the last one is open. A trigger posts what is due.
business_day = table(
    "business_day",
    Column("day", Day, primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", Words(128), nullable=False),
)
