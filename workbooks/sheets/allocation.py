"""Allocation: one row an institution and product, three columns a unit, one a branch beneath it.

Its columns depend on the bank's units, so the register is made for a book's lookups.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backend.language import Language
from backend.money import in_wan
from backend.queries.rows import AllocationRow, Lookups, UnitName, UnitShare
from workbooks.sheets.declaration import Column, ColumnsOf, Register
from workbooks.sheets.kinds import BELOW_ZERO, CellType, Shown, always, this_row
from workbooks.sheets.words import Words

IDENTIFIER = "allocation"
ALLOCATED = "allocated."
REASON = "reason"
EFFECTIVE = "effective"

_column: ColumnsOf[AllocationRow] = ColumnsOf(IDENTIFIER)
_AMOUNT = CellType.LEDGER_AMOUNT
_NO_SHARE = UnitShare(allocated_minor=0, used_minor=0, reserved_minor=0, available_minor=0)

# fmt: off
_BEFORE = (
    _column("status", CellType.TEXT, 8, "S", lambda _row, _words: None),
    _column("key", CellType.TEXT, 18, "K", lambda row, _words: row.key),
    _column("country", CellType.CODE, 11, "C●", lambda row, words: words.country(row.country)),
    _column("institution", CellType.CODE, 22, "C●",
            lambda row, words: words.institution(row.institution), stable=True),
    _column("product", CellType.CODE, 12, "C●", lambda row, words: words.product(row.product),
            stable=True),
    _column("approved", _AMOUNT, 12, "C●", lambda row, _words: in_wan(row.approved_minor)),
    _column("allocated", _AMOUNT, 12, "C●", lambda row, _words: in_wan(row.allocated_minor)),
    _column("pool", _AMOUNT, 12, "C●",
            lambda row, _words: in_wan(row.approved_minor - row.allocated_minor),
            red=BELOW_ZERO),
)
_AFTER = (
    _column("lent", _AMOUNT, 10, "C●", lambda row, _words: in_wan(row.lent_minor)),
    _column(REASON, CellType.TEXT, 18, "E", lambda _row, _words: None, editable=always,
            companion=True),
    _column(EFFECTIVE, CellType.DATE, 12, "E", lambda _row, _words: None, editable=always,
            companion=True),
    _column("version", CellType.TEXT, 8, "S", lambda row, _words: row.version,
            label="column.version"),
)
# fmt: on


def share(row: AllocationRow, unit: str) -> UnitShare:
    """Return what a unit holds of a row; nothing when it never held any."""
    return row.shares.get(unit, _NO_SHARE)


def _figure(unit: str, field: str) -> Callable[[AllocationRow, Words], Shown]:
    return lambda row, _words: in_wan(getattr(share(row, unit), field))


def _allocated(unit: UnitName, width: int, outline: int) -> Column[AllocationRow]:
    return _column(
        f"{ALLOCATED}{unit.code}",
        _AMOUNT,
        width,
        "E" if outline else "E●",
        _figure(unit.code, "allocated_minor"),
        label=f"column.{IDENTIFIER}.unit_allocated",
        names={"unit_zh": unit.name_zh, "unit_en": unit.name_en},
        stored=lambda row: share(row, unit.code).allocated_minor,
        editable=always,
        outline=outline,
    )


def _told(unit: UnitName, what: str) -> Column[AllocationRow]:
    return _column(
        f"{what}.{unit.code}",
        _AMOUNT,
        12,
        "C",
        _figure(unit.code, f"{what}_minor"),
        label=f"column.{IDENTIFIER}.unit_{what}",
        names={"unit_zh": unit.name_zh, "unit_en": unit.name_en},
        outline=1,
    )


def _unit_columns(
    unit: UnitName, branches: Sequence[UnitName]
) -> tuple[Column[AllocationRow], ...]:
    beneath = [branch for branch in branches if branch.parent == unit.code]
    return (
        _allocated(unit, 13, 0),
        _told(unit, "used"),
        _told(unit, "available"),
        *(_allocated(branch, 12, 2) for branch in beneath),
    )


def _sum_of_units(units: Sequence[Column[AllocationRow]]) -> Callable[[Language], str]:
    def formula(language: Language) -> str:
        return "=" + "+".join(this_row(IDENTIFIER, column.heading(language)) for column in units)

    return formula


def _pool(language: Language) -> str:
    names = {column.identifier: column.heading(language) for column in _BEFORE}
    approved, allocated = (
        this_row(IDENTIFIER, names[identifier]) for identifier in ("approved", "allocated")
    )
    return f"={approved}-{allocated}"


def allocation(lookups: Lookups) -> Register[AllocationRow]:
    """Return the register for the units and branches of `lookups`."""
    units = [_unit_columns(unit, lookups.branches) for unit in lookups.units]
    return Register(
        identifier=IDENTIFIER,
        label=f"sheet.{IDENTIFIER}",
        columns=(*_BEFORE, *(column for columns in units for column in columns), *_AFTER),
        frozen="institution",
        key=lambda row: row.key,
        version=lambda row: row.version,
        order=lambda row, words: (
            # What was given away beyond the line comes first: it wants doing.
            row.approved_minor >= row.allocated_minor,
            row.institution.pinyin_initials,
            row.institution.bic8,
            words.product_order.get(row.product, 0),
        ),
        known_by=("institution", "product"),
        no_new_rows="no_new_rows",
        formulas={
            "allocated": _sum_of_units([columns[0] for columns in units]),
            "pool": _pool,
        },
    )
