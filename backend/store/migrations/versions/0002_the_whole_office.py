"""Evaluation, dealings, feeds and breaks, the office.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: What the roles of a house that stands already may do besides. A new house gets its whole table.
_RIGHTS = {
    "limit_officer": (
        "judge",
        "evaluate",
        "plan",
        "import",
        "reconcile",
        "treat",
        "record",
        "note",
    ),
    "checker": ("treat", "record", "note"),
    "approver": ("record", "note"),
    "unit_officer": ("treat", "record", "note"),
    "administrator": (
        *("judge", "evaluate", "plan", "import", "reconcile", "treat", "record", "note", "backup"),
    ),
}


def upgrade() -> None:
    """Step forward."""
    for role, operations in _RIGHTS.items():
        for operation in operations:
            op.execute(
                sa.text(
                    "INSERT INTO permission (role, operation) SELECT :role, :operation "
                    "WHERE EXISTS (SELECT 1 FROM permission WHERE operation = 'load')"
                ).bindparams(role=role, operation=operation)
            )
    op.create_table(
        "trail_mark",
        sa.Column("audit_number", Whole, autoincrement=False, nullable=False),
        sa.Column("entry_number", Whole, nullable=False),
        sa.Column("business_date", Day(), nullable=True),
        sa.PrimaryKeyConstraint("audit_number", name=op.f("pk_trail_mark")),
        sqlite_strict=True,
    )
    op.create_table(
        "row_seal",
        sa.Column("number", Whole, autoincrement=True, nullable=False),
        sa.Column("table_name", Words(64), nullable=False),
        sa.Column("row_key", Words(400), nullable=False),
        sa.Column("row_hash", Words(64), nullable=False),
        sa.Column("chain_hash", Words(64), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_row_seal")),
        sa.UniqueConstraint("table_name", "row_key", name=op.f("uq_row_seal_table_name_row_key")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "dealing_product",
        sa.Column("code", Words(32), nullable=False),
        sa.Column("name_zh", Words(64), nullable=False),
        sa.Column("name_en", Words(64), nullable=False),
        sa.Column("is_mutual", Flag, nullable=False),
        sa.Column("sort_order", Flag, nullable=False),
        sa.CheckConstraint("is_mutual IN (0, 1)", name=op.f("ck_dealing_product_is_mutual")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_dealing_product")),
        sqlite_strict=True,
    )
    op.create_table(
        "feed_file",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("feed", Words(32), nullable=False),
        sa.Column("system", Words(32), nullable=False),
        sa.Column("business_date", Day(), nullable=False),
        sa.Column("name", Words(160), nullable=False),
        sa.Column("content_hash", Words(64), nullable=False),
        sa.Column("row_count", Whole, nullable=False),
        sa.Column("control_total", Words(40), nullable=False),
        sa.Column("replaces_id", Words(64), nullable=True),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("taken_by", Words(128), nullable=False),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["feed_file.id"], name=op.f("fk_feed_file_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_file")),
        sa.UniqueConstraint("feed", "content_hash", name=op.f("uq_feed_file_feed_content_hash")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_feed_file_business_date", "feed_file", ["business_date", "feed"], unique=False
    )
    op.create_table(
        "grade_band",
        sa.Column("grade", Flag, nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("score_floor_e6", Whole, nullable=False),
        sa.Column("alpha_e6", Whole, nullable=False),
        sa.Column("beta_e6", Whole, nullable=False),
        sa.Column("max_tenor_days", Whole, nullable=False),
        sa.PrimaryKeyConstraint("grade", "valid_from", name=op.f("pk_grade_band")),
        sqlite_strict=True,
    )
    op.create_table(
        "indicator",
        sa.Column("template_code", Words(32), nullable=False),
        sa.Column("code", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("group_code", Words(32), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("weight_e6", Whole, nullable=False),
        sa.Column("higher_is_better", Flag, nullable=False),
        sa.Column("cutoff_5_e6", Whole, nullable=True),
        sa.Column("cutoff_4_e6", Whole, nullable=True),
        sa.Column("cutoff_3_e6", Whole, nullable=True),
        sa.Column("cutoff_2_e6", Whole, nullable=True),
        sa.Column("sort_order", Flag, nullable=False),
        sa.CheckConstraint(
            "kind IN ('ratio', 'judgement', 'computed')", name=op.f("ck_indicator_kind")
        ),
        sa.CheckConstraint(
            "higher_is_better IN (0, 1)", name=op.f("ck_indicator_higher_is_better")
        ),
        sa.PrimaryKeyConstraint("template_code", "code", "valid_from", name=op.f("pk_indicator")),
        sqlite_strict=True,
    )
    op.create_table(
        "issued_report",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("kind", Words(32), nullable=False),
        sa.Column("subject", Words(96), nullable=False),
        sa.Column("parameters", LongText, nullable=False),
        sa.Column("name", Words(160), nullable=False),
        sa.Column("content_hash", Words(64), nullable=False),
        sa.Column("print_number", Whole, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", Words(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_report")),
        sqlite_strict=True,
    )
    op.create_index("ix_issued_report_kind", "issued_report", ["kind", "subject"], unique=False)
    op.create_table(
        "outbound_file",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("feed", Words(32), nullable=False),
        sa.Column("business_date", Day(), nullable=False),
        sa.Column("name", Words(160), nullable=False),
        sa.Column("content_hash", Words(64), nullable=False),
        sa.Column("row_count", Whole, nullable=False),
        sa.Column("content", LongText, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", Words(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_file")),
        sqlite_strict=True,
    )
    op.create_table(
        "rating_scale",
        sa.Column("agency", Words(16), nullable=False),
        sa.Column("rating", Words(16), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("notch", Flag, nullable=False),
        sa.Column("grade", Flag, nullable=False),
        sa.PrimaryKeyConstraint("agency", "rating", "valid_from", name=op.f("pk_rating_scale")),
        sqlite_strict=True,
    )
    op.create_table(
        "reconciliation",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("business_date", Day(), nullable=False),
        sa.Column("totals", LongText, nullable=False),
        sa.Column("carried", Whole, nullable=False),
        sa.Column("added", Whole, nullable=False),
        sa.Column("cleared", Whole, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", Words(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation")),
        sqlite_strict=True,
    )
    op.create_table(
        "branch_return",
        sa.Column("unit_code", Words(32), nullable=False),
        sa.Column("month", Day(), nullable=False),
        sa.Column("nil", Flag, nullable=False),
        sa.Column("source", Words(32), nullable=False),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("returned_at", Instant(), nullable=False),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_branch_return_is_sample")),
        sa.CheckConstraint("nil IN (0, 1)", name=op.f("ck_branch_return_nil")),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["unit.code"], name=op.f("fk_branch_return_unit_code")
        ),
        sa.PrimaryKeyConstraint("unit_code", "month", name=op.f("pk_branch_return")),
        sqlite_strict=True,
    )
    op.create_table(
        "outbound_item",
        sa.Column("subject", Words(96), nullable=False),
        sa.Column("file_id", Words(64), nullable=False),
        sa.Column("line_number", Whole, nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["outbound_file.id"], name=op.f("fk_outbound_item_file_id")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_outbound_item")),
        sqlite_strict=True,
    )
    op.create_table(
        "parameter",
        sa.Column("name", Words(64), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("value_e6", Whole, nullable=True),
        sa.Column("amount_minor", Whole, nullable=True),
        sa.Column("currency_code", Words(3), nullable=True),
        sa.Column("is_sample", Flag, nullable=False),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_parameter_is_sample")),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_parameter_currency_code")
        ),
        sa.PrimaryKeyConstraint("name", "valid_from", name=op.f("pk_parameter")),
        sqlite_strict=True,
    )
    op.create_table(
        "matter_note",
        sa.Column("row_key", Words(64), nullable=False),
        sa.Column("login", Words(128), nullable=False),
        sa.Column("matter", Words(160), nullable=False),
        sa.Column("action", Words(16), nullable=False),
        sa.Column("hand_to", Words(128), nullable=False),
        sa.Column("until_date", Day(), nullable=True),
        sa.Column("note", LongText, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["person.login"], name=op.f("fk_matter_note_login")),
        sa.PrimaryKeyConstraint("row_key", name=op.f("pk_matter_note")),
        sqlite_strict=True,
    )
    op.create_table(
        "account_average",
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("kind", Words(8), nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("month", Day(), nullable=False),
        sa.Column("average_minor", Whole, nullable=False),
        sa.Column("source", Words(32), nullable=False),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('nostro', 'vostro')", name=op.f("ck_account_average_kind")),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_account_average_is_sample")),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_account_average_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_account_average_institution_id")
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "kind", "currency_code", "month", name=op.f("pk_account_average")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "break_item",
        sa.Column("number", Words(24), nullable=False),
        sa.Column("fingerprint", Words(64), nullable=False),
        sa.Column("business_date", Day(), nullable=False),
        sa.Column("class_code", Words(32), nullable=False),
        sa.Column("system", Words(32), nullable=False),
        sa.Column("institution_id", Whole, nullable=True),
        sa.Column("product_code", Words(32), nullable=True),
        sa.Column("unit_code", Words(32), nullable=True),
        sa.Column("our_reference", Words(96), nullable=False),
        sa.Column("their_reference", Words(64), nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("our_minor", Whole, nullable=True),
        sa.Column("their_minor", Whole, nullable=True),
        sa.Column("use_difference_minor", Whole, nullable=True),
        sa.Column("cause_code", Words(32), nullable=False),
        sa.Column("evidence", LongText, nullable=False),
        sa.Column("state", Words(16), nullable=False),
        sa.Column("responsible_unit_code", Words(32), nullable=True),
        sa.Column("owner_login", Words(128), nullable=True),
        sa.Column("treatment", Words(32), nullable=False),
        sa.Column("treated_by", Words(128), nullable=False),
        sa.Column("explanation", LongText, nullable=False),
        sa.Column("promised_date", Day(), nullable=True),
        sa.Column("change_slip", Words(64), nullable=False),
        sa.Column("closed_date", Day(), nullable=True),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'working', 'awaiting_check', 'closed')",
            name=op.f("ck_break_item_state"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_break_item_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_break_item_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_login"], ["person.login"], name=op.f("fk_break_item_owner_login")
        ),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_break_item_product_code")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_unit_code"],
            ["unit.code"],
            name=op.f("fk_break_item_responsible_unit_code"),
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_break_item_unit_code")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_break_item")),
        sqlite_strict=True,
    )
    op.create_index("ix_break_item_fingerprint", "break_item", ["fingerprint"], unique=False)
    op.create_index("ix_break_item_state", "break_item", ["state"], unique=False)
    op.create_table(
        "dealing",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("unit_code", Words(32), nullable=False),
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("direction", Words(8), nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("month", Day(), nullable=False),
        sa.Column("deal_count", Whole, nullable=False),
        sa.Column("amount_minor", Whole, nullable=False),
        sa.Column("fee_fen", Whole, nullable=False),
        sa.Column("source", Words(32), nullable=False),
        sa.Column("source_file", Words(160), nullable=False),
        sa.Column("source_line", Whole, nullable=True),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "direction IN ('in', 'out', 'mutual')", name=op.f("ck_dealing_direction")
        ),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_dealing_is_sample")),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_dealing_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_dealing_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_code"], ["dealing_product.code"], name=op.f("fk_dealing_product_code")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_dealing_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealing")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_dealing_institution_id", "dealing", ["institution_id", "month"], unique=False
    )
    op.create_index("ix_dealing_month", "dealing", ["month"], unique=False)
    op.create_table(
        "event",
        sa.Column("number", Words(24), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("institution_id", Whole, nullable=True),
        sa.Column("country_code", Words(2), nullable=True),
        sa.Column("kind", Words(32), nullable=False),
        sa.Column("agency", Words(16), nullable=False),
        sa.Column("rating_type", Words(32), nullable=False),
        sa.Column("from_value", Words(16), nullable=False),
        sa.Column("to_value", Words(16), nullable=False),
        sa.Column("outlook", Words(16), nullable=False),
        sa.Column("summary_zh", LongText, nullable=False),
        sa.Column("summary_en", LongText, nullable=False),
        sa.Column("source", Words(160), nullable=False),
        sa.Column("scope", Words(16), nullable=False),
        sa.Column("approved_minor", Whole, nullable=True),
        sa.Column("used_minor", Whole, nullable=True),
        sa.Column("last_maturity", Day(), nullable=True),
        sa.Column("measure", Words(16), nullable=False),
        sa.Column("urgent", Flag, nullable=False),
        sa.Column("closed_date", Day(), nullable=True),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_event_is_sample")),
        sa.CheckConstraint("urgent IN (0, 1)", name=op.f("ck_event_urgent")),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_event_country_code")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_event_institution_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_event_institution_id", "event", ["institution_id", "occurred_at"], unique=False
    )
    op.create_table(
        "feed_deal",
        sa.Column("file_id", Words(64), nullable=False),
        sa.Column("line_number", Whole, nullable=False),
        sa.Column("their_reference", Words(64), nullable=False),
        sa.Column("our_reference", Words(96), nullable=False),
        sa.Column("foreign_id", Words(64), nullable=False),
        sa.Column("institution_id", Whole, nullable=True),
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("unit_code", Words(32), nullable=True),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("amount_minor", Whole, nullable=False),
        sa.Column("use_minor", Whole, nullable=True),
        sa.Column("rate_e12", Whole, nullable=True),
        sa.Column("value_date", Day(), nullable=False),
        sa.Column("maturity_date", Day(), nullable=True),
        sa.Column("state", Words(16), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'matured', 'cancelled')", name=op.f("ck_feed_deal_state")
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_feed_deal_currency_code")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_feed_deal_file_id")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_feed_deal_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_feed_deal_product_code")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_feed_deal_unit_code")),
        sa.PrimaryKeyConstraint("file_id", "line_number", name=op.f("pk_feed_deal")),
        sqlite_strict=True,
    )
    op.create_index("ix_feed_deal_their_reference", "feed_deal", ["their_reference"], unique=False)
    op.create_table(
        "feed_line",
        sa.Column("file_id", Words(64), nullable=False),
        sa.Column("line_number", Whole, nullable=False),
        sa.Column("foreign_id", Words(64), nullable=False),
        sa.Column("institution_id", Whole, nullable=True),
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("approved_minor", Whole, nullable=False),
        sa.Column("used_minor", Whole, nullable=False),
        sa.Column("effective_date", Day(), nullable=True),
        sa.Column("expiry_date", Day(), nullable=True),
        sa.Column("approval_number", Words(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_feed_line_currency_code")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_feed_line_file_id")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_feed_line_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_feed_line_product_code")
        ),
        sa.PrimaryKeyConstraint("file_id", "line_number", name=op.f("pk_feed_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "foreign_identity",
        sa.Column("row_key", Words(96), nullable=False),
        sa.Column("system", Words(32), nullable=False),
        sa.Column("foreign_id", Words(64), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_foreign_identity_institution_id")
        ),
        sa.PrimaryKeyConstraint("row_key", name=op.f("pk_foreign_identity")),
        sqlite_strict=True,
    )
    op.create_table(
        "judgement",
        sa.Column("row_key", Words(96), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("fiscal_year", Flag, nullable=False),
        sa.Column("factor_code", Words(32), nullable=False),
        sa.Column("level", Flag, nullable=True),
        sa.Column("reason", LongText, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "level IS NULL OR level BETWEEN 1 AND 5", name=op.f("ck_judgement_level")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_judgement_institution_id")
        ),
        sa.PrimaryKeyConstraint("row_key", name=op.f("pk_judgement")),
        sa.UniqueConstraint(
            "institution_id",
            "fiscal_year",
            "factor_code",
            name=op.f("uq_judgement_institution_id_fiscal_year_factor_code"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "meeting",
        sa.Column("number", Words(24), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("place", Words(96), nullable=False),
        sa.Column("persons", LongText, nullable=False),
        sa.Column("summary_zh", LongText, nullable=False),
        sa.Column("summary_en", LongText, nullable=False),
        sa.Column("follow_up_zh", LongText, nullable=False),
        sa.Column("follow_up_en", LongText, nullable=False),
        sa.Column("follow_up_date", Day(), nullable=True),
        sa.Column("done_date", Day(), nullable=True),
        sa.Column("done_zh", LongText, nullable=False),
        sa.Column("done_en", LongText, nullable=False),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_meeting_is_sample")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_meeting_institution_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_meeting")),
        sqlite_strict=True,
    )
    op.create_index("ix_meeting_institution_id", "meeting", ["institution_id", "day"], unique=False)
    op.create_table(
        "rating",
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("agency", Words(16), nullable=False),
        sa.Column("rating_type", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("value", Words(16), nullable=False),
        sa.Column("outlook", Words(16), nullable=False),
        sa.Column("source", Words(160), nullable=False),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.Column("loaded_by", Words(128), nullable=False),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_rating_is_sample")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_rating_institution_id")
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "agency", "rating_type", "valid_from", name=op.f("pk_rating")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "reciprocity_plan",
        sa.Column("row_key", Words(96), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("year", Flag, nullable=False),
        sa.Column("target_minor", Whole, nullable=True),
        sa.Column("strategy", Words(16), nullable=False),
        sa.Column("points", LongText, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "strategy IN ('', 'increase', 'decrease', 'keep', 'negotiate')",
            name=op.f("ck_reciprocity_plan_strategy"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_reciprocity_plan_institution_id")
        ),
        sa.PrimaryKeyConstraint("row_key", name=op.f("pk_reciprocity_plan")),
        sa.UniqueConstraint(
            "institution_id", "year", name=op.f("uq_reciprocity_plan_institution_id_year")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "review",
        sa.Column("row_key", Words(96), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("fiscal_year", Flag, nullable=False),
        sa.Column("analyst", Words(128), nullable=True),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("report_source", Words(16), nullable=False),
        sa.Column("received_date", Day(), nullable=True),
        sa.Column("recommended_minor", Whole, nullable=True),
        sa.Column("recommended_tenor_days", Whole, nullable=True),
        sa.Column("committee_date", Day(), nullable=True),
        sa.Column("approval_number", Words(64), nullable=False),
        sa.Column("valid_until", Day(), nullable=True),
        sa.Column("reminders", Flag, nullable=False),
        sa.Column("next_reminder", Day(), nullable=True),
        sa.Column("note", LongText, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint("kind IN ('full', 'simple', 'kyc_only')", name=op.f("ck_review_kind")),
        sa.ForeignKeyConstraint(["analyst"], ["person.login"], name=op.f("fk_review_analyst")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_review_institution_id")
        ),
        sa.PrimaryKeyConstraint("row_key", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "institution_id", "fiscal_year", name=op.f("uq_review_institution_id_fiscal_year")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "statement",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("period_end", Day(), nullable=False),
        sa.Column("months", Flag, nullable=False),
        sa.Column("consolidated", Flag, nullable=False),
        sa.Column("audited", Flag, nullable=False),
        sa.Column("standard", Words(16), nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("source", Words(32), nullable=False),
        sa.Column("source_file", Words(160), nullable=False),
        sa.Column("source_line", Whole, nullable=True),
        sa.Column("content_hash", Words(64), nullable=False),
        sa.Column("revision", Whole, nullable=False),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.Column("loaded_by", Words(128), nullable=False),
        sa.CheckConstraint("audited IN (0, 1)", name=op.f("ck_statement_audited")),
        sa.CheckConstraint("consolidated IN (0, 1)", name=op.f("ck_statement_consolidated")),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_statement_is_sample")),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_statement_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_statement_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint(
            "institution_id",
            "period_end",
            "consolidated",
            "revision",
            name=op.f("uq_statement_institution_id_period_end_consolidated_revision"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_statement_institution_id", "statement", ["institution_id", "period_end"], unique=False
    )
    op.create_table(
        "evaluation",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("fiscal_year", Flag, nullable=False),
        sa.Column("template_code", Words(32), nullable=False),
        sa.Column("statement_id", Words(64), nullable=True),
        sa.Column("business_date", Day(), nullable=False),
        sa.Column("score_e6", Whole, nullable=True),
        sa.Column("missing_weight_e6", Whole, nullable=False),
        sa.Column("model_grade", Flag, nullable=True),
        sa.Column("grade", Flag, nullable=True),
        sa.Column("steps", LongText, nullable=False),
        sa.Column("proposed_minor", Whole, nullable=True),
        sa.Column("proposed_tenor_days", Whole, nullable=True),
        sa.Column("state", Words(16), nullable=False),
        sa.Column("maker", Words(128), nullable=False),
        sa.Column("checker", Words(128), nullable=True),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "state <> 'confirmed' OR checker IS NOT NULL", name=op.f("ck_evaluation_confirmed")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'withdrawn')", name=op.f("ck_evaluation_state")
        ),
        sa.CheckConstraint(
            "checker IS NULL OR checker <> maker", name=op.f("ck_evaluation_checker")
        ),
        sa.CheckConstraint(
            "grade IS NULL OR grade BETWEEN 1 AND 10", name=op.f("ck_evaluation_grade")
        ),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_evaluation_is_sample")),
        sa.ForeignKeyConstraint(["checker"], ["person.login"], name=op.f("fk_evaluation_checker")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_evaluation_institution_id")
        ),
        sa.ForeignKeyConstraint(["maker"], ["person.login"], name=op.f("fk_evaluation_maker")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_evaluation_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_evaluation_institution_id",
        "evaluation",
        ["institution_id", "fiscal_year"],
        unique=False,
    )
    op.create_table(
        "statement_item",
        sa.Column("statement_id", Words(64), nullable=False),
        sa.Column("item_code", Words(48), nullable=False),
        sa.Column("amount_minor", Whole, nullable=True),
        sa.Column("ratio_e6", Whole, nullable=True),
        sa.CheckConstraint(
            "(amount_minor IS NULL AND ratio_e6 IS NOT NULL) OR (amount_minor IS NOT NULL AND ratio_e6 IS NULL)",
            name=op.f("ck_statement_item_one_value"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_item_statement_id")
        ),
        sa.PrimaryKeyConstraint("statement_id", "item_code", name=op.f("pk_statement_item")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Step back."""
    for operation in {one for operations in _RIGHTS.values() for one in operations}:
        op.execute(
            sa.text("DELETE FROM permission WHERE operation = :operation").bindparams(
                operation=operation
            )
        )
    op.drop_table("row_seal")
    op.drop_table("trail_mark")
    op.drop_table("statement_item")
    op.drop_index("ix_evaluation_institution_id", table_name="evaluation")
    op.drop_table("evaluation")
    op.drop_index("ix_statement_institution_id", table_name="statement")
    op.drop_table("statement")
    op.drop_table("review")
    op.drop_table("reciprocity_plan")
    op.drop_table("rating")
    op.drop_index("ix_meeting_institution_id", table_name="meeting")
    op.drop_table("meeting")
    op.drop_table("judgement")
    op.drop_table("foreign_identity")
    op.drop_table("feed_line")
    op.drop_index("ix_feed_deal_their_reference", table_name="feed_deal")
    op.drop_table("feed_deal")
    op.drop_index("ix_event_institution_id", table_name="event")
    op.drop_table("event")
    op.drop_index("ix_dealing_month", table_name="dealing")
    op.drop_index("ix_dealing_institution_id", table_name="dealing")
    op.drop_table("dealing")
    op.drop_index("ix_break_item_state", table_name="break_item")
    op.drop_index("ix_break_item_fingerprint", table_name="break_item")
    op.drop_table("break_item")
    op.drop_table("account_average")
    op.drop_table("matter_note")
    op.drop_table("parameter")
    op.drop_table("outbound_item")
    op.drop_table("branch_return")
    op.drop_table("reconciliation")
    op.drop_table("rating_scale")
    op.drop_table("outbound_file")
    op.drop_index("ix_issued_report_kind", table_name="issued_report")
    op.drop_table("issued_report")
    op.drop_table("indicator")
    op.drop_table("grade_band")
    op.drop_index("ix_feed_file_business_date", table_name="feed_file")
    op.drop_table("feed_file")
    op.drop_table("dealing_product")
