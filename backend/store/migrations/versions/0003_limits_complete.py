"""Limits complete: more dimensions, dated holds, hands, parameters of use and regulation.

Revision 0003, after 0002. Tables whose checks change are made anew on SQLite, where a check cannot be
altered; on SQL Server their columns and checks are.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: What the roles of a house that stands already may do besides. A new house gets its whole table.
_RIGHTS = {
    "limit_officer": (
        *("suspend", "resume", "freeze", "unfreeze", "increase", "extend", "recall", "reverse"),
        *("late", "revalue", "close_month", "delegate", "parameter"),
    ),
    "checker": ("suspend", "freeze", "delegate"),
    "approver": ("suspend", "freeze", "authorise", "delegate"),
    "unit_officer": ("extend", "delegate"),
    "administrator": (
        *("suspend", "resume", "freeze", "unfreeze", "increase", "extend", "recall", "reverse"),
        *("late", "revalue", "close_month", "delegate", "parameter", "authorise"),
    ),
}

#: Tables made anew: their columns that are new, with what old rows hold there.
_NEW_COLUMNS: dict[str, dict[str, str]] = {
    "node": {"tenor_from_days": "NULL", "currency_code": "NULL", "rule_code": "NULL"},
    "balance": {"exposure_used_minor": "0", "exposure_reserved_minor": "0"},
    "entry": dict.fromkeys(
        (
            "exposure_used_delta_minor",
            "exposure_reserved_delta_minor",
            "business_code",
            "effect_date",
            "approval_number",
        ),
        "NULL",
    ),
    "due": {
        "open_exposure_minor": "0",
        "tenor_days": "COALESCE((SELECT {tenor} FROM entry WHERE entry.id = due.entry_id), 0)",
        "currency_code": "(SELECT deal_currency FROM entry WHERE entry.id = due.entry_id)",
    },
    "request": {},
}
#: Checks that are replaced, and indexes, by table.
_CHECKS: dict[str, tuple[str, ...]] = {
    "node": ("dimension",),
    "entry": ("use_signs", "line_signs", "resolves", "auto"),
    "due": ("kind",),
    "request": ("kind",),
}
_INDEXES: dict[str, dict[str, tuple[str, ...]]] = {
    "node": {
        "ix_node_institution_id": ("institution_id", "dimension"),
        "ix_node_country_code": ("country_code",),
        "ix_node_group_code": ("group_code",),
    },
    "entry": {
        "ix_entry_node_id": ("node_id", "business_date"),
        "ix_entry_resolves_id": ("resolves_id",),
        "ix_entry_loan_id": ("loan_id",),
        "ix_entry_receipt_id": ("receipt_id",),
        "ix_entry_approval_number": ("approval_number",),
        "ix_entry_request_number": ("request_number",),
    },
    "due": {"ix_due_last_date": ("last_date",), "ix_due_node_id": ("node_id", "open_minor")},
}
#: Indexes that hold some rows alone: open ones, so that what has ended makes no question slower, and
#: on a file those that refer to another entry.
_ONLY = {
    "ix_due_last_date": "open_minor > 0",
    "ix_entry_resolves_id": "resolves_id IS NOT NULL",
    "ix_entry_loan_id": "loan_id IS NOT NULL",
    "ix_entry_approval_number": "approval_number IS NOT NULL",
    "ix_entry_request_number": "request_number <> ''",
}
_OPEN_DRAWS = """
INSERT INTO open_draw (entry_id, node_id, currency_code, open_deal_minor, open_use_minor,
                       open_loan_minor, open_exposure_minor, rate_e12, factor_e6, tenor_days,
                       maturity_date)
SELECT entry.id, entry.node_id, entry.deal_currency,
       entry.deal_amount_minor - COALESCE(after_it.deal_minor, 0),
       entry.used_delta_minor + COALESCE(after_it.used_minor, 0),
       entry.loan_delta_minor + COALESCE(after_it.loan_minor, 0), 0, entry.rate_e12,
       entry.factor_e6, COALESCE({tenor}, 0), entry.maturity_date
  FROM entry
  LEFT JOIN (SELECT resolves_id, SUM(deal_amount_minor) AS deal_minor,
                    SUM(used_delta_minor) AS used_minor, SUM(loan_delta_minor) AS loan_minor
               FROM entry WHERE kind = 'release' GROUP BY resolves_id) AS after_it
    ON after_it.resolves_id = entry.id
 WHERE entry.kind = 'draw'
