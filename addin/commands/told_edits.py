"""The edits of a workbook, told in full before they are sent."""

from __future__ import annotations

from collections.abc import Mapping

from addin.commands.common import money_text
from addin.exchange import Examined
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.queries import reference
from backend.queries.institutions import institution_names
from workbooks.edits import Edit
from workbooks.said import decimal_text
from workbooks.sheets.kinds import CellType


def show_edits(terminal: Terminal, house: House, examined: Examined) -> None:
    """Repeat every edit in full: a bare number in a sheet is in the sheet's unit."""
    with house.reading() as connection:
        names = {one.bic8: one for one in institution_names(connection).values()}
        products = reference.products(connection)
        places = reference.minor_units(connection)
    rows = []
    for edit in examined.diff.edits[:50]:
        bic8, _, product = edit.key.partition("/")
        name = names.get(bic8)
        line = products.get(product)
        product = terminal.name(line.zh, line.en) if line else product
        # Keys of other books say nothing but themselves.
        short = terminal.name(name.short_zh, name.short_en) if name else ""
        rows.append(
            (
                edit.cell,
                f"{short} {product}".strip() if name else edit.key,
                edit.column.heading(terminal.language),
                _plain(edit, edit.base, places),
                _plain(edit, edit.mine, places),
            )
        )
    if rows:
        headings = [terminal.text(f"heading.{one}") for one in ("cell", "row", "column")]
        headings += [terminal.text("heading.before"), terminal.text("heading.after")]
        terminal.table("", headings, rows, numbers=2)


def _plain(edit: Edit, value: object, places: Mapping[str, int]) -> str:
    # Amounts are said in full, never in the sheet's unit; a decision counts in the deal's currency.
    column = edit.column
    if not isinstance(value, int):
        return str(value or "-")
    if not column.cell_type.is_amount:
        decimal = column.cell_type in {CellType.PERCENT, CellType.RATIO}
        return decimal_text(column, value) if decimal else str(value)
    deal = column.cell_type is CellType.DEAL_AMOUNT
    currency = edit.now_row.currency if deal else column.currency
    return money_text(value, places[currency], currency)
