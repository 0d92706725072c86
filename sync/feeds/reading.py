"""Read a file by its layout: whole, with the sums of its trailer, or refused with every reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from backend.errors import InputError
from sync.feeds.cutting import Pieces, cut, starts_with
from sync.feeds.findings import Findings
from sync.feeds.flags import check_flag, require_flag
from sync.feeds.layout import Field, Layout, Record
from sync.feeds.lines import Lines
from sync.feeds.values import Value, value_of


@dataclass(frozen=True)
class Row:
    """One record: its line, its values by field, and where each field begins."""

    line: int
    values: Mapping[str, Value]
    pieces: Pieces


@dataclass
class Content:
    """A file as it was read. `control_total` is the trailer's first, as a plain number."""

    name: str
    business_date: date
    content_hash: str = ""
    control_total: str = ""
    rows: list[Row] = field(default_factory=list)


def read_content(
    path: Path, layout: Layout, findings: Findings, take: Callable[[Row], None] | None = None
) -> Content:
    """Return what a file holds; raises `FeedError` when any of it is wrong.

    With `take` each row is handed over as it is read, and none is kept.
    The business date is the header's; what the name says about it must agree.
    """
    if not path.is_file():
        raise InputError("no_feed_file", path=path)
    require_flag(path, layout, findings)
    reader = _Reader(path, layout, findings, take)
    content = reader.read()
    said = (reader.counted, content.control_total, content.business_date)
    check_flag(path, layout, said, findings)
    findings.finish()
    return content


class _Reader:
    """One file at work."""

    def __init__(
        self,
        path: Path,
        layout: Layout,
        findings: Findings,
        take: Callable[[Row], None] | None,
    ) -> None:
        self.layout = layout
        self.findings = findings
        self.lines = Lines(path, layout, findings)
        self.content = Content(path.name, date.min)
        self.take = take or self.content.rows.append
        self.sums = {
            one.of: Decimal(0)
            for one in (layout.trailer.fields if layout.trailer else ())
            if one.kind == "total"
        }
        self.counted = self.whole = 0
        self.unread: set[str] = set()  # sums that lack a number which could not be read

    def read(self) -> Content:
        """Read header, records and trailer in their order."""
        kinds = _kinds(self.lines.read(), self.layout)
        ended = 0
        number = 0
        for number, (kind, line) in enumerate(kinds, 1):
            if ended:
                raise self.findings.refuse("after_trailer", line[0], 1, trailer=ended)
            if (number == 1) != (kind is self.layout.header):
                code = "header_missing" if number == 1 else "second_header"
                raise self.findings.refuse(code, line[0], 1)
            if kind is None:
                self.findings.add("unknown_mark", line[0], 1, given=_start(line[1]))
                self.counted += 1
            elif kind is self.layout.trailer:
                ended = line[0]
                self._trailer(line)
            else:
                self._record(kind, line)
        if not ended:
            raise self.findings.refuse("trailer_missing", number, 0, rows=self.counted)
        self.content.content_hash = self.lines.content_hash
        return self.content

    def _values(self, record: Record, line: tuple[int, bytes]) -> Row | None:
        pieces = cut(self.layout, record, line, self.lines, self.findings)
        if pieces is None:
            return None
        values = {
            one.name: value_of(one, pieces[one.name], line[0], self.findings)
            for one in record.fields
        }
        return Row(line[0], values, pieces)

    def _record(self, record: Record, line: tuple[int, bytes]) -> None:
        if record is self.layout.header:
            header = self._values(record, line)
            found = header.values["business_date"] if header else None
            if isinstance(found, date):
                self.content.business_date = found
            return
        self.counted += 1
        if self.counted > self.layout.most_rows:
            raise self.findings.refuse("too_many", line[0], 0, most=f"{self.layout.most_rows:,}")
        row = self._values(record, line)
        if row is None:
            return
        self.whole += 1
        self.take(row)
        for name in self.sums:
            value = row.values[name]
            if isinstance(value, Decimal):
                self.sums[name] += value
            else:
                self.unread.add(name)

    def _trailer(self, line: tuple[int, bytes]) -> None:
        assert self.layout.trailer is not None
        row = self._values(self.layout.trailer, line)
        if row is None:
            return
        for one in self.layout.trailer.fields:
            value = row.values[one.name]
            place = (line[0], row.pieces[one.name].byte)
            if one.kind == "count" and value is not None and value != self.counted:
                self.findings.add("count", *place, said=value, counted=self.counted)
            if one.kind == "total" and isinstance(value, Decimal):
                self._total(one, value, place)

    def _total(self, one: Field, said: Decimal, place: tuple[int, int]) -> None:
        self.content.control_total = self.content.control_total or plain(said)
        # With numbers that could not be read the sum is wrong anyway: say it once, at its root.
        whole = self.whole == self.counted and one.of not in self.unread
        if whole and said != self.sums[one.of]:
            counted = plain(self.sums[one.of])
            self.findings.add("total", *place, field=one.of, said=plain(said), counted=counted)


def _kinds(
    lines: Iterator[tuple[int, bytes]], layout: Layout
) -> Iterator[tuple[Record | None, tuple[int, bytes]]]:
    """Yield each line with its kind of record: by its mark, else by its place."""
    held = next(lines, None)
    first = True
    while held is not None:
        line, held = held, next(lines, None)
        yield _kind(layout, line[1], first=first, last=held is None), line
        first = False


def _kind(layout: Layout, line: bytes, *, first: bool, last: bool) -> Record | None:
    records = (layout.header, layout.trailer, layout.detail)
    for record in records:
        if record is not None and starts_with(record.mark, layout, line):
            return record
    for record, here in ((layout.header, first), (layout.trailer, last), (layout.detail, True)):
        if record is not None and not record.mark and here:
            return record
    return None


def _start(line: bytes) -> str:
    return line[:8].decode("ascii", errors="backslashreplace")


def plain(value: Decimal) -> str:
    """Return a number without exponent."""
    return format(value, "f")
