"""单机构视图: the shares of one institution, a row a department or branch, a column a product.

The same facts as the allocation sheet, turned: a cell is a unit's share of a product line. The
lines themselves stand above their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from backend.language import Language
from backend.money import in_wan
from backend.queries.rows import Label, Lookups
from workbooks.contents import Contents
from workbooks.sheets.declaration import Column, ColumnsOf, Register, Tile
from workbooks.sheets.institution_shares import NO_SHARE, ViewRow
from workbooks.sheets.kinds import CellType, Shown, always, this_row
from workbooks.sheets.words import Words

IDENTIFIER = "institution_view"
#: The list that holds the institution, where a book shows one alone.
VIEWED = "viewed_institution"
ALLOCATED = "allocated."
REASON = "reason"
EFFECTIVE = "effective"

_AMOUNT, _TEXT = CellType.LEDGER_AMOUNT, CellType.TEXT


#: The total of the departments in sight: what a branch holds lies within its department's.
_DEPARTMENTS = (
    "=SUMPRODUCT(SUBTOTAL(109,OFFSET(INDEX({self},1,1),ROW({self})-ROW(INDEX({self},1,1)),0))"
    '*(OFFSET({self},0,{within})=""))'
)

_column: ColumnsOf[ViewRow] = ColumnsOf(IDENTIFIER)


def _within(row: ViewRow, words: Words) -> Shown:
    return words.choose(row.parent.name_zh, row.parent.name_en) if row.parent else None


def _unit(row: ViewRow, words: Words) -> Shown:
    return words.choose(row.unit.name_zh, row.unit.name_en)


def _total(row: ViewRow, _words: Words) -> Shown:
    return in_wan(sum(one.allocated_minor for one in row.shares.values()))


# fmt: off
_BEFORE = (
    _column("status", _TEXT, 8, "S", lambda _row, _words: None),
    _column("key", _TEXT, 18, "K", lambda row, _words: row.key),
    _column("within", _TEXT, 14, "C●", _within),
    _column("unit", _TEXT, 20, "C●", _unit),
    _column("total", _AMOUNT, 13, "C●", _total),
)
_AFTER = (
    _column(REASON, _TEXT, 18, "E", lambda _row, _words: None, editable=always,
            companion=True),
    _column(EFFECTIVE, CellType.DATE, 12, "E", lambda _row, _words: None, editable=always,
            companion=True),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.version,
            label="column.version"),
)
# fmt: on


def _figure(product: str, field: str) -> Callable[[ViewRow, Words], Shown]:
    return lambda row, _words: (
        in_wan(getattr(row.shares[product], field)) if product in row.shares else None
    )


def _stored(product: str) -> Callable[[ViewRow], int]:
    # Where there is no line the cell is blank, which is a share of nothing.
    return lambda row: row.shares.get(product, NO_SHARE).allocated_minor


def _open(product: str) -> Callable[[ViewRow], bool]:
    return lambda row: product in row.shares


def _product_columns(product: Label) -> tuple[Column[ViewRow], ...]:
    names = {"product_zh": product.zh, "product_en": product.en}
    told = (
        _column(
            f"{what}.{product.code}",
            _AMOUNT,
            12,
            "C",
            _figure(product.code, f"{what}_minor"),
            label=f"column.{IDENTIFIER}.product_{what}",
            names=names,
            outline=1,
        )
        for what in ("used", "available")
    )
    share = _column(
        f"{ALLOCATED}{product.code}",
        _AMOUNT,
        13,
        "E●",
        _figure(product.code, "allocated_minor"),
        label=f"column.{IDENTIFIER}.product_allocated",
        names=names,
        stored=_stored(product.code),
        editable=_open(product.code),
    )
    return (share, *told)


def _sum(shares: Sequence[Column[ViewRow]]) -> Callable[[Language], str]:
    def formula(language: Language) -> str:
        return "=" + "+".join(
            f"N({this_row(IDENTIFIER, column.heading(language))})" for column in shares
        )

    return formula


def _totalled(rows: Sequence[ViewRow], _words: Words) -> Mapping[str, Shown]:
    """Return what the departments hold together, by column; branches are within theirs."""
    heads = [row for row in rows if row.parent is None]
    found: dict[str, Shown] = {
        f"{ALLOCATED}{product}": in_wan(sum(row.shares[product].allocated_minor for row in heads))
        for product in {product for row in heads for product in row.shares}
    }
    whole = sum(share.allocated_minor for row in heads for share in row.shares.values())
    return {"total": in_wan(whole), **found}


def _lines(contents: Contents, words: Words) -> Sequence[Sequence[Tile]]:
    """Return the institution, and each line above the column of its product."""
    first: ViewRow = contents.rows[IDENTIFIER][0]
    label = "column.allocation.approved"
    lines = [
        Tile(label, in_wan(amount) if amount is not None else None, _AMOUNT)
        for amount in (first.approved.get(one.code) for one in words.lookups.products)
    ]
    return [
        [
            Tile("column.institutions.bic", first.institution.bic8, _TEXT),
            Tile("column.institutions.country", words.country(first.institution.country), _TEXT),
            Tile("column.allocation.institution", words.institution(first.institution), _TEXT),
            Tile("institution_view.lines", in_wan(sum(first.approved.values())), _AMOUNT),
            *lines,
        ]
    ]


def institution_view(lookups: Lookups) -> Register[ViewRow]:
    """Return the register for the bank's products."""
    products = [_product_columns(product) for product in lookups.products]
    shares = [columns[0] for columns in products]
    columns = (*_BEFORE, *(one for columns in products for one in columns), *_AFTER)
    places = {column.identifier: place for place, column in enumerate(columns)}
    return Register(
        identifier=IDENTIFIER,
        label=f"sheet.{IDENTIFIER}",
        columns=columns,
        frozen="unit",
        key=lambda row: row.key,
        version=lambda row: row.version,
        order=lambda row, _words: (row.place,),
        beneath=lambda row: f"{row.institution.bic8}/{row.parent.code}" if row.parent else "",
        known_by=("unit",),
        no_new_rows="no_new_rows",
        formulas={"total": _sum(shares)},
        totals={
            one: _DEPARTMENTS.replace("{within}", str(places["within"] - places[one]))
            for one in ("total", *(column.identifier for column in shares))
        },
        totalled=_totalled,
        above=_lines,
    )
