"""What is over its line: active (told beyond it) apart from passive (everything else)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from backend.queries.excess.excesses import Excess, excesses
from backend.queries.labels import NodeLabels
from backend.queries.rows import Label
from backend.queries.statistics.rows import Asked, Breach
from backend.queries.statistics.use import concerned
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, node
from backend.store.tables.reference import unit

_TAKEN = balance.c.used_minor + balance.c.reserved_minor
_LINE = (
    balance.c.approved_minor
    + balance.c.temporary_minor
    - balance.c.frozen_minor
    - balance.c.consumed_minor
)
_AT_ONCE = 500


def breaches(connection: Connection, asked: Asked) -> list[Breach]:
    """Return every node over its line, the greatest excess first; see `queries.excess.excesses`."""
    over = {one.node_id: one for one in excesses(connection)}
    ids = sorted(over)
    rows = [
        row
        for start in range(0, len(ids), _AT_ONCE)
        for row in connection.execute(_nodes(asked, ids[start : start + _AT_ONCE]))
    ]
    labels = NodeLabels.read(connection) if rows else None
    found = [_breach(row, over[row.id], labels) for row in rows if labels is not None]
    return sorted(found, key=lambda one: (-one.active_minor - one.passive_minor, one.label.code))


def _breach(row: Any, excess: Excess, labels: NodeLabels) -> Breach:
    zh, en = labels.label(row)
    owner = labels.owner(row)
    return Breach(
        label=Label(
            code=row.node_key, zh=_whose(row, row.name_zh, zh), en=_whose(row, row.name_en, en)
        ),
        owner=Label(code="", zh=owner.zh, en=owner.en),
        telephone=owner.telephone,
        line_minor=int(row.line_minor),
        taken_minor=int(row.taken_minor),
        active_minor=excess.active_minor,
        passive_minor=excess.passive_minor,
        since_date=excess.since,
        cure_date=excess.cure_date,
    )


def _whose(row: Any, name: str | None, label: str) -> str:
    """Return a line's label with its institution; others name theirs themselves."""
    return f"{name} {label}" if row.product_code is not None and name else label


def _nodes(asked: Asked, ids: Collection[int]) -> Select[Any]:
    short = func.coalesce(func.nullif(institution.c.short_name_zh, ""), institution.c.short_name_en)
    question = (
        select(
            node,
            _LINE.label("line_minor"),
            _TAKEN.label("taken_minor"),
            short.label("name_zh"),
            institution.c.short_name_en.label("name_en"),
        )
        .join(balance, balance.c.node_id == node.c.id)
        .outerjoin(institution, institution.c.id == node.c.institution_id)
        .where(node.c.id.in_(ids))
    )
    if asked.unit:
        question = question.join(unit, unit.c.code == node.c.unit_code).where(
            or_(unit.c.code == asked.unit, unit.c.parent_code == asked.unit)
        )
    if asked.country:
        # A country's own cap is of the country as well.
        return question.where(
            *concerned(Asked(since=asked.since, product=asked.product)),
            or_(
                institution.c.risk_country_code == asked.country,
                node.c.country_code == asked.country,
            ),
        )
    return question.where(*concerned(asked))
