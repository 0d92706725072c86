"""What counts later than a past day at limits of a tenor or a currency: across the paths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    case,
    func,
    or_,
    select,
)

from backend.queries.reach import ACROSS
from backend.store.tables.ledger import due, entry, node, open_draw


@dataclass(frozen=True)
class Moment:
    """Of which day (`day`), and as it was known at the close of `known`, a day not before it."""

    day: date
    known: date


def effective_day(table: FromClause = entry) -> ColumnElement[Any]:
    """Return the day for which an entry counts."""
    return func.coalesce(table.c.effect_date, table.c.business_date)


def uncounted(moment: Moment, last: int) -> ColumnElement[bool]:
    """Return the condition of entries that count later than the day, or were not known yet."""
    return and_(
        entry.c.number > last,
        or_(effective_day() > moment.day, entry.c.business_date > moment.known),
    )


def sums_across(
    connection: Connection, moment: Moment, last: int
) -> Iterator[tuple[int, str, int]]:
    """Yield the same for limits of a tenor or a currency, which stand across the paths."""
    across = across_nodes(connection)
    if not across:
        return
    for measure, question in (
        ("used", _by_draw(moment, last)),
        ("reserved", _by_reservation(moment, last)),
    ):
        for row in connection.execute(question).all():
            for node_id in covering(across, row):
                yield node_id, measure, int(row.minor)


def across_nodes(connection: Connection) -> Mapping[int, list[Row[Any]]]:
    """Return the limits of a tenor or a currency by institution."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    columns = ("id", "institution_id", "product_code", "tenor_from_days", "currency_code")
    for row in connection.execute(
        select(*(node.c[name] for name in columns)).where(node.c.dimension.in_(ACROSS))
    ):
        found[row.institution_id].append(row)
    return found


def covering(across: Mapping[int, list[Row[Any]]], use: Any) -> Iterator[int]:
    """Yield the limits across that bound a use of this place, original tenor and currency."""
    for one in across.get(use.institution_id, ()):
        tenor = one.tenor_from_days is not None and one.tenor_from_days <= use.tenor_days
        if (tenor or one.currency_code == use.currency_code) and (
            one.product_code or use.product_code
        ) == use.product_code:
            yield int(one.id)


def _by_draw(moment: Moment, last: int) -> Select[Any]:
    undone = entry.alias("undone")
    # A release that is undone concerns the draw of that release.
    whose = case(
        (entry.c.kind == "draw", entry.c.id),
        (
            and_(entry.c.kind == "reverse", entry.c.used_delta_minor > 0),
            select(undone.c.resolves_id)
            .where(undone.c.id == entry.c.resolves_id)
            .scalar_subquery(),
        ),
        else_=entry.c.resolves_id,
    )
    return _by_terms(
        entry.join(open_draw, open_draw.c.entry_id == whose), open_draw, "used", moment, last
    )


def _by_reservation(moment: Moment, last: int) -> Select[Any]:
    whose = case((entry.c.kind == "reserve", entry.c.id), else_=entry.c.resolves_id)
    return _by_terms(entry.join(due, due.c.entry_id == whose), due, "reserved", moment, last)


def _by_terms(
    source: FromClause, terms: FromClause, measure: str, moment: Moment, last: int
) -> Select[Any]:
    delta = entry.c[f"{measure}_delta_minor"]
    across = select(node.c.institution_id).where(node.c.dimension.in_(ACROSS))
    by = (node.c.institution_id, node.c.product_code, terms.c.tenor_days, terms.c.currency_code)
    return (
        select(*by, func.sum(delta).label("minor"))
        .select_from(source.join(node, node.c.id == entry.c.node_id))
        .where(uncounted(moment, last), delta != 0, node.c.institution_id.in_(across))
        .group_by(*by)
    )
