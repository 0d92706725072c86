"""Write a paper as PDF, on any machine: no office, no printer, no Internet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from backend.errors import OutageError
from backend.language import Language
from workbooks.letters import fit
from workbooks.letters.fonts import VARIABLE, chinese_font, font_folders, latin_font
from workbooks.letters.paper import Block, Cell, Paper

_TEMPLATE = "meeting_paper.typ"
_AUTHOR = "FI Desk"


def portable_document(paper: Paper, made_at: datetime) -> bytes:
    """Return a fitted paper as a PDF with its fonts inside.

    Raises `OutageError` `no_chinese_font` where no font of this machine shows Chinese.
    """
    import typst  # noqa: PLC0415 - heavy

    fonts, chinese = require_font()
    latin = latin_font(fonts.families()) if paper.language is Language.ENGLISH else None
    chosen = [one for one in (latin, chinese) if one is not None]
    written = typst.compile(
        _template(),
        font_paths=fonts,
        sys_inputs={"paper": json.dumps(_content(paper, chosen), ensure_ascii=False)},
        timestamp=int(made_at.timestamp()),
    )
    assert isinstance(written, bytes), "one PDF, not a list of pictures"
    return written


def require_font() -> tuple[Any, str]:
    """Return this machine's fonts and the one that shows Chinese.

    Raises `OutageError` `no_chinese_font`.
    """
    import typst  # noqa: PLC0415 - heavy

    fonts = typst.Fonts(font_paths=list(font_folders()))
    chinese = chinese_font(fonts.families())
    if chinese is None:
        raise OutageError("no_chinese_font", variable=VARIABLE)
    return fonts, chinese


@cache
def _template() -> bytes:
    return (files("workbooks.letters") / _TEMPLATE).read_bytes()


def _content(paper: Paper, fonts: Sequence[str]) -> dict[str, Any]:
    return {
        "language": paper.language.value,
        "author": _AUTHOR,
        "fonts": fonts,
        "title": paper.title,
        "subtitle": paper.subtitle,
        "footer": paper.footer,
        "closing": paper.closing,
        "pages": [[_block(block) for block in page] for page in paper.pages],
        "size": fit.SIZE,
        "line": fit.LINE,
        "page_width": fit.PAGE_WIDTH,
        "page_height": fit.PAGE_HEIGHT,
        "margin_side": fit.MARGIN_SIDE,
        "margin_top": fit.MARGIN_TOP,
        "margin_bottom": fit.MARGIN_BOTTOM,
        "padding_across": fit.PADDING_ACROSS,
        "padding_down": fit.PADDING_DOWN,
        "title_size": fit.TITLE_SIZE,
        "title_line": fit.TITLE_LINE,
        "subtitle_line": fit.SUBTITLE_LINE,
        "heading_size": fit.HEADING_SIZE,
        "heading_line": fit.HEADING_LINE,
        "heading_before": fit.HEADING_BEFORE,
        "heading_after": fit.HEADING_AFTER,
        "closing_before": fit.CLOSING_BEFORE,
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "heading": block.heading,
        "note": block.note,
        "widths": fit.column_widths(block),
        "rows": [[_cell(cell) for cell in row] for row in block.shown_rows],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text, "look": cell.look.value, "span": cell.span}
