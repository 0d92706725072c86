"""The styles of the papers' docx, and the template that ships with them.

    python -m workbooks.letters.styles

writes `meeting_paper.docx` beside this module. The bank edits a copy in Word; these are its first
looks. Heights of lines are exact: a page holds the same in every font.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbooks.letters import fit

#: What a text is → the name of its style.
STYLES = {
    "title": "Paper Title",
    "subtitle": "Paper Subtitle",
    "heading": "Paper Heading",
    "heading_new_page": "Paper Heading New Page",
    "note": "Paper Note",
    "text": "Paper Text",
    "label": "Paper Label",
    "number": "Paper Number",
    "head": "Paper Head",
    "head_right": "Paper Head Right",
    "more": "Paper More",
    "closing": "Paper Closing",
    "footer": "Paper Footer",
}
TABLE = "Paper Table"
GROUND = "EEF2F7"
FONT = "Microsoft YaHei"
LATIN = "Calibri"
_INK, _QUIET, _ACCENT, _RULE = "1F2937", "4B5563", "1F3A5F", "9AA5B1"
_SMALL, _SMALL_LINE = 8.0, 12.0
_LEFT, _CENTRE, _RIGHT = 0, 1, 2
_TWIPS = 20
_EIGHTHS = 4  # half a point, in eighths


@dataclass(frozen=True)
class _Style:
    """A paragraph style in points; `line` is exact."""

    size: float = fit.SIZE
    line: float = fit.LINE
    colour: str = _INK
    bold: bool = False
    side: int = _LEFT
    before: float = 0.0
    after: float = 0.0
    new_page: bool = False


_HEADING = _Style(
    fit.HEADING_SIZE,
    fit.HEADING_LINE,
    _ACCENT,
    bold=True,
    before=fit.HEADING_BEFORE,
    after=fit.HEADING_AFTER,
)
_PARAGRAPHS = {
    "title": _Style(fit.TITLE_SIZE, fit.TITLE_LINE, _ACCENT, bold=True, side=_CENTRE),
    "subtitle": _Style(line=fit.SUBTITLE_LINE, colour=_QUIET, side=_CENTRE),
    "heading": _HEADING,
    "heading_new_page": _Style(
        _HEADING.size,
        _HEADING.line,
        _ACCENT,
        bold=True,
        before=_HEADING.before,
        after=_HEADING.after,
        new_page=True,
    ),
    "text": _Style(),
    "label": _Style(colour=_QUIET),
    "number": _Style(side=_RIGHT),
    "head": _Style(colour=_ACCENT, bold=True),
    "head_right": _Style(colour=_ACCENT, bold=True, side=_RIGHT),
    "more": _Style(colour=_QUIET),
    "closing": _Style(colour=_QUIET, before=fit.CLOSING_BEFORE),
    "footer": _Style(_SMALL, _SMALL_LINE, _QUIET, side=_CENTRE),
}


def make_template() -> Any:
    """Return the template as a document of python-docx."""
    import docx  # noqa: PLC0415 - heavy
    from docx.shared import Pt  # noqa: PLC0415

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Pt(fit.PAGE_WIDTH), Pt(fit.PAGE_HEIGHT)
    section.left_margin = section.right_margin = Pt(fit.MARGIN_SIDE)
    section.top_margin, section.bottom_margin = Pt(fit.MARGIN_TOP), Pt(fit.MARGIN_BOTTOM)
    section.header_distance = section.footer_distance = Pt(24)
    _speak_chinese(document.styles["Normal"])
    for key, style in _PARAGRAPHS.items():
        _add_paragraph_style(document, STYLES[key], style)
    _add_note_style(document)
    _add_table_style(document)
    _speak_of_today(document)
    document.core_properties.author = "FI Desk"
    return document


def _speak_of_today(document: Any) -> None:
    """Ask for Word 2013's layout: older ones move tables into the margin."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - heavy

    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _add_paragraph_style(document: Any, name: str, given: _Style) -> None:
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - heavy
    from docx.enum.text import WD_LINE_SPACING  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    style.font.size, style.font.bold = Pt(given.size), given.bold
    style.font.color.rgb = RGBColor.from_string(given.colour)
    _speak_chinese(style)
    shape = style.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(given.line)
    shape.space_before, shape.space_after = Pt(given.before), Pt(given.after)
    shape.alignment = given.side
    shape.widow_control = False
    shape.page_break_before = given.new_page
    if name.startswith(STYLES["heading"]):
        shape.keep_with_next = True
        shape.tab_stops.add_tab_stop(Pt(fit.LINE_WIDTH), _RIGHT)


def _add_note_style(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - heavy
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    style = document.styles.add_style(STYLES["note"], WD_STYLE_TYPE.CHARACTER)
    style.font.size, style.font.bold = Pt(_SMALL), False
    style.font.color.rgb = RGBColor.from_string(_QUIET)
    _speak_chinese(style)


def _speak_chinese(style: Any) -> None:
    """Set the font for all scripts, the East Asian one included, and the languages."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - heavy
    from docx.oxml.ns import qn  # noqa: PLC0415

    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), LATIN)
    fonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _add_table_style(document: Any) -> None:
    """Add the table style: thin rules, and the padding by which pages are measured."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - heavy
    from docx.oxml.ns import nsdecls  # noqa: PLC0415

    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{_EIGHTHS}" w:space="0" w:color="{_RULE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    across, down = (round(one * _TWIPS) for one in (fit.PADDING_ACROSS, fit.PADDING_DOWN))
    margins = "".join(
        f'<w:{side} w:w="{wide}" w:type="dxa"/>'
        for side, wide in (("top", down), ("left", across), ("bottom", down), ("right", across))
    )
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PaperTable">'
            f'<w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
            f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
        )
    )


if __name__ == "__main__":
    make_template().save(str(Path(__file__).with_name("meeting_paper.docx")))
