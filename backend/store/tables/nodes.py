"""Nodes of the ledger, their dated edges and paths, their balances.

Only `node` rows are written by anyone; edges, paths and balances follow by triggers.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint

from backend.store.tables.base import audited, flag, one_of, table
from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

#: A node of one dimension. `node_key` is its natural key, for example `unit:17/placement/treasury`
#: with the institution's id. A node that is not `limited` sets no limit of its own. A `tenor` node
#: bounds all use of its line with an original tenor of at least `tenor_from_days`, a `currency`
#: node all use in its currency: they hang on no edge. A `regulation` node counts regulatory
#: exposure.
node = table(
    "node",
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("node_key", Words(96), nullable=False),
    Column("dimension", Words(16), nullable=False),
    Column("country_code", Words(2), ForeignKey("country.code")),
    Column("group_code", Words(32), ForeignKey("institution_group.code")),
    Column("institution_id", Whole, ForeignKey("institution.id")),
    Column("product_code", Words(32), ForeignKey("product.code")),
    Column("unit_code", Words(32), ForeignKey("unit.code")),
    Column("tenor_from_days", Whole),
    Column("currency_code", Words(3), ForeignKey("currency.code")),
    Column("rule_code", Words(32)),
    Column("limited", Flag, nullable=False),
    Column("line_type", Words(16), nullable=False),
    Column("effective_date", Day),
    Column("expiry_date", Day),
    Column("max_tenor_days", Whole),
    Column("suspended", Flag, nullable=False, default=0),
    Column("owner_unit_code", Words(32), ForeignKey("unit.code")),
    Column("owner_login", Words(128), ForeignKey("person.login")),
    Column("approval_number", Words(64), nullable=False, default=""),
    Column("source", Words(16), nullable=False, default="manual"),
    Column("source_time", Instant),
    Column("is_sample", Flag, nullable=False, default=0),
    Column("note", LongText, nullable=False, default=""),
    *audited(),
    Index("ix_node_institution_id", "institution_id", "dimension"),
    Index("ix_node_country_code", "country_code"),
    Index("ix_node_group_code", "group_code"),
    UniqueConstraint("node_key"),
    one_of(
        "dimension",
        "country",
        "group",
        "entity",
        "product",
        "unit",
        "tenor",
        "currency",
        "regulation",
    ),
    one_of("line_type", "revolving", "one_off", "special"),
    one_of("source", "manual", "limit_system"),
    flag("limited"),
    flag("suspended"),
    flag("is_sample"),
)

#: `strict`: what the child holds is counted at the parent and refused past its line.
edge = table(
    "edge",
    Column("child_id", Whole, ForeignKey("node.id"), nullable=False),
    Column("parent_id", Whole, ForeignKey("node.id"), nullable=False),
    Column("strict", Flag, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day),
    PrimaryKeyConstraint("child_id", "parent_id", "valid_from"),
    flag("strict"),
)

#: Every node above a node, itself included (depth 0). Open while `valid_to` is NULL.
path = table(
    "path",
    Column("node_id", Whole, ForeignKey("node.id"), nullable=False),
    Column("ancestor_id", Whole, ForeignKey("node.id"), nullable=False),
    Column("depth", Flag, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day),
    PrimaryKeyConstraint("node_id", "ancestor_id", "valid_from"),
    Index("ix_path_ancestor_id", "ancestor_id", "node_id"),
)

#: `consumed_minor`: what a line that is not revolving has spent and will not get back. The
#: exposures are regulatory; a `regulation` node holds them as its `used` and `reserved` as well.
balance = table(
    "balance",
    Column("node_id", Whole, ForeignKey("node.id"), primary_key=True, autoincrement=False),
    *(
        Column(f"{measure}_minor", Whole, nullable=False)
        for measure in (
            "approved",
            "temporary",
            "frozen",
            "used",
            "reserved",
            "consumed",
            "allocated",
            "exposure_used",
            "exposure_reserved",
        )
    ),
)
