"""冲正 and 补记: what was booked wrongly is undone, what was not booked is booked for its day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Row, func, select

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.corrections import LateDraw, LateRelease, ReverseEntry
from backend.ledger import corrections as ledger
from backend.ledger.verdict import Verdict
from backend.queries.nodes import first_date, load_draw
from backend.services.desk import Desk
from backend.services.limits import use
from backend.services.numbers import next_number
from backend.services.outcomes import answer, refuse
from backend.store.tables.ledger import entry

_KINDS = ("draw", "release")


def reverse_entry(desk: Desk, command: ReverseEntry) -> Outcome:
    """冲正: undo a draw or a release whole; it counts for the day of what it undoes."""
    row = desk.connection.execute(
        select(entry).where(entry.c.id == command.entry, entry.c.kind.in_(_KINDS))
    ).one_or_none()
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.entry)
    drawn_id = row.id if row.kind == "draw" else row.resolves_id
    drawn = load_draw(desk.connection, desk.book, drawn_id)
    if drawn is None or drawn.node_key not in desk.book.nodes:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.entry)
    if not desk.acts_for(desk.book.nodes[drawn.node_key].unit):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    if _undone(desk, command.entry):
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.entry)
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    number = next_number(desk, "CZ")
    effect_date = row.effect_date or row.business_date
    verdict: Verdict
    if row.kind == "draw":
        verdict = ledger.reverse_draw(
            desk.book, drawn, number, effect_date=effect_date, reason=command.reason
        )
    else:
        verdict = ledger.reverse_release(
            desk.book, drawn, _release(row), number, effect_date=effect_date, reason=command.reason
        )
    if verdict.code is OutcomeCode.WRONG_STATE:
        return refuse(command, OutcomeCode.WRONG_STATE, state="released")
    return answer(desk, command, verdict)


def _release(row: Row[tuple[object, ...]]) -> ledger.Release:
    found = row._mapping
    return ledger.Release(
        entry_id=found["id"],
        amount_minor=found["deal_amount_minor"],
        use_minor=-found["used_delta_minor"],
        exposure_minor=-(found["exposure_used_delta_minor"] or 0),
    )


def _undone(desk: Desk, number: str) -> bool:
    """Whether an entry was reversed before, in the database or by this batch."""
    pending = any(
        posting.kind == "reverse" and posting.resolves_id == number
        for _receipt_id, posting in desk.postings
    )
    found = select(entry.c.id).where(entry.c.resolves_id == number, entry.c.kind == "reverse")
    return pending or desk.connection.scalar(found) is not None


def late_draw(desk: Desk, command: LateDraw) -> Outcome:
    """补记: book a deal for the past day on which it was done; it posts whatever the line says."""
    return _refuse_late(desk, command, command.effect_date, command.reason) or use.draw(
        desk, command
    )


def late_release(desk: Desk, command: LateRelease) -> Outcome:
    """补记: end a deal for the past day on which it was over, not before the day of its draw."""
    refusal = _refuse_late(desk, command, command.effect_date, command.reason)
    if refusal is not None:
        return refusal
    began = desk.connection.scalar(
        select(func.coalesce(entry.c.effect_date, entry.c.business_date)).where(
            entry.c.id == command.draw
        )
    )
    if began is not None and command.effect_date < _day(began):
        return refuse(command, OutcomeCode.BAD_DATE, date=command.effect_date.isoformat())
    return use.release(desk, command)


def _day(given: date | str) -> date:
    return date.fromisoformat(given) if isinstance(given, str) else given


def _refuse_late(desk: Desk, command: Command, effect_date: date, reason: str) -> Outcome | None:
    """Refuse a day to come, or one before the ledger's first; refuse what says no reason."""
    first = first_date(desk.connection)
    if effect_date > desk.today or (first is not None and effect_date < first):
        return refuse(command, OutcomeCode.BAD_DATE, date=effect_date.isoformat())
    if not reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    return None
