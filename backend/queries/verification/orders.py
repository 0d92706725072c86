"""What an entry under a receipt must be, command by command."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

#: Commands that never leave the ledger as it was when they are done.
ALWAYS_POST = (
    *("ReserveLimit", "DrawLimit", "VoidReservation", "ReleaseDraw", "ReallocateLine"),
    *("UnfreezeLine", "IncreaseLine", "RevertIncrease", "ExtendFreeze", "ExtendIncrease"),
    *("ReallocateProducts", "ExtendReservation", "ExtendDraw", "RecallLoan", "ApplyBreak"),
    *("ReverseEntry", "LateDraw", "LateRelease", "TieDraw"),
)
#: Orders that may post several entries, which are looked at together.
POST_SEVERAL = frozenset(
    {"ReallocateLine", "ReallocateProducts", "CheckRequest", "ApplyRegulation"}
)

#: Whether an entry is what its receipt was given for: (entry, the receipt's detail, the entries of
#: the same receipt before it).
Follows = Callable[[Any, Mapping[str, Any], list[Any]], bool]


def _ordered(row: Any) -> str:
    """Return the id of the command that ordered an entry: the maker's, where one was approved."""
    return str(row.command_id or row.receipt_id)


def _approved(row: Any, said: Mapping[str, Any], before: list[Any]) -> bool:
    """Expect what the order that was approved would have posted, under the last hand's receipt."""
    follows = FOLLOWS.get(row.approved_command)
    named = said.get("approval") == row.approval_number and row.state == "applied"
    return bool(named and follows is not None and follows(row, said, before))


def _use(kind: str, measure: str) -> Follows:
    """Expect one entry, under the number and of the line use that were answered."""
    return lambda row, said, _before: (
        row.kind == kind
        and row.id == said.get("reference")
        and getattr(row, f"{measure}_delta_minor") == said.get("line_use_minor")
    )


def _ended(row: Any, said: Mapping[str, Any], _before: list[Any]) -> bool:
    """Compare what ends a use; a release may bring room of a loan home with it."""
    if row.kind == "return":
        return bool(row.mode == "auto")
    return row.kind in {"void", "release"} and row.id == said.get("reference")


def _undone(row: Any, said: Mapping[str, Any], _before: list[Any]) -> bool:
    """Compare a reversal; a draw that is undone may bring room of a loan home with it."""
    if row.kind == "return":
        return bool(row.mode == "auto")
    return bool(row.kind == "reverse" and row.id == said.get("reference"))


def _applied(row: Any, said: Mapping[str, Any], before: list[Any]) -> bool:
    """Compare what a break's treatment did: a draw that was told, or the release of one."""
    if row.kind == "draw":
        return _use("draw", "used")(row, said, before)
    return _ended(row, said, before)


def _line(kind: str) -> Follows:
    """Expect one entry, under the command's own id."""
    return lambda row, _said, _before: row.kind == kind and row.id == _ordered(row)


def _answered(kind: str) -> Follows:
    """Expect one entry, under the number that was answered."""
    return lambda row, said, _before: row.kind == kind and row.id == said.get("reference")


def _moved(row: Any, _said: Mapping[str, Any], before: list[Any]) -> bool:
    """Expect numbered legs of one amount: first those that give, then those that take.

    Across products the lines move with the shares.
    """
    if row.kind not in {"allocate", "approve"} or row.id != f"{_ordered(row)}:{len(before) + 1}":
        return False
    amount = row.approved_delta_minor
    return not before or (
        abs(amount) == abs(before[0].approved_delta_minor)
        and (amount > 0 or before[-1].approved_delta_minor < 0)
    )


def _capped(row: Any, _said: Mapping[str, Any], before: list[Any]) -> bool:
    """Expect numbered entries, each of which sets a cap."""
    return bool(row.kind == "approve" and row.id == f"{_ordered(row)}:{len(before) + 1}")


def _granted(row: Any, said: Mapping[str, Any], before: list[Any]) -> bool:
    """Expect what was asked for in the request that was confirmed: one entry, or a loan's legs."""
    number = str(said.get("reference", ""))
    if row.request_number != number:
        return False
    if row.kind in {"reserve", "increase", "extend"}:
        return not before
    loan = re.escape(f"DJ-{number.removeprefix('SQ-')}")
    numbered = re.fullmatch(rf"{loan}(:{len(before)})" if before else loan, row.id)
    alike = not before or abs(row.temporary_delta_minor) == abs(before[0].temporary_delta_minor)
    return row.kind in {"borrow", "lend"} and numbered is not None and alike


#: Command → what an entry under its receipt must be. A command that is not listed posts nothing.
FOLLOWS: Mapping[str, Follows] = {
    "ReserveLimit": _use("reserve", "reserved"),
    "DrawLimit": _use("draw", "used"),
    "VoidReservation": _ended,
    "ReleaseDraw": _ended,
    "ApplyBreak": _applied,
    "ApproveLine": _line("approve"),
    "ApproveCap": _line("approve"),
    "AllocateLine": _line("allocate"),
    "ReallocateLine": _moved,
    "ReallocateProducts": _moved,
    "CheckRequest": _granted,
    "ApplyRegulation": _capped,
    "ReverseEntry": _undone,
    "LateDraw": _use("draw", "used"),
    "LateRelease": _ended,
    "RevalueLines": lambda row, _said, _before: row.kind == "revalue",
    "TieDraw": _ended,
    "CheckApproval": _approved,
    "AuthoriseApproval": _approved,
    "FreezeLine": _answered("freeze"),
    "UnfreezeLine": _answered("unfreeze"),
    "IncreaseLine": _answered("increase"),
    "RevertIncrease": _answered("revert"),
    **dict.fromkeys(
        ("ExtendFreeze", "ExtendIncrease", "ExtendReservation", "ExtendDraw", "RecallLoan"),
        _answered("extend"),
    ),
    **dict.fromkeys(("RenewLine", "SetTenorLimit", "SetCurrencyLimit"), _line("approve")),
}
