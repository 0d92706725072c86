"""What business flows each way: dealings by month, average balances, returns, plans."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint

from backend.store.tables.base import audited, flag, one_of, table
from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

#: What is entrusted. Mutual business (treasury dealing) belongs to no direction.
dealing_product = table(
    "dealing_product",
    Column("code", Words(32), primary_key=True),
    Column("name_zh", Words(64), nullable=False),
    Column("name_en", Words(64), nullable=False),
    Column("is_mutual", Flag, nullable=False),
    Column("sort_order", Flag, nullable=False),
    flag("is_mutual"),
)

#: One month's dealings of one unit with one correspondent: never changed; a correction is another
#: row with the difference. `month` is its first day; the fee is in fen, received or paid.
dealing = table(
    "dealing",
    Column("id", Words(64), primary_key=True),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("unit_code", Words(32), ForeignKey("unit.code"), nullable=False),
    Column("product_code", Words(32), ForeignKey("dealing_product.code"), nullable=False),
    Column("direction", Words(8), nullable=False),
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("month", Day, nullable=False),
    Column("deal_count", Whole, nullable=False),
    Column("amount_minor", Whole, nullable=False),
    Column("fee_fen", Whole, nullable=False),
    Column("source", Words(32), nullable=False),
    Column("source_file", Words(160), nullable=False, default=""),
    Column("source_line", Whole),
    Column("is_sample", Flag, nullable=False, default=0),
    Column("loaded_at", Instant, nullable=False),
    one_of("direction", "in", "out", "mutual"),
    flag("is_sample"),
    Index("ix_dealing_institution_id", "institution_id", "month"),
    Index("ix_dealing_month", "month"),
)

#: The month's daily average on an account: `nostro` ours with them, `vostro` theirs with us.
account_average = table(
    "account_average",
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("kind", Words(8), nullable=False),
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("month", Day, nullable=False),
    Column("average_minor", Whole, nullable=False),
    Column("source", Words(32), nullable=False),
    Column("is_sample", Flag, nullable=False, default=0),
    Column("loaded_at", Instant, nullable=False),
    PrimaryKeyConstraint("institution_id", "kind", "currency_code", "month"),
    one_of("kind", "nostro", "vostro"),
    flag("is_sample"),
)

#: A branch's month that has come in; `nil` says that there was no business. What is not here, gaps.
branch_return = table(
    "branch_return",
    Column("unit_code", Words(32), ForeignKey("unit.code"), nullable=False),
    Column("month", Day, nullable=False),
    Column("nil", Flag, nullable=False),
    Column("source", Words(32), nullable=False),
    Column("is_sample", Flag, nullable=False, default=0),
    Column("returned_at", Instant, nullable=False),
    PrimaryKeyConstraint("unit_code", "month"),
    flag("nil"),
    flag("is_sample"),
)

#: What we want of a correspondent this year. `row_key`: `BIC8/2026`. The target is US cents
reciprocity_plan = table(
    "reciprocity_plan",
    Column("row_key", Words(96), primary_key=True),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("year", Flag, nullable=False),
    Column("target_minor", Whole),
    Column("strategy", Words(16), nullable=False, default=""),
    Column("points", LongText, nullable=False, default=""),
    *audited(),
    UniqueConstraint("institution_id", "year"),
    one_of("strategy", "", "increase", "decrease", "keep", "negotiate"),
)
