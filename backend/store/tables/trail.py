"""The trail: receipts, submissions, requests, pulls, the audit and its seal."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint

from backend.store.tables.base import audited, one_of, table
from backend.store.types import Day, Instant, LongText, Whole, Words

#: What was answered to a command, whether done or refused: the same id again gets the same answer.
receipt = table(
    "receipt",
    Column("id", Words(64), primary_key=True),
    Column("command", Words(32), nullable=False),
    Column("content_hash", Words(64), nullable=False),
    Column("outcome", Words(32), nullable=False),
    Column("detail", LongText, nullable=False),
    Column("login", Words(128), nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

#: 变更单. `edit_count` commands were applied in one transaction.
submission = table(
    "submission",
    Column("id", Words(64), primary_key=True),
    Column("pull_id", Words(64), nullable=False),
    Column("maker", Words(128), ForeignKey("person.login"), nullable=False),
    Column("edit_count", Whole, nullable=False),
    Column("business_date", Day, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

#: One edit of a submission: the command as it was sent, and where in the sheet it was typed.
submission_edit = table(
    "submission_edit",
    Column("id", Words(64), primary_key=True),
    Column("submission_id", Words(64), ForeignKey("submission.id"), nullable=False),
    Column("command", Words(32), nullable=False),
    Column("place", Words(128), nullable=False),
    Column("content", LongText, nullable=False),
    Index("ix_submission_edit_submission_id", "submission_id"),
)

pull = table(
    "pull",
    Column("id", Words(64), primary_key=True),
    Column("login", Words(128), nullable=False),
    Column("as_of", Day, nullable=False),
    Column("made_at", Instant, nullable=False),
)

#: 申请与调剂. Amounts in the request's own currency.
request = table(
    "request",
    Column("number", Words(24), primary_key=True),
    Column("kind", Words(16), nullable=False),
    Column("state", Words(24), nullable=False),
    Column("unit_code", Words(32), ForeignKey("unit.code"), nullable=False),
    Column("requester", Words(128), ForeignKey("person.login"), nullable=False),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("product_code", Words(32), ForeignKey("product.code"), nullable=False),
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("amount_minor", Whole, nullable=False),
    Column("from_date", Day, nullable=False),
    Column("last_date", Day, nullable=False),
    Column("maturity_date", Day),
    Column("on_expiry", Words(16), nullable=False),
    Column("purpose", LongText, nullable=False),
    Column("lending_unit_code", Words(32), ForeignKey("unit.code")),
    Column("consent", Words(16)),
    Column("consent_by", Words(128), ForeignKey("person.login")),
    Column("consent_at", Instant),
    Column("granted_minor", Whole),
    Column("decision_note", LongText, nullable=False, default=""),
    Column("maker", Words(128), ForeignKey("person.login")),
    Column("made_at", Instant),
    Column("checker", Words(128), ForeignKey("person.login")),
    Column("checked_at", Instant),
    *audited(),
    one_of("kind", "use", "transfer", "extend", "increase", "recall"),
    CheckConstraint(
        "checker IS NULL OR (maker IS NOT NULL AND checker <> maker AND checker <> requester)",
        name="checker",
    ),
    CheckConstraint("maker IS NULL OR maker <> requester", name="maker"),
    CheckConstraint("consent_by IS NULL OR consent_by <> requester", name="consent_by"),
    CheckConstraint(
        "state NOT IN ('granted', 'partly_granted') OR checker IS NOT NULL", name="granted"
    ),
    one_of(
        "state",
        "submitted",
        "awaiting_lender",
        "awaiting_check",
        "granted",
        "partly_granted",
        "refused",
        "lapsed",
        "settled",
    ),
)

#: One whole-row image for every version of every audited row.
audit = table(
    "audit",
    Column("number", Whole, primary_key=True, autoincrement=True),
    Column("table_name", Words(64), nullable=False),
    Column("row_key", Words(96), nullable=False),
    Column("version", Whole, nullable=False),
    Column("image", LongText, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Words(128), nullable=False),
    Column("submission_id", Words(64), nullable=False),
    UniqueConstraint("table_name", "row_key", "version"),
    sqlite_autoincrement=True,
)

#: The chain: `chain_hash` covers the sealed row and the link before it, SHA-256 over UTF-8 bytes.
audit_seal = table(
    "audit_seal",
    Column("number", Whole, primary_key=True, autoincrement=True),
    Column("stream", Words(16), nullable=False),
    Column("row_number", Whole, nullable=False),
    Column("chain_hash", Words(64), nullable=False),
    Column("sealed_at", Instant, nullable=False),
    UniqueConstraint("stream", "row_number"),
    one_of("stream", "audit", "entry"),
    sqlite_autoincrement=True,
)

#: What stood when an audited row that the ledger looks at was written: the newest entry's number (0
#: before the first) and the open business date. So the two streams can be replayed in one order.
trail_mark = table(
    "trail_mark",
    Column("audit_number", Whole, primary_key=True, autoincrement=False),
    Column("entry_number", Whole, nullable=False),
    Column("business_date", Day),
)

#: The seal of rows that neither the audit nor the entries hold: rates, permissions, receipts …
#: `row_hash` covers the row; `chain_hash` this seal and the one before it.
row_seal = table(
    "row_seal",
    Column("number", Whole, primary_key=True, autoincrement=True),
    Column("table_name", Words(64), nullable=False),
    Column("row_key", Words(400), nullable=False),
    Column("row_hash", Words(64), nullable=False),
    Column("chain_hash", Words(64), nullable=False),
    Column("sealed_at", Instant, nullable=False),
    UniqueConstraint("table_name", "row_key"),
    sqlite_autoincrement=True,
)
