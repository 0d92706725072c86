"""A branch return as a table of texts: its columns, and what is no return."""

from __future__ import annotations

from pathlib import Path

from backend.language import both
from sync.tables import Form, Line, read_table

__all__ = ["COLUMNS", "REQUIRED", "Line", "read_lines"]

REQUIRED = ("unit", "month", "bic", "direction", "product", "currency", "count", "amount", "fee")
COLUMNS = (*REQUIRED, "institution", "note")
#: A longer table is no month of a branch.
_MOST_LINES = 50_000


def read_lines(path: Path) -> list[Line]:
    """Return the lines beneath the header that are not blank.

    Raises `InputError` `return_too_long` and what `sync.tables.read_table` does.
    """
    named = [both(f"column.branch_return.{one}") for one in REQUIRED]
    form = Form(
        labels={column: both(f"column.branch_return.{column}") for column in COLUMNS},
        required=[[column] for column in REQUIRED],
        named=([chinese for chinese, _english in named], [english for _chinese, english in named]),
        most_lines=_MOST_LINES,
        too_long="return_too_long",
    )
    return list(read_table(path, form).lines)
