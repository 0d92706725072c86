"""The desk at which a batch of commands is decided: the book, the reference data, what is pending.

Everything is decided in memory on one consistent state; `write` puts it down afterwards in a few
statements, the entries last, so that no round trip happens while hot nodes are locked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from backend.contract import Dimension, LineType
from backend.ledger.posting import Posting
from backend.ledger.state import Book, NodeState, Parent
from backend.money import line_use_minor
from backend.queries import reference
from backend.queries.hands import principals_of
from backend.queries.labels import NodeLabels
from backend.queries.nodes import load_book
from backend.queries.persons import Persons
from backend.queries.reference import Person, Unit, WorkingDays
from backend.queries.rows import Label
from backend.services.charged import Charged, LineUse, charged_institutions
from backend.services.pending_rows import Facts, PendingRows
from backend.services.rights import Rights
from backend.store.tables.institutions import institution


@dataclass
class Desk(Rights):
    """One batch at work."""

    connection: Connection
    login: str
    now: datetime
    book: Book
    institutions: Mapping[str, Charged]
    units: Mapping[str, Unit]
    products: Mapping[str, Label]
    persons: Mapping[str, Person]
    permissions: frozenset[tuple[str, str]]
    minor_units: Mapping[str, int]
    days: WorkingDays
    submission_id: str = ""
    asking: bool = False  # a question, which everybody may put
    postings: list[tuple[str, Posting]] = field(default_factory=list)
    arisen: dict[str, NodeState] = field(default_factory=dict)
    line_changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    request_changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: PendingRows = field(default_factory=dict)
    facts: Facts = field(default_factory=list)  # rows that are added and never changed
    counters: dict[str, int] = field(default_factory=dict)
    remembered: dict[str, Any] = field(default_factory=dict)  # what handlers read once a batch
    deciding: str = ""  # who gives the last hand to the order that is being carried out
    principals: tuple[str, ...] = ()  # for whom the person stands in today (代理)
    approved: dict[str, str] = field(default_factory=dict)  # deciding command's id → approval
    approved_lines: dict[str, str] = field(default_factory=dict)  # node key → approval
    _rates: dict[date, Mapping[str, int]] = field(default_factory=dict)
    _factors: dict[date, Mapping[str, int]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The open business date."""
        return self.book.day

    def line_use(self, product: str, currency: str, amount_minor: int, day: date) -> LineUse | None:
        """Return amount x factor x rate; `None` when there is no rate for the currency yet.

        A deal takes at least one minor unit of its line: what takes nothing could not be booked.
        """
        rates = self._rates.get(day)
        if rates is None:
            rates = self._rates[day] = reference.rates(self.connection, day)
            self._factors[day] = reference.factors(self.connection, day)
        rate_e12 = rates.get(currency)
        factor_e6 = self._factors[day].get(product)
        if rate_e12 is None or factor_e6 is None:
            return None
        use = line_use_minor(amount_minor, self.minor_units[currency], rate_e12, factor_e6)
        return LineUse(max(1, use), rate_e12, factor_e6)

    def entity(self, line_id: int) -> NodeState:
        """Return the legal entity's node; it arises, without a limit of its own, when missing."""
        key = f"entity:{line_id}"
        return self.book.nodes.get(key) or self.arise(
            NodeState(key, Dimension.ENTITY, limited=False, institution_id=line_id),
            self._above_entity(line_id),
        )

    def _above_entity(self, line_id: int) -> tuple[Parent, ...]:
        # The trigger derives the same edges; the book needs them before the row exists.
        row = self.connection.execute(
            select(
                institution.c.kind, institution.c.group_code, institution.c.risk_country_code
            ).where(institution.c.id == line_id)
        ).one()
        keys = [f"group:{row.group_code}"]
        if row.kind == "bank":
            keys.append(f"country:{row.risk_country_code}")
        return tuple(Parent(key, strict=False) for key in keys if key in self.book.nodes)

    def product_line(self, line_id: int, product: str) -> NodeState:
        """Return the product line's node; it arises with a line of zero when missing."""
        key = f"product:{line_id}/{product}"
        if key in self.book.nodes:
            return self.book.nodes[key]
        above = self.entity(line_id)
        node = NodeState(key, Dimension.PRODUCT, institution_id=line_id, product=product)
        return self.arise(node, (Parent(above.key, strict=False),))

    def leaf(self, line_id: int, product: str, unit: str) -> NodeState:
        """Return the unit's share of a product line; it arises on first use, holding nothing."""
        key = f"unit:{line_id}/{product}/{unit}"
        if key in self.book.nodes:
            return self.book.nodes[key]
        line = self.product_line(line_id, product)
        group = self.units.get(self.units[unit].parent)
        above = self.leaf(line_id, product, group.code) if group and group.allocates else line
        node = NodeState(
            key,
            Dimension.UNIT,
            line_type=line.line_type,
            institution_id=line_id,
            product=product,
            unit=unit,
            label_zh=self.units[unit].name_zh,
            label_en=self.units[unit].name_en,
            owner_zh=self.units[unit].name_zh,
            owner_en=self.units[unit].name_en,
            telephone=self.units[unit].telephone,
        )
        return self.arise(node, (Parent(above.key, strict=True),))

    def arise(self, node: NodeState, parents: tuple[Parent, ...]) -> NodeState:
        """Put a node that the database does not hold yet into the book."""
        self.book.nodes[node.key] = node
        self.book.parents[node.key] = parents
        self.arisen[node.key] = node
        return node

    def forget(self, keys: Collection[str]) -> None:
        """Take nodes out of the book that a refused command let arise."""
        for key in keys:
            del self.arisen[key], self.book.nodes[key]
            self.book.parents.pop(key, None)

    def set_line(self, node: NodeState, changes: Mapping[str, Any]) -> None:
        """Note changes to a line's own columns, in the book and for writing."""
        for name, value in changes.items():
            if name == "line_type":
                node.line_type = LineType(value)
            elif name == "limited":
                node.limited = bool(value)
            elif hasattr(node, name):
                setattr(node, name, value)
        self.line_changes.setdefault(node.key, {}).update(changes)


def open_desk(
    connection: Connection,
    login: str,
    now: datetime,
    bic8s: Collection[str] | None,
    days: WorkingDays | None = None,
) -> Desk:
    """Read what a batch about these institutions (all when `None`) needs, in a few statements."""
    charged = charged_institutions(connection, bic8s)
    lines = None if bic8s is None else {one.line_id for one in charged.values()}
    labels = NodeLabels.of_office(connection)
    book = load_book(connection, None, lines, labels)
    return Desk(
        connection=connection,
        login=login,
        now=now,
        book=book,
        institutions=charged,
        units=labels.units,
        products=labels.products,
        persons=Persons(connection),
        permissions=reference.permissions(connection),
        minor_units=reference.minor_units(connection),
        days=days or reference.working_days(connection),
        principals=tuple(principals_of(connection, login, book.day)),
    )
