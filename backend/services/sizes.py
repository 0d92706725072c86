"""How large an order is, in ledger minor units: by it the policy says how many hands it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backend.contract import AllocateLine, ApproveCap, ApproveLine, Command, ReallocateLine
from backend.contract.approvals import SetAuthority, SetPolicy
from backend.contract.corrections import CloseMonth, LateDraw, LateRelease, ReverseEntry
from backend.services.line_sizes import LINE_POLICIES, LINE_SIZES


def _change(command: Any) -> int:
    """Return by how much a line changes; a new one counts whole."""
    return abs(int(command.target_minor) - int(command.base_minor or 0))


def _amount(command: Any) -> int:
    """Return the amount that an order moves or adds."""
    return abs(int(command.amount_minor))


def _any(_command: Any) -> int:
    """Return nought: the operation takes its hands whatever the amount."""
    return 0


#: Command → its size. What is not listed takes one hand: use, requests and the office's work.
SIZES: Mapping[type[Command], Callable[[Any], int]] = {
    ApproveLine: _change,
    ApproveCap: _change,
    AllocateLine: _change,
    ReallocateLine: _amount,
    SetPolicy: _any,
    SetAuthority: _any,
    ReverseEntry: _any,
    LateDraw: _any,
    LateRelease: _any,
    CloseMonth: _any,
    **LINE_SIZES,
}

#: Command → its operation in the table `policy`, where it differs from that of its right.
POLICIES: Mapping[type[Command], str] = {
    ReallocateLine: "reallocate",
    **LINE_POLICIES,
}
