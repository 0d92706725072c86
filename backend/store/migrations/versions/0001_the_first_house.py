"""The first house.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "audit",
        sa.Column("number", Whole, autoincrement=True, nullable=False),
        sa.Column("table_name", Words(64), nullable=False),
        sa.Column("row_key", Words(96), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("image", LongText, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sa.UniqueConstraint(
            "table_name", "row_key", "version", name=op.f("uq_audit_table_name_row_key_version")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "audit_seal",
        sa.Column("number", Whole, autoincrement=True, nullable=False),
        sa.Column("stream", Words(16), nullable=False),
        sa.Column("row_number", Whole, nullable=False),
        sa.Column("chain_hash", Words(64), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.CheckConstraint("stream IN ('audit', 'entry')", name=op.f("ck_audit_seal_stream")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("stream", "row_number", name=op.f("uq_audit_seal_stream_row_number")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "business_day",
        sa.Column("day", Day(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by", Words(128), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_business_day")),
        sqlite_strict=True,
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", Day(), nullable=False),
        sa.Column("working", Flag, nullable=False),
        sa.Column("name_zh", Words(64), nullable=False),
        sa.Column("name_en", Words(64), nullable=False),
        sa.CheckConstraint("working IN (0, 1)", name=op.f("ck_calendar_day_working")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
        sqlite_strict=True,
    )
    op.create_table(
        "country",
        sa.Column("code", Words(2), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("name_zh", Words(64), nullable=False),
        sa.Column("name_en", Words(96), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint("kind IN ('country', 'region')", name=op.f("ck_country_kind")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
        sqlite_strict=True,
    )
    op.create_table(
        "currency",
        sa.Column("code", Words(3), nullable=False),
        sa.Column("minor_units", Flag, nullable=False),
        sa.Column("name_zh", Words(64), nullable=False),
        sa.Column("name_en", Words(64), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_currency")),
        sqlite_strict=True,
    )
    op.create_table(
        "permission",
        sa.Column("role", Words(32), nullable=False),
        sa.Column("operation", Words(32), nullable=False),
        sa.PrimaryKeyConstraint("role", "operation", name=op.f("pk_permission")),
        sqlite_strict=True,
    )
    op.create_table(
        "product",
        sa.Column("code", Words(32), nullable=False),
        sa.Column("name_zh", Words(64), nullable=False),
        sa.Column("name_en", Words(64), nullable=False),
        sa.Column("line_type", Words(16), nullable=False),
        sa.Column("sort_order", Flag, nullable=False),
        sa.CheckConstraint(
            "line_type IN ('revolving', 'one_off', 'special')", name=op.f("ck_product_line_type")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_product")),
        sqlite_strict=True,
    )
    op.create_table(
        "pull",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("login", Words(128), nullable=False),
        sa.Column("as_of", Day(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pull")),
        sqlite_strict=True,
    )
    op.create_table(
        "receipt",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("command", Words(32), nullable=False),
        sa.Column("content_hash", Words(64), nullable=False),
        sa.Column("outcome", Words(32), nullable=False),
        sa.Column("detail", LongText, nullable=False),
        sa.Column("login", Words(128), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", Words(64), nullable=False),
        sa.Column("value", LongText, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "unit",
        sa.Column("code", Words(32), nullable=False),
        sa.Column("parent_code", Words(32), nullable=True),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("name_zh", Words(64), nullable=False),
        sa.Column("name_en", Words(64), nullable=False),
        sa.Column("telephone", Words(32), nullable=False),
        sa.Column("allocates", Flag, nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("valid_to", Day(), nullable=True),
        sa.Column("sort_order", Flag, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('head_office', 'department', 'branch_group', 'branch')",
            name=op.f("ck_unit_kind"),
        ),
        sa.CheckConstraint("allocates IN (0, 1)", name=op.f("ck_unit_allocates")),
        sa.ForeignKeyConstraint(["parent_code"], ["unit.code"], name=op.f("fk_unit_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
        sqlite_strict=True,
    )
    op.create_table(
        "factor",
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("factor_e6", Whole, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_factor_product_code")
        ),
        sa.PrimaryKeyConstraint("product_code", "valid_from", name=op.f("pk_factor")),
        sqlite_strict=True,
    )
    op.create_table(
        "institution_group",
        sa.Column("code", Words(32), nullable=False),
        sa.Column("name_zh", Words(128), nullable=False),
        sa.Column("name_en", Words(128), nullable=False),
        sa.Column("risk_country_code", Words(2), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["risk_country_code"],
            ["country.code"],
            name=op.f("fk_institution_group_risk_country_code"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_institution_group")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("login", Words(128), nullable=False),
        sa.Column("name_zh", Words(64), nullable=False),
        sa.Column("name_en", Words(64), nullable=False),
        sa.Column("unit_code", Words(32), nullable=False),
        sa.Column("role", Words(32), nullable=False),
        sa.Column("telephone", Words(32), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_person_unit_code")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_person")),
        sqlite_strict=True,
    )
    op.create_table(
        "rate",
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("rate_e12", Whole, nullable=False),
        sa.Column("source", Words(128), nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_rate_currency_code")
        ),
        sa.PrimaryKeyConstraint("currency_code", "day", "kind", name=op.f("pk_rate")),
        sqlite_strict=True,
    )
    op.create_table(
        "institution",
        sa.Column("id", Whole, autoincrement=False, nullable=False),
        sa.Column("bic8", Words(8), nullable=False),
        sa.Column("customer_number", Words(16), nullable=False),
        sa.Column("name_zh", Words(128), nullable=False),
        sa.Column("name_en", Words(160), nullable=False),
        sa.Column("short_name_zh", Words(64), nullable=False),
        sa.Column("short_name_en", Words(96), nullable=False),
        sa.Column("pinyin_initials", Words(64), nullable=False),
        sa.Column("country_code", Words(2), nullable=False),
        sa.Column("risk_country_code", Words(2), nullable=False),
        sa.Column("city", Words(96), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("group_code", Words(32), nullable=True),
        sa.Column("head_office_id", Whole, nullable=True),
        sa.Column("onshore_legal_person", Flag, nullable=False),
        sa.Column("origin", Words(32), nullable=False),
        sa.Column("note", LongText, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('bank', 'central_bank', 'multilateral')", name=op.f("ck_institution_kind")
        ),
        sa.CheckConstraint(
            "onshore_legal_person IN (0, 1)", name=op.f("ck_institution_onshore_legal_person")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_institution_country_code")
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["institution_group.code"], name=op.f("fk_institution_group_code")
        ),
        sa.ForeignKeyConstraint(
            ["head_office_id"], ["institution.id"], name=op.f("fk_institution_head_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["risk_country_code"], ["country.code"], name=op.f("fk_institution_risk_country_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("bic8", name=op.f("uq_institution_bic8")),
        sa.UniqueConstraint("customer_number", name=op.f("uq_institution_customer_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "submission",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("pull_id", Words(64), nullable=False),
        sa.Column("maker", Words(128), nullable=False),
        sa.Column("edit_count", Whole, nullable=False),
        sa.Column("business_date", Day(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["maker"], ["person.login"], name=op.f("fk_submission_maker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sqlite_strict=True,
    )
    op.create_table(
        "node",
        sa.Column("id", Whole, autoincrement=False, nullable=False),
        sa.Column("node_key", Words(96), nullable=False),
        sa.Column("dimension", Words(16), nullable=False),
        sa.Column("country_code", Words(2), nullable=True),
        sa.Column("group_code", Words(32), nullable=True),
        sa.Column("institution_id", Whole, nullable=True),
        sa.Column("product_code", Words(32), nullable=True),
        sa.Column("unit_code", Words(32), nullable=True),
        sa.Column("limited", Flag, nullable=False),
        sa.Column("line_type", Words(16), nullable=False),
        sa.Column("effective_date", Day(), nullable=True),
        sa.Column("expiry_date", Day(), nullable=True),
        sa.Column("max_tenor_days", Whole, nullable=True),
        sa.Column("suspended", Flag, nullable=False),
        sa.Column("owner_unit_code", Words(32), nullable=True),
        sa.Column("owner_login", Words(128), nullable=True),
        sa.Column("approval_number", Words(64), nullable=False),
        sa.Column("source", Words(16), nullable=False),
        sa.Column("source_time", Instant(), nullable=True),
        sa.Column("is_sample", Flag, nullable=False),
        sa.Column("note", LongText, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "dimension IN ('country', 'group', 'entity', 'product', 'unit')",
            name=op.f("ck_node_dimension"),
        ),
        sa.CheckConstraint(
            "line_type IN ('revolving', 'one_off', 'special')", name=op.f("ck_node_line_type")
        ),
        sa.CheckConstraint("source IN ('manual', 'limit_system')", name=op.f("ck_node_source")),
        sa.CheckConstraint("is_sample IN (0, 1)", name=op.f("ck_node_is_sample")),
        sa.CheckConstraint("limited IN (0, 1)", name=op.f("ck_node_limited")),
        sa.CheckConstraint("suspended IN (0, 1)", name=op.f("ck_node_suspended")),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_node_country_code")
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["institution_group.code"], name=op.f("fk_node_group_code")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_node_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_login"], ["person.login"], name=op.f("fk_node_owner_login")
        ),
        sa.ForeignKeyConstraint(
            ["owner_unit_code"], ["unit.code"], name=op.f("fk_node_owner_unit_code")
        ),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_node_product_code")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_node_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
        sa.UniqueConstraint("node_key", name=op.f("uq_node_node_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "request",
        sa.Column("number", Words(24), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("state", Words(24), nullable=False),
        sa.Column("unit_code", Words(32), nullable=False),
        sa.Column("requester", Words(128), nullable=False),
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("amount_minor", Whole, nullable=False),
        sa.Column("from_date", Day(), nullable=False),
        sa.Column("last_date", Day(), nullable=False),
        sa.Column("maturity_date", Day(), nullable=True),
        sa.Column("on_expiry", Words(16), nullable=False),
        sa.Column("purpose", LongText, nullable=False),
        sa.Column("lending_unit_code", Words(32), nullable=True),
        sa.Column("consent", Words(16), nullable=True),
        sa.Column("consent_by", Words(128), nullable=True),
        sa.Column("consent_at", Instant(), nullable=True),
        sa.Column("granted_minor", Whole, nullable=True),
        sa.Column("decision_note", LongText, nullable=False),
        sa.Column("maker", Words(128), nullable=True),
        sa.Column("made_at", Instant(), nullable=True),
        sa.Column("checker", Words(128), nullable=True),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "checker IS NULL OR (maker IS NOT NULL AND checker <> maker AND checker <> requester)",
            name=op.f("ck_request_checker"),
        ),
        sa.CheckConstraint(
            "consent_by IS NULL OR consent_by <> requester", name=op.f("ck_request_consent_by")
        ),
        sa.CheckConstraint(
            "state NOT IN ('granted', 'partly_granted') OR checker IS NOT NULL",
            name=op.f("ck_request_granted"),
        ),
        sa.CheckConstraint("maker IS NULL OR maker <> requester", name=op.f("ck_request_maker")),
        sa.CheckConstraint("kind IN ('use', 'transfer')", name=op.f("ck_request_kind")),
        sa.CheckConstraint(
            "state IN ('submitted', 'awaiting_lender', 'awaiting_check', 'granted', 'partly_granted', 'refused', 'lapsed', 'settled')",
            name=op.f("ck_request_state"),
        ),
        sa.ForeignKeyConstraint(["checker"], ["person.login"], name=op.f("fk_request_checker")),
        sa.ForeignKeyConstraint(
            ["consent_by"], ["person.login"], name=op.f("fk_request_consent_by")
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_request_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_request_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["lending_unit_code"], ["unit.code"], name=op.f("fk_request_lending_unit_code")
        ),
        sa.ForeignKeyConstraint(["maker"], ["person.login"], name=op.f("fk_request_maker")),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_request_product_code")
        ),
        sa.ForeignKeyConstraint(["requester"], ["person.login"], name=op.f("fk_request_requester")),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_request_unit_code")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_request")),
        sqlite_strict=True,
    )
    op.create_table(
        "submission_edit",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.Column("command", Words(32), nullable=False),
        sa.Column("place", Words(128), nullable=False),
        sa.Column("content", LongText, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_edit_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_edit")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_submission_edit_submission_id", "submission_edit", ["submission_id"], unique=False
    )
    op.create_table(
        "balance",
        sa.Column("node_id", Whole, autoincrement=False, nullable=False),
        sa.Column("approved_minor", Whole, nullable=False),
        sa.Column("temporary_minor", Whole, nullable=False),
        sa.Column("frozen_minor", Whole, nullable=False),
        sa.Column("used_minor", Whole, nullable=False),
        sa.Column("reserved_minor", Whole, nullable=False),
        sa.Column("consumed_minor", Whole, nullable=False),
        sa.Column("allocated_minor", Whole, nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_balance_node_id")),
        sa.PrimaryKeyConstraint("node_id", name=op.f("pk_balance")),
        sqlite_strict=True,
    )
    op.create_table(
        "due",
        sa.Column("entry_id", Words(96), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("node_id", Whole, nullable=False),
        sa.Column("lender_node_id", Whole, nullable=True),
        sa.Column("on_expiry", Words(16), nullable=False),
        sa.Column("last_date", Day(), nullable=False),
        sa.Column("open_minor", Whole, nullable=False),
        sa.Column("drawn_minor", Whole, nullable=False),
        sa.CheckConstraint("kind IN ('lapse', 'return')", name=op.f("ck_due_kind")),
        sa.ForeignKeyConstraint(
            ["lender_node_id"], ["node.id"], name=op.f("fk_due_lender_node_id")
        ),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_due_node_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_due")),
        sqlite_strict=True,
    )
    op.create_index("ix_due_last_date", "due", ["last_date"], unique=False)
    op.create_table(
        "edge",
        sa.Column("child_id", Whole, nullable=False),
        sa.Column("parent_id", Whole, nullable=False),
        sa.Column("strict", Flag, nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("valid_to", Day(), nullable=True),
        sa.CheckConstraint("strict IN (0, 1)", name=op.f("ck_edge_strict")),
        sa.ForeignKeyConstraint(["child_id"], ["node.id"], name=op.f("fk_edge_child_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["node.id"], name=op.f("fk_edge_parent_id")),
        sa.PrimaryKeyConstraint("child_id", "parent_id", "valid_from", name=op.f("pk_edge")),
        sqlite_strict=True,
    )
    op.create_table(
        "entry",
        sa.Column("number", Whole, autoincrement=True, nullable=False),
        sa.Column("id", Words(96), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("node_id", Whole, nullable=False),
        sa.Column("mode", Words(8), nullable=False),
        sa.Column("receipt_id", Words(64), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.Column("resolves_id", Words(96), nullable=True),
        sa.Column("loan_id", Words(96), nullable=True),
        sa.Column("loan_delta_minor", Whole, nullable=False),
        sa.Column("lender_node_id", Whole, nullable=True),
        sa.Column("approved_delta_minor", Whole, nullable=False),
        sa.Column("temporary_delta_minor", Whole, nullable=False),
        sa.Column("frozen_delta_minor", Whole, nullable=False),
        sa.Column("used_delta_minor", Whole, nullable=False),
        sa.Column("reserved_delta_minor", Whole, nullable=False),
        sa.Column("deal_currency", Words(3), nullable=False),
        sa.Column("deal_amount_minor", Whole, nullable=False),
        sa.Column("rate_e12", Whole, nullable=False),
        sa.Column("factor_e6", Whole, nullable=False),
        sa.Column("reference", Words(96), nullable=False),
        sa.Column("request_number", Words(24), nullable=False),
        sa.Column("reason", LongText, nullable=False),
        sa.Column("value_date", Day(), nullable=True),
        sa.Column("maturity_date", Day(), nullable=True),
        sa.Column("last_date", Day(), nullable=True),
        sa.Column("on_expiry", Words(16), nullable=False),
        sa.Column("business_date", Day(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("login", Words(128), nullable=False),
        sa.CheckConstraint(
            "(reserved_delta_minor >= 0 AND kind <> 'release') OR resolves_id IS NOT NULL",
            name=op.f("ck_entry_resolves"),
        ),
        sa.CheckConstraint(
            "\n    (kind = 'reserve' AND reserved_delta_minor > 0 AND used_delta_minor = 0)\n OR (kind = 'draw' AND used_delta_minor > 0 AND reserved_delta_minor <= 0)\n OR (kind IN ('void', 'lapse') AND reserved_delta_minor < 0 AND used_delta_minor = 0)\n OR (kind = 'release' AND used_delta_minor < 0 AND reserved_delta_minor = 0)\n OR (kind = 'revalue' AND used_delta_minor <> 0 AND reserved_delta_minor = 0)\n OR (kind IN ('approve', 'allocate', 'lend', 'borrow', 'return', 'freeze', 'unfreeze')\n     AND used_delta_minor = 0 AND reserved_delta_minor = 0)\n",
            name=op.f("ck_entry_use_signs"),
        ),
        sa.CheckConstraint(
            "\n    (kind IN ('approve', 'allocate') AND approved_delta_minor <> 0\n     AND temporary_delta_minor = 0 AND frozen_delta_minor = 0)\n OR (kind = 'lend' AND temporary_delta_minor < 0\n     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)\n OR (kind = 'borrow' AND temporary_delta_minor > 0\n     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)\n OR (kind = 'return' AND temporary_delta_minor <> 0\n     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)\n OR (kind = 'freeze' AND frozen_delta_minor > 0\n     AND approved_delta_minor = 0 AND temporary_delta_minor = 0)\n OR (kind = 'unfreeze' AND frozen_delta_minor < 0\n     AND approved_delta_minor = 0 AND temporary_delta_minor = 0)\n OR (kind IN ('reserve', 'draw', 'void', 'lapse', 'release', 'revalue')\n     AND approved_delta_minor = 0 AND temporary_delta_minor = 0 AND frozen_delta_minor = 0)\n",
            name=op.f("ck_entry_line_signs"),
        ),
        sa.CheckConstraint(
            "mode <> 'auto' OR kind IN ('lapse', 'return')", name=op.f("ck_entry_auto")
        ),
        sa.CheckConstraint("mode IN ('ask', 'tell', 'auto')", name=op.f("ck_entry_mode")),
        sa.ForeignKeyConstraint(
            ["deal_currency"], ["currency.code"], name=op.f("fk_entry_deal_currency")
        ),
        sa.ForeignKeyConstraint(
            ["lender_node_id"], ["node.id"], name=op.f("fk_entry_lender_node_id")
        ),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_entry_node_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_entry")),
        sa.UniqueConstraint("id", name=op.f("uq_entry_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_entry_loan_id", "entry", ["loan_id"], unique=False)
    op.create_index("ix_entry_node_id", "entry", ["node_id", "business_date"], unique=False)
    op.create_index("ix_entry_receipt_id", "entry", ["receipt_id"], unique=False)
    op.create_index("ix_entry_resolves_id", "entry", ["resolves_id"], unique=False)
    op.create_table(
        "path",
        sa.Column("node_id", Whole, nullable=False),
        sa.Column("ancestor_id", Whole, nullable=False),
        sa.Column("depth", Flag, nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("valid_to", Day(), nullable=True),
        sa.ForeignKeyConstraint(["ancestor_id"], ["node.id"], name=op.f("fk_path_ancestor_id")),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_path_node_id")),
        sa.PrimaryKeyConstraint("node_id", "ancestor_id", "valid_from", name=op.f("pk_path")),
        sqlite_strict=True,
    )
    op.create_index("ix_path_ancestor_id", "path", ["ancestor_id", "node_id"], unique=False)


def downgrade() -> None:
    """Step back."""
    op.drop_index("ix_path_ancestor_id", table_name="path")
    op.drop_table("path")
    op.drop_index("ix_entry_resolves_id", table_name="entry")
    op.drop_index("ix_entry_receipt_id", table_name="entry")
    op.drop_index("ix_entry_node_id", table_name="entry")
    op.drop_index("ix_entry_loan_id", table_name="entry")
    op.drop_table("entry")
    op.drop_table("edge")
    op.drop_index("ix_due_last_date", table_name="due")
    op.drop_table("due")
    op.drop_table("balance")
    op.drop_index("ix_submission_edit_submission_id", table_name="submission_edit")
    op.drop_table("submission_edit")
    op.drop_table("request")
    op.drop_table("node")
    op.drop_table("submission")
    op.drop_table("institution")
    op.drop_table("rate")
    op.drop_table("person")
    op.drop_table("institution_group")
    op.drop_table("factor")
    op.drop_table("unit")
    op.drop_table("setting")
    op.drop_table("receipt")
    op.drop_table("pull")
    op.drop_table("product")
    op.drop_table("permission")
    op.drop_table("currency")
    op.drop_table("country")
    op.drop_table("calendar_day")
    op.drop_table("business_day")
    op.drop_table("audit_seal")
    op.drop_table("audit")
