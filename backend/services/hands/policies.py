"""The policy of hands and the ladder of authority: dated rows, which a second person agrees to.

They begin on a coming day: what is done today keeps to the rule under which the day was opened.
"""

from __future__ import annotations

from sqlalchemy import select

from backend.contract import Outcome, OutcomeCode
from backend.contract.approvals import SetAuthority, SetPolicy
from backend.ledger.state import MOST_MINOR
from backend.queries.hands import policy_of
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.store.tables.hands import authority, policy

#: How many hands there can be: 经办, 复核, 审批.
MOST_HANDS = 3
#: What no policy gives up: one alone may stop, two let go.
LEAST_HANDS = {"resume": 2, "unfreeze": 2, "parameter": 2, "close_month": 2}


def set_policy(desk: Desk, command: SetPolicy) -> Outcome:
    """Say how many hands an operation takes from an amount on; its other steps stay as they are."""
    rows = policy_of(desk.connection, command.valid_from)
    steps = {one.from_minor: one.hands for one in rows if one.operation == command.operation}
    if not steps:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.operation)
    if not 0 <= command.from_minor <= MOST_MINOR or not 1 <= command.hands <= MOST_HANDS:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    least = LEAST_HANDS.get(command.operation, 1)
    if command.hands < least:
        return refuse(command, OutcomeCode.TOO_FEW_HANDS, hands=str(least))
    if command.valid_from <= desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.valid_from.isoformat())
    day = (policy.c.operation == command.operation, policy.c.valid_from >= command.valid_from)
    if desk.connection.execute(select(policy).where(*day)).first() is not None:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE, now="-", base="-")
    for from_minor, hands in sorted({**steps, command.from_minor: command.hands}.items()):
        row = {"operation": command.operation, "valid_from": command.valid_from}
        desk.facts.append((policy, {**row, "from_minor": from_minor, "hands": hands}))
    return Outcome(OutcomeCode.DONE, command.id, reference=command.operation)


def set_authority(desk: Desk, command: SetAuthority) -> Outcome:
    """Say up to what amount a person or a role may give the last hand for an operation."""
    roles = {role for role, _operation in desk.permissions}
    if command.grantee not in desk.persons and command.grantee not in roles:
        return refuse(command, OutcomeCode.UNKNOWN_PERSON, person=command.grantee or "-")
    rows = policy_of(desk.connection, command.valid_from)
    if command.operation not in {one.operation for one in rows}:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.operation)
    if not 0 <= command.most_minor <= MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if command.valid_from <= desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.valid_from.isoformat())
    key = {
        "grantee": command.grantee,
        "operation": command.operation,
        "valid_from": command.valid_from,
    }
    same = (authority.c[name] == value for name, value in key.items())
    if desk.connection.execute(select(authority).where(*same)).first() is not None:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE, now="-", base="-")
    desk.facts.append((authority, {**key, "most_minor": command.most_minor}))
    return Outcome(OutcomeCode.DONE, command.id, reference=command.operation)
