"""The journal of transfers: every share that moved between units, came home or was called home."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select

from backend.store.tables.hands import approval
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import due, entry, node
from backend.store.tables.trail import receipt, request

_KINDS = ("borrow", "return")
_PERMANENT = ("ReallocateLine", "ReallocateProducts")


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One line of the journal. Amounts are ledger currency; persons are logins, `""` for nobody.

    `number` is the loan's, or the order's where it took several hands. `kind` is permanent,
    temporary, return or recall. `open_minor` and `drawn_minor` are what is
    now open of a loan and drawn of that, `None` where nothing goes home. `from_product` differs
    from `product` only where a share went to another product.
    """

    entry: int
    number: str
    day: date
    kind: str
    institution: str
    product: str
    from_unit: str
    to_unit: str
    amount_minor: int
    from_product: str
    open_minor: int | None = None
    drawn_minor: int | None = None
    last_date: date | None = None
    maker: str = ""
    consent_by: str = ""
    checker: str = ""
    approver: str = ""
    reason: str = ""


def transfers(
    connection: Connection, bic8: str = "", unit: str = "", since: date | None = None
) -> list[Transfer]:
    """Return the journal in its order: of an institution's lines, of a unit, from a day on."""
    found = [*_permanent(connection, since), *_loans(connection, since)]
    wanted = [
        one
        for one in found
        if (not bic8 or one.institution == bic8) and (not unit or unit in _units(one))
    ]
    return sorted(wanted, key=lambda one: one.entry)


def _units(one: Transfer) -> set[str]:
    return {one.from_unit, one.to_unit}


def _permanent(connection: Connection, since: date | None) -> Iterator[Transfer]:
    question = (
        select(entry, node, institution.c.bic8, approval)
        .join(node, node.c.id == entry.c.node_id)
        .join(institution, institution.c.id == node.c.institution_id)
        .outerjoin(receipt, receipt.c.id == entry.c.receipt_id)
        .outerjoin(approval, approval.c.number == entry.c.approval_number)
        .where(
            entry.c.kind == "allocate",
            or_(receipt.c.command.in_(_PERMANENT), approval.c.command.in_(_PERMANENT)),
        )
        .order_by(entry.c.number)
    )
    rows = connection.execute(_from_day(question, since)).all()
    for _order, legs in groupby(rows, lambda row: row._mapping[entry.c.id].rpartition(":")[0]):
        listed = [leg._mapping for leg in legs]
        # The giving leaf is lowered first, the taking leaf raised last.
        giving, taking = listed[0], listed[-1]
        yield Transfer(
            entry=giving[entry.c.number],
            number=giving[entry.c.approval_number] or "",
            day=giving[entry.c.business_date],
            kind="permanent",
            institution=giving[institution.c.bic8],
            product=taking[node.c.product_code],
            from_product=giving[node.c.product_code],
            from_unit=giving[node.c.unit_code],
            to_unit=taking[node.c.unit_code],
            amount_minor=taking[entry.c.approved_delta_minor],
            maker=giving[approval.c.maker] or giving[entry.c.login],
            checker=giving[approval.c.checker] or "",
            approver=giving[approval.c.approver] or "",
            reason=giving[entry.c.reason],
        )


def _loans(connection: Connection, since: date | None) -> Iterator[Transfer]:
    """Yield loans, what came home of each, and days that were moved."""
    lender = node.alias("lender")
    opened = and_(due.c.kind == "return", due.c.node_id == node.c.id)
    # A leg carries its loan; what moves the last day names it as what it resolves.
    question = (
        select(entry, node, institution.c.bic8, due, request, lender.c.unit_code.label("giver"))
        .select_from(entry)
        .join(node, node.c.id == entry.c.node_id)
        .join(institution, institution.c.id == node.c.institution_id)
        .join(
            due,
            and_(
                opened,
                or_(
                    and_(entry.c.kind.in_(_KINDS), due.c.entry_id == entry.c.loan_id),
                    and_(entry.c.kind == "extend", due.c.entry_id == entry.c.resolves_id),
                ),
            ),
        )
        .outerjoin(lender, lender.c.id == due.c.lender_node_id)
        .outerjoin(request, request.c.number == entry.c.request_number)
        .where(entry.c.kind.in_([*_KINDS, "extend"]))
        .order_by(entry.c.number)
    )
    for row in connection.execute(_from_day(question, since)).all():
        yield _SHAPES[row._mapping[entry.c.kind]](row)


def _from_day(question: Select[Any], since: date | None) -> Select[Any]:
    return question.where(entry.c.business_date >= since) if since is not None else question


def _lent(row: Row[Any]) -> Transfer:
    said = row._mapping
    return Transfer(
        **_shared(row, "temporary"),
        from_unit=row.giver or "",
        to_unit=said[node.c.unit_code],
        amount_minor=said[entry.c.temporary_delta_minor],
        maker=said[request.c.maker] or said[entry.c.login],
        consent_by=said[request.c.consent_by] or "",
        checker=said[request.c.checker] or "",
        reason=said[request.c.purpose] or "",
    )


def _returned(row: Row[Any]) -> Transfer:
    said = row._mapping
    return Transfer(
        **_shared(row, "return"),
        from_unit=said[node.c.unit_code],
        to_unit=row.giver or "",
        amount_minor=-said[entry.c.temporary_delta_minor],
    )


def _moved(row: Row[Any]) -> Transfer:
    said = row._mapping
    return Transfer(
        **{**_shared(row, "recall"), "last_date": said[entry.c.last_date]},
        from_unit=said[node.c.unit_code],
        to_unit=row.giver or "",
        amount_minor=said[due.c.open_minor],
        maker=said[entry.c.login],
        reason=said[entry.c.reason],
    )


def _shared(row: Row[Any], kind: str) -> dict[str, Any]:
    said = row._mapping
    return {
        "entry": said[entry.c.number],
        "number": said[due.c.entry_id],
        "day": said[entry.c.business_date],
        "kind": kind,
        "institution": said[institution.c.bic8],
        "product": said[node.c.product_code],
        "from_product": said[node.c.product_code],
        "open_minor": said[due.c.open_minor],
        "drawn_minor": said[due.c.drawn_minor],
        "last_date": said[due.c.last_date],
    }


_SHAPES: dict[str, Callable[[Row[Any]], Transfer]] = {
    "borrow": _lent,
    "return": _returned,
    "extend": _moved,
}


def total_open(found: Sequence[Transfer]) -> int:
    """Return what is still open of the loans in a journal, in ledger minor units."""
    return sum(one.open_minor or 0 for one in found if one.kind == "temporary")
