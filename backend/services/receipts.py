"""Receipts: what was answered to a command, so that the same again gets the same answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from backend.contract import Binding, Command, Dimension, Outcome, OutcomeCode
from backend.contract.approvals import ApprovalState
from backend.services.content import canonical, content_hash
from backend.services.desk import Desk
from backend.store.tables.hands import approval
from backend.store.tables.trail import receipt

#: Where an order that was left waiting stands now → the answer to the same again; else it is over.
_AWAITED: Mapping[str, OutcomeCode] = {
    ApprovalState.AWAITING_CHECK: OutcomeCode.AWAITING,
    ApprovalState.AWAITING_APPROVAL: OutcomeCode.AWAITING,
    ApprovalState.APPLIED: OutcomeCode.EXISTS,
}


def receipt_row(desk: Desk, command: Command, outcome: Outcome) -> dict[str, Any]:
    """Return the receipt of an answer, as it is stored."""
    detail: dict[str, Any] = {
        **outcome.detail,
        "reference": outcome.reference,
        "line_use_minor": outcome.line_use_minor,
        "excess_minor": outcome.excess_minor,
    }
    if not outcome.accepted and outcome.binding is not None:
        # So that the same question gets the same answer, reason and all.
        detail["binding"] = json.loads(canonical(asdict(outcome.binding)))
    return {
        "id": command.id,
        "command": type(command).__name__,
        "content_hash": content_hash(command),
        "outcome": outcome.code.value,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
        "login": desk.login,
        "recorded_at": desk.now,
    }


def repeated_answer(command: Command, before: Outcome) -> Outcome:
    """Return the answer to a command that was given before, or that its id is another's."""
    if before.detail["content_hash"] != content_hash(command):
        return Outcome(OutcomeCode.ID_REUSED, command.id)
    if before.code is OutcomeCode.AWAITING:
        return replace(before, code=_AWAITED.get(before.detail["state"], OutcomeCode.WRONG_STATE))
    code = OutcomeCode.EXISTS if before.code is OutcomeCode.DONE else before.code
    return replace(before, code=code)


def read_receipts(connection: Connection, commands: Sequence[Command]) -> dict[str, Outcome]:
    """Return what was answered before to these ids; the hash of what was asked in `detail`."""
    found: dict[str, Outcome] = {}
    ids = [command.id for command in commands]
    for start in range(0, len(ids), 500):
        rows = connection.execute(select(receipt).where(receipt.c.id.in_(ids[start : start + 500])))
        for row in rows:
            detail = json.loads(row.detail)
            found[row.id] = Outcome(
                code=OutcomeCode(row.outcome),
                command_id=row.id,
                reference=detail.pop("reference", ""),
                line_use_minor=int(detail.pop("line_use_minor", 0)),
                excess_minor=int(detail.pop("excess_minor", 0)),
                binding=_binding(detail.pop("binding", None)),
                detail={**detail, "content_hash": row.content_hash},
            )
    for command_id, state in _present_states(connection, found):
        before = found[command_id]
        found[command_id] = replace(before, detail={**before.detail, "state": state})
    return found


def _present_states(
    connection: Connection, found: Mapping[str, Outcome]
) -> Iterable[tuple[str, str]]:
    """Yield where the orders that were left waiting stand now, by the command's id."""
    ids = [key for key, one in found.items() if one.code is OutcomeCode.AWAITING]
    question = select(approval.c.command_id, approval.c.state)
    for start in range(0, len(ids), 500):
        part = question.where(approval.c.command_id.in_(ids[start : start + 500]))
        for row in connection.execute(part):
            yield row.command_id, row.state


def _binding(kept: dict[str, Any] | None) -> Binding | None:
    """Return the binding node as a receipt keeps it."""
    if kept is None:
        return None
    day = kept["next_release_date"]
    return Binding(
        **{
            **kept,
            "dimension": Dimension(kept["dimension"]),
            "next_release_date": date.fromisoformat(day) if day else None,
        }
    )
