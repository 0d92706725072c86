"""参数: dated parameters, a sheet for each; what stands is read, new rows are typed beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from backend.money import from_minor, in_wan
from backend.queries.rows import InstitutionName
from workbooks.choices import CURRENCIES, INSTITUTIONS
from workbooks.sheets.declaration import Column, ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown, from_millionths
from workbooks.sheets.words import Words

_TABLE = "parameters"
FLAGS, BUSINESSES, OPERATIONS = "yes_no", "businesses", "operations"
FIRST_DAY = "valid_from"


@dataclass(frozen=True)
class ParameterRow:
    """A row of a dated table as the sheet shows it: its cells by column of the table."""

    key: str
    state: str  # standing, past or coming
    cells: Mapping[str, Any]
    institution: InstitutionName | None = None
    digits: int = 2  # minor digits of the row's own currency


class Field(NamedTuple):
    """A column of a table on paper: how it is said, how it is read, what it may be."""

    name: str
    cell_type: CellType
    width: int
    choices: str = ""
    may_be_empty: bool = False
    label: str = ""


_CODE, _TEXT, _PERCENT = CellType.CODE, CellType.TEXT, CellType.PERCENT
_PRODUCT = Field("product_code", _CODE, 24, "products")
_FROM_DAYS = Field("from_days", CellType.DAYS, 12)
_NETTED = Field("netted", _CODE, 10, FLAGS)
_FACTOR = Field("factor_e6", _PERCENT, 10)
#: Sheets are known by their headings: what is read alike is headed apart.
_STEP = Field("factor_e6", _PERCENT, 12, label="column.parameters.step_e6")
_EXPOSURE = Field("factor_e6", _PERCENT, 12, label="column.parameters.exposure_e6")
_INSTITUTION = Field("institution_id", _CODE, 22, INSTITUTIONS)
_HOLDS = Field("holds", _CODE, 8, FLAGS)
_OPERATION = Field("operation", _CODE, 16, OPERATIONS)

#: Table → its columns on paper, the ones that say of what a row speaks first.
FIELDS: Mapping[str, Sequence[Field]] = {
    "factor": (_PRODUCT, _FACTOR),
    "factor_step": (_PRODUCT, _NETTED, _FROM_DAYS, _STEP),
    "regulatory_factor": (_PRODUCT, _NETTED, _FROM_DAYS, _EXPOSURE),
    "charge_rule": (
        Field("business_code", _CODE, 34, BUSINESSES),
        _PRODUCT,
        Field("party", _CODE, 26, "parties"),
        Field("basis", _CODE, 28, "charge_bases"),
        Field("starts", _CODE, 24, "charge_starts"),
        Field("ends", _CODE, 28, "charge_ends"),
    ),
    "regulation": (
        Field("rule_code", _CODE, 34, "regulation_rules"),
        Field("share_e6", _PERCENT, 10),
        Field("switched_on", _CODE, 8, FLAGS),
    ),
    "own_capital": (
        Field("measure", _CODE, 18, "capital_measures"),
        Field("currency_code", _CODE, 8, CURRENCIES),
        Field("amount_minor", CellType.DEAL_AMOUNT, 24),
    ),
    "institution_mark": (_INSTITUTION, Field("mark", _CODE, 22, "institution_marks"), _HOLDS),
    "netting_agreement": (_INSTITUTION, _HOLDS, Field("document", _TEXT, 30)),
    "lending_rule": (
        Field("giver_unit_code", _CODE, 16, "units", may_be_empty=True),
        Field("taker_unit_code", _CODE, 16, "units", may_be_empty=True),
        Field("product_code", _CODE, 16, "products", may_be_empty=True),
        Field("allowed", _CODE, 8, FLAGS),
        Field("most_minor", CellType.LEDGER_AMOUNT, 22, may_be_empty=True),
    ),
    "policy": (
        _OPERATION,
        Field("from_minor", CellType.LEDGER_AMOUNT, 22),
        Field("hands", CellType.COUNT, 8),
    ),
    "authority": (
        Field("grantee", _TEXT, 18),
        _OPERATION,
        Field("most_minor", CellType.LEDGER_AMOUNT, 22),
    ),
}


def _shown(field: Field) -> Any:
    def show(row: ParameterRow, words: Words) -> Shown:
        value = row.cells[field.name]
        if field.choices == INSTITUTIONS:
            return words.institution(row.institution) if row.institution else None
        if value is None or value == "":
            return None
        match field.cell_type:
            case CellType.CODE:
                return words.picked(field.choices, str(value))
            case CellType.PERCENT:
                return from_millionths(value)
            case CellType.LEDGER_AMOUNT:
                return in_wan(value)
            case CellType.DEAL_AMOUNT:
                return from_minor(value, row.digits)
        shown: Shown = value
        return shown

    return show


def _columns(table: str) -> Sequence[Column[ParameterRow]]:
    column: ColumnsOf[ParameterRow] = ColumnsOf(_TABLE)
    given = [
        column(
            one.name,
            one.cell_type,
            one.width,
            "L●" if one.choices else "E●",
            _shown(one),
            label=one.label,
            choices=one.choices,
            may_be_empty=one.may_be_empty,
            when_new=True,
            stable=True,
        )
        for one in FIELDS[table]
    ]
    return (
        column("status", CellType.TEXT, 8, "S●", lambda row, words: words.say(_state(row))),
        column("key", CellType.TEXT, 26, "K", lambda row, _words: row.key, outline=1),
        *given,
        column(
            FIRST_DAY,
            CellType.DATE,
            12,
            "E●",
            lambda row, _words: row.cells[FIRST_DAY],
            when_new=True,
            stable=True,
        ),
        column("version", CellType.TEXT, 8, "S", lambda _row, _words: "1", label="column.version"),
    )


def _state(row: ParameterRow) -> str:
    return f"parameter_state.{row.state}"


def _order(row: ParameterRow, _words: Words) -> tuple[object, ...]:
    """Sort what held once last, the rest by key: days and amounts by number, not by digits."""
    parts = row.key.split("/")
    return (row.state == "past", *(part.zfill(20) if part.isdigit() else part for part in parts))


def register_of(table: str) -> Register[ParameterRow]:
    """Return the sheet of a dated table."""
    first = FIELDS[table][0].name
    return Register(
        identifier=table,
        label=f"sheet.parameter_{table}",
        columns=_columns(table),
        frozen=first,
        key=lambda row: row.key,
        version=lambda _row: "1",
        order=_order,
        blank_rows=10,
        known_by=(first,),
        not_edited="dated_row_changed",
        status_tones={
            "parameter_state.standing": "green",
            "parameter_state.coming": "blue",
        },
    )


REGISTERS = tuple(register_of(table) for table in FIELDS)
