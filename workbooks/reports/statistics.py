"""统计表: the statistics on A4, with a number, section after section."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from xlsxwriter import Workbook

from backend.language import Language, text
from backend.money import in_wan
from backend.services.issued_reports import VERSION, Issued, Paper, content_hash_of
from workbooks.formats import AMOUNT_FORMAT, GREY_TYPE, WHOLE_AMOUNT_FORMAT, Formats
from workbooks.reports.page import ReportHead, ReportPage
from workbooks.reports.statistics_tables import Column, Section, Value
from workbooks.sheets.kinds import Shown
from workbooks.whole import whole_workbook

KIND = "statistics"
_WIDTHS = (13,) * 12
_FORMATS = {"minor": AMOUNT_FORMAT, "count": WHOLE_AMOUNT_FORMAT, "share": "0.00%"}


def statistics_paper(
    sections: Sequence[Section], parameters: dict[str, str], day: date, language: Language
) -> Paper:
    """Return the paper as it is recorded: what it says, and for which filters."""
    said = {one.name: [[str(value) for value in row] for row in one.rows] for one in sections}
    return Paper(
        kind=KIND,
        subject=KIND,
        parameters={**parameters, "language": language.value},
        name=text("statistics.file", language, day=f"{day:%Y%m%d}", version=VERSION),
        content_hash=content_hash_of({"day": day.isoformat(), **said}),
    )


def write_statistics_report(
    sections: Sequence[Section], issued: Issued, path: Path, facts: ReportHead, language: Language
) -> None:
    """Write the report; it appears whole or not at all. Raises `OutageError`."""
    with whole_workbook(path) as draft:
        workbook = Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False})
        page = ReportPage(
            workbook=workbook,
            worksheet=workbook.add_worksheet(text("statistics.sheet", language)),
            formats=Formats(workbook, language),
            language=language,
            widths=_WIDTHS,
        )
        page.set_up(facts, issued, landscape=True)
        for section in sections:
            _write(page, section)
        page.finish()
        workbook.set_properties({"title": issued.number, "created": issued.made_at})
        workbook.close()


def _write(page: ReportPage, section: Section) -> None:
    page.section(f"statistics.{section.name}")
    if not section.rows:
        page.sentence(page.say("statistics.none"), font_color=GREY_TYPE)
        return
    spans = _spans(section.columns)
    headings = section.headings(page.language)
    page.table_head([(*span, label) for span, label in zip(spans, headings, strict=True)])
    for row in section.rows:
        for column, (first, last), value in zip(section.columns, spans, row, strict=True):
            shape = {"num_format": _FORMATS[column.kind]} if column.kind in _FORMATS else {}
            page.table_cell(first, last, _shown(column, value), **shape)
        page.next_row()


def _spans(columns: Sequence[Column]) -> list[tuple[int, int]]:
    spans, first = [], 0
    for column in columns:
        spans.append((first, first + column.span - 1))
        first += column.span
    return spans


def _shown(column: Column, value: Value) -> Shown:
    if isinstance(value, int) and column.kind == "minor":
        return in_wan(value)
    if isinstance(value, int) and column.kind == "share":
        return Decimal(value).scaleb(-4)
    return value
