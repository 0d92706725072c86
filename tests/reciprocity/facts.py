"""Dealings for tests: what a month brought, in the small house's banks and branches."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.queries.reciprocity.rows import ReciprocityRow, ReciprocityYear
from backend.queries.reciprocity.year import read_year
from backend.services.dealings import take_averages, take_dealings
from tests.house import IDS, YI, House


def dealing(amount_minor: int, **fields: Any) -> dict[str, Any]:
    """Return one month's inward remittances of Jiangsu with 乙 in dollars, unless said."""
    row: dict[str, Any] = {
        "bank": YI,
        "unit_code": "320000",
        "product_code": "remittance",
        "direction": "in",
        "currency_code": "USD",
        "month": date(2026, 3, 1),
        "deal_count": 1,
        "amount_minor": amount_minor,
        "fee_fen": 0,
        "source": "test",
        "source_file": "",
        "source_line": None,
        "is_sample": 0,
        **fields,
    }
    row["institution_id"] = IDS[row.pop("bank")]
    words = (row[name] for name in ("institution_id", "unit_code", "product_code", "direction"))
    row.setdefault("id", "/".join(map(str, [*words, row["currency_code"], row["month"]])))
    return row


def take(house: House, *rows: dict[str, Any]) -> int:
    """Take dealings at the house's time."""
    return take_dealings(house.engine, rows, house.clock(), "li")


def average(house: House, minor: int, kind: str, month: date, bank: str = YI) -> None:
    """Take one month's average balance in dollars."""
    row = {
        "institution_id": IDS[bank],
        "kind": kind,
        "currency_code": "USD",
        "month": month,
        "average_minor": minor,
        "source": "test",
        "is_sample": 0,
    }
    take_averages(house.engine, [row], house.clock(), "li")


def year(house: House, number: int = 2026) -> ReciprocityYear:
    """Return a year as it stands on the house's day."""
    return house.reading(lambda connection: read_year(connection, number, house.today))


def of(found: ReciprocityYear, bank: str = YI) -> ReciprocityRow:
    """Return the row of one bank."""
    return next(row for row in found.rows if row.institution.bic8 == bank)
