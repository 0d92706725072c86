"""The rows of 申请与调剂."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from backend.contract import Binding, Consent, OnExpiry, RequestKind, RequestState
from backend.dates import SHANGHAI
from backend.language import Language
from backend.ledger.state import Book
from backend.ledger.verdict import available_minor, binding_node
from backend.money import FACTOR_SCALE, RATE_SCALE, line_use_minor
from backend.queries import reference
from backend.queries.institutions import entity_of
from backend.queries.parameters import Parameters, read_parameters
from backend.queries.reference import Person
from backend.queries.rows import InstitutionName, RequestRow
from backend.store.tables.ledger import entry
from backend.store.tables.trail import request

_DECIDED = frozenset({RequestState.GRANTED, RequestState.PARTLY_GRANTED})


@dataclass(frozen=True)
class _Desk:
    """What every row needs beside its own columns."""

    book: Book
    names: Mapping[int, InstitutionName]
    persons: Mapping[str, Person]
    language: Language
    parameters: Parameters
    drawn: Mapping[str, tuple[int, int]]


def request_rows(
    connection: Connection,
    book: Book,
    names: Mapping[int, InstitutionName],
    language: Language,
) -> Iterator[RequestRow]:
    """Yield every request, its test and its use as of the book's day."""
    desk = _Desk(
        book=book,
        names=names,
        persons=reference.persons(connection),
        language=language,
        parameters=read_parameters(connection, lambda _days: book.day),
        drawn=_drawn(connection),
    )
    for row in connection.execute(select(request).order_by(request.c.number)):
        yield _row(desk, row)


def _drawn(connection: Connection) -> Mapping[str, tuple[int, int]]:
    """Return what deals drew under each request in all, and what of it is open."""
    rows = connection.execute(
        select(
            entry.c.request_number,
            func.sum(entry.c.used_delta_minor),
            func.sum(func.abs(entry.c.used_delta_minor)),
        )
        .where(entry.c.request_number != "", entry.c.kind.in_(["draw", "release"]))
        .group_by(entry.c.request_number)
    )
    return {number: (int(open_ + gross) // 2, int(open_)) for number, open_, gross in rows}


def _factor_e6(desk: _Desk, row: Row[Any]) -> int:
    """Return what the request takes of its line, by what is left of its deal today."""
    name = desk.names[row.institution_id]
    left = ((row.maturity_date or row.last_date) - desk.book.day).days
    netted = any(desk.names[one].bic8 == entity_of(name) for one in desk.parameters.netting)
    factor_e6 = desk.parameters.use.use_factor(row.product_code, left, netted=netted)
    return FACTOR_SCALE if factor_e6 is None else factor_e6


def _use(desk: _Desk, row: Row[Any], rate_e12: int, factor_e6: int) -> int:
    places = desk.parameters.minor_units[row.currency_code]
    return line_use_minor(row.amount_minor, places, rate_e12, factor_e6)


def _row(desk: _Desk, row: Row[Any]) -> RequestRow:
    rate_e12 = desk.parameters.rates.get(row.currency_code, 0)
    factor_e6 = _factor_e6(desk, row)
    use = _use(desk, row, rate_e12, factor_e6)
    room, binding = _test(desk, row, use)
    drawn, outstanding = desk.drawn.get(row.number, (0, 0))
    requester = desk.persons[row.requester]
    consenting = desk.persons.get(row.consent_by or "")
    return RequestRow(
        key=row.number,
        version=str(row.version),
        state=_state(desk.book, row, outstanding),
        kind=RequestKind(row.kind),
        unit=row.unit_code,
        requester_zh=requester.name_zh,
        requester_en=requester.name_en,
        institution=desk.names[row.institution_id],
        product=row.product_code,
        currency=row.currency_code,
        amount_minor=row.amount_minor,
        line_use_minor=use,
        factor_percent=f"{(Decimal(factor_e6) * 100 / FACTOR_SCALE).normalize():f}",
        rate=f"{Decimal(rate_e12) / RATE_SCALE:.6f}",
        from_date=row.from_date,
        last_date=row.last_date,
        maturity_date=row.maturity_date,
        on_expiry=OnExpiry(row.on_expiry),
        purpose=row.purpose,
        lending_unit=row.lending_unit_code or "",
        consent=Consent(row.consent) if row.consent else None,
        consent_by_zh=consenting.name_zh if consenting else "",
        consent_by_en=consenting.name_en if consenting else "",
        consent_at=row.consent_at,
        test_room_minor=room - use,
        test_binding=binding,
        granted_minor=row.granted_minor,
        decision_note=row.decision_note,
        maker=_signature(desk, row.maker, row.made_at),
        checker=_signature(desk, row.checker, row.checked_at),
        approver="",
        drawn_minor=drawn,
        outstanding_minor=outstanding,
        file_count=0,
    )


def _test(desk: _Desk, row: Row[Any], use: int) -> tuple[int, Binding | None]:
    """Return the room on which the request would fall, and what binds it.

    Of a transfer the lender's spare room counts, of a use the least room over the path, of an
    increase what the line above has not given away. What only moves a day takes no room.
    """
    if row.kind in {RequestKind.EXTEND, RequestKind.RECALL}:
        return use, None
    name = desk.names[row.institution_id]
    line_id = next(
        (number for number, one in desk.names.items() if one.bic8 == name.head_office),
        row.institution_id,
    )
    unit = row.lending_unit_code or row.unit_code
    state = desk.book.nodes.get(f"unit:{line_id}/{row.product_code}/{unit}")
    if state is None:
        return 0, None
    if row.kind == RequestKind.TRANSFER:
        return state.spare_minor, state.binding(state.spare_minor)
    above = desk.book.strict_parent(state.key)
    if row.kind == RequestKind.INCREASE and above is not None:
        pool = above.line_minor - above.allocated_minor
        return pool, above.binding(pool)
    path = desk.book.path(state.key)
    exposure = desk.parameters.exposure_ratio(line_id, row.product_code)
    binding = binding_node(path, desk.book.day, exposure)
    room = available_minor(path, desk.book.day, exposure)
    return room, binding.binding() if binding is not None else None


def _state(book: Book, row: Row[Any], outstanding_minor: int) -> RequestState:
    """Return where the request stands: a decided one is settled or lapsed by the calendar."""
    state = RequestState(row.state)
    if state not in _DECIDED:
        return state
    open_ = any(due.request == row.number and due.open_minor > 0 for due in book.dues.values())
    if open_ or outstanding_minor > 0 or row.last_date >= book.day:
        return state
    return RequestState.LAPSED if row.kind == RequestKind.USE else RequestState.SETTLED


def _signature(desk: _Desk, login: str | None, moment: datetime | None) -> str:
    person = desk.persons.get(login or "")
    if person is None or moment is None:
        return ""
    name = person.name_zh if desk.language is Language.CHINESE else person.name_en
    return f"{name} {moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
