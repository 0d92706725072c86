"""Lines that nobody uses, and lines that end soon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, and_, func, or_, select

from backend.queries import reference
from backend.queries.rows import Label
from backend.queries.statistics.rows import Asked, Dormant, Ending, LineOf
from backend.queries.statistics.use import concerned, named, of_lines
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, entry, node, path

#: Days within which a line's end is announced.
TERMS = (30, 60, 90)
_USES = ("reserve", "draw", "release", "void", "lapse", "revalue", "reverse")
_GRANTS = ("approve", "allocate")
_NAMES = (
    institution.c.bic8,
    institution.c.short_name_zh,
    institution.c.name_zh,
    institution.c.short_name_en,
    institution.c.name_en,
)

#: The total of a line's legal entity that ends on the same day.
_WHOLE = node.alias("whole")
_SAME_END = and_(
    _WHOLE.c.institution_id == node.c.institution_id,
    _WHOLE.c.dimension == "entity",
    _WHOLE.c.expiry_date == node.c.expiry_date,
)


def dormant_lines(connection: Connection, asked: Asked, today: date) -> list[Dormant]:
    """Return approved lines without open use, unused for longer than asked, the largest first.

    A line that was never used counts from its first approval.
    """
    columns = (*_NAMES, node.c.id, node.c.product_code, balance.c.approved_minor)
    rows = connection.execute(_unused(asked, *columns, _approved_on().label("approved_on"))).all()
    last_uses = _last_uses(connection, asked)
    products = reference.products(connection)
    found = [
        _dormant(row, products[row.product_code], last_uses.get(row.id), today) for row in rows
    ]
    chosen = [one for one in found if one.days > asked.dormant_days]
    return sorted(chosen, key=lambda one: (-one.approved_minor, one.line.institution.code))


def _unused(asked: Asked, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return the question about approved lines of which nothing is used or reserved."""
    return (
        select(*columns)
        .select_from(node)
        .join(balance, balance.c.node_id == node.c.id)
        .join(institution, institution.c.id == node.c.institution_id)
        .where(
            *of_lines(asked),
            node.c.limited == 1,
            balance.c.approved_minor > 0,
            balance.c.used_minor == 0,
            balance.c.reserved_minor == 0,
        )
    )


def _last_uses(connection: Connection, asked: Asked) -> dict[int, date]:
    """Return by line the last day on which anything beneath it was used or given back.

    Each leaf's newest entry is found by index, so that the past costs nothing.
    """
    newest = (
        select(entry.c.business_date)
        .where(entry.c.node_id == path.c.node_id, entry.c.kind.in_(_USES))
        .order_by(entry.c.business_date.desc())
        .limit(1)
        .correlate(path)
        .scalar_subquery()
    )
    leaves = (
        _unused(asked, path.c.ancestor_id.label("id"), newest.label("day"))
        .join(path, and_(path.c.ancestor_id == node.c.id, path.c.valid_to.is_(None)))
        .subquery("leaves")
    )
    rows = connection.execute(
        select(leaves.c.id, func.max(leaves.c.day).label("day"))
        .where(leaves.c.day.is_not(None))
        .group_by(leaves.c.id)
    )
    return {row.id: row.day for row in rows}


def _approved_on() -> ScalarSelect[Any]:
    return (
        select(func.min(entry.c.business_date))
        .where(entry.c.node_id == node.c.id, entry.c.kind.in_(_GRANTS))
        .correlate(node)
        .scalar_subquery()
    )


def _dormant(row: Any, product: Label, last_use: date | None, today: date) -> Dormant:
    approved_on = row.approved_on or today
    since = max(last_use or approved_on, approved_on)
    line = LineOf(named(row), product)
    return Dormant(line, int(row.approved_minor), approved_on, last_use, (today - since).days)


def ending_lines(connection: Connection, asked: Asked, today: date) -> list[Ending]:
    """Return lines that end within ninety days, and those in use that ended, the first first.

    A product's line that ends with its legal entity's is not said again.
    """
    question = (
        select(
            *_NAMES,
            node.c.product_code,
            node.c.expiry_date,
            balance.c.approved_minor,
            balance.c.used_minor,
            balance.c.reserved_minor,
        )
        .select_from(node)
        .join(balance, balance.c.node_id == node.c.id)
        .join(institution, institution.c.id == node.c.institution_id)
        .outerjoin(_WHOLE, _SAME_END)
        .where(*_ending(asked, today))
        .order_by(node.c.expiry_date, balance.c.approved_minor.desc(), node.c.id)
    )
    if not asked.product and not asked.unit:
        question = question.where(or_(node.c.dimension == "entity", _WHOLE.c.id.is_(None)))
    products = reference.products(connection)
    return [
        Ending(
            LineOf(named(row), products.get(row.product_code)),
            _term(row.expiry_date, today),
            row.expiry_date,
            int(row.approved_minor),
            int(row.used_minor),
            int(row.reserved_minor),
        )
        for row in connection.execute(question)
    ]


def _ending(asked: Asked, today: date) -> list[ColumnElement[bool]]:
    in_use = balance.c.used_minor + balance.c.reserved_minor > 0
    soon = [
        node.c.limited == 1,
        balance.c.approved_minor > 0,
        node.c.expiry_date <= today + timedelta(days=TERMS[-1]),
        or_(node.c.expiry_date >= today, in_use),
    ]
    if asked.unit:
        return [*soon, *of_lines(asked)]
    wanted = ["product"] if asked.product else ["entity", "product"]
    return [*soon, node.c.dimension.in_(wanted), *concerned(asked)]


def _term(expiry_date: date, today: date) -> int:
    left = (expiry_date - today).days
    return 0 if left < 0 else next(term for term in TERMS if left <= term)
