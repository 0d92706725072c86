"""Change single cells in a sheet's XML and leave every other byte as it was.

A workbook in its user's hands holds what no library keeps whole (charts, pictures, threaded
comments, slicers, other programs' extensions). So a status word is put in as an inline text, in
the very bytes; the cell keeps its style. Every cell has its address: `scan_sheet` saw to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from workbooks.scan import column_number

_ROW = re.compile(rb"<(?P<prefix>(?:\w+:)?)row\b[^>]*?>")
_NUMBER = re.compile(rb"\sr=[\"'](\d+)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\s(?P<inside>[^>]*?)(?:/>|>(?:.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})\d+[\"']")
_STYLE = re.compile(rb"\bs=[\"'](\d+)[\"']")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def put_texts(xml: bytes, column: str, texts: Mapping[int, str]) -> bytes:
    """Return the sheet with `texts` (by row number) in `column`; an empty text blanks the cell.

    Rows that are not in the sheet are left out.
    """
    parts: list[bytes] = []
    done = 0
    for match in _ROW.finditer(xml):
        number = _NUMBER.search(match[0])
        if number is None or int(number[1]) not in texts:
            continue
        prefix, row = match["prefix"], int(number[1])
        end = _row_end(xml, match.end(), match[0], prefix)
        inside = xml[match.end() : end]
        parts += [xml[done : match.start()], _opened(match[0])]
        parts.append(_with_cell(inside, prefix, column, row, texts[row]))
        if match[0].endswith(b"/>"):
            parts.append(b"</" + prefix + b"row>")
        done = end
    return b"".join([*parts, xml[done:]])


def _row_end(xml: bytes, start: int, tag: bytes, prefix: bytes) -> int:
    return start if tag.endswith(b"/>") else xml.index(b"</" + prefix + b"row>", start)


def _opened(tag: bytes) -> bytes:
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def _with_cell(inside: bytes, prefix: bytes, column: str, row: int, text: str) -> bytes:
    place = column_number(column)
    for match in _CELL.finditer(inside):
        reference = _REFERENCE.search(match["inside"])
        here = column_number(reference[1]) if reference else 0
        if here < place:
            continue
        same = here == place
        style = _STYLE.search(match["inside"]) if same else None
        cell = text_cell(f"{column}{row}", text, style[1].decode() if style else "", prefix)
        return inside[: match.start()] + cell + inside[match.end() if same else match.start() :]
    return inside + text_cell(f"{column}{row}", text, "", prefix)


def text_cell(address: str, text: str, style: str = "", prefix: bytes = b"") -> bytes:
    """Return one cell with an inline text, or a blank one, of a style."""
    tag = prefix.decode()
    dressed = f' s="{style}"' if style else ""
    if not text:
        return f'<{tag}c r="{address}"{dressed}/>'.encode()
    kept = escape(_ILLEGAL.sub("", text))
    return (
        f'<{tag}c r="{address}"{dressed} t="inlineStr"><{tag}is>'
        f'<{tag}t xml:space="preserve">{kept}</{tag}t></{tag}is></{tag}c>'
    ).encode()
