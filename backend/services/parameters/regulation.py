"""Set every regulatory cap anew, from the capital, the shares and the rates of today."""

from __future__ import annotations

from sqlalchemy import select, union

from backend.contract import Dimension, Outcome, OutcomeCode
from backend.contract.parameters import ApplyRegulation
from backend.ledger.state import Book
from backend.queries.labels import NodeLabels
from backend.queries.nodes import reach_into
from backend.queries.regulation import (
    RULES,
    Regulation,
    node_keys,
    read_concerned,
    read_regulation,
)
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.services.parameters.caps import arise_cap, exposures_of, set_cap
from backend.store.tables.ledger import node


def apply_regulation(desk: Desk, command: ApplyRegulation) -> Outcome:
    """Set every cap of the rules that are switched on, and let go those that are switched off.

    Nodes arise for all whom a rule concerns. The same again on the same figures posts nothing.
    """
    regulation = read_regulation(desk.connection, desk.today)
    for rule in regulation.switched_on:
        if regulation.cap_minor(rule) is None:
            return refuse(command, OutcomeCode.NO_CAPITAL, measure=RULES[rule])
    _load_caps(desk)
    entities = read_concerned(desk.connection, regulation)
    wanted = node_keys(regulation.switched_on, entities)
    _let_go(desk, frozenset(wanted))
    count = 0
    exposures = exposures_of(desk)
    for key, beneath in sorted(wanted.items()):
        cap = desk.book.nodes.get(key) or arise_cap(desk, key, beneath, exposures)
        if not cap.limited:
            desk.set_line(cap, {"limited": 1})
        count += set_cap(desk, regulation, cap, command.id, count + 1)
    said = {"nodes": str(len(wanted)), "set": str(count), "over": str(_over(desk, regulation))}
    return Outcome(OutcomeCode.DONE, command.id, reference=str(len(wanted)), detail=said)


def _load_caps(desk: Desk) -> None:
    """Add every cap that stands to the book; what the batch has changed stays as it is."""
    if desk.remembered.get("caps_loaded"):
        return
    desk.remembered["caps_loaded"] = True
    standing = Book(day=desk.today)
    reach = union(select(node.c.id).where(node.c.dimension == Dimension.REGULATION.value))
    reach_into(desk.connection, standing, reach, NodeLabels.of_office(desk.connection))
    desk.book.nodes.update(
        {key: one for key, one in standing.nodes.items() if key not in desk.book.nodes}
    )


def _let_go(desk: Desk, wanted: frozenset[str]) -> None:
    """Let caps that no rule asks for bound nothing: switched off, or nobody beneath any more."""
    for cap in list(desk.book.nodes.values()):
        if cap.dimension is Dimension.REGULATION and cap.limited and cap.key not in wanted:
            desk.set_line(cap, {"limited": 0})


def _over(desk: Desk, regulation: Regulation) -> int:
    """Return how many caps are exceeded by what is open already."""
    return sum(
        cap.limited and cap.room_minor < 0
        for cap in desk.book.nodes.values()
        if cap.rule in regulation.switched_on
    )
