"""What a layout says: where each field of a file stands and what it means (docs/feeds.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a record.

    `start` and `width` count bytes from 1 (fixed width); `column` counts columns from 1
    (delimited). `decimals` is the number of implied decimals, `None` when a point is written.
    `unit` is 1, or 10,000 for amounts in ten thousands. `currency` names the field that holds an
    amount's currency, or is a currency's code itself.
    """

    name: str
    kind: str
    start: int = 0
    width: int = 0
    column: int = 0
    decimals: int | None = None
    unit: int = 1
    sign: str = "none"
    marks: Mapping[str, int] = field(default_factory=dict)
    currency: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    pad: str = "space"
    date_form: str = "yyyymmdd"
    value: str = ""
    of: str = ""

    @property
    def end(self) -> int:
        """The last byte of a field of fixed width."""
        return self.start + self.width - 1


@dataclass(frozen=True, kw_only=True)
class Record:
    """One kind of record. An empty `mark` means that it is known by its place alone."""

    mark: str
    fields: Sequence[Field]


@dataclass(frozen=True, kw_only=True)
class Flag:
    """The small file that says the other one is complete; `content` empty: whatever it says."""

    name: str
    content: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one feed's files look. `delimiter` is empty for fixed width."""

    feed: str
    system: str
    content: str
    name: str
    encoding: str
    delimiter: str
    quote: str
    record_bytes: int
    line_end: str
    most_bytes: int
    most_rows: int
    tells: bool
    unit: str
    flag: Flag | None
    header: Record | None
    detail: Record
    trailer: Record | None
    source: str

    def file_name(self, day: date) -> str:
        """Return the name of a day's file."""
        return self.name.replace("{date}", f"{day:%Y%m%d}")

    def flag_name(self, name: str) -> str:
        """Return the name of the flag file that goes with a file."""
        return self.flag.name.replace("{name}", name) if self.flag else ""

    def flag_content(self, rows: int, total: str, day: date) -> str:
        """Return what the flag file must say."""
        if self.flag is None:
            return ""
        said = self.flag.content.replace("{rows}", str(rows)).replace("{total}", total)
        return said.replace("{date}", f"{day:%Y%m%d}")
