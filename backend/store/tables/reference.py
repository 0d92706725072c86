"""What every desk needs before its first bank: words, units, persons, days, rates, parameters."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint

from backend.store.tables.base import audited, flag, one_of, table
from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

setting = table(
    "setting",
    Column("name", Words(64), primary_key=True),
    Column("value", LongText, nullable=False),
)

currency = table(
    "currency",
    Column("code", Words(3), primary_key=True),
    Column("minor_units", Flag, nullable=False),
    Column("name_zh", Words(64), nullable=False),
    Column("name_en", Words(64), nullable=False),
)

country = table(
    "country",
    Column("code", Words(2), primary_key=True),
    Column("kind", Words(16), nullable=False),
    Column("name_zh", Words(64), nullable=False),
    Column("name_en", Words(96), nullable=False),
    *audited(),
    one_of("kind", "country", "region"),
)

product = table(
    "product",
    Column("code", Words(32), primary_key=True),
    Column("name_zh", Words(64), nullable=False),
    Column("name_en", Words(64), nullable=False),
    Column("line_type", Words(16), nullable=False),
    Column("sort_order", Flag, nullable=False),
    one_of("line_type", "revolving", "one_off", "special"),
)

#: What a deal takes from its line (额度占用系数), dated: the newest one not after the value date.
factor = table(
    "factor",
    Column("product_code", Words(32), ForeignKey("product.code"), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("factor_e6", Whole, nullable=False),
    PrimaryKeyConstraint("product_code", "valid_from"),
)

unit = table(
    "unit",
    Column("code", Words(32), primary_key=True),
    Column("parent_code", Words(32), ForeignKey("unit.code")),
    Column("kind", Words(16), nullable=False),
    Column("name_zh", Words(64), nullable=False),
    Column("name_en", Words(64), nullable=False),
    Column("telephone", Words(32), nullable=False),
    Column("allocates", Flag, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day),
    Column("sort_order", Flag, nullable=False),
    *audited(),
    one_of("kind", "head_office", "department", "branch_group", "branch"),
    flag("allocates"),
)

person = table(
    "person",
    Column("login", Words(128), primary_key=True),
    Column("name_zh", Words(64), nullable=False),
    Column("name_en", Words(64), nullable=False),
    Column("unit_code", Words(32), ForeignKey("unit.code"), nullable=False),
    Column("role", Words(32), nullable=False),
    Column("telephone", Words(32), nullable=False),
    *audited(),
)

#: Who may do what: deny unless listed.
permission = table(
    "permission",
    Column("role", Words(32), nullable=False),
    Column("operation", Words(32), nullable=False),
    PrimaryKeyConstraint("role", "operation"),
)

#: Exceptions to Monday to Friday: public holidays, and the weekend days worked for them (调休).
calendar_day = table(
    "calendar_day",
    Column("day", Day, primary_key=True),
    Column("working", Flag, nullable=False),
    Column("name_zh", Words(64), nullable=False),
    Column("name_en", Words(64), nullable=False),
    flag("working"),
)

#: US dollars for one unit of the currency, times 10**12.
rate = table(
    "rate",
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("day", Day, nullable=False),
    Column("kind", Words(16), nullable=False),
    Column("rate_e12", Whole, nullable=False),
    Column("source", Words(128), nullable=False),
    Column("loaded_at", Instant, nullable=False),
    PrimaryKeyConstraint("currency_code", "day", "kind"),
)
