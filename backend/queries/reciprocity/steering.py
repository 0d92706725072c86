"""导引清单: whom a branch should send a product's business to in a country or region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from backend.contract.reciprocity import Direction
from backend.queries.institutions import institution_names
from backend.queries.nodes import load_book
from backend.queries.reciprocity.rows import ReciprocityRow
from backend.queries.reciprocity.year import read_year
from backend.queries.rows import InstitutionName
from backend.reciprocity.measures import NOTHING, fee_yield
from backend.reciprocity.period import newest_year


@dataclass(frozen=True, kw_only=True)
class SteeringRow:
    """One correspondent: what its line leaves, what it charged us, what it gives us.

    `available_minor` is the legal entity's own room in US cents, `None` without a line.
    `fee_yield` is fen for each cent of what we sent it of this product in both years.
    """

    institution: InstitutionName
    available_minor: int | None
    fee_yield: Fraction | None
    balance: Fraction | None
    sent_minor: int


def read_steering(
    connection: Connection, product: str, country: str, today: date
) -> Sequence[SteeringRow]:
    """Return the correspondents of a country or region, the ones to choose first.

    Those with room come before those without, then the lowest fee, then the highest balance.
    Dealings of this year and the last count. Whether an RMA is open is not known here.
    """
    book = load_book(connection, today)
    year = read_year(connection, newest_year(today), today, book)
    numbers = {name.bic8: number for number, name in institution_names(connection).items()}

    def steering(row: ReciprocityRow) -> SteeringRow:
        place = (Direction.OUT, product)
        sent = row.flows.get(place, NOTHING) + row.flows_before.get(place, NOTHING)
        node = book.nodes.get(f"entity:{numbers[row.institution.bic8]}")
        lined = node is not None and node.limited
        return SteeringRow(
            institution=row.institution,
            available_minor=node.usable_minor(book.day) if node is not None and lined else None,
            fee_yield=fee_yield(sent),
            balance=row.sums.balance,
            sent_minor=sent.amount_minor,
        )

    return sorted((steering(row) for row in year.rows if row.country == country), key=_order)


def _order(row: SteeringRow) -> tuple[object, ...]:
    return (
        not row.available_minor or row.available_minor <= 0,
        row.fee_yield is None,
        row.fee_yield or Fraction(0),
        row.balance is None,
        -(row.balance or Fraction(0)),
        row.institution.bic8,
    )
