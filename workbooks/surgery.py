"""Change single cells in a sheet's XML and leave every other byte as it was.

A workbook in its user's hands holds what no library keeps whole (charts, pictures, threaded
comments, slicers, other programs' extensions). So a value is put into the very bytes; the cell
keeps its style, and a native formula stays where it computes. Every cell has its address:
`scan_sheet` saw to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from workbooks.scan import column_letters, column_number

_ROW = re.compile(rb"<(?P<prefix>(?:\w+:)?)row\b[^>]*?>")
_NUMBER = re.compile(rb"\sr=[\"'](\d+)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\s(?P<inside>[^>]*?)(?:/>|>(?P<body>.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})\d+[\"']")
_STYLE = re.compile(rb"\bs=[\"'](\d+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b(?:[^>]*/>|.*?</(?:\w+:)?f>)", re.DOTALL)
_DATA_END = re.compile(rb"</(?P<prefix>(?:\w+:)?)sheetData>")
#: What a spreadsheet would take for a sign's number: `_x003D_` for an equals sign.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Put:
    """What a cell shall hold: a text, or a number's digits; nothing blanks it.

    `keeps_formula` leaves a formula that stands there and puts the value that it comes to;
    `formula` puts one where none stands. `style` dresses the cell anew, else it keeps its own.
    """

    text: str = ""
    number: str = ""
    keeps_formula: bool = False
    formula: str = ""
    style: str = ""


#: What to put, by row and by column, both counted from 1.
Puts = Mapping[int, Mapping[int, Put]]


def put_texts(xml: bytes, column: str, texts: Mapping[int, str]) -> bytes:
    """Return the sheet with `texts` (by row number) in `column`; an empty text blanks the cell.

    Rows that are not in the sheet are left out.
    """
    place = column_number(column)
    return put_cells(xml, {row: {place: Put(text)} for row, text in texts.items()})


def put_cells(xml: bytes, puts: Puts, *, append: bool = False) -> bytes:
    """Return the sheet with other cells.

    Rows that are not in the sheet are left out; with `append` they follow its last row, beneath
    which they must lie.
    """
    parts: list[bytes] = []
    done = 0
    left = dict(puts)
    for match in _ROW.finditer(xml):
        number = _NUMBER.search(match[0])
        cells = left.pop(int(number[1]), None) if number else None
        if number is None or not cells:
            continue
        prefix = match["prefix"]
        end = _row_end(xml, match.end(), match[0], prefix)
        parts += [xml[done : match.start()], _opened(match[0])]
        parts.append(_with_cells(xml[match.end() : end], prefix, int(number[1]), cells))
        if match[0].endswith(b"/>"):
            parts.append(b"</" + prefix + b"row>")
        done = end
    whole = b"".join([*parts, xml[done:]])
    return _appended(whole, left) if append and left else whole


def styles_in(xml: bytes, row: int) -> Mapping[int, str]:
    """Return the styles of a row's cells by column; a column without a style of its own is left."""
    for match in _ROW.finditer(xml):
        number = _NUMBER.search(match[0])
        if number is not None and int(number[1]) == row:
            end = _row_end(xml, match.end(), match[0], match["prefix"])
            styles = {}
            for cell in _CELL.finditer(xml, match.end(), end):
                reference, style = _REFERENCE.search(cell[1]), _STYLE.search(cell[1])
                if reference and style:
                    styles[column_number(reference[1])] = style[1].decode()
            return styles
    return {}


def _row_end(xml: bytes, start: int, tag: bytes, prefix: bytes) -> int:
    return start if tag.endswith(b"/>") else xml.index(b"</" + prefix + b"row>", start)


def _opened(tag: bytes) -> bytes:
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def _with_cells(inside: bytes, prefix: bytes, row: int, puts: Mapping[int, Put]) -> bytes:
    parts: list[bytes] = []
    waiting = sorted(puts)
    done = 0
    for match in _CELL.finditer(inside):
        reference = _REFERENCE.search(match["inside"])
        here = column_number(reference[1]) if reference else 0
        parts.append(inside[done : match.start()])
        while waiting and waiting[0] < here:
            column = waiting.pop(0)
            parts.append(_cell(row, column, puts[column], prefix))
        if waiting and waiting[0] == here:
            put = puts[waiting.pop(0)]
            style = _STYLE.search(match["inside"])
            formula = _FORMULA.search(match["body"] or b"") if put.keeps_formula else None
            standing = (style[1].decode() if style else "", formula[0] if formula else b"")
            parts.append(_cell(row, here, put, prefix, *standing))
        else:
            parts.append(match[0])
        done = match.end()
    rest = [_cell(row, column, puts[column], prefix) for column in waiting]
    return b"".join([*parts, *rest, inside[done:]])


def _appended(xml: bytes, puts: Puts) -> bytes:
    end = _DATA_END.search(xml)
    if end is None:
        return xml
    prefix = end["prefix"]
    rows = [
        b'<%brow r="%d">' % (prefix, row)
        + _with_cells(b"", prefix, row, puts[row])
        + b"</%brow>" % prefix
        for row in sorted(puts)
    ]
    return xml[: end.start()] + b"".join(rows) + xml[end.start() :]


def _cell(
    row: int, column: int, put: Put, prefix: bytes, style: str = "", formula: bytes = b""
) -> bytes:
    address, style = f"{column_letters(column)}{row}", put.style or style
    if put.formula and not formula:
        formula = f"<{prefix.decode()}f>{escape(put.formula)}</{prefix.decode()}f>".encode()
    if not formula and not put.number:
        return text_cell(address, put.text, style, prefix)
    tag, dressed = prefix.decode(), f' s="{style}"' if style else ""
    kind = "" if put.number or not put.text else ' t="str"'
    value = put.number or escape(_ILLEGAL.sub("", put.text))
    held = f"<{tag}v>{value}</{tag}v>" if value else ""
    opened = f'<{tag}c r="{address}"{dressed}{kind}>'
    return opened.encode() + formula + f"{held}</{tag}c>".encode()


def text_cell(address: str, text: str, style: str = "", prefix: bytes = b"") -> bytes:
    """Return one cell with an inline text, or a blank one, of a style."""
    tag = prefix.decode()
    dressed = f' s="{style}"' if style else ""
    if not text:
        return f'<{tag}c r="{address}"{dressed}/>'.encode()
    kept = escape(_ESCAPED.sub("_x005F_", _ILLEGAL.sub("", text)))
    return (
        f'<{tag}c r="{address}"{dressed} t="inlineStr"><{tag}is>'
        f'<{tag}t xml:space="preserve">{kept}</{tag}t></{tag}is></{tag}c>'
    ).encode()
