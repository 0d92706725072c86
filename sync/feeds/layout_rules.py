"""What a layout may say, and what its records must hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from backend.errors import InputError
from sync.feeds.layout import Field, Layout, Record

Refuse = Callable[[str, object], InputError]

CONTENTS = ("lines", "deals", "events")
ENCODINGS = ("gb18030", "utf-8")
LINE_ENDS = ("lf", "crlf", "any")
KEYS = (
    *("feed", "system", "content", "tells", "unit", "name", "encoding", "form", "record_bytes"),
    *("delimiter", "quote", "line_end", "flag", "header", "detail", "trailer", "codes"),
    *("most_bytes", "most_rows"),
)
#: Key of a field → what it may say; an empty tuple: anything of its type.
FIELD_KEYS: Mapping[str, tuple[str, ...]] = {
    "name": (),
    "kind": (
        *("text", "code", "amount", "rate", "date", "moment", "count", "total"),
        *("literal", "filler"),
    ),
    "start": (),
    "bytes": (),
    "column": (),
    "decimals": (),
    "unit": ("one", "ten_thousand"),
    "sign": ("none", "leading", "trailing", "mark_before", "mark_after"),
    "marks": (),
    "currency": (),
    "optional": (),
    "pad": ("space", "full_width"),
    "date_form": ("yyyymmdd", "yyyy-mm-dd"),
    "value": (),
    "of": (),
}
#: Content → the fields that its records must have.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "lines": ("foreign_id", "product", "currency", "approved", "used"),
    "deals": ("their_reference", "foreign_id", "product", "currency", "amount", "value_date"),
    "events": ("number", "kind", "occurred_at"),
}
_MARKED = ("mark_before", "mark_after")


def check_records(layout: Layout, refuse: Refuse) -> None:
    """Raise what `refuse` makes of a layout that cannot be read by."""
    records = {"header": layout.header, "detail": layout.detail, "trailer": layout.trailer}
    for place, record in records.items():
        if record is not None:
            _check_places(layout, place, record, refuse)
            for one in record.fields:
                _check_field(layout, f"{place}.{one.name}", one, refuse)
    marks = [record.mark for record in records.values() if record is not None and record.mark]
    if len(marks) != len(set(marks)):
        raise refuse("mark", marks)
    if layout.header is None or not any(
        one.name == "business_date" for one in layout.header.fields
    ):
        raise refuse("header.business_date", "")
    if layout.trailer is None or not any(one.kind == "count" for one in layout.trailer.fields):
        raise refuse("trailer.count", "")
    present = {one.name for one in layout.detail.fields if one.kind != "filler"}
    for name in NEEDED[layout.content]:
        if name not in present:
            raise refuse(f"detail.{name}", "")


def _check_places(layout: Layout, place: str, record: Record, refuse: Refuse) -> None:
    if layout.delimiter:
        columns = [one.column for one in record.fields]
        first = 2 if record.mark else 1
        if sorted(columns) != list(range(first, first + len(columns))):
            raise refuse(f"{place}.fields.column", columns)
        return
    last = len(record.mark)
    for one in sorted(record.fields, key=lambda one: one.start):
        if one.start <= last or one.width <= 0 or one.end > layout.record_bytes:
            raise refuse(f"{place}.{one.name}.start", f"{one.start}+{one.width}")
        last = one.end


def _check_field(layout: Layout, place: str, one: Field, refuse: Refuse) -> None:
    if one.kind == "total":
        summed = _named(layout.detail.fields, one.of)
        if summed is None or summed.kind != "amount":
            raise refuse(f"{place}.of", one.of)
    if one.kind == "amount" and not one.currency:
        raise refuse(f"{place}.currency", "")
    if any(sign not in {1, -1} for sign in one.marks.values()):
        raise refuse(f"{place}.marks", one.marks)
    if (one.sign in _MARKED) != bool(one.marks) or any(len(mark) != 1 for mark in one.marks):
        raise refuse(f"{place}.marks", one.marks)


def _named(fields: Sequence[Field], name: str) -> Field | None:
    return next((one for one in fields if one.name == name), None)
