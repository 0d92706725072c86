"""Write a file by its layout: the same bytes that `reading` takes apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backend.dates import SHANGHAI
from sync.feeds.cutting import FULL_WIDTH_BLANK
from sync.feeds.layout import Field, Layout, Record
from sync.feeds.reading import plain

Values = Mapping[str, object]
_ENDS = {"lf": b"\n", "crlf": b"\r\n", "any": b"\n"}


class UnfitError(ValueError):
    """A value that the layout has no room for; the caller gave it."""


@dataclass(frozen=True)
class Written:
    """A file as it goes out, with the file that says it is complete (empty name: none)."""

    name: str
    content: bytes
    flag_name: str
    flag: bytes
    row_count: int


def write_content(layout: Layout, day: date, rows: Sequence[Values]) -> Written:
    """Return the file of a day. Amounts are `Decimal` in units of their currency.

    Raises `UnfitError` for a number or a code longer than its field; texts are cut between letters.
    """
    header: Values = {"business_date": day}
    sums = {
        one.of: sum((_scaled(layout, one.of, row) for row in rows), Decimal(0))
        for one in (layout.trailer.fields if layout.trailer else ())
        if one.kind == "total"
    }
    trailer = {
        one.name: len(rows) if one.kind == "count" else sums.get(one.of)
        for one in (layout.trailer.fields if layout.trailer else ())
    }
    records = [(layout.header, header), *((layout.detail, row) for row in rows)]
    lines = [
        _line(layout, record, values)
        for record, values in (*records, (layout.trailer, trailer))
        if record is not None
    ]
    name = layout.file_name(day)
    end = _ENDS[layout.line_end]
    first = next(iter(sums.values()), None)
    flag = layout.flag_content(len(rows), plain(first) if first is not None else "", day)
    return Written(
        name=name,
        content=b"".join(line + end for line in lines),
        flag_name=layout.flag_name(name),
        flag=flag.encode(layout.encoding),
        row_count=len(rows),
    )


def _line(layout: Layout, record: Record, values: Values) -> bytes:
    encoding = layout.encoding
    if layout.delimiter:
        columns = {one.column: _text(one, values) for one in record.fields}
        texts = [_clean(columns[at], layout.delimiter) for at in sorted(columns)]
        return layout.delimiter.join([record.mark, *texts] if record.mark else texts).encode(
            encoding
        )
    line = bytearray(b" " * layout.record_bytes)
    line[: len(record.mark)] = record.mark.encode(encoding)
    for one in record.fields:
        line[one.start - 1 : one.end] = _padded(one, _text(one, values), encoding)
    return bytes(line)


def _text(one: Field, values: Values) -> str:
    value = one.value if one.kind == "literal" else values.get(one.name)
    if value is None:
        return ""
    match one.kind:
        case "date" if isinstance(value, date):
            return value.isoformat() if one.date_form == "yyyy-mm-dd" else f"{value:%Y%m%d}"
        case "moment" if isinstance(value, datetime):
            return f"{value.astimezone(SHANGHAI):%Y%m%d%H%M%S}"
        case "code":
            return next((code for code, ours in one.codes.items() if ours == value), str(value))
        case "amount" if isinstance(value, Decimal):
            return _number(one, value / one.unit)
        case "rate" | "total" if isinstance(value, Decimal):
            return _number(one, value)
        case _:
            return str(value)


def _scaled(layout: Layout, name: str, row: Values) -> Decimal:
    """Return an amount as it stands in the file: what a control total adds up."""
    one = next(field for field in layout.detail.fields if field.name == name)
    value = row[name]
    return value / one.unit if isinstance(value, Decimal) else Decimal(0)


def _number(one: Field, value: Decimal) -> str:
    scaled = abs(value)
    if one.decimals is not None:
        scaled = scaled.scaleb(one.decimals)
        if scaled != scaled.to_integral_value():
            raise UnfitError(f"{one.name}: {value}")
        scaled = scaled.to_integral_value()
    digits = plain(scaled)
    room = one.width - (0 if one.sign == "none" else 1)
    if one.width:
        digits = digits.rjust(room, "0")
    minus = value < 0
    marks = {sign: mark for mark, sign in one.marks.items()}
    match one.sign:
        case "none" if minus:
            raise UnfitError(f"{one.name}: {value}")
        case "leading":
            return f"{'-' if minus else '+'}{digits}" if one.width or minus else digits
        case "trailing":
            return f"{digits}{'-' if minus else '+'}"
        case "mark_before":
            return f"{marks[-1 if minus else 1]}{digits}"
        case "mark_after":
            return f"{digits}{marks[-1 if minus else 1]}"
        case _:
            return digits


def _clean(words: str, delimiter: str) -> str:
    """Return a text that ends neither its column nor its line."""
    return " ".join(words.replace(delimiter, " ").split())


def _padded(one: Field, words: str, encoding: str) -> bytes:
    if one.kind in {"count", "date", "moment"} and words:
        words = words.rjust(one.width, "0")
    plain_words = " ".join(words.split()) if one.kind in {"text", "filler"} else words
    encoded = plain_words.encode(encoding)
    if len(encoded) > one.width:
        if one.kind not in {"text", "filler"}:
            raise UnfitError(f"{one.name}: {words}")
        encoded = encoded[: one.width].decode(encoding, errors="ignore").encode(encoding)
    if one.pad == "full_width":
        blank = FULL_WIDTH_BLANK.encode(encoding)
        encoded += blank * ((one.width - len(encoded)) // len(blank))
    return encoded.ljust(one.width, b" ")
