"""Who changed a cell after a submission wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from backend.contract import AllocateLine, AnnotateLine, ApproveLine, Command, Finding
from backend.contract.evaluation import JudgeFactor
from backend.contract.reciprocity import SetReciprocityPlan
from backend.contract.review import PlanReview
from backend.dates import SHANGHAI
from backend.queries import reference
from backend.queries.written import (
    LastChange,
    last_amount,
    last_writer,
    legal_entity,
    node_number,
)
from backend.store.tables.dealings import reciprocity_plan
from backend.store.tables.evaluation import judgement, review
from backend.store.tables.ledger import node


def changed_since(connection: Connection, command: Command) -> Finding:
    """Return the finding of a reverse whose cell somebody wrote again: who, and when."""
    sheet, _, cell = command.place.partition("!")
    row = key_of(vars(command))
    last = last_change(connection, command)
    if last is None:
        return Finding("changed_meanwhile", sheet, cell, row)
    person = reference.persons(connection).get(last.login)
    detail = {
        "who_zh": (person.name_zh or person.name_en) if person else last.login,
        "who_en": (person.name_en or person.name_zh) if person else last.login,
        "when": f"{last.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    return Finding("undo_changed_since", sheet, cell, row, detail=detail)


def last_change(connection: Connection, command: Command) -> LastChange | None:
    """Return who gave the cell that a command sets the value that it has."""
    number, bic8 = legal_entity(connection, getattr(command, "institution", ""))
    match command:
        case AllocateLine():
            return last_amount(connection, f"unit:{number}/{command.product}/{command.unit}")
        case ApproveLine():
            return last_amount(connection, _line(number, command.product))
        case AnnotateLine():
            row = node_number(connection, _line(number, command.product))
            return last_writer(connection, node.name, str(row), ("note",))
        case SetReciprocityPlan():
            fields = ("target_minor", "strategy", "points")
            key = f"{command.institution}/{command.year}"
            return last_writer(connection, reciprocity_plan.name, key, fields)
        case JudgeFactor():
            key = f"{bic8}/{command.fiscal_year}/{command.factor.value}"
            return last_writer(connection, judgement.name, key, ("level", "reason"))
        case PlanReview():
            key = f"{bic8}/{command.fiscal_year}"
            return last_writer(connection, review.name, key, ("version",))
    return None


def key_of(fields: Mapping[str, Any]) -> str:
    """Return the row of which an order speaks, as its sheet knows it: institution and product."""
    words = (fields.get(name) for name in ("institution", "product", "factor", "request", "number"))
    return "/".join(str(word) for word in words if word)


def _line(number: int, product: str) -> str:
    return f"product:{number}/{product}" if product else f"entity:{number}"
