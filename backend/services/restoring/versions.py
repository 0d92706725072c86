"""Let audited rows arise through their versions, from the images that the audit kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from backend.errors import InputError
from backend.queries.chain import BATCH
from backend.services.restoring.values import bound_row
from backend.store.tables import metadata
from backend.store.tables.trail import audit
from backend.store.triggers.generated import imaged_columns, row_key

Row = Mapping[str, Any]


class Versions:
    """Writes version after version; what no image keeps (telephones) comes from the row itself."""

    def __init__(self, connection: Connection, rows: Callable[[str], Iterable[Row]]) -> None:
        """Take where to write, and where the backup's rows of a table come from."""
        self.connection = connection
        self.rows = rows
        self._unimaged: dict[str, Mapping[str, Row]] = {}

    def write(self, image: Row) -> None:
        """Write the version that an audit row keeps the image of.

        Raises `InputError` `restore_image` for an image that cannot be read.
        """
        table = metadata.tables[image["table_name"]]
        place = f"{image['row_key']} ({image['version']})"
        values = bound_row(table, self._said(table, image), place)
        if image["version"] == 1:
            self.connection.execute(insert(table), [values])
            return
        key = table.c[row_key(table)]
        written = self.connection.execute(
            update(table).where(key == values[key.name]).values(**values)
        )
        if written.rowcount == 0:
            raise InputError("restore_image", number=image["number"])

    def write_all(self, table: Table) -> None:
        """Write every version of a table that the ledger does not look at.

        The audit stands in the database already; it is read in batches, for one connection can't
        read and write at once on every database.
        """
        last = 0
        while True:
            question = (
                select(
                    audit.c.number,
                    audit.c.table_name,
                    audit.c.row_key,
                    audit.c.version,
                    audit.c.image,
                )
                .where(audit.c.table_name == table.name, audit.c.number > last)
                .order_by(audit.c.number)
                .limit(BATCH)
            )
            images = self.connection.execute(question).all()
            for one in images:
                self.write(dict(one._mapping))
                last = one.number
            if len(images) < BATCH:
                return

    def _said(self, table: Table, image: Row) -> Row:
        try:
            said = json.loads(image["image"])
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise InputError("restore_image", number=image["number"])
        return {**self._lacking(table, image["row_key"]), **said}

    def _lacking(self, table: Table, key: str) -> Row:
        """Return the columns of a row that no image keeps, as the row says them today."""
        imaged = {column.name for column in imaged_columns(table)}
        lacking = [column.name for column in table.c if column.name not in imaged]
        if not lacking:
            return {}
        if table.name not in self._unimaged:
            name = row_key(table)
            self._unimaged[table.name] = {
                str(row[name]): {one: row[one] for one in lacking} for row in self.rows(table.name)
            }
        return self._unimaged[table.name].get(key, dict.fromkeys(lacking, ""))
