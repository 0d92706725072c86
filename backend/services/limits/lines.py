"""Approve, annotate, allocate, move for good: the handlers of lines."""

from __future__ import annotations

from backend.contract import (
    AllocateLine,
    AnnotateLine,
    ApproveCap,
    ApproveLine,
    Command,
    LineType,
    Outcome,
    OutcomeCode,
    ReallocateLine,
)
from backend.contract.lines import AcrossCommand
from backend.ledger import lines as ledger
from backend.ledger.state import MOST_MINOR, NodeState
from backend.money import wan_text
from backend.services.charged import Charged
from backend.services.desk import Desk
from backend.services.limits.lenders import lending_allowed, lending_words
from backend.services.outcomes import answer, refuse


def approve_line(desk: Desk, command: ApproveLine) -> Outcome:
    """批准额度: set a line. A base that is no longer true is a conflict, never overwritten."""
    charged = named(desk, command, command.institution, command.product)
    if isinstance(charged, Outcome):
        return charged
    key = line_key(charged.line_id, command.product)
    before = desk.book.nodes.get(key)
    if before is not None and before.source != "manual":
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="approve")
    refusal = refuse_target(command)
    if refusal is not None:
        return refusal
    # A line that arose only because a deal was told has never been approved: it is still new.
    approved = before is not None and before.limited and before.approved_minor > 0
    standing = before.approved_minor if before is not None and approved else None
    if standing is None and command.base_minor == 0:
        standing = 0
    if standing not in {command.base_minor, command.target_minor}:
        return refuse(
            command,
            OutcomeCode.CHANGED_MEANWHILE,
            now=wan_text(standing or 0),
            base=wan_text(command.base_minor or 0),
        )
    if command.base_minor is None and standing is not None:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE, now=wan_text(standing), base="-")
    node = _line(desk, charged.line_id, command.product)
    verdict = ledger.approve(desk.book, node.key, command.target_minor, command.id)
    if verdict.code is OutcomeCode.DONE:
        desk.set_line(node, _columns(command))
        _pass_on_type(desk, node)
    return answer(desk, command, verdict, reference=_reference(charged, command.product))


def _pass_on_type(desk: Desk, line: NodeState) -> None:
    """Give the units' shares the line's type: what is not revolving stays spent in them too."""
    for node in list(desk.book.nodes.values()):
        own = node.institution_id == line.institution_id and node.product == line.product
        if own and node.unit and node.line_type is not line.line_type:
            desk.set_line(node, {"line_type": line.line_type.value})


def refuse_target(command: ApproveLine | ApproveCap | AcrossCommand) -> Outcome | None:
    """Refuse a line that is no amount, or that ends before it begins."""
    if not 0 <= command.target_minor <= MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    begins, ends = command.effective_date, command.expiry_date
    if begins is not None and ends is not None and ends < begins:
        return refuse(command, OutcomeCode.BAD_DATE, date=ends.isoformat())
    return None


def _columns(command: ApproveLine) -> dict[str, object]:
    """Return the line's own columns that the command sets; what it leaves open stays."""
    given: dict[str, object] = {
        "limited": 1,
        "effective_date": command.effective_date,
        "expiry_date": command.expiry_date,
        "max_tenor_days": command.max_tenor_days,
        "approval_number": command.approval_number or None,
        "note": command.note,
        "is_sample": 1 if command.is_sample else None,
    }
    if not command.base_minor:
        given["line_type"] = LineType(command.line_type).value
    return {name: value for name, value in given.items() if value is not None}


def annotate_line(desk: Desk, command: AnnotateLine) -> Outcome:
    """Write the department's note beside a line."""
    charged = named(desk, command, command.institution, command.product)
    if isinstance(charged, Outcome):
        return charged
    node = desk.book.nodes.get(line_key(charged.line_id, command.product))
    if node is None:
        return refuse(command, OutcomeCode.NO_LINE)
    if node.note not in {command.base_note, command.note}:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE, now=node.note, base=command.base_note)
    if node.note != command.note:
        desk.set_line(node, {"note": command.note})
    return Outcome(OutcomeCode.DONE, command.id, reference=_reference(charged, command.product))


def allocate_line(desk: Desk, command: AllocateLine) -> Outcome:
    """分配调整: set what a unit holds of a product line."""
    charged = named(desk, command, command.institution, command.product, command.unit)
    if isinstance(charged, Outcome):
        return charged
    if not 0 <= command.target_minor <= MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if command.effective_date is not None and command.effective_date != desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.effective_date.isoformat())
    leaf = desk.leaf(charged.line_id, command.product, command.unit)
    if leaf.approved_minor not in {command.base_minor, command.target_minor}:
        return refuse(
            command,
            OutcomeCode.CHANGED_MEANWHILE,
            now=wan_text(leaf.approved_minor),
            base=wan_text(command.base_minor),
        )
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if not has_line(desk, charged.line_id, command.product):
        return refuse(command, OutcomeCode.NO_LINE)
    verdict = ledger.allocate(desk.book, leaf.key, command.target_minor, command.id, command.reason)
    return answer(
        desk, command, verdict, reference=f"{_reference(charged, command.product)}/{command.unit}"
    )


def reallocate_line(desk: Desk, command: ReallocateLine) -> Outcome:
    """Move a share from unit to unit for good."""
    charged = named(
        desk, command, command.institution, command.product, command.from_unit, command.to_unit
    )
    if isinstance(charged, Outcome):
        return charged
    if command.from_unit == command.to_unit:
        return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=command.to_unit)
    if not 0 < command.amount_minor <= MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    move = (command.product, command.from_unit, command.to_unit)
    if not lending_allowed(desk, *move, command.amount_minor):
        said = lending_words(desk, *move)
        return refuse(command, OutcomeCode.LENDING_NOT_ALLOWED, **said)
    if not has_line(desk, charged.line_id, command.product):
        return refuse(command, OutcomeCode.NO_LINE)
    giving = desk.leaf(charged.line_id, command.product, command.from_unit)
    taking = desk.leaf(charged.line_id, command.product, command.to_unit)
    verdict = ledger.reallocate(
        desk.book, giving.key, taking.key, command.amount_minor, command.id, command.reason
    )
    moved = f"{_reference(charged, command.product)}/{command.to_unit}"
    return answer(desk, command, verdict, reference=moved)


def line_key(line_id: int, product: str) -> str:
    """Return the node key of a product line, or of the legal entity's total."""
    return f"product:{line_id}/{product}" if product else f"entity:{line_id}"


def _line(desk: Desk, line_id: int, product: str) -> NodeState:
    return desk.product_line(line_id, product) if product else desk.entity(line_id)


def has_line(desk: Desk, line_id: int, product: str) -> bool:
    """Whether a product line is approved, in the database or by this batch."""
    # Asking for a leaf lets a missing line arise at zero: only an approval makes it one.
    line = desk.book.nodes.get(line_key(line_id, product))
    made = line is not None and (line.key in desk.line_changes or line.key not in desk.arisen)
    return line is not None and made and line.limited


def _reference(charged: Charged, product: str) -> str:
    return f"{charged.bic8}/{product}" if product else charged.bic8


def named(
    desk: Desk, command: Command, institution: str, product: str, *units: str
) -> Charged | Outcome:
    """Return the institution whose line is meant, or the refusal of a name that nobody knows."""
    charged = desk.institutions.get(institution)
    if charged is None:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=institution)
    if product and product not in desk.products:
        return refuse(command, OutcomeCode.UNKNOWN_PRODUCT, product=product)
    for code in units:
        unit = desk.units.get(code)
        if unit is None or not unit.allocates:
            return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=code)
    return charged
