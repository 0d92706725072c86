"""Matters of the desk: requests to be answered, granted or checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.contract import RequestState
from backend.contract.office import MatterKind
from backend.queries.home.rows import Matter, Owner
from backend.queries.reference import Unit
from backend.queries.rows import RequestRow
from backend.store.tables.trail import request

#: State → (kind, sentence, the operation that answers it).
_WAITING = {
    RequestState.AWAITING_LENDER: (MatterKind.REQUEST, "consent", "consent"),
    RequestState.SUBMITTED: (MatterKind.REQUEST, "grant", "grant"),
    RequestState.AWAITING_CHECK: (MatterKind.CHECK, "check_request", "check"),
}


def request_matters(
    connection: Connection, rows: Sequence[RequestRow], units: Mapping[str, Unit]
) -> Iterator[Matter]:
    """Yield the requests that wait for somebody; `rows` are those of the requests sheet."""
    states = [state.value for state in _WAITING]
    standing = {
        row.number: row
        for row in connection.execute(select(request).where(request.c.state.in_(states)))
    }
    for row in rows:
        if row.state in _WAITING and row.key in standing:
            yield _request(row, standing[row.key], units)


def _request(row: RequestRow, standing: Row[Any], units: Mapping[str, Unit]) -> Matter:
    kind, sentence, operation = _WAITING[row.state]
    unit, lender = units[row.unit], units.get(row.lending_unit)
    return Matter(
        key=f"request/{row.key}",
        kind=kind,
        sentence=sentence,
        owner=Owner(
            operation=operation,
            unit=row.lending_unit if operation == "consent" else "",
            not_by=frozenset({standing.requester, standing.maker or ""}),
        ),
        detail={
            "number": row.key,
            "currency": row.currency,
            "amount": str(row.amount_minor),
            "product": row.product,
            "unit_zh": unit.name_zh,
            "unit_en": unit.name_en,
            "lender_zh": lender.name_zh if lender else "-",
            "lender_en": lender.name_en if lender else "-",
        },
        institution=row.institution,
        amount_minor=row.line_use_minor,
        from_zh=f"{unit.name_zh} {row.requester_zh}",
        from_en=f"{unit.name_en} {row.requester_en}",
        raised_at=standing.made_at or standing.changed_at,
        due_date=row.last_date,
    )
