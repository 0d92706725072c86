"""What the limits book shows of holds: 冻结, 临时增加 until its day, 超限, limits across a line."""

from __future__ import annotations

from backend.contract.lines import FreezeLine, IncreaseLine, SetTenorLimit
from backend.language import Language
from backend.queries.rows import LedgerRow, LimitsBook
from backend.queries.sheets.limits_book import read_limits_book
from tests.house import FEBRUARY, FRIDAY, MILLION, YI, House
from tests.lines.hands import PLACEMENT, order


def _book(house: House) -> LimitsBook:
    return house.reading(
        lambda connection: read_limits_book(
            connection, house.today, house.clock(), "li", Language.CHINESE
        )
    )


def _row(book: LimitsBook) -> LedgerRow:
    (row,) = (one for one in book.ledger if one.key == f"{YI}/placement")
    return row


def test_an_increase_shows_its_end_and_a_freeze_its_excess(house: House) -> None:
    house.draw(30 * MILLION)
    order(house, IncreaseLine, **PLACEMENT, amount_minor=10 * MILLION, last_date=FRIDAY)
    order(house, FreezeLine, **PLACEMENT, amount_minor=90 * MILLION)
    row = _row(_book(house))
    assert (row.temporary_minor, row.temporary_until) == (10 * MILLION, FRIDAY)
    assert (row.frozen_minor, row.excess_passive_minor) == (90 * MILLION, 10 * MILLION)


def test_every_limit_across_a_line_has_a_key_of_its_own(house: House) -> None:
    house.draw(MILLION, maturity_date=FEBRUARY)
    for days in (30, 90):
        limit = {"institution": YI, "product": "placement", "tenor_days": days}
        order(house, SetTenorLimit, **limit, target_minor=5 * MILLION, base_minor=None)
    keys = [one.key for one in _book(house).lookups.ladder]
    assert len(keys) == len(set(keys))
    assert f"tenor/{YI}/placement/90" in keys
