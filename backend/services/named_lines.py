"""From the name that people give a line, or the number of what is open on it, to the book."""

from __future__ import annotations

from sqlalchemy import select

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.lines import LineCommand, LineName
from backend.ledger.state import Due, NodeState
from backend.queries.labels import NodeLabels
from backend.queries.nodes import reach_into
from backend.queries.reach import within
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.store.tables.ledger import entry, node


def key_of(desk: Desk, line: LineCommand) -> str | Outcome:
    """Return the key of the node that is meant, or the refusal of a name that nobody knows."""
    if line.country or line.group:
        return f"country:{line.country}" if line.country else f"group:{line.group}"
    charged = desk.institutions.get(line.institution)
    if charged is None:
        return refuse(line, OutcomeCode.UNKNOWN_INSTITUTION, institution=line.institution)
    if line.product and line.product not in desk.products:
        return refuse(line, OutcomeCode.UNKNOWN_PRODUCT, product=line.product)
    unit = desk.units.get(line.unit)
    if line.unit and (unit is None or not unit.allocates or not line.product):
        return refuse(line, OutcomeCode.UNKNOWN_UNIT, unit=line.unit)
    if line.currency and line.currency not in desk.minor_units:
        return refuse(line, OutcomeCode.UNKNOWN_CURRENCY, currency=line.currency)
    own = f"{charged.line_id}/{line.product}"
    if line.tenor_days is not None:
        return f"tenor:{own}/{line.tenor_days}"
    if line.currency:
        return f"currency:{own}/{line.currency}"
    if line.unit:
        return f"unit:{own}/{line.unit}"
    return f"product:{own}" if line.product else f"entity:{charged.line_id}"


def line_named(desk: Desk, line: LineCommand) -> NodeState | Outcome | None:
    """Return the line that is meant; `None` when it does not stand, or sets no limit."""
    key = key_of(desk, line)
    if isinstance(key, Outcome):
        return key
    found = standing(desk, key)
    if found is None and (line.country or line.group):
        return refuse(line, OutcomeCode.UNKNOWN_CAP, cap=line.country or line.group)
    return found if found is not None and found.limited else None


def standing(desk: Desk, key: str) -> NodeState | None:
    """Return a node as this batch leaves it; a cap is read when no institution brought it along."""
    caps = key.startswith(("country:", "group:", "regulation:"))
    if caps and key not in desk.book.nodes:
        labels = NodeLabels.of_office(desk.connection)
        reach_into(desk.connection, desk.book, within((), {key}), labels)
    return desk.book.nodes.get(key)


def words_of(line: LineName) -> str:
    """Return a line's name as one text: EXMCJPJT/placement/treasury, JP, EXMCJPJT/placement/90D."""
    tenor = f"{line.tenor_days}D" if line.tenor_days is not None else ""
    parts = (line.country or line.group or line.institution, line.product, line.unit)
    return "/".join(one for one in (*parts, tenor, line.currency) if one)


def open_item(desk: Desk, command: Command, number: str, kind: str) -> Due | Outcome:
    """Return what is open under a number; else whether it ended, or never was.

    `kind` says what it must be: "lapse" of a reservation, "return" of a loan, "revert" of an
    increase, "unfreeze" of a freeze.
    """
    found = desk.book.dues.get(number)
    if found is None:
        key = desk.connection.scalar(
            select(node.c.node_key)
            .join(entry, entry.c.node_id == node.c.id)
            .where(entry.c.id == number, entry.c.kind == _OPENED_BY[kind])
        )
        if key is None:
            return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=number)
        standing(desk, key)
        found = desk.book.dues.get(number)
        if found is None:
            return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=number)
    if found.kind != kind:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=number)
    return found


_OPENED_BY = {"lapse": "reserve", "return": "borrow", "revert": "increase", "unfreeze": "freeze"}
