"""Texts of fields into values: numbers without floats, dates, codes."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from backend.dates import SHANGHAI
from sync.feeds.cutting import Piece
from sync.feeds.findings import Findings
from sync.feeds.layout import Field

_DIGITS = re.compile(r"\d+", re.ASCII)
_WRITTEN = re.compile(r"\d+(\.\d+)?", re.ASCII)
_DATES = {
    "yyyymmdd": re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII),
    "yyyy-mm-dd": re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII),
}
_MOMENT = "%Y%m%d%H%M%S"
#: More digits than this are no amount of anybody's.
_MOST_DIGITS = 30

Value = str | Decimal | date | datetime | int | None


def value_of(one: Field, piece: Piece, number: int, findings: Findings) -> Value:
    """Return the value of a field; `None` for an empty optional one, and after a finding."""
    words = piece.text
    zeros = one.optional and one.kind in {"date", "moment"} and not words.strip("0")
    if not words or zeros:
        if not one.optional and one.kind != "filler":
            findings.add("missing_value", number, piece.byte, field=one.name)
        return None
    return _value(one, piece, number, findings)


def _value(one: Field, piece: Piece, number: int, findings: Findings) -> Value:
    words = piece.text
    match one.kind:
        case "filler":
            return None
        case "text":
            return _text(one, piece, number, findings)
        case "code":
            return one.codes.get(words, words)
        case "literal":
            if words != one.value:
                findings.add("other_file", number, piece.byte, given=words, expected=one.value)
            return words
        case "date":
            return _date(one, piece, number, findings)
        case "moment":
            return _moment(one, piece, number, findings)
        case "count":
            return _count(one, piece, number, findings)
        case _:
            return _number(one, piece, number, findings)


def _text(one: Field, piece: Piece, number: int, findings: Findings) -> str | None:
    if not piece.text.isprintable():
        findings.add("control_character", number, piece.byte, field=one.name, given=piece.text)
        return None
    return piece.text


def _date(one: Field, piece: Piece, number: int, findings: Findings) -> date | None:
    found = _DATES[one.date_form].fullmatch(piece.text)
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_date()
    except ValueError:
        findings.add(
            "bad_date", number, piece.byte, field=one.name, given=piece.text, form=one.date_form
        )
        return None


def _no_date() -> date:
    raise ValueError


def _moment(one: Field, piece: Piece, number: int, findings: Findings) -> datetime | None:
    try:
        if not _DIGITS.fullmatch(piece.text):
            raise ValueError  # noqa: TRY301 - strptime says the rest in the same way
        return datetime.strptime(piece.text, _MOMENT).replace(tzinfo=SHANGHAI)
    except ValueError:
        findings.add(
            "bad_date", number, piece.byte, field=one.name, given=piece.text, form="yyyymmddhhmmss"
        )
        return None


def _count(one: Field, piece: Piece, number: int, findings: Findings) -> int | None:
    if not _DIGITS.fullmatch(piece.text) or len(piece.text) > _MOST_DIGITS:
        findings.add("bad_number", number, piece.byte, field=one.name, given=piece.text)
        return None
    return int(piece.text)


def _number(one: Field, piece: Piece, number: int, findings: Findings) -> Decimal | None:
    """Return a number as it is written, before its unit: what control totals add up."""
    sign, digits = _sign(one, piece.text)
    form = _WRITTEN if one.decimals is None else _DIGITS
    if not sign or len(digits) > _MOST_DIGITS or not form.fullmatch(digits):
        findings.add("bad_number", number, piece.byte, field=one.name, given=piece.text)
        return None
    return Decimal(digits).scaleb(-(one.decimals or 0)) * sign


def _sign(one: Field, words: str) -> tuple[int, str]:
    """Return the sign and the digits; a sign of 0 is none that the layout knows."""
    first, last = words[:1], words[-1:]
    match one.sign:
        case "leading" if first in {"+", "-"}:
            return (-1 if first == "-" else 1), words[1:].lstrip()
        case "trailing" if last in {"+", "-"}:
            return (-1 if last == "-" else 1), words[:-1].rstrip()
        case "mark_before":
            return one.marks.get(first, 0), words[1:].lstrip()
        case "mark_after":
            return one.marks.get(last, 0), words[:-1].rstrip()
        case _:
            return 1, words
