"""What a sheet is made of. Workbook, intake, diff, painting and guide all read it from here.

A `Register` is a table of rows known by a key; its columns say what they show and who may write.
Values go to the sheet as `Shown`: text, a whole number, an exact `Decimal` in the unit of the
sheet, a date, or `None` for "nothing there", which is never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from backend.language import Language, both
from backend.money import LEDGER_CURRENCY
from workbooks.contents import Contents
from workbooks.sheets.kinds import CellType, Kind, Names, Shown, Stored, never, nothing
from workbooks.sheets.words import Words

Row = TypeVar("Row")
#: When a cell is red or orange: a formula, or what returns it where it quotes the glossary.
Condition = str | Callable[[], str]
_UNITS = {LEDGER_CURRENCY: "unit.ledger", "CNY": "unit.cny"}


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """One column: its words, its type, who writes it and what it shows of a row.

    `label` is a glossary key; `names` fill its parameters. `width` counts characters of a Chinese
    label. `choices` names a list of the lists sheet; `stored` is what the database keeps in an
    editable cell. `stable` says that a row's value never changes by itself, so that another value
    in the sheet was typed by the user. `when_new` marks what a person fills in a new row,
    `companion` what explains a row's edits without being one; `outline` is the depth at which the
    column is folded away.

    `currency` is that of amounts in ten thousands, `places` the decimals of a percentage or ratio.
    A `signed` one shows which way it goes. What may be emptied or fall below zero says so. `red`
    and `orange` are conditions in which `{cell}` stands for the cell: `"{cell}<0"`.
    """

    identifier: str
    label: str
    cell_type: CellType
    width: int
    kind: Kind
    printed: bool
    shown: Callable[[Row, Words], Shown]
    names: Names = field(default_factory=dict)
    choices: str = ""
    stored: Callable[[Row], Stored] = nothing
    editable: Callable[[Row], bool] = never
    companion: bool = False
    when_new: bool = False
    stable: bool = False
    note: Callable[[Row, Words], str] | None = None
    outline: int = 0
    currency: str = LEDGER_CURRENCY
    places: int = 2
    signed: bool = False
    may_be_empty: bool = False
    may_be_negative: bool = False
    red: Condition = ""
    orange: Condition = ""

    @property
    def unit(self) -> str:
        """The glossary key of the unit in which its figures stand, or nothing."""
        return {
            CellType.LEDGER_AMOUNT: _UNITS[self.currency],
            CellType.DEAL_AMOUNT: "unit.deal",
            CellType.DAYS: "unit.days",
            CellType.DAYS_LEFT: "unit.days",
        }.get(self.cell_type, "")

    @property
    def labels(self) -> tuple[str, str]:
        """The label in Chinese and in English."""
        chinese, english = both(self.label)
        return chinese.format(**self.names), english.format(**self.names)

    def heading(self, language: Language) -> str:
        """Return the label in `language`."""
        chinese, english = self.labels
        return chinese if language is Language.CHINESE else english

    @property
    def may_be_edited(self) -> bool:
        """Whether a person may write in some row that stands already."""
        return self.editable is not never


class ColumnsOf(Generic[Row]):
    """Write the columns of one sheet as a table: identifier, type, width, marks, what it shows.

    `marks` is the kind's letter, followed by a dot when the column stands on the printed page:
    `"C"`, `"E●"`. The label is `column.<sheet>.<identifier>` unless another is given.
    """

    def __init__(self, sheet: str) -> None:
        """Remember whose columns these are."""
        self.sheet = sheet

    def __call__(
        self,
        identifier: str,
        cell_type: CellType,
        width: int,
        marks: str,
        shown: Callable[[Row, Words], Shown],
        *,
        label: str = "",
        **rest: Any,
    ) -> Column[Row]:
        """Return one column."""
        return Column(
            identifier=identifier,
            label=label or f"column.{self.sheet}.{identifier}",
            cell_type=cell_type,
            width=width,
            kind=Kind(marks[0]),
            printed=marks[1:] == "●",
            shown=shown,
            **rest,
        )


@dataclass(frozen=True)
class Tile:
    """A figure above a table: its label (a glossary key), what it shows, and `red` or `orange`."""

    label: str
    value: Shown
    cell_type: CellType = CellType.COUNT
    colour: str = ""


@dataclass(frozen=True, kw_only=True)
class Register(Generic[Row]):
    """A sheet that is one table of rows. `frozen` is the last column that stays in sight.

    `blank_rows` wait at the foot for new rows; `formulas` are native ones by column identifier,
    written over the values; `beneath` names the key of the row under which a row is folded away,
    or nothing. `unit` and `currency` are glossary keys of what stands above the table; `known_by`
    are the columns that say whom a new row concerns, `no_new_rows` is the finding of one where none
    can be added, `not_edited` that of a changed cell that may not change; `above` gives strips of
    figures over the
    table; `totals` are native formulas above the header, where `{self}` stands for the column's
    cells and `{inward}` for the total of the column `inward`, and `totalled` what they come to;
    `parted` columns have a total of their own for each word of the column `parted_by`;
    `status_tones` maps the glossary key of a state's word to its tone: green, pale_green,
    blue, violet, orange, red, red_type.
    """

    identifier: str
    label: str
    columns: Sequence[Column[Row]]
    frozen: str
    key: Callable[[Row], str]
    version: Callable[[Row], str]
    order: Callable[[Row, Words], tuple[object, ...]]
    beneath: Callable[[Row], str] | None = None
    formulas: Mapping[str, Callable[[Language], str]] = field(default_factory=dict)
    blank_rows: int = 0
    unit: str = "unit.ledger"
    currency: str = "unit.ledger_currency"
    known_by: Sequence[str] = ("institution",)
    no_new_rows: str = "rows_given"
    not_edited: str = "read_only_changed"
    above: Callable[[Contents, Words], Sequence[Sequence[Tile]]] | None = None
    totals: Mapping[str, str] = field(default_factory=dict)
    totalled: Callable[[Sequence[Row], Words], Mapping[str, Shown]] | None = None
    parted_by: str = ""
    parted: Sequence[str] = ()
    status_tones: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_identifier(self) -> Mapping[str, Column[Row]]:
        """The columns by identifier."""
        return {column.identifier: column for column in self.columns}

    @property
    def editable_columns(self) -> Sequence[Column[Row]]:
        """The columns that a person may write in a row that stands already."""
        return [column for column in self.columns if column.may_be_edited]

    def position(self, identifier: str) -> int:
        """Return the place of a column, counted from zero."""
        return [column.identifier for column in self.columns].index(identifier)

    def title(self, language: Language) -> str:
        """Return the sheet's name in `language`."""
        chinese, english = both(self.label)
        return chinese if language is Language.CHINESE else english
