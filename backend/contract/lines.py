"""The commands on a line itself: hold it, raise it for a time, prolong it, end it, limit across it.

A line is named the way people name it. Amounts are ledger minor units. Every order has its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.contract.command import Command


@dataclass(frozen=True, kw_only=True)
class LineName:
    """A node: of a country or region, of a group, or of an institution (BIC8).

    Of an institution alone it is the legal entity's line, with `product` a product line, with
    `unit` a unit's share of it; `tenor_days` or `currency` name the limit across the line.
    """

    institution: str = ""
    product: str = ""
    unit: str = ""
    country: str = ""
    group: str = ""
    tenor_days: int | None = None
    currency: str = ""


@dataclass(frozen=True, kw_only=True)
class LineCommand(LineName, Command):
    """An order about the line that it names."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class FreezeLine(LineCommand):
    """冻结: hold back `amount_minor` through `last_date`; all that the line is when `None`.

    All of it without a last day also suspends the line.
    """

    amount_minor: int | None = None
    last_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class UnfreezeLine(Command):
    """解冻: the freeze of this number ends, or `amount_minor` of it."""

    freeze: str
    reason: str
    amount_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class ExtendFreeze(Command):
    """A freeze is held to a later day. To end one earlier, unfreeze it."""

    freeze: str
    last_date: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuspendLine(LineCommand):
    """暂停新增: no new use until it is resumed; what is used stays."""


@dataclass(frozen=True, kw_only=True)
class ResumeLine(LineCommand):
    """恢复新增."""


@dataclass(frozen=True, kw_only=True)
class IncreaseLine(LineCommand):
    """临时增额, 特批: `amount_minor` more through `last_date`."""

    amount_minor: int
    last_date: date


@dataclass(frozen=True, kw_only=True)
class ExtendIncrease(Command):
    """An increase lasts to a later day. `amount_minor` is what the sender saw open of it."""

    increase: str
    amount_minor: int
    last_date: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class RevertIncrease(Command):
    """An increase ends before its day, or `amount_minor` of it."""

    increase: str
    reason: str
    amount_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class RenewLine(LineCommand):
    """续作: a new approval of amount and term; what is used stays used.

    `effective_date` is not after today while the line runs: two terms don't run at once.
    """

    target_minor: int
    effective_date: date
    expiry_date: date
    approval_number: str


@dataclass(frozen=True, kw_only=True)
class ExtendLine(LineCommand):
    """展期: a later expiry, by an approval."""

    expiry_date: date
    approval_number: str


@dataclass(frozen=True, kw_only=True)
class EndLine(LineCommand):
    """The line ends: today is its last day."""


@dataclass(frozen=True, kw_only=True)
class ExtendReservation(Command):
    """预占延长: the reservation is held to another day, later or earlier."""

    reservation: str
    last_date: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExtendDraw(Command):
    """A deal matures on another day, later or earlier."""

    draw: str
    maturity_date: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecallLoan(Command):
    """收回: the loan of this number, or of its request, ends on `last_date` (default: today)."""

    loan: str
    reason: str
    last_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class AcrossCommand(Command):
    """A limit across an institution's line: it arises at the first order, and is switched off.

    An empty `product` means all lines of the legal entity. `base_minor` is what the sender saw,
    `None` for a new one. What is not `limited` is counted, and binds nobody.
    """

    institution: str
    target_minor: int
    base_minor: int | None
    reason: str
    product: str = ""
    limited: bool = True
    effective_date: date | None = None
    expiry_date: date | None = None
    approval_number: str = ""


@dataclass(frozen=True, kw_only=True)
class SetTenorLimit(AcrossCommand):
    """期限限额: what may be open with an original tenor of at least `tenor_days`."""

    tenor_days: int


@dataclass(frozen=True, kw_only=True)
class SetCurrencyLimit(AcrossCommand):
    """币种限额: what may be open in `currency`."""

    currency: str


@dataclass(frozen=True, kw_only=True)
class ReallocateProducts(Command):
    """A share and its line move for good from `from_product` to `product`: three hands."""

    institution: str
    from_product: str
    product: str
    from_unit: str
    to_unit: str
    amount_minor: int
    reason: str
