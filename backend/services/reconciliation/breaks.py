"""Treat breaks, one by one or by cause, and check what is left unsettled: the handlers.

A break closes by evidence: the next comparison no longer finds it. Only what is accepted as it is
is closed by people, with a reason and by a second one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.reconciliation import (
    BreakState,
    CheckBreak,
    TreatBreak,
    TreatCause,
    Treatment,
)
from backend.queries.breaks.evidence import Evidence
from backend.queries.breaks.listing import base_of
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.reconciliation import break_item


def treat_break(desk: Desk, command: TreatBreak) -> Outcome:
    """Keep who sees to a break, how and until when; what is accepted waits for its check."""
    row = standing_row(desk, break_item, command.number)
    if row is not None and not may_treat(desk, row):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    unknown = _unknown(desk, command, command.responsible_unit, command.treatment)
    if unknown is not None:
        return unknown
    if command.owner and command.owner not in desk.persons:
        return refuse(command, OutcomeCode.UNKNOWN_PERSON, person=command.owner)
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.number)
    promised = command.promised_date
    if promised is not None and promised != row["promised_date"] and promised < desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=promised.isoformat())
    if row["state"] == BreakState.CLOSED:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.number)
    if command.version != row["version"]:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    if command.treatment == Treatment.ACCEPT and not command.explanation.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    _put(
        desk,
        command.number,
        responsible_unit_code=command.responsible_unit or None,
        owner_login=command.owner or None,
        treatment=command.treatment,
        explanation=command.explanation.strip(),
        promised_date=promised,
    )
    return Outcome(OutcomeCode.DONE, command.id, reference=command.number)


def treat_cause(desk: Desk, command: TreatCause) -> Outcome:
    """同因处理: treat every open break of a cause that has no treatment, in one act.

    Refused as `changed_meanwhile` when they are no longer those that the sender saw.
    """
    found = _untreated(desk, command.cause)
    if not all(may_treat(desk, row) for row in found):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    unknown = _unknown(desk, command, command.responsible_unit, command.treatment)
    if unknown is not None:
        return unknown
    if command.promised_date is not None and command.promised_date < desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.promised_date.isoformat())
    if base_of((row["number"], row["version"]) for row in found) != command.base:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    if not command.treatment or not command.explanation.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    treated = [_treat_one(desk, row["number"], command) for row in found]
    detail = {"count": str(sum(treated))}
    return Outcome(OutcomeCode.DONE, command.id, reference=command.cause, detail=detail)


def _untreated(desk: Desk, cause_key: str) -> list[Mapping[str, Any]]:
    """Return the open breaks of a cause without a treatment, as the database holds them."""
    cause, _, system = cause_key.partition("/")
    rows = desk.connection.execute(
        select(break_item)
        .where(
            break_item.c.cause_code == cause,
            break_item.c.system == system,
            break_item.c.state != BreakState.CLOSED.value,
            break_item.c.treatment == "",
        )
        .order_by(break_item.c.number)
    )
    return [dict(row._mapping) for row in rows]


def _treat_one(desk: Desk, number: str, command: TreatCause) -> bool:
    """Treat one break of a cause, unless the same batch has treated it by itself."""
    standing = standing_row(desk, break_item, number)
    if standing is None or standing["treatment"]:
        return False
    _put(
        desk,
        number,
        responsible_unit_code=command.responsible_unit or standing["responsible_unit_code"],
        owner_login=standing["owner_login"],
        treatment=command.treatment,
        explanation=command.explanation.strip(),
        promised_date=command.promised_date or standing["promised_date"],
    )
    return True


def check_break(desk: Desk, command: CheckBreak) -> Outcome:
    """复核: somebody else closes a break that is left as it is, or sends it back with a word."""
    row = standing_row(desk, break_item, command.number)
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.number)
    if row["state"] == BreakState.CLOSED:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.number)
    if command.version != row["version"]:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    if not command.confirmed and not command.note.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if desk.is_one_of({row["treated_by"]}):
        return refuse(command, OutcomeCode.SAME_PERSON)
    if row["state"] != BreakState.AWAITING_CHECK:
        return refuse(command, OutcomeCode.WRONG_STATE)
    kept = Evidence.read(row["evidence"])
    checked = replace(kept, checked_by=desk.login, check_note=command.note.strip())
    state = BreakState.CLOSED if command.confirmed else BreakState.WORKING
    put_row(
        desk,
        break_item,
        command.number,
        state=state.value,
        closed_date=desk.today if command.confirmed else None,
        evidence=checked.text,
    )
    detail = {"state": state.value}
    return Outcome(OutcomeCode.DONE, command.id, reference=command.number, detail=detail)


def may_treat(desk: Desk, row: Mapping[str, Any]) -> bool:
    """Whether the person may treat a break: who holds shares of lines, the own unit's only."""
    if desk.asking or desk.person is None:
        return desk.asking
    own = desk.person.unit
    if not desk.units[own].allocates or desk.may("any_unit"):
        return True
    return own in {row["unit_code"], row["responsible_unit_code"]}


def _unknown(desk: Desk, command: Command, unit: str, treatment: str) -> Outcome | None:
    if unit and unit not in desk.units:
        return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=unit)
    if treatment and treatment not in set(Treatment):
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=treatment)
    return None


def _put(desk: Desk, number: str, **values: str | date | None) -> None:
    """Write what people keep of a break, with the state that follows from it."""
    if values["treatment"] == Treatment.ACCEPT:
        state = BreakState.AWAITING_CHECK
    elif any(values[name] for name in ("treatment", "owner_login", "explanation")):
        state = BreakState.WORKING
    else:
        state = BreakState.OPEN
    treated_by = desk.login if values["treatment"] else ""
    put_row(desk, break_item, number, **values, state=state.value, treated_by=treated_by)
