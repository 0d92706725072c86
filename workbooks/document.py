"""The guide to the sheets, written from their declarations: `docs/sheets.md`."""

from __future__ import annotations

from typing import Any

from backend.language import both
from backend.queries.rows import Lookups, UnitName
from workbooks.books import BOOKS
from workbooks.books.evaluation import EVALUATION
from workbooks.books.limits import LIMITS
from workbooks.preview import columns, parameters, statements
from workbooks.preview import sheet as preview
from workbooks.register import rule_of
from workbooks.sheets import limit_check
from workbooks.sheets.declaration import Column, Register

INTRODUCTION = """\
# The sheets

Generated from the declarations in `workbooks/books/` and `workbooks/sheets/`; change those, then
run `make docs`.

## What holds for every sheet

- **Frame.** Row 1 title; row 2 unit, currency, time of the data, scope, language; row 3 counts (a
  native formula); row 4 the labels in the other language, outside the table, so that switching the
  language renames no column on which somebody's formula rests; row 5 the header of a real table.
- **Colours.** Yellow with blue type: yours to fill. White: read only. Grey: the system's. States
  are coloured by conditional formats on the word in the status column, never by fill. Red type is
  kept for excess, overdue and lapsed; orange for nine tenths used or thirty days left. A word or a
  mark stands beside every colour, for we print in black and white.
- **Amounts** stand in ten thousands of the ledger currency, two decimals shown, all digits kept. A
  bare number is in the sheet's unit; with a suffix (10mn, or the Chinese signs) it is absolute.
  Asked and granted amounts of requests are in full in the deal's own currency.
- **Rows are known by their key,** columns by their label in either language. Sorting, filtering,
  inserting, moving and hiding harm nothing. To add a row, fill in one of the blank ones, or copy a
  row and clear its key. A row that is missing means nothing: deleting is never an absence.
- **Blank is not zero.** Emptying an amount is a finding; type 0. A formula in a cell that is sent
  is a finding too: paste it as a value.
- **Registers are not protected,** for a protected sheet cannot be sorted. What may not be edited is
  said by colour, checked when the workbook is read, and restored by the next refresh.
- **The version** column, hidden at the end, says which version of a row the sheet was made from.
  An edit is compared three ways with it: mine alone is sent, theirs alone is shown, both is a
  conflict.
- **A workbook belongs to one person** and one database. It is known by a hidden sheet, `_fidesk`,
  whatever its file is called. Files of WPS and Calc are read as well as Excel's.

## Painting

A check or a push returns a copy of the workbook with a word in the status column and a sheet of
check results with links. Only those cells are rewritten in the package; charts, pictures, notes,
colours, filters and your own sheets stay byte for byte.

## The columns

Kind: S system, K key, C computed, **E** typed, **L** picked. A dot in *print* marks the columns of
the printed page. Widths count characters of a Chinese label; English sheets are 15% wider.
"""


def sheets_page() -> str:
    """Return the whole guide as Markdown."""
    parts = [INTRODUCTION]
    for kind in BOOKS.values():
        parts.append(_heading(kind.title, f"`{kind.identifier}`: ", "##"))
        if kind is LIMITS:
            parts.append(_form())
        parts += [_register(register) for register in kind.registers(_placeholders())]
        if kind is EVALUATION:
            parts.append(_preview())
    return "\n".join(parts)


def _placeholders() -> Lookups:
    """Return one unit with one branch, standing for all."""
    unit, branch = (
        UnitName(code=code, parent=parent, name_zh=names[0], name_en=names[1], telephone="")
        for code, parent, names in (
            ("unit", "", both("document.unit")),
            ("branch", "unit", both("document.branch")),
        )
    )
    return Lookups(
        institutions=(),
        products=(),
        units=(unit,),
        branches=(branch,),
        countries={},
        minor_units={},
        agreed_currencies=(),
    )


def _heading(key: str, before: str = "", depth: str = "###") -> str:
    chinese, english = both(key)
    return f"{depth} {before}{chinese} / {english}\n"


def _register(register: Register[Any]) -> str:
    lines = [
        _heading(register.label),
        f"Identifier and table `{register.identifier}`; frozen up to `{register.frozen}`.\n",
        "| # | zh | en | width | kind | print | unit | rule |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_line(place, column, register) for place, column in enumerate(register.columns, 1)]
    return "\n".join(lines) + "\n"


def _line(place: int, column: Column[Any], register: Register[Any]) -> str:
    chinese, english = column.labels
    kind = f"**{column.kind.value}**" if column.may_be_edited else column.kind.value
    unit = both(column.unit)[1] if column.unit else ""
    rule = both(rule_of(register, column))[1]
    cells = (
        place,
        chinese,
        english,
        column.width,
        kind,
        "●" if column.printed else "",
        unit,
        rule,
    )
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _form() -> str:
    """Describe the form: its cells keep their addresses."""
    lines = [
        _heading(f"sheet.{limit_check.IDENTIFIER}"),
        "A protected form: only its yellow cells can be written. It answers by native formulas",
        "from the snapshot that the workbook carries, and says so; `fidesk simulate` is live.\n",
        "| cell | zh | en | kind |",
        "|---|---|---|---|",
    ]
    cells = [(entry.cell, entry.label, f"**{entry.kind.value}**") for entry in limit_check.INPUTS]
    cells += [(cell, label, "C") for cell, label, _ in limit_check.ANSWERS]
    cells += [
        (limit_check.SNAPSHOT_CELL, "check.snapshot", "C"),
        (limit_check.LIVE_CELL, "check.live", "C"),
        (f"A{limit_check.LADDER_HEADER_ROW}", "check.ladder_heading", "table"),
        (f"A{limit_check.USES_HEADER_ROW}", "check.uses_heading", "table"),
    ]
    for cell, label, kind in cells:
        chinese, english = both(label)
        lines.append(f"| {cell} | {chinese} | {english} | {kind} |")
    return "\n".join(lines) + "\n"


def _preview() -> str:
    """Describe the evaluation in native formulas: three sheets that nobody fills."""
    results = " · ".join(both(f"preview.{name}")[1] for name, *_rest in columns.RESULTS)
    return "\n".join(
        [
            _heading(f"sheet.{preview.IDENTIFIER}"),
            "One row an institution, from its statement to the limit, in native formulas that are",
            "written from the declarations of the ratios (`docs/evaluation.md`). Levels are read",
            "from the sheet of judgements, so that an edit counts before it is sent. May be sorted",
            "and filtered.\n",
            f"{results}; then the score as pulled, the effect of edits and the grade that counts;",
            "each judged level; the conduct record; each ratio with its points.\n",
            _heading(f"sheet.{statements.IDENTIFIER}"),
            "Protected, read only: each institution's statements, an item a line, up to five",
            "year-ends beside, in the largest unit in which all amounts are whole; what moved by",
            "more than 30% is marked, sums are checked.\n",
            _heading(f"sheet.{parameters.IDENTIFIER}"),
            "Protected, read only: indicators with weight, direction and cut-offs; grades with",
            "their least score, shares of capital and longest tenor; the most weight that may be",
            "missing; our Tier 1.\n",
        ]
    )


def main() -> None:
    """Print the page; `make docs` keeps it."""
    print(sheets_page(), end="")  # noqa: T201 - a page on standard output


if __name__ == "__main__":
    main()
