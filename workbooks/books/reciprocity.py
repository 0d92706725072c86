"""The reciprocity book: the year by correspondent, and by product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.contract import Command
from backend.contract.reciprocity import SetReciprocityPlan
from backend.language import Language, text
from backend.queries.reciprocity.rows import ReciprocityYear
from backend.queries.rows import Lookups, Pull
from workbooks.book import BookKind, Orders
from workbooks.contents import Contents
from workbooks.sheets import reciprocity, reciprocity_products
from workbooks.sheets.declaration import Register
from workbooks.sheets.kinds import Stored
from workbooks.sheets.reciprocity_columns import IDENTIFIER
from workbooks.typed import EditedRow


def contents_of(
    year: ReciprocityYear, pull: Pull, lookups: Lookups, language: Language
) -> Contents:
    """Return a year as the contents of a book."""
    return Contents(
        pull=pull,
        lookups=lookups,
        rows={
            IDENTIFIER: year.rows,
            reciprocity_products.IDENTIFIER: year.flow_rows,
        },
        scope={"year": str(year.period.year)},
        scope_text=text(
            "phrase.reciprocity_scope",
            language,
            year=year.period.year,
            months=year.period.months,
        ),
        more=year,
    )


def _registers(lookups: Lookups) -> Sequence[Register[Any]]:
    return reciprocity.reciprocity(lookups), reciprocity_products.RECIPROCITY_PRODUCTS


def _edited(row: EditedRow) -> Sequence[Command]:
    """Return the plan as the row says it; what was not typed keeps what stands as its base."""
    if not row.sound:
        return []
    target, strategy, points = (_both(row, name) for name in ("target", "strategy", "points"))
    return [
        SetReciprocityPlan(
            id="",
            login=row.login,
            place=row.place,
            institution=row.now.institution.bic8,
            year=row.now.period.year,
            target_minor=_minor(target[0]),
            base_target_minor=_minor(target[1]),
            strategy=str(strategy[0] or ""),
            base_strategy=str(strategy[1] or ""),
            points=str(points[0] or ""),
            base_points=str(points[1] or ""),
        )
    ]


def _both(row: EditedRow, column: str) -> tuple[Stored, Stored]:
    """Return what a cell shall hold, and what it was changed from."""
    edit = row.edit(column)
    mine = row.mine(column)
    return mine, edit.base if edit else mine


def _minor(value: Stored) -> int | None:
    assert value is None or isinstance(value, int)
    return value


RECIPROCITY = BookKind(
    identifier="reciprocity",
    title="book.reciprocity",
    registers=_registers,
    orders={IDENTIFIER: Orders(edited=_edited)},
)
