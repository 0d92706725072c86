"""Cut a line into the texts of its fields, by bytes or by a delimiter."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from sync.feeds.findings import Findings
from sync.feeds.layout import Layout, Record
from sync.feeds.lines import Lines

#: U+3000, the blank as wide as a Chinese character.
FULL_WIDTH_BLANK = chr(0x3000)
_BLANKS = f" {FULL_WIDTH_BLANK}"


@dataclass(frozen=True)
class Piece:
    """The text of one field, blanks around it removed, and the byte where the field begins."""

    text: str
    byte: int


Pieces = Mapping[str, Piece]


def cut(
    layout: Layout, record: Record, line: tuple[int, bytes], lines: Lines, findings: Findings
) -> Pieces | None:
    """Return the pieces of a record by the names of its fields; `None` after a finding."""
    if layout.delimiter:
        return _cut_at_delimiters(layout, record, line, lines, findings)
    return _cut_at_bytes(layout, record, line, lines, findings)


def starts_with(mark: str, layout: Layout, line: bytes) -> bool:
    """Whether a line is of the record that a mark names."""
    if not mark:
        return False
    first = f"{mark}{layout.delimiter}" if layout.delimiter else mark
    return line.startswith(first.encode(layout.encoding))


def _cut_at_bytes(
    layout: Layout, record: Record, line: tuple[int, bytes], lines: Lines, findings: Findings
) -> Pieces | None:
    number, raw = line
    if lines.decode(raw, number) is None:
        return None
    if len(raw) != layout.record_bytes:
        findings.add("line_cut", number, 0, bytes=len(raw), expected=layout.record_bytes)
        return None
    pieces = {}
    for one in record.fields:
        part = raw[one.start - 1 : one.end]
        try:
            decoded = part.decode(layout.encoding)
        except UnicodeDecodeError:  # the line as a whole is sound: the edge runs through a letter
            findings.add("cut_character", number, one.start, field=one.name)
            return None
        pieces[one.name] = Piece(decoded.strip(_BLANKS), one.start)
    return pieces


def _cut_at_delimiters(
    layout: Layout, record: Record, line: tuple[int, bytes], lines: Lines, findings: Findings
) -> Pieces | None:
    number, raw = line
    # First letters, then columns: the second byte of a Chinese letter may be the delimiter's.
    decoded = lines.decode(raw, number)
    if decoded is None:
        return None
    try:
        columns = _columns(layout, decoded)
    except csv.Error as error:
        findings.add("bad_quotes", number, 0, cause=error)
        return None
    expected = max(one.column for one in record.fields)
    if len(columns) != expected:
        findings.add("columns", number, 0, columns=len(columns), expected=expected)
        return None
    begins = [1]
    for column in columns:
        taken = len(f"{column}{layout.delimiter}".encode(layout.encoding))
        begins.append(begins[-1] + taken)
    return {
        one.name: Piece(columns[one.column - 1].strip(_BLANKS), begins[one.column - 1])
        for one in record.fields
    }


def _columns(layout: Layout, decoded: str) -> list[str]:
    if not layout.quote:
        return decoded.split(layout.delimiter)
    reader = csv.reader([decoded], delimiter=layout.delimiter, quotechar=layout.quote, strict=True)
    return next(reader, [])
