"""Reciprocity by product: institution x product x direction, beside last year's same months."""

from __future__ import annotations

from decimal import Decimal

from backend.money import in_wan
from backend.queries.reciprocity.rows import FlowRow
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown
from workbooks.sheets.reciprocity_columns import decimal_of
from workbooks.sheets.words import Words
from workbooks.totals import SUM_IN_SIGHT

IDENTIFIER = "reciprocity_products"
ALL_PRODUCTS = "all_dealing_products"
_TEXT, _CODE, _AMOUNT, _COUNT = (
    CellType.TEXT,
    CellType.CODE,
    CellType.LEDGER_AMOUNT,
    CellType.COUNT,
)


def _order(row: FlowRow, words: Words) -> tuple[object, ...]:
    return (words.institution(row.institution), row.key.partition("/")[0], row.direction)


def _fees(fen: int) -> Decimal:
    return in_wan(fen)


def _product(row: FlowRow, words: Words) -> Shown:
    return words.picked(ALL_PRODUCTS, row.product)


_column: ColumnsOf[FlowRow] = ColumnsOf(IDENTIFIER)

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 8, "S", lambda _row, _words: None),
    _column("key", _TEXT, 36, "K", lambda row, _words: row.key),
    _column("country", _CODE, 12, "C●", lambda row, words: words.country(row.country)),
    _column("institution", _CODE, 24, "C●", lambda row, words: words.institution(row.institution)),
    _column("bic", _TEXT, 12, "C●", lambda row, _words: row.institution.bic8),
    _column("direction", _CODE, 9, "C●",
            lambda row, words: words.picked("directions", row.direction)),
    _column("product", _CODE, 14, "C●", _product),
    _column("count", _COUNT, 11, "C●", lambda row, _words: row.now.count),
    _column("amount", _AMOUNT, 16, "C●", lambda row, _words: in_wan(row.now.amount_minor)),
    _column("growth", CellType.PERCENT, 10, "C●",
            lambda row, _words: decimal_of(row.growth), places=1, signed=True),
    _column("fees", _AMOUNT, 12, "C●", lambda row, _words: _fees(row.now.fee_fen), currency="CNY"),
    _column("count_before", _COUNT, 13, "C", lambda row, _words: row.before.count),
    _column("amount_before", _AMOUNT, 16, "C●",
            lambda row, _words: in_wan(row.before.amount_minor)),
    _column("fees_before", _AMOUNT, 14, "C",
            lambda row, _words: _fees(row.before.fee_fen), currency="CNY"),
    _column("version", _TEXT, 8, "S", lambda _row, _words: "", label="column.version"),
)
# fmt: on
_SUMMED = ("count", "amount", "fees", "count_before", "amount_before", "fees_before")

RECIPROCITY_PRODUCTS: Register[FlowRow] = Register(
    identifier=IDENTIFIER,
    label="sheet.reciprocity_products",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda _row: "",
    order=_order,
    unit="unit.reciprocity",
    currency="unit.reciprocity_currency",
    totals=dict.fromkeys(_SUMMED, SUM_IN_SIGHT),
    totalled=lambda rows, _words: {
        "count": sum(row.now.count for row in rows),
        "amount": in_wan(sum(row.now.amount_minor for row in rows)),
        "fees": _fees(sum(row.now.fee_fen for row in rows)),
        "count_before": sum(row.before.count for row in rows),
        "amount_before": in_wan(sum(row.before.amount_minor for row in rows)),
        "fees_before": _fees(sum(row.before.fee_fen for row in rows)),
    },
)
