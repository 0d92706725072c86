"""The limits workbook's content, read in one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from backend.contract import Dimension
from backend.language import Language
from backend.ledger.state import Book, NodeState
from backend.queries.institutions import institution_names
from backend.queries.nodes import load_book
from backend.queries.rows import (
    Bases,
    InstitutionName,
    LadderRow,
    LimitsBook,
    Lookups,
    UseRow,
    Versions,
)
from backend.queries.sheets.lines import allocation_rows, ledger_rows
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.queries.sheets.requests import request_rows
from backend.queries.sheets.versions import base_cells
from backend.store.tables.ledger import entry, node


def read_limits_book(
    connection: Connection, day: date, moment: datetime, login: str, language: Language
) -> LimitsBook:
    """Return all that the limits workbook shows on `day`, with a fresh pull identity."""
    book = load_book(connection, day)
    names = institution_names(connection)
    return LimitsBook(
        pull=new_pull(connection, book.day, moment, login),
        ledger=list(ledger_rows(connection, book, names)),
        allocation=list(allocation_rows(connection, book, names)),
        requests=list(request_rows(connection, book, names, language)),
        lookups=read_lookups(connection, book, names),
    )


def read_base(connection: Connection, day: date, versions: Versions) -> Bases:
    """Return the cells of older versions, for the three-way comparison."""
    return base_cells(
        connection, load_book(connection, day), institution_names(connection), versions
    )


def read_lookups(
    connection: Connection, book: Book, names: Mapping[int, InstitutionName]
) -> Lookups:
    """Return what drop-downs offer and what the check form computes with."""
    return replace(
        name_lookups(connection, book.day, names),
        ladder=[_ladder_row(book, state, names) for state in book.nodes.values() if _bounds(state)],
        uses=_uses(connection, book, names),
    )


def _bounds(state: NodeState) -> bool:
    """Whether a node belongs to the ladder: one across the lines only while it is switched on."""
    across = (Dimension.TENOR, Dimension.CURRENCY, Dimension.REGULATION)
    return state.limited or state.dimension not in across


def _ladder_row(book: Book, state: NodeState, names: Mapping[int, InstitutionName]) -> LadderRow:
    return LadderRow(
        key=_ladder_key(state, names),
        dimension=state.dimension,
        label_zh=state.label_zh,
        label_en=state.label_en,
        approved_minor=state.approved_minor,
        temporary_minor=state.temporary_minor,
        used_minor=state.used_minor,
        reserved_minor=state.reserved_minor,
        frozen_minor=state.frozen_minor,
        available_minor=state.usable_minor(book.day),
        suspended=state.suspended,
        expiry_date=state.expiry_date,
        max_tenor_days=state.max_tenor_days,
        owner_zh=state.owner_zh,
        owner_en=state.owner_en,
        telephone=state.telephone,
        across=_place_across(state, names),
        tenor_from_days=state.tenor_from_days,
        currency=state.currency,
    )


def _place_across(state: NodeState, names: Mapping[int, InstitutionName]) -> str:
    """Return of whose lines a limit on a tenor or a currency bounds: BIC8, or BIC8/product."""
    if state.dimension not in {Dimension.TENOR, Dimension.CURRENCY}:
        return ""
    place = (names[state.institution_id].bic8 if state.institution_id else "", state.product)
    return "/".join(part for part in place if part)


def _ladder_key(state: NodeState, names: Mapping[int, InstitutionName]) -> str:
    if state.institution_id is None:
        return state.key.replace(":", "/", 1)
    across = str(state.tenor_from_days or "") + state.currency + state.rule
    bic8 = names[state.institution_id].bic8
    parts = [state.dimension.value, bic8, state.product, state.unit, across]
    return "/".join(part for part in parts if part)


def _uses(
    connection: Connection, book: Book, names: Mapping[int, InstitutionName]
) -> Sequence[UseRow]:
    """Return the open draws and reservations, the largest first."""
    return sorted(
        [*_draws(connection, names), *_reservations(book, names)],
        key=lambda use: -use.amount_minor,
    )


def _draws(connection: Connection, names: Mapping[int, InstitutionName]) -> Iterator[UseRow]:
    released = (
        select(entry.c.resolves_id, func.sum(entry.c.used_delta_minor).label("back_minor"))
        .where(entry.c.kind == "release")
        .group_by(entry.c.resolves_id)
        .subquery()
    )
    open_minor = entry.c.used_delta_minor + func.coalesce(released.c.back_minor, 0)
    rows = connection.execute(
        select(entry.c.id, entry.c.reference, entry.c.maturity_date, node, open_minor.label("open"))
        .join(node, node.c.id == entry.c.node_id)
        .outerjoin(released, released.c.resolves_id == entry.c.id)
        .where(entry.c.kind == "draw", open_minor > 0)
    )
    for row in rows:
        yield UseRow(
            institution=names[row.institution_id].bic8,
            product=row.product_code,
            unit=row.unit_code,
            reference=row.reference or row[0],
            amount_minor=row.open,
            maturity_date=row.maturity_date,
            reserved=False,
        )


def _reservations(book: Book, names: Mapping[int, InstitutionName]) -> Iterator[UseRow]:
    for due in book.dues.values():
        state = book.nodes[due.node_key]
        if due.kind == "lapse" and due.open_minor > 0 and state.institution_id is not None:
            yield UseRow(
                institution=names[state.institution_id].bic8,
                product=state.product,
                unit=state.unit,
                reference=due.entry_id,
                amount_minor=due.open_minor,
                maturity_date=due.last_date,
                reserved=True,
            )