"""


def upgrade() -> None:
    """Step forward."""
    for role, operations in _RIGHTS.items():
        for operation in operations:
            op.execute(
                sa.text(
                    "INSERT INTO permission (role, operation) SELECT :role, :operation "
                    "WHERE EXISTS (SELECT 1 FROM permission WHERE operation = 'load') "
                    "AND NOT EXISTS (SELECT 1 FROM permission "
                    "WHERE role = :role AND operation = :operation)"
                ).bindparams(role=role, operation=operation)
            )
    _create_tables()
    on_file = op.get_bind().dialect.name == "sqlite"
    tenor = (
        "CAST(julianday(entry.maturity_date) - julianday(entry.value_date) AS INTEGER)"
        if on_file
        else "DATEDIFF(day, entry.value_date, entry.maturity_date)"
    )
    for name, definition in _REBUILT.items():
        new = {one: how.format(tenor=tenor) for one, how in _NEW_COLUMNS[name].items()}
        (_make_anew if on_file else _alter)(name, definition(), new)
    op.execute(_OPEN_DRAWS.format(tenor=tenor))


def _make_anew(name: str, items: list[SchemaItem], new: dict[str, str]) -> None:
    """Make a table of a file anew, row by row the same; references to it hold by its name."""
    numbered = {"sqlite_autoincrement": True} if name == "entry" else {}
    op.create_table(f"new_{name}", *items, sqlite_strict=True, **numbered)
    columns = [item.name for item in items if isinstance(item, sa.Column)]
    values = ", ".join(new.get(column, column) for column in columns)
    op.execute(
        f"INSERT INTO new_{name} ({', '.join(columns)}) SELECT {values} FROM {name}"  # noqa: S608
    )
    op.execute(f"DROP TABLE {name}")
    op.execute(f"ALTER TABLE new_{name} RENAME TO {name}")
    _create_indexes(name)


def _create_indexes(name: str) -> None:
    for index, listed in _INDEXES.get(name, {}).items():
        held = sa.text(_ONLY[index]) if index in _ONLY else None
        op.create_index(index, name, list(listed), sqlite_where=held, mssql_where=held)


def _alter(name: str, items: list[SchemaItem], new: dict[str, str]) -> None:
    """Alter a table of the server: columns, what old rows hold there, checks and keys."""
    _add_columns(name, items, new)
    for item in items:
        if isinstance(item, sa.CheckConstraint):
            check = str(item.name)
            if check.removeprefix(f"ck_{name}_") in _CHECKS.get(name, ()):
                op.drop_constraint(op.f(check), name, type_="check")
                op.create_check_constraint(op.f(check), name, item.sqltext)
        elif isinstance(item, sa.ForeignKeyConstraint):
            (column,) = item.column_keys
            if column in new:
                (target,) = item.elements
                table, _, key = target.target_fullname.partition(".")
                op.create_foreign_key(op.f(str(item.name)), name, table, [column], [key])
    if name == "due":
        op.drop_index("ix_due_last_date", "due")
    if name == "entry":  # its other indexes are those that stand
        for column in ("approval_number", "request_number"):
            op.create_index(f"ix_entry_{column}", "entry", [column])
    else:
        _create_indexes(name)


def _add_columns(name: str, items: list[SchemaItem], new: dict[str, str]) -> None:
    """Add columns to a table of the server: what must not be empty stands there at once."""
    for item in items:
        if not isinstance(item, sa.Column) or item.name not in new:
            continue
        if new[item.name] == "NULL":
            op.add_column(name, sa.Column(item.name, item.type, nullable=True))
            continue
        kind = item.type.compile(op.get_bind().dialect)
        at_first = "N'USD'" if item.name == "currency_code" else "0"
        op.execute(
            f"ALTER TABLE {name} ADD {item.name} {kind} NOT NULL "
            f"CONSTRAINT df_{name}_{item.name} DEFAULT {at_first}"
        )
        if new[item.name] != "0":
            op.execute(f"UPDATE {name} SET {item.name} = {new[item.name]}")  # noqa: S608


def _create_tables() -> None:
    op.create_table(
        "authority",
        sa.Column("grantee", Words(128), nullable=False),
        sa.Column("operation", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("most_minor", Whole, nullable=False),
        sa.PrimaryKeyConstraint("grantee", "operation", "valid_from", name=op.f("pk_authority")),
        sqlite_strict=True,
    )
    op.create_table(
        "lending_rule",
        sa.Column("giver_unit_code", Words(32), nullable=False),
        sa.Column("taker_unit_code", Words(32), nullable=False),
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("allowed", Flag, nullable=False),
        sa.Column("most_minor", Whole, nullable=True),
        sa.CheckConstraint("allowed IN (0, 1)", name=op.f("ck_lending_rule_allowed")),
        sa.PrimaryKeyConstraint(
            "giver_unit_code",
            "taker_unit_code",
            "product_code",
            "valid_from",
            name=op.f("pk_lending_rule"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "policy",
        sa.Column("operation", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("from_minor", Whole, nullable=False),
        sa.Column("hands", Flag, nullable=False),
        sa.CheckConstraint("hands IN (1, 2, 3)", name=op.f("ck_policy_hands")),
        sa.PrimaryKeyConstraint("operation", "valid_from", "from_minor", name=op.f("pk_policy")),
        sqlite_strict=True,
    )
    op.create_table(
        "regulation",
        sa.Column("rule_code", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("share_e6", Whole, nullable=False),
        sa.Column("switched_on", Flag, nullable=False),
        sa.CheckConstraint("switched_on IN (0, 1)", name=op.f("ck_regulation_switched_on")),
        sa.PrimaryKeyConstraint("rule_code", "valid_from", name=op.f("pk_regulation")),
        sqlite_strict=True,
    )
    op.create_table(
        "charge_rule",
        sa.Column("business_code", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("party", Words(32), nullable=False),
        sa.Column("basis", Words(32), nullable=False),
        sa.Column("starts", Words(32), nullable=False),
        sa.Column("ends", Words(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_charge_rule_product_code")
        ),
        sa.PrimaryKeyConstraint("business_code", "valid_from", name=op.f("pk_charge_rule")),
        sqlite_strict=True,
    )
    op.create_table(
        "factor_step",
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("netted", Flag, nullable=False),
        sa.Column("from_days", Whole, nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("factor_e6", Whole, nullable=False),
        sa.CheckConstraint("from_days >= 0", name=op.f("ck_factor_step_from_days")),
        sa.CheckConstraint("netted IN (0, 1)", name=op.f("ck_factor_step_netted")),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_factor_step_product_code")
        ),
        sa.PrimaryKeyConstraint(
            "product_code", "netted", "from_days", "valid_from", name=op.f("pk_factor_step")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "own_capital",
        sa.Column("measure", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("amount_minor", Whole, nullable=False),
        sa.CheckConstraint(
            "measure IN ('tier1', 'net_capital')", name=op.f("ck_own_capital_measure")
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currency.code"], name=op.f("fk_own_capital_currency_code")
        ),
        sa.PrimaryKeyConstraint("measure", "valid_from", name=op.f("pk_own_capital")),
        sqlite_strict=True,
    )
    op.create_table(
        "regulatory_factor",
        sa.Column("product_code", Words(32), nullable=False),
        sa.Column("netted", Flag, nullable=False),
        sa.Column("from_days", Whole, nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("factor_e6", Whole, nullable=False),
        sa.CheckConstraint("from_days >= 0", name=op.f("ck_regulatory_factor_from_days")),
        sa.CheckConstraint("netted IN (0, 1)", name=op.f("ck_regulatory_factor_netted")),
        sa.ForeignKeyConstraint(
            ["product_code"], ["product.code"], name=op.f("fk_regulatory_factor_product_code")
        ),
        sa.PrimaryKeyConstraint(
            "product_code", "netted", "from_days", "valid_from", name=op.f("pk_regulatory_factor")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "delegation",
        sa.Column("number", Words(24), nullable=False),
        sa.Column("principal", Words(128), nullable=False),
        sa.Column("delegate", Words(128), nullable=False),
        sa.Column("from_date", Day(), nullable=False),
        sa.Column("last_date", Day(), nullable=False),
        sa.Column("reason", LongText, nullable=False),
        sa.Column("ended", Flag, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint("ended IN (0, 1)", name=op.f("ck_delegation_ended")),
        sa.CheckConstraint("last_date >= from_date", name=op.f("ck_delegation_last_date")),
        sa.CheckConstraint("principal <> delegate", name=op.f("ck_delegation_delegate")),
        sa.ForeignKeyConstraint(
            ["delegate"], ["person.login"], name=op.f("fk_delegation_delegate")
        ),
        sa.ForeignKeyConstraint(
            ["principal"], ["person.login"], name=op.f("fk_delegation_principal")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_delegation")),
        sqlite_strict=True,
    )
    op.create_table(
        "month_close",
        sa.Column("month", Day(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("maker", Words(128), nullable=False),
        sa.Column("checker", Words(128), nullable=False),
        sa.CheckConstraint("checker <> maker", name=op.f("ck_month_close_checker")),
        sa.ForeignKeyConstraint(["checker"], ["person.login"], name=op.f("fk_month_close_checker")),
        sa.ForeignKeyConstraint(["maker"], ["person.login"], name=op.f("fk_month_close_maker")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_month_close")),
        sqlite_strict=True,
    )
    op.create_table(
        "approval",
        sa.Column("number", Words(24), nullable=False),
        sa.Column("command_id", Words(64), nullable=False),
        sa.Column("command", Words(32), nullable=False),
        sa.Column("content", LongText, nullable=False),
        sa.Column("operation", Words(32), nullable=False),
        sa.Column("node_key", Words(96), nullable=False),
        sa.Column("institution_id", Whole, nullable=True),
        sa.Column("amount_minor", Whole, nullable=False),
        sa.Column("hands", Flag, nullable=False),
        sa.Column("state", Words(24), nullable=False),
        sa.Column("maker", Words(128), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("checker", Words(128), nullable=True),
        sa.Column("checker_for", Words(128), nullable=True),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("approver", Words(128), nullable=True),
        sa.Column("approver_for", Words(128), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("decision_note", LongText, nullable=False),
        sa.Column("place", Words(128), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Words(128), nullable=False),
        sa.Column("submission_id", Words(64), nullable=False),
        sa.CheckConstraint(
            "approver IS NULL OR (checker IS NOT NULL AND approver <> maker AND approver <> checker AND approver <> COALESCE(checker_for, '') AND COALESCE(approver_for, '') <> maker AND COALESCE(approver_for, '') <> checker AND (approver_for IS NULL OR approver_for <> COALESCE(checker_for, '')))",
            name=op.f("ck_approval_approver"),
        ),
        sa.CheckConstraint(
            "checker IS NULL OR (checker <> maker AND COALESCE(checker_for, '') <> maker)",
            name=op.f("ck_approval_checker"),
        ),
        sa.CheckConstraint(
            "state <> 'applied' OR (checker IS NOT NULL AND (hands = 2 OR approver IS NOT NULL))",
            name=op.f("ck_approval_applied"),
        ),
        sa.CheckConstraint(
            "state IN ('awaiting_check', 'awaiting_approval', 'applied', 'refused', 'withdrawn', 'failed')",
            name=op.f("ck_approval_state"),
        ),
        sa.CheckConstraint("hands IN (2, 3)", name=op.f("ck_approval_hands")),
        sa.ForeignKeyConstraint(["approver"], ["person.login"], name=op.f("fk_approval_approver")),
        sa.ForeignKeyConstraint(
            ["approver_for"], ["person.login"], name=op.f("fk_approval_approver_for")
        ),
        sa.ForeignKeyConstraint(["checker"], ["person.login"], name=op.f("fk_approval_checker")),
        sa.ForeignKeyConstraint(
            ["checker_for"], ["person.login"], name=op.f("fk_approval_checker_for")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_approval_institution_id")
        ),
        sa.ForeignKeyConstraint(["maker"], ["person.login"], name=op.f("fk_approval_maker")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_approval")),
        sa.UniqueConstraint("command_id", name=op.f("uq_approval_command_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "institution_mark",
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("mark", Words(32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("holds", Flag, nullable=False),
        sa.CheckConstraint("holds IN (0, 1)", name=op.f("ck_institution_mark_holds")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_institution_mark_institution_id")
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "mark", "valid_from", name=op.f("pk_institution_mark")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "netting_agreement",
        sa.Column("institution_id", Whole, nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("holds", Flag, nullable=False),
        sa.Column("document", LongText, nullable=False),
        sa.CheckConstraint("holds IN (0, 1)", name=op.f("ck_netting_agreement_holds")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_netting_agreement_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "valid_from", name=op.f("pk_netting_agreement")),
        sqlite_strict=True,
    )
    op.create_table(
        "open_draw",
        sa.Column("entry_id", Words(96), nullable=False),
        sa.Column("node_id", Whole, nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.Column("open_deal_minor", Whole, nullable=False),
        sa.Column("open_use_minor", Whole, nullable=False),
        sa.Column("open_loan_minor", Whole, nullable=False),
        sa.Column("open_exposure_minor", Whole, nullable=False),
        sa.Column("rate_e12", Whole, nullable=False),
        sa.Column("factor_e6", Whole, nullable=False),
        sa.Column("tenor_days", Whole, nullable=False),
        sa.Column("maturity_date", Day(), nullable=True),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_open_draw_node_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_open_draw")),
        sqlite_strict=True,
    )
    op.create_index("ix_open_draw_node_id", "open_draw", ["node_id", "maturity_date"], unique=False)
    still = sa.text("open_use_minor > 0")
    op.create_index(
        "ix_open_draw_maturity_date",
        "open_draw",
        ["maturity_date", "node_id"],
        unique=False,
        sqlite_where=still,
        mssql_where=still,
    )


def _node() -> list[SchemaItem]:
    return [
        sa.Column("id", Whole, autoincrement=False, nullable=False),
        sa.Column("node_key", Words(96), nullable=False),
        sa.Column("dimension", Words(16), nullable=False),
        sa.Column("country_code", Words(2), nullable=True),
        sa.Column("group_code", Words(32), nullable=True),
        sa.Column("institution_id", Whole, nullable=True),
        sa.Column("product_code", Words(32), nullable=True),
        sa.Column("unit_code", Words(32), nullable=True),
        sa.Column("tenor_from_days", Whole, nullable=True),
        sa.Column("currency_code", Words(3), nullable=True),
        sa.Column("rule_code", Words(32), nullable=True),
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
            "dimension IN ('country', 'group', 'entity', 'product', 'unit', 'tenor', 'currency', 'regulation')",
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
            ["currency_code"], ["currency.code"], name=op.f("fk_node_currency_code")
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
    ]


def _balance() -> list[SchemaItem]:
    return [
        sa.Column("node_id", Whole, autoincrement=False, nullable=False),
        sa.Column("approved_minor", Whole, nullable=False),
        sa.Column("temporary_minor", Whole, nullable=False),
        sa.Column("frozen_minor", Whole, nullable=False),
        sa.Column("used_minor", Whole, nullable=False),
        sa.Column("reserved_minor", Whole, nullable=False),
        sa.Column("consumed_minor", Whole, nullable=False),
        sa.Column("allocated_minor", Whole, nullable=False),
        sa.Column("exposure_used_minor", Whole, nullable=False),
        sa.Column("exposure_reserved_minor", Whole, nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_balance_node_id")),
        sa.PrimaryKeyConstraint("node_id", name=op.f("pk_balance")),
    ]


def _entry() -> list[SchemaItem]:
    return [
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
        sa.Column("exposure_used_delta_minor", Whole, nullable=True),
        sa.Column("exposure_reserved_delta_minor", Whole, nullable=True),
        sa.Column("business_code", Words(32), nullable=True),
        sa.Column("effect_date", Day(), nullable=True),
        sa.Column("approval_number", Words(24), nullable=True),
        sa.CheckConstraint(
            "(reserved_delta_minor >= 0 AND kind NOT IN ('release', 'revalue', 'reverse', 'extend', 'revert', 'unfreeze')) OR resolves_id IS NOT NULL",
            name=op.f("ck_entry_resolves"),
        ),
        sa.CheckConstraint(
            "\n    (kind = 'reserve' AND reserved_delta_minor > 0 AND used_delta_minor = 0)\n OR (kind = 'draw' AND used_delta_minor > 0 AND reserved_delta_minor <= 0)\n OR (kind IN ('void', 'lapse') AND reserved_delta_minor < 0 AND used_delta_minor = 0)\n OR (kind = 'release' AND used_delta_minor < 0 AND reserved_delta_minor = 0)\n OR (kind IN ('revalue', 'reverse') AND used_delta_minor <> 0 AND reserved_delta_minor = 0)\n OR (kind IN ('approve', 'allocate', 'lend', 'borrow', 'return', 'freeze', 'unfreeze', 'increase',\n              'revert', 'extend')\n     AND used_delta_minor = 0 AND reserved_delta_minor = 0)\n",
            name=op.f("ck_entry_use_signs"),
        ),
        sa.CheckConstraint(
            "\n    (kind IN ('approve', 'allocate') AND approved_delta_minor <> 0\n     AND temporary_delta_minor = 0 AND frozen_delta_minor = 0)\n OR (kind IN ('lend', 'revert') AND temporary_delta_minor < 0\n     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)\n OR (kind IN ('borrow', 'increase') AND temporary_delta_minor > 0\n     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)\n OR (kind = 'return' AND temporary_delta_minor <> 0\n     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)\n OR (kind = 'freeze' AND frozen_delta_minor > 0\n     AND approved_delta_minor = 0 AND temporary_delta_minor = 0)\n OR (kind = 'unfreeze' AND frozen_delta_minor < 0\n     AND approved_delta_minor = 0 AND temporary_delta_minor = 0)\n OR (kind IN ('reserve', 'draw', 'void', 'lapse', 'release', 'revalue', 'reverse', 'extend')\n     AND approved_delta_minor = 0 AND temporary_delta_minor = 0 AND frozen_delta_minor = 0)\n",
            name=op.f("ck_entry_line_signs"),
        ),
        sa.CheckConstraint(
            "mode <> 'auto' OR kind IN ('lapse', 'return', 'revert', 'unfreeze')",
            name=op.f("ck_entry_auto"),
        ),
        sa.CheckConstraint("mode IN ('ask', 'tell', 'auto')", name=op.f("ck_entry_mode")),
        sa.ForeignKeyConstraint(
            ["approval_number"], ["approval.number"], name=op.f("fk_entry_approval_number")
        ),
        sa.ForeignKeyConstraint(
            ["deal_currency"], ["currency.code"], name=op.f("fk_entry_deal_currency")
        ),
        sa.ForeignKeyConstraint(
            ["lender_node_id"], ["node.id"], name=op.f("fk_entry_lender_node_id")
        ),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_entry_node_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_entry")),
        sa.UniqueConstraint("id", name=op.f("uq_entry_id")),
    ]


def _due() -> list[SchemaItem]:
    return [
        sa.Column("entry_id", Words(96), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("node_id", Whole, nullable=False),
        sa.Column("lender_node_id", Whole, nullable=True),
        sa.Column("on_expiry", Words(16), nullable=False),
        sa.Column("last_date", Day(), nullable=False),
        sa.Column("open_minor", Whole, nullable=False),
        sa.Column("drawn_minor", Whole, nullable=False),
        sa.Column("open_exposure_minor", Whole, nullable=False),
        sa.Column("tenor_days", Whole, nullable=False),
        sa.Column("currency_code", Words(3), nullable=False),
        sa.CheckConstraint(
            "kind IN ('lapse', 'return', 'revert', 'unfreeze')", name=op.f("ck_due_kind")
        ),
        sa.ForeignKeyConstraint(
            ["lender_node_id"], ["node.id"], name=op.f("fk_due_lender_node_id")
        ),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_due_node_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_due")),
    ]


def _request() -> list[SchemaItem]:
    return [
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
            "kind IN ('use', 'transfer', 'extend', 'increase', 'recall')",
            name=op.f("ck_request_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'awaiting_lender', 'awaiting_check', 'granted', 'partly_granted', 'refused', 'lapsed', 'settled')",
            name=op.f("ck_request_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('granted', 'partly_granted') OR checker IS NOT NULL",
            name=op.f("ck_request_granted"),
        ),
        sa.CheckConstraint(
            "checker IS NULL OR (maker IS NOT NULL AND checker <> maker AND checker <> requester)",
            name=op.f("ck_request_checker"),
        ),
        sa.CheckConstraint(
            "consent_by IS NULL OR consent_by <> requester", name=op.f("ck_request_consent_by")
        ),
        sa.CheckConstraint("maker IS NULL OR maker <> requester", name=op.f("ck_request_maker")),
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
    ]


_REBUILT: dict[str, Callable[[], list[SchemaItem]]] = {
    "node": _node,
    "balance": _balance,
    "entry": _entry,
    "due": _due,
    "request": _request,
}
