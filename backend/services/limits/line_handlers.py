"""The part of the table of contents that is about the line itself: holds, terms, last days."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract import Command
from backend.contract import lines as orders
from backend.services.hands.waiting import Handler
from backend.services.limits import across_products, cross_limits, holds, line_terms, prolong

#: Command → (operation in the table `permission`, handler).
LINE_HANDLERS: Mapping[type[Command], tuple[str, Handler]] = {
    orders.FreezeLine: ("freeze", holds.freeze_line),
    orders.ExtendFreeze: ("freeze", holds.extend_freeze),
    orders.UnfreezeLine: ("unfreeze", holds.unfreeze_line),
    orders.SuspendLine: ("suspend", holds.suspend_line),
    orders.ResumeLine: ("resume", holds.resume_line),
    orders.IncreaseLine: ("increase", holds.increase_line),
    orders.ExtendIncrease: ("increase", holds.extend_increase),
    orders.RevertIncrease: ("increase", holds.revert_increase),
    orders.RenewLine: ("approve", line_terms.renew_line),
    orders.ExtendLine: ("approve", line_terms.extend_line),
    orders.EndLine: ("approve", line_terms.end_line),
    orders.SetTenorLimit: ("approve", cross_limits.set_tenor_limit),
    orders.SetCurrencyLimit: ("approve", cross_limits.set_currency_limit),
    orders.ReallocateProducts: ("allocate", across_products.reallocate_products),
    orders.ExtendReservation: ("extend", prolong.extend_reservation),
    orders.ExtendDraw: ("extend", prolong.extend_draw),
    orders.RecallLoan: ("recall", prolong.recall_loan),
}
