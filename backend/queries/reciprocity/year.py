"""A year's reciprocity of all correspondents, in a few statements whatever their number.

Legal entities only: a branch's dealings are its head office's. This year counts the months that
have ended by the business date, last year the same months.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection

from backend.contract.reciprocity import Account, Direction
from backend.errors import InputError
from backend.ledger.state import Book
from backend.queries.nodes import load_book
from backend.queries.reciprocity.dealings import read_products
from backend.queries.reciprocity.material import Material, read_material, read_scalars
from backend.queries.reciprocity.rows import (
    Place,
    ReciprocityRow,
    ReciprocityYear,
    Sums,
)
from backend.reciprocity.measures import Flow, achieved, fee_yield, together, value_fen
from backend.reciprocity.period import period_of
from backend.reciprocity.score import Measured, Score, assess, percentiles, ranks


def read_year(
    connection: Connection, year: int, today: date, book: Book | None = None
) -> ReciprocityYear:
    """Return the year of every legal entity with any flow, average or plan.

    `book` spares reading the limits again. Raises `InputError` `no_rate_for_dealings`, or
    `no_reciprocity_parameters` for a year before the first of them.
    """
    period = period_of(year, today)
    if not read_scalars(connection, min(today, period.ends)):
        raise InputError("no_reciprocity_parameters", year=year)
    material = read_material(connection, period, book or load_book(connection, today), today)
    products, mutual = read_products(connection)
    named = {*material.now, *material.before, *material.plans}
    named |= {number for number, _kind in material.averages}
    sums = {number: _sums(material, number) for number in named}
    scores = _scores(material, sums)
    placed = ranks({one: said.points for one, said in scores.items() if said.points is not None})
    rows = [
        _row(material, number, sums[number], scores[number], placed.get(number))
        for number in material.names
        if number in named
    ]
    return ReciprocityYear(
        period=period,
        rows=rows,
        total=total_of(row.sums for row in rows),
        products=products,
        mutual_products=mutual,
        gaps=material.gaps,
    )


def total_of(sums: Iterable[Sums]) -> Sums:
    """Return the sum of many; what is divided is divided afterwards."""
    return sum(sums, Sums())


def _sums(material: Material, number: int) -> Sums:
    now, before = material.now.get(number, {}), material.before.get(number, {})
    return Sums(
        inward=_of(now, Direction.IN),
        outward=_of(now, Direction.OUT),
        mutual=_of(now, Direction.MUTUAL),
        inward_before=_of(before, Direction.IN),
        outward_before=_of(before, Direction.OUT),
        vostro_minor=material.averages.get((number, Account.VOSTRO), 0),
        nostro_minor=material.averages.get((number, Account.NOSTRO), 0),
    )


def _of(flows: Mapping[Place, Flow], direction: Direction) -> Flow:
    return together(flow for (side, _product), flow in flows.items() if side == direction)


def _scores(material: Material, sums: Mapping[int, Sums]) -> Mapping[int, Score]:
    yields = {number: fee_yield(one.inward) for number, one in sums.items()}
    places = percentiles({number: one for number, one in yields.items() if one is not None})
    months = material.period.months
    return {
        number: assess(
            Measured(
                achieved=achieved(one.inward.amount_minor, _target(material, number), months),
                balance=one.balance,
                growth=one.inward_growth,
                yield_place=places.get(number),
                line_use=material.line_use.get(number),
                refusals=material.refusals.get(number, 0),
            ),
            material.parameters,
        )
        for number, one in sums.items()
    }


def _target(material: Material, number: int) -> int | None:
    plan = material.plans.get(number)
    return None if plan is None else plan.target_minor


def _row(
    material: Material, number: int, sums: Sums, score: Score, rank: int | None
) -> ReciprocityRow:
    plan = material.plans.get(number)
    name = material.names[number]
    return ReciprocityRow(
        key=f"{name.bic8}/{material.period.year}",
        version="" if plan is None else str(plan.version),
        period=material.period,
        institution=name,
        country=material.countries[number],
        sums=sums,
        flows=material.now.get(number, {}),
        flows_before=material.before.get(number, {}),
        line_use=material.line_use.get(number),
        target_minor=_target(material, number),
        strategy=plan.strategy if plan is not None else "",
        points=plan.points if plan is not None else "",
        score=score,
        rank=rank,
        value_in_fen=_value(material, sums.inward, sums.vostro_minor),
        value_out_fen=_value(material, sums.outward, sums.nostro_minor),
        gaps=[
            gap for gap in material.gaps if number in material.partners.get(gap.unit, frozenset())
        ],
    )


def _value(material: Material, flow: Flow, average_minor: int) -> int | None:
    if material.prices is None:
        return None
    return value_fen(flow, average_minor, material.period.months, material.prices)
