"""The columns of reciprocity by year: what flows each way, the balance, the target, the points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from backend.contract.reciprocity import Direction
from backend.money import in_wan
from backend.queries.reciprocity.rows import ReciprocityRow
from backend.queries.rows import Label
from workbooks.sheets.declaration import Column, ColumnsOf
from workbooks.sheets.kinds import CellType, Shown, always
from workbooks.sheets.words import Words

IDENTIFIER = "reciprocity"
PRODUCTS = "dealing_products"
DASH = "—"
_MILLIONTH = Decimal(1).scaleb(-6)
_TENTH = Decimal("0.1")
#: Columns of one product each begin with these.
INWARD, OUTWARD = "inward.", "outward."
_TEXT, _CODE, _AMOUNT, _COUNT = (
    CellType.TEXT,
    CellType.CODE,
    CellType.LEDGER_AMOUNT,
    CellType.COUNT,
)


def decimal_of(value: Fraction | None, step: Decimal = _MILLIONTH) -> Shown:
    """Return an exact fraction as the sheet shows it; a dash where it has no meaning."""
    if value is None:
        return DASH
    return (Decimal(value.numerator) / value.denominator).quantize(step)


def _score(row: ReciprocityRow, _words: Words) -> Shown:
    if row.score.points is None:
        return DASH
    return f"{decimal_of(row.score.points, _TENTH)} / {row.rank}"


def _gaps(row: ReciprocityRow, words: Words) -> Shown:
    """Say which branches that deal with it have not returned which months."""
    parts = [
        words.say(
            "phrase.gap",
            unit=words.unit(gap.unit),
            months=words.say("phrase.gap_and").join(str(month.month) for month in gap.months),
        )
        for gap in row.gaps
    ]
    return words.say("phrase.gap_or").join(parts) or None


def _gap_note(row: ReciprocityRow, words: Words) -> str:
    return words.say("phrase.gap_note") if row.gaps else ""


_column: ColumnsOf[ReciprocityRow] = ColumnsOf(IDENTIFIER)


def _product_columns(
    products: Sequence[Label], direction: Direction, prefix: str
) -> list[Column[ReciprocityRow]]:
    """Return a folded column for each product's amount in one direction, and last year's sum."""

    def column(product: Label) -> Column[ReciprocityRow]:
        return _column(
            f"{prefix}{product.code}",
            _AMOUNT,
            15,
            "C",
            lambda row, _words: in_wan(row.amount_of(direction, product.code)),
            label=f"column.{IDENTIFIER}.{direction}_product",
            names={"product_zh": product.zh, "product_en": product.en},
            outline=1,
        )

    return [column(product) for product in products]


# fmt: off
_WHO_AND_INWARD = (
    _column("status", _TEXT, 8, "S", lambda _row, _words: None),
    _column("key", _TEXT, 14, "K", lambda row, _words: row.key),
    _column("country", _CODE, 11, "C●", lambda row, words: words.country(row.country)),
    _column("institution", _CODE, 20, "C●",
            lambda row, words: words.institution(row.institution),
            note=lambda row, words: words.full_name(row.institution)),
    _column("relationship_manager", _TEXT, 9, "C", lambda _row, _words: None),
    _column("inward_count", _COUNT, 10, "C", lambda row, _words: row.sums.inward.count),
    _column("inward", _AMOUNT, 15, "C●",
            lambda row, _words: in_wan(row.sums.inward.amount_minor)),
)
_INWARD_AND_OUTWARD = (
    _column("inward_before", _AMOUNT, 15, "C",
            lambda row, _words: in_wan(row.sums.inward_before.amount_minor), outline=1),
    _column("inward_growth", CellType.PERCENT, 9, "C●",
            lambda row, _words: decimal_of(row.sums.inward_growth), places=1, signed=True),
    _column("inward_fees", _AMOUNT, 12, "C●",
            lambda row, _words: in_wan(row.sums.inward.fee_fen), currency="CNY"),
    _column("outward_count", _COUNT, 10, "C", lambda row, _words: row.sums.outward.count),
    _column("outward", _AMOUNT, 15, "C●",
            lambda row, _words: in_wan(row.sums.outward.amount_minor)),
)
_OUTWARD_AND_PLAN = (
    _column("outward_before", _AMOUNT, 15, "C",
            lambda row, _words: in_wan(row.sums.outward_before.amount_minor), outline=1),
    _column("outward_growth", CellType.PERCENT, 9, "C●",
            lambda row, _words: decimal_of(row.sums.outward_growth), places=1, signed=True),
    _column("outward_fees", _AMOUNT, 12, "C●",
            lambda row, _words: in_wan(row.sums.outward.fee_fen), currency="CNY"),
    _column("difference", _AMOUNT, 15, "C●",
            lambda row, _words: in_wan(row.sums.difference_minor)),
    _column("ratio", CellType.RATIO, 8, "C●", lambda row, _words: decimal_of(row.sums.ratio)),
    _column("balance", CellType.RATIO, 8, "C●",
            lambda row, _words: decimal_of(row.sums.balance)),
    _column("vostro", _AMOUNT, 13, "C", lambda row, _words: in_wan(row.sums.vostro_minor)),
    _column("nostro", _AMOUNT, 13, "C", lambda row, _words: in_wan(row.sums.nostro_minor)),
    _column("mutual", _AMOUNT, 16, "C●",
            lambda row, _words: in_wan(row.sums.mutual.amount_minor)),
    _column("line_use", CellType.PERCENT, 10, "C",
            lambda row, _words: decimal_of(row.line_use), places=1),
    _column("target", _AMOUNT, 15, "E●",
            lambda row, _words: None if row.target_minor is None else in_wan(row.target_minor),
            stored=lambda row: row.target_minor, editable=always, may_be_empty=True),
    _column("achieved", CellType.PERCENT, 8, "C●",
            lambda row, _words: decimal_of(row.achieved), places=1),
    _column("score", _TEXT, 11, "C●", _score),
    _column("strategy", _CODE, 10, "L●",
            lambda row, words: words.picked("strategies", row.strategy), choices="strategies",
            stored=lambda row: row.strategy or None, editable=always, may_be_empty=True),
    _column("points", _TEXT, 34, "E", lambda row, _words: row.points or None,
            stored=lambda row: row.points or None, editable=always),
    _column("gaps", _TEXT, 20, "C", _gaps, note=_gap_note, orange='{cell}<>""'),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.version, label="column.version"),

)
# fmt: on


def columns_of(products: Sequence[Label]) -> Sequence[Column[ReciprocityRow]]:
    """Return the columns; amounts of the products are folded away beside their sums."""
    return (
        *_WHO_AND_INWARD,
        *_product_columns(products, Direction.IN, INWARD),
        *_INWARD_AND_OUTWARD,
        *_product_columns(products, Direction.OUT, OUTWARD),
        *_OUTWARD_AND_PLAN,
    )
