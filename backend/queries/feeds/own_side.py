"""Our own side as a business system would list it: open deals and approved lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, entry, node


@dataclass(frozen=True, kw_only=True)
class OurBank:
    """The institution whose line is used."""

    bic8: str
    customer_number: str
    name: str
    invented: bool


@dataclass(frozen=True, kw_only=True)
class OpenDeal:
    """A draw and what of it is open, in its own currency and as line use (ledger currency)."""

    number: str
    reference: str
    bank: OurBank
    product: str
    unit: str
    currency: str
    amount_minor: int
    use_minor: int
    rate_e12: int
    value_date: date
    maturity_date: date


@dataclass(frozen=True, kw_only=True)
class StandingLine:
    """An approved product line with its use; ledger currency."""

    bank: OurBank
    product: str
    approved_minor: int
    used_minor: int
    effective_date: date | None
    expiry_date: date | None
    approval_number: str


def _banks(connection: Connection) -> dict[int, OurBank]:
    rows = connection.execute(select(institution))
    return {
        int(row.id): OurBank(
            bic8=row.bic8,
            customer_number=row.customer_number,
            name=row.short_name_zh or row.name_zh or row.name_en,
            invented=row.origin == "invented",
        )
        for row in rows
    }


def _open_draws() -> Select[Any]:
    """Return the question for every draw with what of it was released."""
    ended = (
        select(
            entry.c.resolves_id.label("draw"),
            func.sum(entry.c.deal_amount_minor).label("deal_minor"),
            func.sum(entry.c.used_delta_minor).label("use_minor"),
        )
        .where(entry.c.kind.in_(["release", "revalue"]))
        .group_by(entry.c.resolves_id)
        .subquery()
    )
    own = (node.c.institution_id, node.c.product_code, node.c.unit_code)
    return (
        select(entry, *own, ended.c.deal_minor, ended.c.use_minor)
        .join(node, node.c.id == entry.c.node_id)
        .outerjoin(ended, ended.c.draw == entry.c.id)
        .where(entry.c.kind == "draw")
        .order_by(entry.c.number)
    )


def open_deals(connection: Connection) -> Sequence[OpenDeal]:
    """Return every draw of which something is open, in the order of their numbers."""
    banks = _banks(connection)
    return [
        OpenDeal(
            number=row.id,
            reference=row.reference,
            bank=banks[row.institution_id],
            product=row.product_code,
            unit=row.unit_code,
            currency=row.deal_currency,
            amount_minor=row.deal_amount_minor - int(row.deal_minor or 0),
            use_minor=row.used_delta_minor + int(row.use_minor or 0),
            rate_e12=row.rate_e12,
            value_date=row.value_date,
            maturity_date=row.maturity_date,
        )
        for row in connection.execute(_open_draws())
        if row.deal_amount_minor > int(row.deal_minor or 0)
    ]


def standing_lines(connection: Connection) -> Sequence[StandingLine]:
    """Return every approved product line, in the order of BIC and product."""
    banks = _banks(connection)
    rows = connection.execute(
        select(node, balance.c.approved_minor, balance.c.used_minor)
        .join(balance, balance.c.node_id == node.c.id)
        .where(node.c.dimension == "product", node.c.limited == 1)
    )
    lines = [
        StandingLine(
            bank=banks[row.institution_id],
            product=row.product_code,
            approved_minor=row.approved_minor,
            used_minor=row.used_minor,
            effective_date=row.effective_date,
            expiry_date=row.expiry_date,
            approval_number=row.approval_number,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda one: (one.bank.bic8, one.product))
