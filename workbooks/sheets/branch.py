"""What a branch sees: its own lines, read only, and its own requests, to which it adds."""

from __future__ import annotations

from dataclasses import replace

from backend.money import in_wan
from backend.queries.branches import OwnLine
from backend.queries.rows import RequestRow
from workbooks.sheets.declaration import Column, ColumnsOf, Register
from workbooks.sheets.kinds import BELOW_ZERO, CellType, never
from workbooks.sheets.requests import REQUESTS

LINES, ASKED = "branch_lines", "branch_requests"
#: The list that offers the branch alone.
OWN_UNIT = "own_unit"

_column: ColumnsOf[OwnLine] = ColumnsOf(LINES)
_AMOUNT = CellType.LEDGER_AMOUNT

# fmt: off
COLUMNS = (
    _column("status", CellType.TEXT, 8, "S", lambda _row, _words: None),
    _column("key", CellType.TEXT, 24, "K", lambda row, _words: row.key),
    _column("institution", CellType.CODE, 24, "C●",
            lambda row, words: words.institution(row.institution),
            choices="institutions", stable=True),
    _column("bic", CellType.TEXT, 12, "C●", lambda row, _words: row.institution.bic8, stable=True),
    _column("product", CellType.CODE, 16, "C●", lambda row, words: words.product(row.product),
            choices="products", stable=True),
    _column("allocated", _AMOUNT, 14, "C●", lambda row, _words: in_wan(row.allocated_minor)),
    _column("used", _AMOUNT, 14, "C●", lambda row, _words: in_wan(row.used_minor)),
    _column("reserved", _AMOUNT, 14, "C●", lambda row, _words: in_wan(row.reserved_minor)),
    _column("available", _AMOUNT, 14, "C●", lambda row, _words: in_wan(row.available_minor),
            red=BELOW_ZERO),
    _column("version", CellType.TEXT, 8, "S", lambda _row, _words: "", label="column.version"),
)
# fmt: on

BRANCH_LINES: Register[OwnLine] = Register(
    identifier=LINES,
    label=f"sheet.{LINES}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda _row: "",
    order=lambda row, words: (words.institution(row.institution), row.key),
)


def _asked(column: Column[RequestRow]) -> Column[RequestRow]:
    """Return a column as the branch has it: it asks for itself, and decides nothing."""
    if column.identifier == "unit":
        return replace(column, choices=OWN_UNIT)
    return replace(column, editable=never)


BRANCH_REQUESTS: Register[RequestRow] = replace(
    REQUESTS,
    identifier=ASKED,
    label=f"sheet.{ASKED}",
    columns=[_asked(column) for column in REQUESTS.columns],
)
