"""The desk at which a batch of commands is decided: the book, the reference data, what is pending.

Everything is decided in memory on one consistent state; `write` puts it down afterwards in a few
statements, the entries last, so that no round trip happens while hot nodes are locked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from backend.contract import LineType
from backend.ledger.posting import Posting
from backend.ledger.state import Book, NodeState, Parent
from backend.queries import reference
from backend.queries.hands import principals_of
from backend.queries.labels import NodeLabels
from backend.queries.nodes import load_book
from backend.queries.persons import Persons
from backend.queries.reference import Person, Unit, WorkingDays
from backend.queries.rows import Label
from backend.services.arising import entity_node, leaf_node, line_node
from backend.services.charged import Charged, LineUse, charged_institutions
from backend.services.line_use import (
    NOBODYS,
    DayParameters,
    Taking,
    Whose,
    line_use_of,
    parameters_of,
)
from backend.services.pending_rows import Facts, PendingRows
from backend.services.rights import Rights


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
    _parameters: dict[date, DayParameters] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The open business date."""
        return self.book.day

    def line_use(
        self, product: str, currency: str, amount_minor: int, day: date, whose: Whose = NOBODYS
    ) -> LineUse | None:
        """Return what a deal takes and adds to exposure, by the rates and factors of `day`.

        `whose` says with whom it is and how long it runs; `None` when there is no rate yet.
        """
        if day not in self._parameters:
            lines = {one.line_id for one in self.institutions.values()}
            self._parameters[day] = parameters_of(self.connection, day, lines)
        deal = Taking(product, currency, amount_minor, day, whose)
        return line_use_of(self._parameters[day], deal, self.minor_units)

    def entity(self, line_id: int) -> NodeState:
        """Return the legal entity's node; it arises, without a limit of its own, when missing."""
        return entity_node(self, line_id)

    def product_line(self, line_id: int, product: str) -> NodeState:
        """Return the product line's node; it arises with a line of zero when missing."""
        return line_node(self, line_id, product)

    def leaf(self, line_id: int, product: str, unit: str) -> NodeState:
        """Return the unit's share of a product line; it arises on first use, holding nothing."""
        return leaf_node(self, line_id, product, unit)

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
