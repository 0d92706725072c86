"""Everything that is drawn and not yet over, in one statement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from backend.ledger.state import OpenDraw
from backend.store.tables.ledger import entry, node, open_draw


@dataclass(frozen=True)
class OpenUse:
    """A draw of which something is open, and whose line it takes."""

    drawn: OpenDraw
    institution_id: int
    product: str


def open_uses(connection: Connection) -> list[OpenUse]:
    """Return every draw that is open, in the order of their numbers."""
    own = (node.c.node_key, node.c.institution_id, node.c.product_code)
    drawn = (
        *("entry_id", "currency_code", "open_deal_minor", "open_use_minor", "open_loan_minor"),
        *("open_exposure_minor", "rate_e12", "factor_e6", "tenor_days", "maturity_date"),
    )
    said = (entry.c.deal_amount_minor, entry.c.loan_id, entry.c.reference, entry.c.request_number)
    rows = connection.execute(
        select(*own, *(open_draw.c[name] for name in drawn), *said)
        .join(node, node.c.id == open_draw.c.node_id)
        .join(entry, entry.c.id == open_draw.c.entry_id)
        .where(open_draw.c.open_use_minor > 0)
        .order_by(open_draw.c.entry_id)
    )
    return [
        OpenUse(
            OpenDraw(
                entry_id=row.entry_id,
                node_key=row.node_key,
                currency=row.currency_code,
                deal_minor=row.deal_amount_minor,
                open_deal_minor=row.open_deal_minor,
                open_use_minor=row.open_use_minor,
                rate_e12=row.rate_e12,
                factor_e6=row.factor_e6,
                loan_id=row.loan_id or "",
                open_loan_minor=row.open_loan_minor,
                maturity_date=row.maturity_date,
                reference=row.reference,
                request=row.request_number,
                tenor_days=row.tenor_days,
                open_exposure_minor=row.open_exposure_minor,
            ),
            row.institution_id,
            row.product_code,
        )
        for row in rows
    ]
