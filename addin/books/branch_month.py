"""The month in a branch's pack, looked at and taken beside what its registers order."""

from __future__ import annotations

from collections.abc import Sequence

from backend.bootstrap import House
from backend.contract import Finding
from backend.language import text
from sync.dealings.branch_packs import check_pack
from sync.dealings.branch_returns import import_branch_return
from sync.dealings.pack_lines import Pack
from workbooks.branch_return_page import COLUMNS, IDENTIFIER, return_month
from workbooks.grid import ReadBook
from workbooks.scan import column_letters

_PLACES = {name: place for place, (name, *_rest) in enumerate(COLUMNS, 1)}


def look_at_month(house: House, read: ReadBook, sending: bool) -> Sequence[Finding]:
    """Return what is wrong with the month, or, once it is `sending`, what became of it."""
    scope = read.identity.scope
    sheet = text(f"sheet.{IDENTIFIER}", read.identity.language)
    pack = Pack(unit=scope["branch"], month=return_month(scope["month"]))
    if sending:
        taken = import_branch_return(house, read.path, _no_progress, pack)
        code = "return_taken" if taken.rows or taken.new else "return_stands"
        detail = {"month": scope["month"], "rows": str(taken.rows)}
        return [Finding(code, sheet, "", blocking=False, detail=detail)]
    return [
        Finding(
            one.code,
            sheet,
            f"{column_letters(_PLACES[one.column])}{one.line}" if one.line else "",
            column=one.column,
            detail=dict(one.detail),
        )
        for one in check_pack(house, read.path, pack)
    ]


def _no_progress(_step: str, _done: int, _total: int) -> None:
    pass
