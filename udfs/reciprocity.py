"""What flows each way, in a cell: sums of a year, and how balanced they are."""

# ruff: noqa: N802 - the functions are called in sheets as they are named here

from __future__ import annotations

from decimal import Decimal
from functools import cache

from backend.contract.reciprocity import Direction
from backend.language import both
from backend.money import in_wan
from backend.queries.institution_index import plain
from backend.queries.reciprocity.flow_years import FlowYear
from backend.reciprocity.period import newest_year
from udfs.desk import Sight
from udfs.errors import CellErrorKind, CellRefusedError
from udfs.names import as_text, is_blank
from udfs.reading import read_year
from udfs.registry import cell_function

_FIRST_YEAR = 2000
_MEASURES = ("amount", "count", "fee")


@cell_function
def FI_FLOW(
    sight: Sight,
    institution: object,
    direction: object,
    product: object = None,
    year: object = None,
    measure: object = None,
) -> Decimal:
    """Return what flowed in one direction: USD 10,000, or the count, or CNY 10,000 of fees."""
    entity = _entity(sight, institution)
    side, said = _direction(direction), _measure(measure)
    flows = _year(sight, year)
    flow = flows.flow(entity, side, _product(flows, product))
    if said == "count":
        return Decimal(flow.count)
    return in_wan(flow.fee_fen if said == "fee" else flow.amount_minor)


@cell_function
def FI_RECIPROCITY(sight: Sight, institution: object, year: object = None) -> Decimal:
    """Return the balance, from -1 to 1; an error where nothing flows either way."""
    entity = _entity(sight, institution)
    inward, outward = _year(sight, year).sides(entity)
    if inward + outward <= 0:
        raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_no_balance")
    return Decimal(inward - outward) / Decimal(inward + outward)


def _entity(sight: Sight, institution: object) -> int:
    """Return the number of the legal entity: a branch counts with its head office."""
    return sight.live.line_ids[sight.names.institution(institution).bic8]


def _year(sight: Sight, given: object) -> FlowYear:
    year, last = read_year(given), sight.live.day.year
    if year is None:
        year = newest_year(sight.live.day)
    elif not _FIRST_YEAR <= year <= last:
        raise CellRefusedError(CellErrorKind.NUMBER, "cell_year_outside", given=year, last=last)
    return sight.flows(year)


def _product(flows: FlowYear, given: object) -> str:
    if is_blank(given):
        return ""
    code = flows.products.get(plain(as_text(given)))
    if code is None:
        raise CellRefusedError(
            CellErrorKind.NOT_AVAILABLE, "cell_unknown_dealing_product", given=as_text(given)
        )
    return code


@cache
def _words() -> dict[str, dict[str, str]]:
    """Return the directions and the measures by every way to say them."""
    directions = {
        plain(name): one.value
        for one in Direction
        for name in (one.value, *both(f"direction.{one.value}"))
    }
    measures = {
        plain(name): one for one in _MEASURES for name in (one, *both(f"flow_measure.{one}"))
    }
    return {"direction": directions, "measure": measures}


def _direction(given: object) -> str:
    code = _words()["direction"].get(plain(as_text(given)))
    if code is None or is_blank(given):
        raise CellRefusedError(CellErrorKind.VALUE, "cell_bad_direction", given=as_text(given))
    return code


def _measure(given: object) -> str:
    if is_blank(given):
        return "amount"
    code = _words()["measure"].get(plain(as_text(given)))
    if code is None:
        raise CellRefusedError(CellErrorKind.VALUE, "cell_bad_measure", given=as_text(given))
    return code
