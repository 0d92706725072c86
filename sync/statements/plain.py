"""Our own plain table of statements: one line a statement, a column an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.contract.statements import StatementFacts
from backend.errors import InputError
from backend.evaluation.items import BY_CODE, ItemKind
from sync.statements.table import Line

#: The columns by which the layout is known.
KEYS = ("bic8", "period_end")
#: What says on which basis a line stands. All but the unit have to be there.
BASIS = ("months", "currency", "unit", "consolidated", "audited", "standard")
#: What may be there besides.
_OPTIONAL = ("source", "is_sample")
#: What the table `statement` holds of a source, in characters.
_LONGEST_SOURCE = 32


def plain_statements(
    columns: Sequence[str], lines: Sequence[Line], minor_units: Mapping[str, int]
) -> Sequence[StatementFacts]:
    """Return the statements of a table whose item columns are named by the items' codes.

    Amounts count in `unit` (1, 1000, 1000000) of `currency`, ratios are percent, an empty cell is
    a figure that is not known. Raises `InputError` naming line and column.
    """
    items = [one for one in columns if one not in {*KEYS, *BASIS, *_OPTIONAL}]
    for column in items:
        if column not in BY_CODE:
            raise InputError("statement_column_unknown", file=_file(lines), column=column)
    missing = [one for one in BASIS if one not in columns]
    if missing:
        raise InputError("statement_column_missing", file=_file(lines), column=missing[0])
    return [_facts(line, items, minor_units) for line in lines]


def _file(lines: Sequence[Line]) -> str:
    return lines[0].file if lines else "-"


def _facts(line: Line, items: Sequence[str], minor_units: Mapping[str, int]) -> StatementFacts:
    currency = line.cells["currency"]
    if currency not in minor_units:
        raise line.wrong("currency", "currency")
    unit = int(line.one_of("unit", "1", "1000", "1000000"))
    values = {}
    for code in items:
        if not line.cells[code]:
            continue
        if BY_CODE[code].kind is ItemKind.RATIO:
            values[code] = line.ratio_in(code)
        else:
            values[code] = line.minor_in(code, unit, minor_units[currency])
    return StatementFacts(
        bic8=line.cells["bic8"],
        period_end=line.day_in("period_end"),
        months=int(line.one_of("months", "3", "6", "9", "12")),
        currency=currency,
        items=values,
        consolidated=line.one_of("consolidated", "0", "1") == "1",
        audited=line.one_of("audited", "0", "1") == "1",
        standard=line.one_of("standard", "IFRS", "US_GAAP", "PRC", "LOCAL"),
        source=_source(line),
        source_file=line.file,
        source_line=line.number,
        is_sample=line.cells.get("is_sample") == "1",
    )


def _source(line: Line) -> str:
    """Return where the bank has the figures from: a few words that a report prints."""
    source = line.cells.get("source") or "file"
    if len(source) > _LONGEST_SOURCE or not source.isprintable():
        raise line.wrong("source", "source")
    return source
