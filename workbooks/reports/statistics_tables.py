"""The sections of the statistics as tables: columns with their kinds, and rows of bare values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from backend.language import Language, text
from backend.queries.rows import Label
from backend.queries.statistics.rows import Statistics


class Column(NamedTuple):
    """A column: its key, `text`, `count`, `minor`, `share` (hundredths of a per cent) or `date`.

    `span` is how many columns of the printed page it takes.
    """

    key: str
    kind: str
    span: int = 1


Value = str | int | date | None
#: What a section shows, as everything that is used of lines does.
_SHARE = (
    Column("lines", "count"),
    Column("line", "minor", 2),
    Column("used", "minor", 2),
    Column("reserved", "minor", 2),
    Column("share", "share"),
)
_LINE = (Column("institution", "text", 3), Column("bic", "text"), Column("product", "text", 2))
_COLUMNS: Mapping[str, Sequence[Column]] = {
    "products": (Column("product", "text", 4), *_SHARE),
    "units": (Column("unit", "text", 4), *_SHARE),
    "countries": (Column("country", "text", 4), *_SHARE),
    "months": (
        Column("month", "text"),
        Column("deals", "count"),
        Column("drawn", "minor"),
        Column("released", "minor"),
        Column("other", "minor"),
        Column("at_end", "minor", 2),
        Column("average", "minor", 2),
        Column("peak", "minor", 2),
        Column("peak_date", "date"),
    ),
    "top_institutions": (
        Column("institution", "text", 5),
        Column("bic", "text", 2),
        Column("used", "minor", 3),
        Column("reserved", "minor", 2),
    ),
    "top_units": (
        Column("unit", "text", 7),
        Column("used", "minor", 3),
        Column("reserved", "minor", 2),
    ),
    "dormant": (
        *_LINE,
        Column("approved", "minor", 2),
        Column("approved_on", "date", 2),
        Column("last_use", "date"),
        Column("days", "count"),
    ),
    "ending": (
        *_LINE,
        Column("within", "count"),
        Column("expiry_date", "date"),
        Column("approved", "minor", 2),
        Column("used", "minor"),
        Column("reserved", "minor"),
    ),
    "breaches": (
        Column("node", "text", 3),
        Column("line", "minor"),
        Column("taken", "minor"),
        Column("active", "minor"),
        Column("passive", "minor"),
        Column("since", "date"),
        Column("cure", "date"),
        Column("owner", "text", 2),
        Column("telephone", "text"),
    ),
}


@dataclass(frozen=True)
class Section:
    """One table of the statistics; amounts are ledger minor units."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]

    def title(self, language: Language) -> str:
        """Return the table's title."""
        return text(f"statistics.{self.name}", language)

    def headings(self, language: Language) -> list[str]:
        """Return the labels of the columns."""
        return [text(f"heading.statistics_{column.key}", language) for column in self.columns]


def sections_of(
    statistics: Statistics, language: Language, wanted: Sequence[str] = ()
) -> list[Section]:
    """Return the sections as tables, names in `language`."""

    def said(label: Label | None) -> str:
        if label is None:
            return text("statistics.whole_entity", language)
        if not label.code and not label.zh:
            return text("statistics.no_country", language)
        return (label.zh or label.en) if language is Language.CHINESE else (label.en or label.zh)

    return [
        Section(name, _COLUMNS[name], [tuple(row(one, said)) for one in getattr(statistics, name)])
        for name, row in _ROWS.items()
        if not wanted or name in wanted
    ]


Said = Callable[[Label | None], str]


def _share(one: Any, said: Said) -> Sequence[Value]:
    used = (one.used_minor, one.reserved_minor)
    return (said(one.name), one.lines, one.line_minor, *used, one.share_e4)


def _month(one: Any, _said: Said) -> Sequence[Value]:
    moved = (one.drawn_minor, one.released_minor, one.other_minor)
    closes = (one.at_end_minor, one.average_minor, one.peak_minor, one.peak_date)
    return (f"{one.month:%Y-%m}", one.deals, *moved, *closes)


def _line(one: Any, said: Said) -> Sequence[Value]:
    return (said(one.line.institution), one.line.institution.code, said(one.line.product))


def _dormant(one: Any, said: Said) -> Sequence[Value]:
    return (*_line(one, said), one.approved_minor, one.approved_on, one.last_use, one.days)


def _ending(one: Any, said: Said) -> Sequence[Value]:
    figures = (one.approved_minor, one.used_minor, one.reserved_minor)
    return (*_line(one, said), one.within, one.expiry_date, *figures)


def _breach(one: Any, said: Said) -> Sequence[Value]:
    figures = (one.line_minor, one.taken_minor, one.active_minor, one.passive_minor)
    dates = (one.since_date, one.cure_date)
    return (said(one.label), *figures, *dates, said(one.owner), one.telephone)


_ROWS: Mapping[str, Callable[[Any, Said], Sequence[Value]]] = {
    "products": _share,
    "units": _share,
    "countries": _share,
    "months": _month,
    "top_institutions": lambda one, said: (
        said(one.name),
        one.name.code,
        one.used_minor,
        one.reserved_minor,
    ),
    "top_units": lambda one, said: (said(one.name), one.used_minor, one.reserved_minor),
    "dormant": _dormant,
    "ending": _ending,
    "breaches": _breach,
}
