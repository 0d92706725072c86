"""The limit check, a form: which cell holds what, and the columns of its two tables.

It answers from the snapshot that the book carries, by native formulas; the live answer is the
command line's. Its cells keep their addresses for ever: people link to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbooks.sheets.kinds import CellType, Kind

IDENTIFIER = "limit_check"


@dataclass(frozen=True)
class FormCell:
    """One cell that a person fills: `identifier` is also its defined name, `check_<identifier>`.

    `choices` names a defined list; `help_text` a glossary key shown when the cell is chosen.
    """

    identifier: str
    cell: str
    kind: Kind
    cell_type: CellType
    choices: str = ""
    help_text: str = ""

    @property
    def label(self) -> str:
        """The glossary key of the words before it."""
        return f"check.{self.identifier}"


@dataclass(frozen=True)
class TableColumn:
    """A column of one of the form's tables: glossary key and type."""

    label: str
    cell_type: CellType


INPUTS = (
    FormCell("find", "B3", Kind.TYPED, CellType.TEXT, help_text="check.help_find"),
    FormCell("choice", "B4", Kind.PICKED, CellType.TEXT, "check_matches", "check.help_choice"),
    FormCell("product", "B5", Kind.PICKED, CellType.TEXT, "list_products"),
    FormCell("unit", "B6", Kind.PICKED, CellType.TEXT, "list_units"),
    FormCell("currency", "B7", Kind.PICKED, CellType.TEXT, "list_currencies"),
    FormCell("amount", "B8", Kind.TYPED, CellType.DEAL_AMOUNT, help_text="check.help_amount"),
    FormCell("value_date", "B9", Kind.TYPED, CellType.DATE),
    FormCell("maturity", "B10", Kind.TYPED, CellType.DATE, help_text="check.help_maturity"),
    FormCell("reference", "B11", Kind.TYPED, CellType.TEXT),
)

#: What the form answers: cell, glossary key of its label, name of its formula.
ANSWERS = (
    ("D3", "check.answer", "answer"),
    ("D4", "check.bound_by", "bound_by"),
    ("D5", "check.line_use", "line_use"),
    ("D6", "check.warnings", "warnings"),
    ("D8", "check.words", "words"),
    ("D9", "check.charged", "charged"),
    ("D10", "check.tenor", "tenor"),
)
SNAPSHOT_CELL, LIVE_CELL = "D7", "D11"

LADDER_HEADER_ROW = 13
LADDER = (
    TableColumn("check.level", CellType.TEXT),
    TableColumn("check.node", CellType.TEXT),
    TableColumn("check.approved", CellType.LEDGER_AMOUNT),
    TableColumn("check.temporary", CellType.LEDGER_AMOUNT),
    TableColumn("check.used", CellType.LEDGER_AMOUNT),
    TableColumn("check.reserved", CellType.LEDGER_AMOUNT),
    TableColumn("check.frozen", CellType.LEDGER_AMOUNT),
    TableColumn("check.available", CellType.LEDGER_AMOUNT),
    TableColumn("check.after", CellType.LEDGER_AMOUNT),
    TableColumn("check.share", CellType.USED_SHARE),
    TableColumn("check.expiry", CellType.DATE),
    TableColumn("check.owner", CellType.TEXT),
)
#: The ladder's levels in order. The tenor is no node: its row compares days. Across: the tightest
#: limit on a tenor or a currency that the deal falls under.
LEVELS = ("country", "group", "entity", "product", "tenor", "unit", "branch", "across")

USES_HEADER_ROW = 25
USES_ROWS = 15
USES = (
    TableColumn("check.uses_unit", CellType.TEXT),
    TableColumn("check.uses_reference", CellType.TEXT),
    TableColumn("check.uses_amount", CellType.LEDGER_AMOUNT),
    TableColumn("check.uses_maturity", CellType.DATE),
    TableColumn("check.uses_state", CellType.TEXT),
    TableColumn("check.uses_product", CellType.TEXT),
)
