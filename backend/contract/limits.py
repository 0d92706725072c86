"""The commands of the ledger and of its requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.contract.command import Command
from backend.contract.words import Consent, Dimension, LineType, OnExpiry, RequestKind


@dataclass(frozen=True, kw_only=True)
class UseCommand(Command):
    """The deal that reserve and draw have in common: who is charged, with what, until when.

    `institution` is a BIC8 and `amount_minor` counts in `currency`, the deal's own. `business` is
    the kind of business whose rule says whom and what product it charges (扣占对象).
    """

    institution: str
    product: str
    unit: str
    currency: str
    amount_minor: int
    value_date: date
    maturity_date: date
    reference: str = ""
    request: str = ""
    business: str = ""


@dataclass(frozen=True, kw_only=True)
class ReserveLimit(UseCommand):
    """预占: hold room for a deal that is being agreed, until the close of `last_date`."""

    last_date: date


@dataclass(frozen=True, kw_only=True)
class DrawLimit(UseCommand):
    """占用: a deal is done. `reservation` names the one it resolves; `told` posts in any case."""

    reservation: str = ""
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class VoidReservation(Command):
    """Give a reservation back unused."""

    reservation: str


@dataclass(frozen=True, kw_only=True)
class ReleaseDraw(Command):
    """恢复: the deal, or `amount_minor` of it in its own currency, is over."""

    draw: str
    amount_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class ApproveLine(Command):
    """批准额度: set an approved line. `base_minor` is what the sender saw, `None` for a new line.

    `institution` is a BIC8; an empty `product` is the legal entity's total. Amounts are ledger
    currency.
    """

    institution: str
    product: str
    target_minor: int
    base_minor: int | None
    line_type: LineType = LineType.REVOLVING
    effective_date: date | None = None
    expiry_date: date | None = None
    max_tenor_days: int | None = None
    approval_number: str = ""
    note: str | None = None
    is_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class ApproveCap(Command):
    """Set the cap of a country or region (`dimension` COUNTRY) or the line of a group (GROUP).

    `code` is the country's or the group's; amounts are ledger currency. `owner_unit` and
    `owner_login` answer for it.
    """

    dimension: Dimension
    code: str
    target_minor: int
    base_minor: int | None
    owner_unit: str = ""
    owner_login: str = ""
    effective_date: date | None = None
    expiry_date: date | None = None
    approval_number: str = ""
    is_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class AnnotateLine(Command):
    """Write the department's note beside a line; `base_note` is the one the sender saw."""

    institution: str
    product: str
    note: str
    base_note: str


@dataclass(frozen=True, kw_only=True)
class AllocateLine(Command):
    """分配调整: set what a unit holds of a product line, in ledger minor units."""

    institution: str
    product: str
    unit: str
    target_minor: int
    base_minor: int
    reason: str
    effective_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReallocateLine(Command):
    """A permanent transfer: `amount_minor` of the ledger currency moves from unit to unit."""

    institution: str
    product: str
    from_unit: str
    to_unit: str
    amount_minor: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class RaiseRequest(Command):
    """领用申请 or 调剂: a unit asks, in the deal's own currency."""

    kind: RequestKind
    institution: str
    product: str
    unit: str
    currency: str
    amount_minor: int
    from_date: date
    last_date: date
    maturity_date: date | None = None
    on_expiry: OnExpiry = OnExpiry.UNUSED_RETURNS
    purpose: str = ""
    lending_unit: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentToRequest(Command):
    """The lending unit agrees or declines. `version` is the request's, as the sender saw it."""

    request: str
    consent: Consent
    version: int


@dataclass(frozen=True, kw_only=True)
class GrantRequest(Command):
    """批复: the department grants `granted_minor` (the request's currency); zero refuses."""

    request: str
    granted_minor: int
    note: str
    version: int


@dataclass(frozen=True, kw_only=True)
class CheckRequest(Command):
    """复核: a second person confirms or sends back; only then does anything move."""

    request: str
    confirmed: bool
    note: str
    version: int
