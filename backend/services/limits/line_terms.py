"""续作, 展期, an early end: a line's term, by an approval; what is used stays used."""

from __future__ import annotations

from dataclasses import replace

from backend.contract import Outcome, OutcomeCode
from backend.contract.lines import EndLine, ExtendLine, LineCommand, RenewLine
from backend.ledger import lines as ledger
from backend.ledger.state import MOST_MINOR, NodeState
from backend.services.desk import Desk
from backend.services.named_lines import line_named, words_of
from backend.services.outcomes import answer, refuse


def renew_line(desk: Desk, command: RenewLine) -> Outcome:
    """续作: a new amount and term under a new approval. Two terms never run at once."""
    node = _line_with_term(desk, command)
    if isinstance(node, Outcome):
        return node
    if not 0 < command.target_minor <= MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    runs = node is not None and node.approved_minor > 0 and _in_term(desk, node)
    begins, ends = command.effective_date, command.expiry_date
    if ends < max(begins, desk.today) or (runs and begins > desk.today):
        wrong = begins if runs and begins > desk.today else ends
        return refuse(command, OutcomeCode.BAD_DATE, date=wrong.isoformat())
    if not (command.reason.strip() and command.approval_number.strip()):
        return refuse(command, OutcomeCode.REASON_MISSING)
    if node is None:
        return refuse(command, OutcomeCode.NO_LINE)
    verdict = ledger.approve(
        desk.book, node.key, command.target_minor, command.id, reason=command.reason
    )
    if verdict.code is OutcomeCode.DONE:
        changes = {"effective_date": begins, "expiry_date": ends}
        desk.set_line(node, {**changes, "approval_number": command.approval_number.strip()})
    return _told(answer(desk, command, verdict, reference=words_of(command)), desk, node)


def extend_line(desk: Desk, command: ExtendLine) -> Outcome:
    """展期: the same line runs to a later day, by an approval."""
    node = _line_with_term(desk, command)
    if isinstance(node, Outcome):
        return node
    before = node.expiry_date if node is not None else None
    later = command.expiry_date >= desk.today and (before is None or command.expiry_date > before)
    if not later or (node is not None and before is None):
        return refuse(command, OutcomeCode.BAD_DATE, date=command.expiry_date.isoformat())
    if not (command.reason.strip() and command.approval_number.strip()):
        return refuse(command, OutcomeCode.REASON_MISSING)
    if node is None:
        return refuse(command, OutcomeCode.NO_LINE)
    number = command.approval_number.strip()
    desk.set_line(node, {"expiry_date": command.expiry_date, "approval_number": number})
    return _done(desk, command, node)


def end_line(desk: Desk, command: EndLine) -> Outcome:
    """Let a line end today: from tomorrow no new use, and what is open runs off."""
    node = _line_with_term(desk, command)
    if isinstance(node, Outcome):
        return node
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if node is None:
        return refuse(command, OutcomeCode.NO_LINE)
    if node.expiry_date is not None and node.expiry_date <= desk.today:
        return refuse(command, OutcomeCode.EXPIRED)
    begins = node.effective_date
    if begins is not None and begins > desk.today:
        return refuse(command, OutcomeCode.NOT_EFFECTIVE)
    desk.set_line(node, {"expiry_date": desk.today})
    return _done(desk, command, node)


def _line_with_term(desk: Desk, command: LineCommand) -> NodeState | Outcome | None:
    """Return the line that is meant. A unit's share has no term of its own."""
    node = line_named(desk, command)
    if isinstance(node, Outcome):
        return node
    if command.unit:
        return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=command.unit)
    if node is not None and node.source != "manual":
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="approve")
    return node


def _in_term(desk: Desk, node: NodeState) -> bool:
    begun = node.effective_date is None or node.effective_date <= desk.today
    return begun and (node.expiry_date is None or node.expiry_date >= desk.today)


def _done(desk: Desk, command: LineCommand, node: NodeState) -> Outcome:
    outcome = Outcome(
        OutcomeCode.DONE,
        command.id,
        reference=words_of(command),
        binding=node.binding(),
        detail={"reason": command.reason},
    )
    return _told(outcome, desk, node)


def _told(outcome: Outcome, desk: Desk, node: NodeState) -> Outcome:
    """Return the answer with the term that now holds; of one that is refused, as it is."""
    if outcome.code is not OutcomeCode.DONE:
        return outcome
    ends = node.expiry_date.isoformat() if node.expiry_date is not None else "-"
    return replace(
        outcome,
        available_minor=node.usable_minor(desk.today),
        excess_minor=max(0, -node.room_minor),
        detail={**outcome.detail, "expiry_date": ends},
    )
