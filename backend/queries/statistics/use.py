"""Use by product, unit and country or region, and who uses most: sums of balances, no entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from backend.queries import reference
from backend.queries.rows import Label
from backend.queries.statistics.rows import Asked, User, UseShare
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, node
from backend.store.tables.reference import unit

_LINE = (
    balance.c.approved_minor
    + balance.c.temporary_minor
    - balance.c.frozen_minor
    - balance.c.consumed_minor
)


def concerned(asked: Asked) -> list[ColumnElement[bool]]:
    """Return the conditions on node and institution that hold for what is asked about."""
    conditions: list[ColumnElement[bool]] = []
    if asked.product:
        conditions.append(node.c.product_code == asked.product)
    if asked.country:
        conditions.append(institution.c.risk_country_code == asked.country)
    return conditions


def of_lines(asked: Asked) -> list[ColumnElement[bool]]:
    """Return the conditions for one node a line: the product's, or the unit's share of it."""
    if asked.unit:
        own = [node.c.dimension == "unit", node.c.unit_code == asked.unit]
    else:
        own = [node.c.dimension == "product"]
    return [*own, *concerned(asked)]


def _sums(*keys: ColumnElement[Any]) -> Select[Any]:
    return (
        select(
            *keys,
            func.sum(case((_LINE > 0, 1), else_=0)).label("lines"),
            func.sum(_LINE).label("line_minor"),
            func.sum(balance.c.used_minor).label("used_minor"),
            func.sum(balance.c.reserved_minor).label("reserved_minor"),
        )
        .select_from(node)
        .join(balance, balance.c.node_id == node.c.id)
        .join(institution, institution.c.id == node.c.institution_id)
        .group_by(*keys)
    )


def use_by_product(connection: Connection, asked: Asked) -> list[UseShare]:
    """Return a row for each product that has lines, in the products' order."""
    rows = connection.execute(_sums(node.c.product_code).where(*of_lines(asked)))
    found = {row.product_code: row for row in rows}
    names = reference.products(connection)
    return [_share(name, found[code]) for code, name in names.items() if code in found]


def use_by_unit(connection: Connection, asked: Asked) -> list[UseShare]:
    """Return a row for each department with its branches; of one that is asked for, also those."""
    question = _sums(node.c.unit_code).join(unit, unit.c.code == node.c.unit_code)
    if asked.unit:
        wanted = or_(unit.c.code == asked.unit, unit.c.parent_code == asked.unit)
    else:
        above = unit.alias("above")
        question = question.outerjoin(above, above.c.code == unit.c.parent_code)
        wanted = func.coalesce(above.c.allocates, 0) == 0
    own = [node.c.dimension == "unit", wanted, *concerned(asked)]
    found = {row.unit_code: row for row in connection.execute(question.where(*own))}
    names = reference.units(connection)
    return [
        _share(Label(code=code, zh=one.name_zh, en=one.name_en), found[code])
        for code, one in names.items()
        if code in found
    ]


def use_by_country(connection: Connection, asked: Asked) -> list[UseShare]:
    """Return a row for each country or region of ultimate risk, the greatest use first.

    Multilaterals and central banks stand without a country: their row has no code. The line is the
    country's own cap, which holds for all products and units together.
    """
    code = case((institution.c.kind == "bank", institution.c.risk_country_code), else_="")
    rows = connection.execute(_sums(code.label("country")).where(*of_lines(asked))).all()
    caps = _caps(connection)
    names = reference.countries(connection)
    whole = not asked.product and not asked.unit
    found = [
        UseShare(
            names.get(row.country, Label(code="", zh="", en="")),
            int(row.lines),
            caps.get(row.country) if whole else None,
            int(row.used_minor),
            int(row.reserved_minor),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.used_minor - one.reserved_minor, one.name.code))


def _caps(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(node.c.country_code, _LINE.label("line_minor"))
        .join(balance, balance.c.node_id == node.c.id)
        .where(node.c.dimension == "country", node.c.limited == 1)
    )
    return {row.country_code: int(row.line_minor) for row in rows}


def _share(name: Label, row: Any) -> UseShare:
    return UseShare(
        name, int(row.lines), int(row.line_minor), int(row.used_minor), int(row.reserved_minor)
    )


def top_institutions(connection: Connection, asked: Asked) -> list[User]:
    """Return the institutions whose lines are used most."""
    one = institution.c
    sums = _sums(one.bic8, one.short_name_zh, one.name_zh, one.short_name_en, one.name_en)
    held = func.sum(balance.c.used_minor + balance.c.reserved_minor)
    rows = connection.execute(
        sums.where(*of_lines(asked))
        .having(held > 0)
        .order_by(held.desc(), one.bic8)
        .limit(asked.most)
    )
    return [User(named(row), int(row.used_minor), int(row.reserved_minor)) for row in rows]


def top_units(connection: Connection, asked: Asked) -> list[User]:
    """Return the units that use most themselves: a group's own is without its branches'."""
    own = [node.c.dimension == "unit", *concerned(asked)]
    rows = connection.execute(_sums(node.c.unit_code).where(*own))
    used = {row.unit_code: (int(row.used_minor), int(row.reserved_minor)) for row in rows}
    units = reference.units(connection)
    itself = dict(used)
    for code, (drawn, held) in used.items():
        above = units[code].parent
        if above in itself:
            itself[above] = (itself[above][0] - drawn, itself[above][1] - held)
    chosen = [
        User(Label(code=code, zh=units[code].name_zh, en=units[code].name_en), drawn, held)
        for code, (drawn, held) in itself.items()
        if drawn + held > 0 and (not asked.unit or asked.unit in {code, units[code].parent})
    ]
    chosen.sort(key=lambda user: (-user.used_minor - user.reserved_minor, user.name.code))
    return chosen[: asked.most]


def named(row: Any) -> Label:
    """Return an institution's label from its columns."""
    return Label(
        code=row.bic8,
        zh=row.short_name_zh or row.name_zh or row.short_name_en or row.name_en,
        en=row.short_name_en or row.name_en,
    )
