"""Column types that mean the same on both databases.

SQLite tables are STRICT, which knows INTEGER and TEXT only: dates are ISO text there and DATE on
SQL Server; instants are UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DATE, BigInteger, Integer, Text, Unicode, UnicodeText
from sqlalchemy.dialects import mssql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"

#: Minor units, numbers of rows, scaled rates: 64 bits on both databases.
Whole = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
#: 0 or 1.
Flag = Integer().with_variant(sqlite.INTEGER(), "sqlite")
#: Texts are equal when their characters are, as on SQLite: a server's usual collation takes `A` for
#: `a`, full-width for half-width letters, and leaves out what it does not know.
_EXACT = "Latin1_General_100_BIN2"
#: Text without a bound, for images and details.
LongText = (
    UnicodeText()
    .with_variant(sqlite.TEXT(), "sqlite")
    .with_variant(mssql.NVARCHAR(None, collation=_EXACT), "mssql")
)


def Words(length: int) -> TypeEngine[str]:  # noqa: N802 - reads as a type in a table
    """Return the type of a text of at most `length` characters (NVARCHAR on SQL Server)."""
    return (
        Unicode(length)
        .with_variant(sqlite.TEXT(), "sqlite")
        .with_variant(mssql.NVARCHAR(length, collation=_EXACT), "mssql")
    )


class Day(TypeDecorator[date]):
    """A calendar date."""

    impl = DATE
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return TEXT on SQLite, DATE elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DATE())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """Write ISO text on SQLite."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002
        """Read a date from whatever the driver gives."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else date.fromisoformat(value)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond; ISO text on SQLite, DATETIME2 on SQL Server."""

    impl = mssql.DATETIME2
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return TEXT on SQLite, DATETIME2(6) elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(mssql.DATETIME2(6))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write UTC; a moment without a zone is a defect."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant needs its time zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        if dialect.name == "sqlite":
            return moment.strftime(_INSTANT_FORMAT)
        return moment.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            value = datetime.strptime(value, _INSTANT_FORMAT)  # noqa: DTZ007 - UTC set below
        moment: datetime = value
        return moment.replace(tzinfo=UTC)
