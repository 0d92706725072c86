"""What the business systems say, and where their books and ours differ."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint

from backend.store.tables.base import audited, one_of, table
from backend.store.types import Day, Instant, LongText, Whole, Words

#: A file that was taken, whole. A correction replaces a file of the same feed and date; both stay.
feed_file = table(
    "feed_file",
    Column("id", Words(64), primary_key=True),
    Column("feed", Words(32), nullable=False),
    Column("system", Words(32), nullable=False),
    Column("business_date", Day, nullable=False),
    Column("name", Words(160), nullable=False),
    Column("content_hash", Words(64), nullable=False),
    Column("row_count", Whole, nullable=False),
    Column("control_total", Words(40), nullable=False),
    Column("replaces_id", Words(64), ForeignKey("feed_file.id")),
    Column("taken_at", Instant, nullable=False),
    Column("taken_by", Words(128), nullable=False),
    UniqueConstraint("feed", "content_hash"),
    Index("ix_feed_file_business_date", "business_date", "feed"),
)

#: An approved line as the limit system keeps it, in the line's own currency.
feed_line = table(
    "feed_line",
    Column("file_id", Words(64), ForeignKey("feed_file.id"), nullable=False),
    Column("line_number", Whole, nullable=False),
    Column("foreign_id", Words(64), nullable=False),
    Column("institution_id", Whole, ForeignKey("institution.id")),
    Column("product_code", Words(32), ForeignKey("product.code"), nullable=False),
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("approved_minor", Whole, nullable=False),
    Column("used_minor", Whole, nullable=False),
    Column("effective_date", Day),
    Column("expiry_date", Day),
    Column("approval_number", Words(64), nullable=False),
    PrimaryKeyConstraint("file_id", "line_number"),
)

#: A deal as a business system, or the limit system's list of uses, reports it. `amount_minor` is in
#: the deal's currency; `use_minor` and `rate_e12` are their conversion to the ledger's.
feed_deal = table(
    "feed_deal",
    Column("file_id", Words(64), ForeignKey("feed_file.id"), nullable=False),
    Column("line_number", Whole, nullable=False),
    Column("their_reference", Words(64), nullable=False),
    Column("our_reference", Words(96), nullable=False),
    Column("foreign_id", Words(64), nullable=False),
    Column("institution_id", Whole, ForeignKey("institution.id")),
    Column("product_code", Words(32), ForeignKey("product.code"), nullable=False),
    Column("unit_code", Words(32), ForeignKey("unit.code")),
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("amount_minor", Whole, nullable=False),
    Column("use_minor", Whole),
    Column("rate_e12", Whole),
    Column("value_date", Day, nullable=False),
    Column("maturity_date", Day),
    Column("state", Words(16), nullable=False),
    PrimaryKeyConstraint("file_id", "line_number"),
    one_of("state", "open", "matured", "cancelled"),
    Index("ix_feed_deal_their_reference", "their_reference"),
)

#: Which institution a system means by its own number. `row_key`: `system/foreign_id`.
foreign_identity = table(
    "foreign_identity",
    Column("row_key", Words(96), primary_key=True),
    Column("system", Words(32), nullable=False),
    Column("foreign_id", Words(64), nullable=False),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    *audited(),
)

#: One comparison of a day, with the totals that were compared (JSON).
reconciliation = table(
    "reconciliation",
    Column("id", Words(64), primary_key=True),
    Column("business_date", Day, nullable=False),
    Column("totals", LongText, nullable=False),
    Column("carried", Whole, nullable=False),
    Column("added", Whole, nullable=False),
    Column("cleared", Whole, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Words(128), nullable=False),
)

#: 差异. `fingerprint` says what differs from what, so that the next day finds the same break again.
#: Amounts are in the original currency; `use_difference_minor` in the ledger's. `treated_by` gave
#: the treatment: the check is somebody else's. `evidence` is JSON (`queries.breaks_evidence`).
break_item = table(
    "break_item",
    Column("number", Words(24), primary_key=True),
    Column("fingerprint", Words(64), nullable=False),
    Column("business_date", Day, nullable=False),
    Column("class_code", Words(32), nullable=False),
    Column("system", Words(32), nullable=False),
    Column("institution_id", Whole, ForeignKey("institution.id")),
    Column("product_code", Words(32), ForeignKey("product.code")),
    Column("unit_code", Words(32), ForeignKey("unit.code")),
    Column("our_reference", Words(96), nullable=False),
    Column("their_reference", Words(64), nullable=False),
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("our_minor", Whole),
    Column("their_minor", Whole),
    Column("use_difference_minor", Whole),
    Column("cause_code", Words(32), nullable=False),
    Column("evidence", LongText, nullable=False),
    Column("state", Words(16), nullable=False),
    Column("responsible_unit_code", Words(32), ForeignKey("unit.code")),
    Column("owner_login", Words(128), ForeignKey("person.login")),
    Column("treatment", Words(32), nullable=False, default=""),
    Column("treated_by", Words(128), nullable=False, default=""),
    Column("explanation", LongText, nullable=False, default=""),
    Column("promised_date", Day),
    Column("change_slip", Words(64), nullable=False, default=""),
    Column("closed_date", Day),
    *audited(),
    one_of("state", "open", "working", "awaiting_check", "closed"),
    Index("ix_break_item_fingerprint", "fingerprint"),
    Index("ix_break_item_state", "state"),
)
