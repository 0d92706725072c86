"""How large the orders on lines themselves are, in ledger minor units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backend.contract import Command
from backend.contract import lines as orders


def _change(command: orders.AcrossCommand) -> int:
    return abs(command.target_minor - (command.base_minor or 0))


def _amount(
    command: orders.IncreaseLine | orders.ExtendIncrease | orders.ReallocateProducts,
) -> int:
    return abs(command.amount_minor)


def _target(command: orders.RenewLine) -> int:
    return command.target_minor


def _any(_command: Command) -> int:
    """Return nought: the operation takes its hands whatever the amount."""
    return 0


LINE_SIZES: Mapping[type[Command], Callable[[Any], int]] = {
    orders.FreezeLine: _any,
    orders.ExtendFreeze: _any,
    orders.UnfreezeLine: _any,
    orders.SuspendLine: _any,
    orders.ResumeLine: _any,
    orders.IncreaseLine: _amount,
    orders.ExtendIncrease: _amount,
    orders.RenewLine: _target,
    orders.ExtendLine: _any,
    orders.EndLine: _any,
    orders.SetTenorLimit: _change,
    orders.SetCurrencyLimit: _change,
    orders.ReallocateProducts: _amount,
}

#: Command → its operation in the table `policy`, where it differs from that of its right.
LINE_POLICIES: Mapping[type[Command], str] = {
    orders.ReallocateProducts: "reallocate_products",
}
