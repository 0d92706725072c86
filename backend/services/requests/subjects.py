"""预占延长 and 收回 concern something that stands: which reservation, which loan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from backend.contract import Outcome, OutcomeCode, RaiseRequest, RequestKind
from backend.ledger.state import Due
from backend.services.desk import Desk
from backend.services.limits.reservations import open_reservations
from backend.services.outcomes import refuse

#: Requests that move the last day of something; they are granted whole, or not.
ABOUT_STANDING = frozenset({RequestKind.EXTEND, RequestKind.RECALL})
_NUMBERS = {
    RequestKind.EXTEND: re.compile(r"YZ-\d{8}-\d+"),
    RequestKind.RECALL: re.compile(r"(?:DJ|SQ)-\d{8}-\d+"),
}


def number_in(kind: RequestKind, purpose: str) -> str:
    """Return the number of a reservation or loan that a purpose names; empty when it names none."""
    found = _NUMBERS[kind].search(purpose) if kind in _NUMBERS else None
    if found is None:
        return ""
    return found[0].replace("SQ-", "DJ-", 1)


def subject_of(desk: Desk, command: RaiseRequest, line_id: int) -> Due | Outcome | None:
    """Return what a request is about; `None` where it is about nothing that stands.

    Named in the purpose, else the one that its unit must mean; two candidates are none.
    """
    if command.kind not in ABOUT_STANDING:
        return None
    leaf_key = f"unit:{line_id}/{command.product}/{command.unit}"
    own = _own(desk, command.kind, leaf_key)
    named = number_in(command.kind, command.purpose)
    if named:
        own = [due for due in own if due.entry_id == named]
    elif command.kind is RequestKind.EXTEND:
        meant = (command.currency, command.amount_minor)
        own = [due for due in own if (due.currency, due.deal_minor) == meant]
    if len(own) == 1:
        return own[0]
    return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=named or "-")


def _own(desk: Desk, kind: RequestKind, leaf_key: str) -> Sequence[Due]:
    """Return the open reservations that a unit holds, or the loans that it has given."""
    if kind is RequestKind.EXTEND:
        return open_reservations(desk, leaf_key)
    return [
        due
        for due in desk.book.dues.values()
        if due.kind == "return" and due.lender_key == leaf_key and due.open_minor > 0
    ]


def wrong_amount(command: RaiseRequest, subject: Due) -> bool:
    """Whether a request to prolong says another amount than what is held: it moves a day only."""
    held = (subject.currency, subject.deal_minor)
    return command.kind is RequestKind.EXTEND and (command.currency, command.amount_minor) != held


def wrong_day(command: RaiseRequest, subject: Due, last_date: date) -> bool:
    """Whether a reservation would not last longer, or a loan not end sooner."""
    if command.kind is RequestKind.EXTEND:
        return last_date <= subject.last_date
    return last_date >= subject.last_date


def purpose_of(command: RaiseRequest, subject: Due | None) -> str:
    """Return the purpose with the number of what it is about, so that all who decide see it."""
    if subject is None or number_in(command.kind, command.purpose):
        return command.purpose
    return f"{subject.entry_id} {command.purpose}"
