"""The commands that correct and revalue: reversal, revaluation, month close, told deals tied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.contract.command import Command
from backend.contract.limits import DrawLimit, ReleaseDraw


@dataclass(frozen=True, kw_only=True)
class LateDraw(DrawLimit):
    """补记: a deal that was done on a past day, `effect_date`, and counts from it."""

    effect_date: date
    reason: str
    told: bool = True


@dataclass(frozen=True, kw_only=True)
class LateRelease(ReleaseDraw):
    """补记: a deal, or a part of it, was over on a past day, `effect_date`."""

    effect_date: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReverseEntry(Command):
    """冲正: a draw or a release, by its number, never was. `reason` is required."""

    entry: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RevalueLines(Command):
    """重估: every open draw at the rates and factors of `day`, which is not to come."""

    day: date


@dataclass(frozen=True, kw_only=True)
class CloseMonth(Command):
    """月结: what is recorded for `month` (its first day) from now on is marked 追溯."""

    month: date


@dataclass(frozen=True, kw_only=True)
class TieDraw(Command):
    """A told deal was the one of `reservation`, which is given back with the draw's number."""

    draw: str
    reservation: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmDraw(Command):
    """A told deal had no reservation: it stands as it is and waits no longer."""

    draw: str
    reason: str
