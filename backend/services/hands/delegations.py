"""代理(A/B角): from day to day another person may do what one's role may, in the own name."""

from __future__ import annotations

from backend.contract import Outcome, OutcomeCode
from backend.contract.approvals import DelegateRole, EndDelegation
from backend.services.desk import Desk
from backend.services.numbers import next_number
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.hands import delegation

#: Nobody stands in for somebody for longer than a year at a time.
MOST_DAYS = 366


def delegate_role(desk: Desk, command: DelegateRole) -> Outcome:
    """Let somebody stand in for the sender; what others delegated to the sender stays there."""
    if command.delegate not in desk.persons or command.delegate == command.login:
        return refuse(command, OutcomeCode.UNKNOWN_PERSON, person=command.delegate or "-")
    if command.from_date < desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.from_date.isoformat())
    if not 0 <= (command.last_date - command.from_date).days < MOST_DAYS:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.last_date.isoformat())
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    number = next_number(desk, "WT")
    put_row(
        desk,
        delegation,
        number,
        principal=command.login,
        delegate=command.delegate,
        from_date=command.from_date,
        last_date=command.last_date,
        reason=command.reason,
        ended=0,
    )
    return Outcome(OutcomeCode.DONE, command.id, reference=number)


def end_delegation(desk: Desk, command: EndDelegation) -> Outcome:
    """End a delegation now; either of the two may."""
    row = standing_row(desk, delegation, command.number)
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.number)
    if command.login not in {row["principal"], row["delegate"]}:
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="delegate")
    if row["ended"]:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.number)
    put_row(desk, delegation, command.number, ended=1)
    return Outcome(OutcomeCode.DONE, command.id, reference=command.number)
