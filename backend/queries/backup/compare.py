"""What was restored against what the backup holds, row by row and column by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection

from backend.queries.backup.tables import key_of, rows_of
from backend.queries.discrepancy import shown_value

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """The first thing of a table that is not as in the backup."""

    table: str
    key: str
    column: str
    expected: str
    found: str


def first_difference(
    connection: Connection, table: str, expected: Iterable[Row]
) -> Difference | None:
    """Return the first difference of a table from the backup's rows, which come by primary key."""
    return next(_differences(connection, table, expected), None)


def _differences(
    connection: Connection, table: str, expected: Iterable[Row]
) -> Iterator[Difference]:
    for wanted, standing in zip_longest(expected, rows_of(connection, table)):
        if wanted == standing:
            continue
        if wanted is None or standing is None or key_of(table, wanted) != key_of(table, standing):
            yield Difference(table, *_odd_one(table, wanted, standing))
            return
        for name in wanted:
            if wanted[name] != standing.get(name):
                place = key_of(table, wanted)
                yield Difference(
                    table, place, name, shown_value(wanted[name]), shown_value(standing.get(name))
                )


def _odd_one(table: str, wanted: Row | None, standing: Row | None) -> tuple[str, str, str, str]:
    """Return key, column and both sides of a row that only one of them has."""
    own = key_of(table, wanted) if wanted is not None else "-"
    other = key_of(table, standing) if standing is not None else "-"
    return (own if wanted is not None else other), "*", own, other
