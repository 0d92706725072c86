"""Freeze and unfreeze, suspend and resume, increase for a time: the handlers of holds."""

from __future__ import annotations

from datetime import date

from backend.contract import Outcome, OutcomeCode
from backend.contract.lines import (
    ExtendFreeze,
    ExtendIncrease,
    FreezeLine,
    IncreaseLine,
    LineCommand,
    ResumeLine,
    RevertIncrease,
    SuspendLine,
    UnfreezeLine,
)
from backend.ledger import holds as ledger
from backend.ledger.prolonging import extend_due
from backend.ledger.state import MOST_MINOR, NodeState
from backend.money import wan_text
from backend.services.desk import Desk
from backend.services.limits.lines import has_line
from backend.services.named_lines import key_of, line_named, open_item, words_of
from backend.services.numbers import next_number
from backend.services.outcomes import answer, refuse

#: What a freeze says of itself when it suspended its line as well: its end resumes the line.
WHOLE = "whole"


def freeze_line(desk: Desk, command: FreezeLine) -> Outcome:
    """冻结: one officer may do it at once; release is always possible."""
    node = line_named(desk, command)
    if isinstance(node, Outcome):
        return node
    if node is None:
        return _no_line(desk, command, command.amount_minor, command.last_date)
    suspends = command.amount_minor is None and command.last_date is None
    amount = node.line_minor if command.amount_minor is None else command.amount_minor
    if suspends and amount <= 0 and not node.suspended:  # frozen already: no new use besides
        return suspend_line(desk, command)
    marked = WHOLE if suspends and not node.suspended else ""
    verdict = ledger.freeze(
        desk.book,
        node.key,
        amount,
        entry_id=next_number(desk, "FD"),
        last_date=command.last_date,
        reason=command.reason,
        reference=marked,
    )
    if verdict.code is OutcomeCode.DONE and marked:
        desk.set_line(node, {"suspended": 1})
    return answer(desk, command, verdict)


def unfreeze_line(desk: Desk, command: UnfreezeLine) -> Outcome:
    """解冻: by hand, in part or whole; the end of a whole freeze resumes its line."""
    held = open_item(desk, command, command.freeze, "unfreeze")
    if isinstance(held, Outcome):
        return held
    number = next_number(desk, "JD")
    verdict = ledger.unfreeze(
        desk.book, held, command.amount_minor, entry_id=number, reason=command.reason
    )
    node = desk.book.nodes[held.node_key]
    if verdict.code is OutcomeCode.DONE and held.open_minor == 0 and held.reference == WHOLE:
        desk.set_line(node, {"suspended": 0})
    return answer(desk, command, verdict)


def extend_freeze(desk: Desk, command: ExtendFreeze) -> Outcome:
    """Hold a freeze longer; to end one earlier takes the hands of an unfreeze."""
    held = open_item(desk, command, command.freeze, "unfreeze")
    if isinstance(held, Outcome):
        return held
    if command.last_date <= held.last_date:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.last_date.isoformat())
    number = next_number(desk, "YQ")
    return answer(
        desk,
        command,
        extend_due(desk.book, held, command.last_date, entry_id=number, reason=command.reason),
    )


def suspend_line(desk: Desk, command: SuspendLine | FreezeLine) -> Outcome:
    """暂停新增: one officer may do it at once."""
    return _switch(desk, command, suspended=True)


def resume_line(desk: Desk, command: ResumeLine) -> Outcome:
    """恢复新增."""
    return _switch(desk, command, suspended=False)


def _switch(desk: Desk, command: LineCommand, *, suspended: bool) -> Outcome:
    node = line_named(desk, command)
    if isinstance(node, Outcome):
        return node
    if node is None:
        return _no_line(desk, command, None, None)
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if node.suspended == suspended:
        state = "suspended" if suspended else "open"
        return refuse(command, OutcomeCode.WRONG_STATE, state=state)
    desk.set_line(node, {"suspended": int(suspended)})
    return Outcome(
        OutcomeCode.DONE,
        command.id,
        reference=words_of(command),
        binding=node.binding(),
        available_minor=node.usable_minor(desk.today),
        excess_minor=max(0, -node.room_minor),
        detail={"reason": command.reason},
    )


def increase_line(desk: Desk, command: IncreaseLine) -> Outcome:
    """临时增额, 特批: more until a day, with its reason; a unit's share arises with it."""
    node = line_named(desk, command)
    if node is None and command.unit:
        node = _share(desk, command)
    if isinstance(node, Outcome):
        return node
    if node is None:
        return _no_line(desk, command, command.amount_minor, command.last_date)
    verdict = ledger.increase(
        desk.book,
        node.key,
        command.amount_minor,
        entry_id=next_number(desk, "LZ"),
        last_date=command.last_date,
        reason=command.reason,
    )
    return answer(desk, command, verdict)


def _share(desk: Desk, command: IncreaseLine) -> NodeState | Outcome | None:
    """Return the share that arises for a unit, where the product has a line."""
    key = key_of(desk, command)
    if isinstance(key, Outcome):
        return key
    charged = desk.institutions[command.institution]
    if not has_line(desk, charged.line_id, command.product):
        return None
    return desk.leaf(charged.line_id, command.product, command.unit)


def extend_increase(desk: Desk, command: ExtendIncrease) -> Outcome:
    """Let an increase last longer; to end one earlier, revert it."""
    raised = open_item(desk, command, command.increase, "revert")
    if isinstance(raised, Outcome):
        return raised
    if command.last_date <= raised.last_date:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.last_date.isoformat())
    if command.amount_minor != raised.open_minor:
        now, base = wan_text(raised.open_minor), wan_text(command.amount_minor)
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE, now=now, base=base)
    number = next_number(desk, "YQ")
    return answer(
        desk,
        command,
        extend_due(desk.book, raised, command.last_date, entry_id=number, reason=command.reason),
    )


def revert_increase(desk: Desk, command: RevertIncrease) -> Outcome:
    """End an increase before its day."""
    raised = open_item(desk, command, command.increase, "revert")
    if isinstance(raised, Outcome):
        return raised
    verdict = ledger.revert(
        desk.book,
        raised,
        command.amount_minor,
        entry_id=next_number(desk, "ZZ"),
        reason=command.reason,
    )
    return answer(desk, command, verdict)


def _no_line(
    desk: Desk, command: LineCommand, amount_minor: int | None, last_date: date | None
) -> Outcome:
    """Refuse what names a line that does not stand, by the first of its faults."""
    if amount_minor is not None and not 0 < amount_minor <= MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if last_date is not None and last_date < desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=last_date.isoformat())
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    return refuse(command, OutcomeCode.NO_LINE)
