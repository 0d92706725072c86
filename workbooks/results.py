"""The sheet of check results, and how it enters a workbook that somebody else saved.

It is written as XML of its own beside the user's sheets: where each finding stands (with a link),
what is wrong, what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from backend.contract import Finding
from backend.language import Language, text
from workbooks.scan import column_letters
from workbooks.sentences import halves
from workbooks.styles import Dress
from workbooks.surgery import text_cell

_WIDTHS = {
    "weight": 9,
    "sheet": 18,
    "cell": 10,
    "column": 22,
    "key": 26,
    "wrong": 58,
    "right": 58,
    "base": 18,
    "mine": 18,
    "theirs": 18,
    "take": 10,
    "code": 22,
}
#: Of a conflict alone: the three values side by side, and which of them shall hold.
THREE, TAKE = ("base", "mine", "theirs"), "take"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEADER_ROW = 3
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


def results_sheet(
    findings: Sequence[Finding],
    names: Mapping[str, str],
    labels: Mapping[tuple[str, str], str],
    dress: Dress,
    language: Language,
) -> bytes:
    """Return the sheet's XML. `names` are the sheets' names in the workbook by identifier."""
    ordered = sorted(findings, key=lambda finding: not finding.blocking)
    rows = [_row(1, [text("sheet.findings", language)], [dress.title])]
    rows.append(_row(2, [_summary(ordered, language)], [dress.note]))
    conflicts = any(finding.code == "conflict" for finding in ordered)
    columns = [name for name in _WIDTHS if conflicts or name not in (*THREE, TAKE)]
    headings = [text(f"results.{heading}", language) for heading in columns]
    rows.append(_row(_HEADER_ROW, headings, [dress.heading] * len(headings)))
    links = []
    for number, finding in enumerate(ordered, _HEADER_ROW + 1):
        name = names.get(finding.sheet, finding.sheet)
        wrong, right = halves(finding, language)
        weight = text(f"results.{'must' if finding.blocking else 'note'}", language)
        label = labels.get((finding.sheet, finding.column), finding.column)
        said = {"weight": weight, "sheet": name, "cell": finding.cell, "column": label}
        said |= {"key": finding.row_key, "wrong": wrong, "right": right, "code": finding.code}
        if finding.code == "conflict":
            said |= {one: str(finding.detail[one]) for one in THREE}
        cells = [said.get(column, "") for column in columns]
        linked = bool(_CELL.fullmatch(finding.cell)) and finding.sheet in names
        styles = [dress.plain] * len(cells)
        if linked:
            styles[2] = dress.link
            place = "'" + name.replace("'", "''") + f"'!{finding.cell}"
            links.append(f'<hyperlink ref="C{number}" location={quoteattr(place)}/>')
        rows.append(_row(number, cells, styles))
    return _sheet(columns, rows, links, language)


def _summary(findings: Sequence[Finding], language: Language) -> str:
    blocking = sum(finding.blocking for finding in findings)
    return text("results.summary", language, must=blocking, note=len(findings) - blocking)


def _row(number: int, cells: Sequence[str], styles: Sequence[int]) -> bytes:
    written = b"".join(
        text_cell(f"{column_letters(place)}{number}", cell, str(style))
        for place, (cell, style) in enumerate(zip(cells, styles, strict=True), 1)
    )
    return f'<row r="{number}">'.encode() + written + b"</row>"


def _sheet(
    headings: Sequence[str], rows: Sequence[bytes], links: Sequence[str], language: Language
) -> bytes:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{_WIDTHS[heading]}" customWidth="1"/>'
        for place, heading in enumerate(headings, 1)
    )
    last = f"{column_letters(len(headings))}{len(rows)}"
    header = f"A{_HEADER_ROW}:{last}"
    return b"".join(
        [
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{_MAIN}">'.encode(),
            b'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="A1:{last}"/>'.encode(),
            b'<sheetViews><sheetView showGridLines="0" workbookViewId="0">',
            f'<pane ySplit="{_HEADER_ROW}" topLeftCell="A{_HEADER_ROW + 1}" '.encode(),
            b'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
            b'<sheetFormatPr defaultRowHeight="18"/>',
            f"<cols>{columns}</cols><sheetData>".encode(),
            *rows,
            f'</sheetData><autoFilter ref="{header}"/>'.encode(),
            _choice(headings, len(rows), language),
            f"<hyperlinks>{''.join(links)}</hyperlinks>".encode() if links else b"",
            b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" ',
            b'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>',
            b"</worksheet>",
        ]
    )


def _choice(headings: Sequence[str], last_row: int, language: Language) -> bytes:
    """Return the list from which a conflict's cell is decided: mine or theirs."""
    if TAKE not in headings:
        return b""
    column = column_letters(headings.index(TAKE) + 1)
    words = ",".join(text(f"results.take_{one}", language) for one in ("mine", "theirs"))
    return (
        '<dataValidations count="1"><dataValidation type="list" allowBlank="1" '
        f'showErrorMessage="1" sqref="{column}{_HEADER_ROW + 1}:{column}{last_row}">'
        f'<formula1>"{words}"</formula1></dataValidation></dataValidations>'
    ).encode()
