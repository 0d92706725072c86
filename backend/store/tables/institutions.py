"""Who the correspondents are."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, UniqueConstraint

from backend.store.tables.base import audited, flag, one_of, table
from backend.store.types import Flag, LongText, Whole, Words

institution_group = table(
    "institution_group",
    Column("code", Words(32), primary_key=True),
    Column("name_zh", Words(128), nullable=False),
    Column("name_en", Words(128), nullable=False),
    Column("risk_country_code", Words(2), ForeignKey("country.code"), nullable=False),
    *audited(),
)

#: `risk_country_code` is the country or region of ultimate risk; `origin` the source of the row.
institution = table(
    "institution",
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("bic8", Words(8), nullable=False),
    Column("customer_number", Words(16), nullable=False),
    Column("name_zh", Words(128), nullable=False),
    Column("name_en", Words(160), nullable=False),
    Column("short_name_zh", Words(64), nullable=False),
    Column("short_name_en", Words(96), nullable=False),
    Column("pinyin_initials", Words(64), nullable=False),
    Column("country_code", Words(2), ForeignKey("country.code"), nullable=False),
    Column("risk_country_code", Words(2), ForeignKey("country.code"), nullable=False),
    Column("city", Words(96), nullable=False),
    Column("kind", Words(16), nullable=False),
    Column("group_code", Words(32), ForeignKey("institution_group.code")),
    Column("head_office_id", Whole, ForeignKey("institution.id")),
    Column("onshore_legal_person", Flag, nullable=False),
    Column("origin", Words(32), nullable=False),
    Column("note", LongText, nullable=False, default=""),
    *audited(),
    UniqueConstraint("bic8"),
    UniqueConstraint("customer_number"),
    one_of("kind", "bank", "central_bank", "multilateral"),
    flag("onshore_legal_person"),
)
