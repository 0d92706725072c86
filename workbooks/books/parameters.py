"""The book of dated parameters: a value is never altered, another holds from a later day on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from backend.contract import Command
from backend.contract.approvals import SetAuthority, SetPolicy
from backend.contract.parameters import SetParameter
from workbooks.book import BookKind, Orders
from workbooks.choices import INSTITUTIONS
from workbooks.sheets.kinds import CellType, Stored
from workbooks.sheets.parameters import FIELDS, FIRST_DAY, FLAGS, REGISTERS, Field
from workbooks.typed import EditedRow, NewRow

#: Columns of the own tables of hands and of the others that say of what a row speaks.
_VALUES = frozenset(
    {
        *("factor_e6", "party", "basis", "starts", "ends", "share_e6", "switched_on"),
        *("currency_code", "amount_minor", "holds", "document", "allowed", "most_minor"),
    }
)


def _nothing(_row: EditedRow) -> Sequence[Command]:
    return []


def _read(row: NewRow, field: Field) -> Stored:
    if not field.may_be_empty:
        row.require(field.name)
    if field.choices == INSTITUTIONS:
        found = row.institution(field.name)
        return found.bic8 if found else None
    currency = ""
    if field.cell_type is CellType.DEAL_AMOUNT:
        currency = str(row.value("currency_code") or "")
    value = row.value(field.name, currency)
    if value is None:
        return None
    return int(str(value)) if field.choices == FLAGS else value


def _typed(row: NewRow, table: str) -> tuple[dict[str, Stored], date] | None:
    cells = {field.name: _read(row, field) for field in FIELDS[table]}
    day = row.value(FIRST_DAY)
    row.require(FIRST_DAY)
    if not row.sound or not isinstance(day, date):
        return None
    return cells, day


def _parameter(row: NewRow, table: str) -> Command | None:
    typed = _typed(row, table)
    if typed is None:
        return None
    cells, day = typed
    by_value = _VALUES - ({"product_code"} if table == "charge_rule" else set())
    values = {
        name: value
        for name, value in cells.items()
        if name in by_value or (table == "charge_rule" and name == "product_code")
    }
    key = {
        name: value if isinstance(value, int) else str(value or "")
        for name, value in cells.items()
        if name not in values
    }
    said = {name: value for name, value in values.items() if not isinstance(value, date)}
    return SetParameter(
        id="",
        login=row.login,
        place=row.place,
        table=table,
        key=key,
        values=said,
        valid_from=day,
    )


def _policy(row: NewRow) -> Command | None:
    typed = _typed(row, "policy")
    if typed is None:
        return None
    cells, day = typed
    return SetPolicy(
        id="",
        login=row.login,
        place=row.place,
        operation=str(cells["operation"]),
        from_minor=int(str(cells["from_minor"])),
        hands=int(str(cells["hands"])),
        valid_from=day,
    )


def _authority(row: NewRow) -> Command | None:
    typed = _typed(row, "authority")
    if typed is None:
        return None
    cells, day = typed
    return SetAuthority(
        id="",
        login=row.login,
        place=row.place,
        grantee=str(cells["grantee"]),
        operation=str(cells["operation"]),
        most_minor=int(str(cells["most_minor"])),
        valid_from=day,
    )


def _new(table: str) -> Callable[[NewRow], Command | None]:
    if table == "policy":
        return _policy
    if table == "authority":
        return _authority
    return partial(_parameter, table=table)


PARAMETERS = BookKind(
    identifier="parameters",
    title="book.parameters",
    registers=lambda _lookups: REGISTERS,
    orders={table: Orders(edited=_nothing, new=_new(table)) for table in FIELDS},
)
