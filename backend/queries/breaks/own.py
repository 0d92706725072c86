"""Our own side for a comparison: open deals and lines at the close of a day, and now.

A file of a day is written some time after its close, our ledger is read later still. What of ours
moved meanwhile (drawn or released after the day) is taken as their file has it, and is no break
where their file doesn't know it yet: the next day's file will.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, func, select

from backend.reconciliation.matching import terms_of
from backend.reconciliation.sides import OurDeal, OurLine, Side
from backend.store.tables.ledger import balance, entry, node

#: What is recorded later on the day itself may miss the day's file.
_CUT_OFF = time(17, 30)
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class OwnDeal:
    """A deal of ours at the close of the day and now; `None` where it was not open."""

    then: OurDeal | None
    now: OurDeal | None


def own_deals(connection: Connection, day: date) -> Sequence[OwnDeal]:
    """Return every draw that was open at the close of `day`, or was drawn since."""
    return [_own_deal(row, day) for row in connection.execute(_draws(day))]


def _draws(day: date) -> Any:
    """Return the question for draws with what of each was released until `day`, and until now."""
    before = entry.c.business_date <= day
    ended = (
        select(
            entry.c.resolves_id.label("draw"),
            func.sum(entry.c.deal_amount_minor).label("now_minor"),
            func.sum(entry.c.used_delta_minor).label("now_use"),
            func.sum(case((before, entry.c.deal_amount_minor), else_=0)).label("then_minor"),
            func.sum(case((before, entry.c.used_delta_minor), else_=0)).label("then_use"),
        )
        .where(entry.c.kind.in_(["release", "revalue"]))
        .group_by(entry.c.resolves_id)
        .subquery()
    )
    own = (node.c.institution_id, node.c.product_code, node.c.unit_code)
    gone = (ended.c.now_minor, ended.c.now_use, ended.c.then_minor, ended.c.then_use)
    return (
        select(entry, *own, *gone)
        .join(node, node.c.id == entry.c.node_id)
        .outerjoin(ended, ended.c.draw == entry.c.id)
        .where(
            entry.c.kind == "draw",
            entry.c.deal_amount_minor > func.coalesce(ended.c.then_minor, 0),
        )
        .order_by(entry.c.number)
    )


def _own_deal(row: Any, day: date) -> OwnDeal:
    deal = OurDeal(
        number=row.id,
        reference=row.reference,
        reservation=row.resolves_id or "",
        institution=row.institution_id,
        product=row.product_code,
        unit=row.unit_code,
        currency=row.deal_currency,
        amount_minor=row.deal_amount_minor,
        use_minor=row.used_delta_minor,
        rate_e12=row.rate_e12,
        factor_e6=row.factor_e6,
        value_date=row.value_date,
        maturity_date=row.maturity_date,
        late=row.business_date == day and _after_cut_off(row.recorded_at),
    )
    # A deal of value that day was done by then, however late we were told of it.
    was = min(row.business_date, row.value_date) <= day
    then = _less(deal, row.then_minor, row.then_use) if was else None
    return OwnDeal(then, _less(deal, row.now_minor, row.now_use))


def _less(deal: OurDeal, released_minor: int | None, released_use: int | None) -> OurDeal | None:
    left = deal.amount_minor - int(released_minor or 0)
    if left <= 0:
        return None
    return deal._replace(amount_minor=left, use_minor=deal.use_minor + int(released_use or 0))


def _after_cut_off(recorded_at: datetime) -> bool:
    return recorded_at.astimezone(_SHANGHAI).time() >= _CUT_OFF


def ours_for(own: Sequence[OwnDeal], side: Side) -> Sequence[OurDeal]:
    """Return our deals as they should be compared with this side."""
    named: dict[str, set[int]] = {}
    alike = set()
    for one in side.deals:
        if one.state == "open":
            alike.add(terms_of(one))
            for name in (one.our_reference, one.reference):
                named.setdefault(name, set()).add(one.amount_minor)
    named.pop("", None)

    def chosen(one: OwnDeal) -> Iterator[OurDeal]:
        if one.then == one.now:
            yield from filter(None, [one.now])
            return
        known = [deal for deal in (one.then, one.now) if deal is not None]
        names = {name for deal in known[:1] for name in (deal.number, deal.reference) if name}
        if known[0].reservation:
            names.add(known[0].reservation)
        amounts = [named[name] for name in names if name in named]
        if amounts:
            said = set().union(*amounts)
            fits = [deal for deal in known if deal.amount_minor in said]
            yield (fits or known)[0]
        elif fits := [deal for deal in known if terms_of(deal) in alike]:
            yield fits[0]
        elif len(known) > 1:  # released in part since: neither side says that it is over
            yield known[1]

    return [deal for one in own for deal in chosen(one)]


def our_lines(connection: Connection, day: date, own: Sequence[OwnDeal]) -> Sequence[OurLine]:
    """Return our product lines as they stand now, and as they stood at the close of `day`."""
    drawn: dict[tuple[int, str], int] = {}
    for one in own:
        if one.then != one.now:
            for deal, sign in ((one.then, 1), (one.now, -1)):
                if deal is not None:
                    place = (deal.institution, deal.product)
                    drawn[place] = drawn.get(place, 0) + sign * deal.use_minor
    approved_since = connection.execute(
        select(entry.c.node_id, func.sum(entry.c.approved_delta_minor))
        .where(entry.c.kind == "approve", entry.c.business_date > day)
        .group_by(entry.c.node_id)
    )
    since = {int(row_id): int(minor) for row_id, minor in approved_since}
    whose = (node.c.id, node.c.institution_id, node.c.product_code)
    rows = connection.execute(
        select(*whose, balance.c.approved_minor, balance.c.used_minor)
        .join(balance, balance.c.node_id == node.c.id)
        .where(node.c.dimension == "product", node.c.limited == 1)
        .order_by(node.c.id)
    )
    return [
        OurLine(
            institution=owner,
            product=product,
            approved_minor=approved,
            used_minor=used,
            approved_then_minor=approved - since.get(row_id, 0),
            used_then_minor=used + drawn.get((owner, product), 0),
        )
        for row_id, owner, product, approved, used in rows
    ]
