"""Read nodes with their balances, edges and dues into a `Book`, in a few statements.

A question about a few institutions reads only what concerns them: their nodes, what stands above
these, and what would stand above an entity that has not arisen yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from backend.contract import Dimension, LineType
from backend.ledger.due import open_day
from backend.ledger.state import Book, NodeState, OpenDraw, Parent
from backend.queries.dues import load_dues
from backend.queries.labels import NodeLabels
from backend.queries.reach import Reach, within
from backend.store.tables import ledger

#: What stands above an entity, the nearest first: the one that is named among equals, whichever
#: was limited first.
_ABOVE = {Dimension.GROUP: 1, Dimension.COUNTRY: 2, Dimension.REGULATION: 3}
#: What a book has no place for.
_NOT_ASKED = {"source_time", "approval_number", "is_sample", "changed_at", "changed_by"}


def open_date(connection: Connection) -> date:
    """Return the open business date."""
    day: date | None = connection.scalar(
        select(ledger.business_day.c.day).order_by(ledger.business_day.c.day.desc()).limit(1)
    )
    if day is None:
        message = "a database without an open business date"
        raise LookupError(message)
    return day


def first_date(connection: Connection) -> date | None:
    """Return the ledger's first business date; `None` before any was opened."""
    days = ledger.business_day.c.day
    first: date | None = connection.scalar(select(days).order_by(days).limit(1))
    return first


def load_book(
    connection: Connection,
    day: date | None,
    institutions: Collection[int] | None = None,
    labels: NodeLabels | None = None,
) -> Book:
    """Return the book of these institutions (all when `None`) as of `day`, dues added.

    With it come the nodes above them, and those that will be above an entity that arises now.
    `day` is the open date when `None`, never before it: what is due until then and not yet posted
    is added (not written). `labels` spares reading names again; what they do not know is read.
    """
    book = Book(day=open_date(connection))
    reach_into(connection, book, within(institutions), labels or NodeLabels.of_office(connection))
    if day is not None and day > book.day:
        open_day(book, day)
    return book


def reach_into(connection: Connection, book: Book, reach: Reach | None, labels: NodeLabels) -> None:
    """Add to the book what is within reach (all when `None`), as of the open date."""
    _load_nodes(connection, book, reach, labels)
    _load_edges(connection, book, reach)
    load_dues(connection, book, reach)


def _load_nodes(
    connection: Connection, book: Book, reach: Reach | None, labels: NodeLabels
) -> None:
    node, balance = ledger.node, ledger.balance
    asked = [one for one in (*node.c, *balance.c) if one.name not in _NOT_ASKED]
    question = select(*asked).join_from(node, balance, balance.c.node_id == node.c.id)
    rows = connection.execute(_in_reach(question, node.c.id, reach).order_by(node.c.id)).all()
    known = labels.knowing(connection, rows)
    for row in rows:
        book.nodes[row.node_key] = node_state(row, known)


def _in_reach(question: Select[Any], node_id: Any, reach: Reach | None) -> Select[Any]:
    return question if reach is None else question.where(node_id.in_(reach))


def node_state(row: Row[Any], labels: NodeLabels) -> NodeState:
    """Return a node with its balance from a row of both."""
    label_zh, label_en = labels.label(row)
    owner = labels.owner(row)
    return NodeState(
        key=row.node_key,
        dimension=Dimension(row.dimension),
        limited=bool(row.limited),
        line_type=LineType(row.line_type),
        row_id=row.id,
        institution_id=row.institution_id,
        product=row.product_code or "",
        unit=row.unit_code or "",
        effective_date=row.effective_date,
        expiry_date=row.expiry_date,
        max_tenor_days=row.max_tenor_days,
        suspended=bool(row.suspended),
        label_zh=label_zh,
        label_en=label_en,
        owner_zh=owner.zh,
        owner_en=owner.en,
        telephone=owner.telephone,
        note=row.note,
        version=row.version,
        source=row.source,
        approved_minor=row.approved_minor,
        temporary_minor=row.temporary_minor,
        frozen_minor=row.frozen_minor,
        used_minor=row.used_minor,
        reserved_minor=row.reserved_minor,
        consumed_minor=row.consumed_minor,
        allocated_minor=row.allocated_minor,
        tenor_from_days=row.tenor_from_days or 0,
        currency=row.currency_code or "",
        rule=row.rule_code or "",
    )


def _load_edges(connection: Connection, book: Book, reach: Reach | None) -> None:
    key_of = {state.row_id: key for key, state in book.nodes.items()}
    edge = ledger.edge
    parents: dict[str, list[Parent]] = defaultdict(list)
    question = (
        select(edge.c.child_id, edge.c.parent_id, edge.c.strict)
        .where(edge.c.valid_to.is_(None))
        .order_by(edge.c.child_id, edge.c.parent_id)
    )
    for child_id, parent_id, strict in connection.execute(
        _in_reach(question, edge.c.child_id, reach)
    ):
        if child_id in key_of and parent_id in key_of:
            parents[key_of[child_id]].append(Parent(key_of[parent_id], bool(strict)))
    for key, found in parents.items():
        nearest = sorted(found, key=lambda one: _ABOVE.get(book.nodes[one.key].dimension, 0))
        book.parents[key] = tuple(nearest)


def load_draw(connection: Connection, book: Book, reference: str) -> OpenDraw | None:
    """Return the draw of this number with what is still open of it; `None` when there is none."""
    if reference in book.draws:
        return book.draws[reference]
    entry, node, drawn = ledger.entry, ledger.node, ledger.open_draw
    row = connection.execute(
        select(entry, node.c.node_key, drawn)
        .join(node, node.c.id == entry.c.node_id)
        .join(drawn, drawn.c.entry_id == entry.c.id)
        .where(entry.c.id == reference)
    ).one_or_none()
    if row is None:
        return None
    found = row._mapping
    draw = OpenDraw(
        entry_id=row.id,
        node_key=row.node_key,
        currency=row.deal_currency,
        deal_minor=row.deal_amount_minor,
        open_deal_minor=row.open_deal_minor,
        open_use_minor=row.open_use_minor,
        rate_e12=found[drawn.c.rate_e12],
        factor_e6=found[drawn.c.factor_e6],
        loan_id=row.loan_id or "",
        open_loan_minor=row.open_loan_minor,
        maturity_date=found[drawn.c.maturity_date],
        reference=row.reference,
        request=row.request_number,
        tenor_days=row.tenor_days,
        open_exposure_minor=row.open_exposure_minor,
    )
    book.draws[reference] = draw
    return draw


def reservation_exists(connection: Connection, number: str) -> bool:
    """Whether a reservation of this number ever was."""
    entry = ledger.entry
    question = select(entry.c.id).where(entry.c.id == number, entry.c.kind == "reserve")
    return connection.scalar(question) is not None
