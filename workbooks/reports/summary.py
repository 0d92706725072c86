"""The list of the reports of one run, each with a link to its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from xlsxwriter import Workbook

from backend.language import Language, text
from backend.money import in_wan
from backend.services.issued_reports import Issued
from workbooks.cells import write_cell
from workbooks.formats import AMOUNT_FORMAT, GRID, NAVY, ROW_HEIGHT, Formats
from workbooks.frame import set_page
from workbooks.reports.evaluation_paper import EvaluationPaper
from workbooks.sheets.kinds import Shown, from_millionths
from workbooks.sheets.words import BANK_TIME
from workbooks.whole import whole_workbook

_COLUMNS = (
    ("institution", 34),
    ("bic", 12),
    ("year", 8),
    ("score", 10),
    ("grade", 10),
    ("previous", 10),
    ("limit", 16),
    ("state", 12),
    ("number", 20),
    ("printing", 10),
    ("link", 44),
)
_HEADER = 2


def write_summary(
    papers: Sequence[EvaluationPaper], issued: Sequence[Issued], folder: Path, language: Language
) -> Path:
    """Write the list beside the reports and return its path."""
    day = f"{issued[0].made_at.astimezone(BANK_TIME):%Y%m%d}"
    path = folder / text("evaluation_report.summary_file", language, day=day)
    with whole_workbook(path) as draft:
        workbook = Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False})
        formats = Formats(workbook, language)
        sheet = workbook.add_worksheet(text("evaluation_list.sheet", language))
        sheet.hide_gridlines(2)
        sheet.set_default_row(ROW_HEIGHT)
        title = text("evaluation_list.title", language, count=len(papers))
        sheet.write_string(0, 0, title, formats.title())
        facts = text("evaluation_list.facts", language, day=day)
        sheet.write_string(1, 0, facts, formats.facts())
        for column, (name, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            label = text(f"evaluation_list.{name}", language)
            sheet.write_string(_HEADER, column, label, formats.heading(editable=False))
        link = formats.make(font_color=NAVY, underline=1, border=1, border_color=GRID)
        for row, (paper, one) in enumerate(zip(papers, issued, strict=True), _HEADER + 1):
            for column, value in enumerate(_values(paper, one, language)):
                shape = formats.make(border=1, border_color=GRID, num_format=_shape(column))
                write_cell(sheet, row, column, value, shape)
            sheet.write_url(row, len(_COLUMNS) - 1, f"external:{quote(one.name)}", link, one.name)
        last = _HEADER + len(papers)
        sheet.freeze_panes(_HEADER + 1, 1)
        sheet.autofilter(_HEADER, 0, last, len(_COLUMNS) - 1)
        set_page(sheet, language, last, len(_COLUMNS) - 1)
        sheet.repeat_rows(_HEADER)
        workbook.close()
    return path


def _shape(column: int) -> str:
    return {"score": "0.00", "limit": AMOUNT_FORMAT}.get(_COLUMNS[column][0], "@")


def _values(paper: EvaluationPaper, issued: Issued, language: Language) -> list[Shown]:
    row = paper.row
    chinese = language is Language.CHINESE
    limit = row.proposal.limit_minor
    return [
        row.institution.short_zh if chinese else row.institution.short_en,
        row.institution.bic8,
        str(row.fiscal_year),
        from_millionths(row.score_e6),
        None if row.grade is None else str(row.grade),
        None if row.previous_grade is None else str(row.previous_grade),
        None if limit is None else in_wan(limit),
        text(f"evaluation_state.{row.state.value}", language),
        issued.number,
        str(issued.print_number),
    ]
