"""Told deals that found no reservation: they count, and wait until somebody has looked.

A deal that might be counted twice, because a reservation of its line is still held, comes first.
Deals of a feed whose file left them open wait there as well, with the feed's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, select

from backend.contract.office import MatterAction
from backend.queries.institutions import institution_names
from backend.queries.rows import InstitutionName
from backend.store.tables.ledger import due, entry, node, open_draw
from backend.store.tables.office import matter_note

#: The beginning of such a matter's key; the draw's number follows.
UNMATCHED = "unmatched/"


@dataclass(frozen=True, kw_only=True)
class HeldReservation:
    """An open reservation; `amount_minor` in its deal's currency."""

    number: str
    unit: str
    currency: str
    amount_minor: int
    value_date: date | None
    reference: str
    login: str


@dataclass(frozen=True, kw_only=True)
class UnmatchedDeal:
    """A told deal that waits, and the open reservations of its line that it might have meant."""

    number: str
    institution: InstitutionName
    product: str
    unit: str
    currency: str
    amount_minor: int
    value_date: date | None
    reference: str
    recorded_at: datetime
    login: str
    candidates: tuple[HeldReservation, ...]


def is_settled(connection: Connection, number: str) -> bool:
    """Whether a told deal was tied to a reservation, or confirmed as it is."""
    return number in _settled(connection, number)


def unmatched_deals(connection: Connection, *, everything: bool = False) -> list[UnmatchedDeal]:
    """Return the told deals that wait and may have meant an open reservation of their line.

    With `everything` also those of lines on which nothing is held. In the order of their numbers.
    """
    held = _held(connection)
    names = institution_names(connection)
    settled = _settled(connection)
    found = []
    for row in connection.execute(_told(everything=everything)):
        candidates = tuple(held.get((row.institution_id, row.product_code), ()))
        if row.id in settled or not (candidates or everything):
            continue
        found.append(_deal(row, names[row.institution_id], candidates))
    return found


def _told(*, everything: bool) -> Select[Any]:
    question = (
        select(entry, node.c.institution_id, node.c.product_code, node.c.unit_code)
        .join(open_draw, open_draw.c.entry_id == entry.c.id)
        .join(node, node.c.id == entry.c.node_id)
        .where(
            entry.c.kind == "draw",
            entry.c.mode == "tell",
            entry.c.resolves_id.is_(None),
            open_draw.c.open_use_minor > 0,
        )
        .order_by(entry.c.number)
    )
    if everything:
        return question
    leaf = node.alias("leaf")
    return question.where(
        exists(
            select(due.c.entry_id)
            .join(leaf, leaf.c.id == due.c.node_id)
            .where(
                due.c.kind == "lapse",
                due.c.open_minor > 0,
                and_(
                    leaf.c.institution_id == node.c.institution_id,
                    leaf.c.product_code == node.c.product_code,
                ),
            )
        )
    )


def _settled(connection: Connection, number: str = "") -> set[str]:
    """Return the told deals (or only this one, if it is) that nobody needs to look at again."""
    confirmed = connection.scalars(
        select(matter_note.c.matter).where(
            matter_note.c.matter.like(f"{UNMATCHED}{number or '%'}"),
            matter_note.c.action == MatterAction.SEEN.value,
        )
    )
    tied = connection.scalars(
        select(entry.c.reference).where(
            entry.c.kind == "void", entry.c.reference.like(number or "ZY-%")
        )
    )
    return {one.removeprefix(UNMATCHED) for one in confirmed.all()} | set(tied.all())


def _held(connection: Connection) -> dict[tuple[int, str], list[HeldReservation]]:
    found: dict[tuple[int, str], list[HeldReservation]] = {}
    rows = connection.execute(
        select(entry, node.c.institution_id, node.c.product_code, node.c.unit_code)
        .join(due, due.c.entry_id == entry.c.id)
        .join(node, node.c.id == entry.c.node_id)
        .where(due.c.kind == "lapse", due.c.open_minor > 0)
        .order_by(entry.c.number)
    )
    for row in rows:
        place = (row.institution_id, row.product_code)
        found.setdefault(place, []).append(
            HeldReservation(
                number=row.id,
                unit=row.unit_code,
                currency=row.deal_currency,
                amount_minor=row.deal_amount_minor,
                value_date=row.value_date,
                reference=row.reference,
                login=row.login,
            )
        )
    return found


def _deal(
    row: Row[Any], institution: InstitutionName, candidates: tuple[HeldReservation, ...]
) -> UnmatchedDeal:
    return UnmatchedDeal(
        number=row.id,
        institution=institution,
        product=row.product_code,
        unit=row.unit_code,
        currency=row.deal_currency,
        amount_minor=row.deal_amount_minor,
        value_date=row.value_date,
        reference=row.reference,
        recorded_at=row.recorded_at,
        login=row.login,
        candidates=candidates,
    )
