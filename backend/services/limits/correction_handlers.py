"""The part of the table of contents that corrects, values anew and closes."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract import Command
from backend.contract.corrections import (
    CloseMonth,
    ConfirmDraw,
    LateDraw,
    LateRelease,
    RevalueLines,
    ReverseEntry,
    TieDraw,
)
from backend.services.hands.waiting import Handler
from backend.services.limits import corrections, month_close, revalue, told_deals

#: Command → (operation in the table `permission`, handler).
CORRECTION_HANDLERS: Mapping[type[Command], tuple[str, Handler]] = {
    ReverseEntry: ("reverse", corrections.reverse_entry),
    LateDraw: ("late", corrections.late_draw),
    LateRelease: ("late", corrections.late_release),
    RevalueLines: ("revalue", revalue.revalue_lines),
    CloseMonth: ("close_month", month_close.close_month),
    TieDraw: ("tell", told_deals.tie_draw),
    ConfirmDraw: ("tell", told_deals.confirm_draw),
}
