"""经办: an order that takes more hands is tried, and put where the next hand finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.approvals import ApprovalState
from backend.contract.lines import RenewLine
from backend.ledger.state import NodeState
from backend.queries.hands import hands_of, policy_of
from backend.services.content import canonical
from backend.services.desk import Desk
from backend.services.hands.sizes import POLICIES, SIZES
from backend.services.hands.trials import touched, trial_of
from backend.services.named_lines import line_named
from backend.services.numbers import next_number
from backend.services.rows import put_row
from backend.store.tables.hands import approval

Handler = Callable[[Desk, Any], Outcome]


def policy_operation(command: Command, operation: str) -> str:
    """Return the operation under which the policy knows a command; `operation` is its right's."""
    return POLICIES.get(type(command), operation)


def size_of(desk: Desk, command: Command) -> int:
    """Return how large a command is, in ledger minor units; a renewal also as what it ends."""
    size = SIZES[type(command)](command)
    if not isinstance(command, RenewLine):
        return size
    node = line_named(desk, command)
    return max(size, node.approved_minor) if isinstance(node, NodeState) else size


def hands_needed(desk: Desk, command: Command, operation: str) -> int:
    """Return how many hands a command takes today; one when nobody says how large it is."""
    if type(command) not in SIZES:
        return 1
    if "policy" not in desk.remembered:
        desk.remembered["policy"] = policy_of(desk.connection, desk.today)
    rows = desk.remembered["policy"]
    return hands_of(rows, policy_operation(command, operation), size_of(desk, command))


def put_for_approval(
    desk: Desk, command: Command, operation: str, hands: int, handler: Handler
) -> Outcome:
    """Try a command on a copy of the desk; what would pass waits for the next hand.

    Nothing moves. A refusal is answered as it would be without the policy.
    """
    trial = trial_of(desk)
    tried = handler(trial, command)
    if tried.code is not OutcomeCode.DONE:
        return tried
    number = next_number(desk, "BG")
    _put(desk, command, number, policy_operation(command, operation), hands, touched(desk, trial))
    return Outcome(
        OutcomeCode.AWAITING,
        command.id,
        reference=number,
        detail={
            "approval": number,
            "state": ApprovalState.AWAITING_CHECK.value,
            "hands": str(hands),
            "would": tried.reference,
        },
    )


def _put(
    desk: Desk, command: Command, number: str, operation: str, hands: int, node_key: str
) -> None:
    charged = desk.institutions.get(str(getattr(command, "institution", "")))
    put_row(
        desk,
        approval,
        number,
        command_id=command.id,
        command=type(command).__name__,
        content=canonical(asdict(command)),
        operation=operation,
        node_key=node_key,
        institution_id=charged.id if charged is not None else None,
        amount_minor=size_of(desk, command),
        hands=hands,
        state=ApprovalState.AWAITING_CHECK.value,
        maker=command.login,
        made_at=desk.now,
        decision_note="",
        place=command.place,
    )
