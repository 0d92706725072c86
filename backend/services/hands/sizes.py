"""How large an order is, in ledger minor units: by it the policy says how many hands it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backend.contract import AllocateLine, ApproveCap, ApproveLine, Command, ReallocateLine
from backend.contract import lines as orders
from backend.contract.approvals import SetAuthority, SetPolicy
from backend.contract.corrections import CloseMonth, LateDraw, LateRelease, ReverseEntry
from backend.contract.parameters import ApplyRegulation, SetParameter


def _change(command: Any) -> int:
    """Return by how much a line changes; a new one counts whole."""
    return abs(int(command.target_minor) - int(command.base_minor or 0))


def _amount(command: Any) -> int:
    """Return the amount that an order moves or adds."""
    return abs(int(command.amount_minor))


def _target(command: orders.RenewLine) -> int:
    """Return the line that stands afterwards: a renewal approves the whole of it anew."""
    return command.target_minor


def _any(_command: Any) -> int:
    """Return nought: the operation takes its hands whatever the amount."""
    return 0


#: Command → its size. What is not listed takes one hand: use, requests and the office's work.
SIZES: Mapping[type[Command], Callable[[Any], int]] = {
    **dict.fromkeys((ApproveLine, ApproveCap, AllocateLine), _change),
    **dict.fromkeys((orders.SetTenorLimit, orders.SetCurrencyLimit), _change),
    **dict.fromkeys((ReallocateLine, orders.ReallocateProducts), _amount),
    **dict.fromkeys((orders.IncreaseLine, orders.ExtendIncrease), _amount),
    orders.RenewLine: _target,
    **dict.fromkeys((orders.ExtendLine, orders.EndLine), _any),
    **dict.fromkeys((orders.FreezeLine, orders.ExtendFreeze, orders.UnfreezeLine), _any),
    **dict.fromkeys((orders.SuspendLine, orders.ResumeLine), _any),
    **dict.fromkeys((ReverseEntry, LateDraw, LateRelease, CloseMonth), _any),
    **dict.fromkeys((SetPolicy, SetAuthority, SetParameter, ApplyRegulation), _any),
}

#: Command → its operation in the table `policy`, where it differs from that of its right.
POLICIES: Mapping[type[Command], str] = {
    ReallocateLine: "reallocate",
    orders.ReallocateProducts: "reallocate_products",
}
