"""Dated parameters of use and of regulation. All are append-only: the newest one counts.

Factors and percentages are times 10**6. A row that ends something says so by its own value (a
factor of another day, `switched_on` 0, `holds` 0), never by being taken away.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, PrimaryKeyConstraint

from backend.store.tables.base import flag, one_of, table
from backend.store.types import Day, Flag, LongText, Whole, Words

#: 额度占用系数 by remaining tenor and netting: what stands before the product's own `factor` for
#: deals with at least `from_days` left; `netted` rows only with an enforceable agreement on file.
factor_step = table(
    "factor_step",
    Column("product_code", Words(32), ForeignKey("product.code"), nullable=False),
    Column("netted", Flag, nullable=False),
    Column("from_days", Whole, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("factor_e6", Whole, nullable=False),
    PrimaryKeyConstraint("product_code", "netted", "from_days", "valid_from"),
    flag("netted"),
    CheckConstraint("from_days >= 0", name="from_days"),
)

#: 监管转换系数: what a deal adds to regulatory exposure; never mixed with the factors above.
regulatory_factor = table(
    "regulatory_factor",
    Column("product_code", Words(32), ForeignKey("product.code"), nullable=False),
    Column("netted", Flag, nullable=False),
    Column("from_days", Whole, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("factor_e6", Whole, nullable=False),
    PrimaryKeyConstraint("product_code", "netted", "from_days", "valid_from"),
    flag("netted"),
    CheckConstraint("from_days >= 0", name="from_days"),
)

#: 扣占对象: whose line a kind of business takes, by the part that a bank plays in it.
charge_rule = table(
    "charge_rule",
    Column("business_code", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("product_code", Words(32), ForeignKey("product.code"), nullable=False),
    Column("party", Words(32), nullable=False),
    Column("basis", Words(32), nullable=False),
    Column("starts", Words(32), nullable=False),
    Column("ends", Words(32), nullable=False),
    PrimaryKeyConstraint("business_code", "valid_from"),
)

#: Regulatory caps: the share of own capital that one counterparty, group, country may take.
regulation = table(
    "regulation",
    Column("rule_code", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("share_e6", Whole, nullable=False),
    Column("switched_on", Flag, nullable=False),
    PrimaryKeyConstraint("rule_code", "valid_from"),
    flag("switched_on"),
)

#: The bank's own capital, in minor units of `currency_code`.
own_capital = table(
    "own_capital",
    Column("measure", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("amount_minor", Whole, nullable=False),
    PrimaryKeyConstraint("measure", "valid_from"),
    one_of("measure", "tier1", "net_capital"),
)

#: An enforceable netting agreement with an institution; `holds` 0 ends it.
netting_agreement = table(
    "netting_agreement",
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("holds", Flag, nullable=False),
    Column("document", LongText, nullable=False),
    PrimaryKeyConstraint("institution_id", "valid_from"),
    flag("holds"),
)

#: What is true of an institution for regulation, from a day on: `gsib`, `assessed_as_china`.
institution_mark = table(
    "institution_mark",
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("mark", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("holds", Flag, nullable=False),
    PrimaryKeyConstraint("institution_id", "mark", "valid_from"),
    flag("holds"),
)
