"""Who must agree: policy, authority, delegation, orders that wait, months that are closed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, PrimaryKeyConstraint, UniqueConstraint

from backend.store.tables.base import audited, flag, one_of, table
from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

#: How many hands an operation takes from an amount on: 1 经办, 2 with 复核, 3 with 审批. Dated: the
#: newest row not after the day, of the largest `from_minor` that the amount reaches.
policy = table(
    "policy",
    Column("operation", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("from_minor", Whole, nullable=False),
    Column("hands", Flag, nullable=False),
    PrimaryKeyConstraint("operation", "valid_from", "from_minor"),
    CheckConstraint("hands IN (1, 2, 3)", name="hands"),
)

#: Up to what amount somebody may give the last hand. `grantee` is a login or a role; a person's own
#: row goes before the role's. Dated like every parameter.
authority = table(
    "authority",
    Column("grantee", Words(128), nullable=False),
    Column("operation", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("most_minor", Whole, nullable=False),
    PrimaryKeyConstraint("grantee", "operation", "valid_from"),
)

#: 代理(A/B角): from day to day the delegate acts with the principal's role, in the own name.
delegation = table(
    "delegation",
    Column("number", Words(24), primary_key=True),
    Column("principal", Words(128), ForeignKey("person.login"), nullable=False),
    Column("delegate", Words(128), ForeignKey("person.login"), nullable=False),
    Column("from_date", Day, nullable=False),
    Column("last_date", Day, nullable=False),
    Column("reason", LongText, nullable=False),
    Column("ended", Flag, nullable=False, default=0),
    *audited(),
    flag("ended"),
    CheckConstraint("principal <> delegate", name="delegate"),
    CheckConstraint("last_date >= from_date", name="last_date"),
)

#: An order that waits for more hands. `content` is the command as its maker sent it. The persons
#: are distinct without exception, whoever a delegate stands in for included (`…_for`).
approval = table(
    "approval",
    Column("number", Words(24), primary_key=True),
    Column("command_id", Words(64), nullable=False),
    Column("command", Words(32), nullable=False),
    Column("content", LongText, nullable=False),
    Column("operation", Words(32), nullable=False),
    Column("node_key", Words(96), nullable=False, default=""),
    Column("institution_id", Whole, ForeignKey("institution.id")),
    Column("amount_minor", Whole, nullable=False),
    Column("hands", Flag, nullable=False),
    Column("state", Words(24), nullable=False),
    Column("maker", Words(128), ForeignKey("person.login"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("checker", Words(128), ForeignKey("person.login")),
    Column("checker_for", Words(128), ForeignKey("person.login")),
    Column("checked_at", Instant),
    Column("approver", Words(128), ForeignKey("person.login")),
    Column("approver_for", Words(128), ForeignKey("person.login")),
    Column("approved_at", Instant),
    Column("decision_note", LongText, nullable=False, default=""),
    Column("place", Words(128), nullable=False, default=""),
    *audited(),
    UniqueConstraint("command_id"),
    one_of(
        "state", "awaiting_check", "awaiting_approval", "applied", "refused", "withdrawn", "failed"
    ),
    CheckConstraint("hands IN (2, 3)", name="hands"),
    CheckConstraint(
        "checker IS NULL OR (checker <> maker AND COALESCE(checker_for, '') <> maker)",
        name="checker",
    ),
    CheckConstraint(
        "approver IS NULL OR (checker IS NOT NULL AND approver <> maker AND approver <> checker "
        "AND approver <> COALESCE(checker_for, '') AND COALESCE(approver_for, '') <> maker "
        "AND COALESCE(approver_for, '') <> checker "
        "AND (approver_for IS NULL OR approver_for <> COALESCE(checker_for, '')))",
        name="approver",
    ),
    CheckConstraint(
        "state <> 'applied' OR (checker IS NOT NULL AND (hands = 2 OR approver IS NOT NULL))",
        name="applied",
    ),
)

#: 月结: a month that is closed; what is recorded for it later is marked 追溯.
month_close = table(
    "month_close",
    Column("month", Day, primary_key=True),
    Column("closed_at", Instant, nullable=False),
    Column("maker", Words(128), ForeignKey("person.login"), nullable=False),
    Column("checker", Words(128), ForeignKey("person.login"), nullable=False),
    CheckConstraint("checker <> maker", name="checker"),
)

#: Which unit may give to which, and how much at once; an empty code means any. Dated.
lending_rule = table(
    "lending_rule",
    Column("giver_unit_code", Words(32), nullable=False),
    Column("taker_unit_code", Words(32), nullable=False),
    Column("product_code", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("allowed", Flag, nullable=False),
    Column("most_minor", Whole),
    PrimaryKeyConstraint("giver_unit_code", "taker_unit_code", "product_code", "valid_from"),
    flag("allowed"),
)
