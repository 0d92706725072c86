"""Write a paper as docx, to be edited until the visitors stand in the door.

The looks are the styles of `meeting_paper.docx`, which a bank edits in Word: fonts, colours, the
letterhead in the header. Only the grounds of cells are set here, as Word has no style for them.
"""

from __future__ import annotations

import re
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from backend.errors import InputError
from workbooks.letters import fit
from workbooks.letters.paper import Block, Cell, Look, Paper
from workbooks.letters.styles import GROUND, STYLES, TABLE

if TYPE_CHECKING:
    from docx.document import Document

_TEMPLATE = "meeting_paper.docx"
_AUTHOR = "FI Desk"
_FIELD = re.compile(r"(\{page\}|\{pages\})")
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_GROUNDED = frozenset({Look.LABEL, Look.HEAD, Look.HEAD_RIGHT})


def editable_document(paper: Paper, made_at: datetime, template: Path | None = None) -> bytes:
    """Return a fitted paper as docx, in the styles of `template` or of the one that ships.

    Raises `InputError` `bad_template` for a template that is no docx or lacks a style.
    """
    document = opened_template(template)
    document.add_paragraph(paper.title, STYLES["title"])
    document.add_paragraph(paper.subtitle, STYLES["subtitle"])
    for number, page in enumerate(paper.pages):
        for place, block in enumerate(page):
            begins = number > 0 and place == 0
            _write_block(document, block, STYLES["heading_new_page" if begins else "heading"])
    document.add_paragraph(paper.closing, STYLES["closing"])
    _write_footer(document, paper.footer)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = paper.title, _AUTHOR, _AUTHOR
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    properties.language = paper.language.value
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def opened_template(template: Path | None) -> Document:
    """Open the template, without what stands in its body; raises as `editable_document` does."""
    import docx  # noqa: PLC0415 - heavy
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    shipped = files("workbooks.letters") / _TEMPLATE
    content = shipped.read_bytes() if template is None else template.read_bytes()
    try:
        document = docx.Document(BytesIO(content))
    except (BadZipFile, KeyError, ValueError, PackageNotFoundError) as error:
        raise InputError("bad_template", path=str(template), style="-") from error
    names = {style.name for style in document.styles}
    for name in (*STYLES.values(), TABLE):
        if name not in names:
            raise InputError("bad_template", path=str(template), style=name)
    body = document.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    return document


def _write_block(document: Document, block: Block, style: str) -> None:
    heading = document.add_paragraph(style=style)
    heading.add_run(block.heading)
    if block.note:
        heading.add_run("\t")
        heading.add_run(block.note, STYLES["note"])
    rows = block.shown_rows
    widths = fit.column_widths(block)
    table = document.add_table(len(rows), len(widths), TABLE)
    table.autofit = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = _length(wide)
    for number, row in enumerate(rows):
        _keep_whole(table.rows[number])
        cells, place = table.rows[number].cells, 0
        for cell in row:
            target = cells[place]
            if cell.span > 1:
                target = target.merge(cells[place + cell.span - 1])
            target.width = _length(sum(widths[place : place + cell.span]))
            _write_cell(target, cell)
            place += cell.span


def _write_cell(target: Any, cell: Cell) -> None:
    paragraph = target.paragraphs[0]
    paragraph.style = STYLES[cell.look.value]
    paragraph.add_run(cell.text)
    if cell.look in _GROUNDED:  # before the alignment: Word wants its own order
        _put(target._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=GROUND)  # noqa: SLF001 - python-docx has no other way
    target.vertical_alignment = 1  # in the middle


def _keep_whole(row: Any) -> None:
    """Let no row break between pages."""
    _put(row._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001 - python-docx has no other way


def _length(points: float) -> Any:
    from docx.shared import Pt  # noqa: PLC0415 - heavy

    return Pt(points)


def _put(parent: Any, tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - heavy
    from docx.oxml.ns import qn  # noqa: PLC0415

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _write_footer(document: Document, words: str) -> None:
    """Write the footer's line; page and pages are fields, which the program counts."""
    footer = document.sections[0].footer
    paragraph = footer.paragraphs[0] if footer.paragraphs else footer.add_paragraph()
    for run in list(paragraph.runs):
        paragraph._p.remove(run._r)  # noqa: SLF001 - python-docx has no other way
    paragraph.style = STYLES["footer"]
    for part in _FIELD.split(words):
        if part in _FIELDS:
            _add_field(paragraph, _FIELDS[part])
        elif part:
            paragraph.add_run(part)


def _add_field(paragraph: Any, code: str) -> None:
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        _put(run._r, "w:fldChar", fldCharType=kind)  # noqa: SLF001 - python-docx has no fields
        if kind == "begin":
            _put(paragraph.add_run()._r, "w:instrText").text = code  # noqa: SLF001
        if kind == "separate":
            paragraph.add_run("2" if code == "NUMPAGES" else "1")
