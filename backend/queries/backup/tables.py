"""The whole database as a backup keeps it: every table of the schema, row by row, in one order.

Nothing is listed by hand: a table that the schema gains is in the next backup.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, select

from backend.queries.chain import BATCH, Head, plain, plain_columns
from backend.queries.nodes import open_date
from backend.queries.row_seals import heads
from backend.store.migrate import newest_schema, present_schema
from backend.store.tables import metadata
from backend.store.tables.ledger import entry
from backend.store.tables.reference import currency, setting

#: How the columns of money end: minor units of a currency, and fen.
_MONEY = ("_minor", "_fen")


@dataclass(frozen=True)
class Origin:
    """Which database a backup is of, and where it stood."""

    schema: str
    dialect: str
    database_id: str
    business_date: date
    newest_entry: int
    heads: Mapping[str, Head]


def origin(connection: Connection) -> Origin:
    """Return what the database is and where it stands, in the caller's snapshot."""
    return Origin(
        schema=present_schema(connection),
        dialect=connection.dialect.name,
        database_id=connection.scalar(
            select(setting.c.value).where(setting.c.name == "database_id")
        )
        or "",
        business_date=open_date(connection),
        newest_entry=connection.scalar(select(func.max(entry.c.number))) or 0,
        heads=heads(connection),
    )


def program_schema() -> str:
    """Return the schema that this program restores into."""
    return newest_schema()


def table_names() -> list[str]:
    """Return every table of the schema, each after those that it refers to."""
    return [table.name for table in metadata.sorted_tables]


def row_count(connection: Connection, name: str) -> int:
    """Return how many rows a table holds."""
    return connection.scalar(select(func.count()).select_from(metadata.tables[name])) or 0


def rows_of(connection: Connection, name: str) -> Iterator[Mapping[str, Any]]:
    """Yield a table's rows by primary key: integers, texts, `None`; dates and instants as ISO text.

    They come in batches: the memory that it takes does not grow with the table.
    """
    table = metadata.tables[name]
    question = select(*plain_columns(connection, table.c)).order_by(*table.primary_key.columns)
    names = table.c.keys()
    for values in connection.execute(question, execution_options={"yield_per": BATCH}):
        yield dict(zip(names, map(plain, values), strict=True))


def key_of(name: str, row: Mapping[str, Any]) -> str:
    """Return a row's primary key as people read it."""
    return "/".join(str(row.get(one.name)) for one in metadata.tables[name].primary_key.columns)


@dataclass
class ControlTotals:
    """The sums of a table's money, in all and by currency where the row names one.

    Integers throughout: they neither round nor overflow.
    """

    table: str
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _columns: list[str] = field(default_factory=list)
    _currency: str = ""

    def __post_init__(self) -> None:
        """Find the columns of money, and the one of their currency."""
        known = metadata.tables.get(self.table)
        if known is not None:
            self._columns = [one.name for one in known.c if one.name.endswith(_MONEY)]
            self._currency = _currency_column(known)
        for name in self._columns:
            self.sums[name] = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a row."""
        for name in self._columns:
            amount = row.get(name)
            if amount is None:
                continue
            self.sums[name] += amount
            if self._currency and row.get(self._currency):
                self.sums[f"{name}/{row[self._currency]}"] += amount

    def content(self) -> dict[str, str]:
        """Return `column` and `column/currency` → sum, as text in full."""
        return {name: str(self.sums[name]) for name in sorted(self.sums)}


def _currency_column(table: Table) -> str:
    for column in table.c:
        if any(key.column is currency.c.code for key in column.foreign_keys):
            return str(column.name)
    return ""
