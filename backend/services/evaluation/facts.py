"""Take agencies' ratings and dated parameters, whole or not at all; the same again is nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from backend.errors import InputError
from backend.services.missing import add_missing
from backend.services.rights import require
from backend.services.transaction import transact
from backend.store.tables.evaluation import parameter, rating
from backend.store.tables.institutions import institution

Row = Mapping[str, Any]


def take_ratings(engine: Engine, rows: Sequence[Row], moment: datetime, login: str) -> int:
    """Keep ratings that are not there yet; return how many were new.

    Rows hold the columns of `rating` with `bic8` in place of `institution_id`. Raises `InputError`
    `statement_institution` for a BIC8 that nobody knows.
    """

    def work(connection: Connection) -> int:
        require(connection, login, "import")
        owners = {
            bic8: int(number)
            for bic8, number in connection.execute(select(institution.c.bic8, institution.c.id))
        }
        ready = []
        for line, row in enumerate(rows, start=2):
            if row["bic8"] not in owners:
                raise InputError(
                    "statement_institution", given=row["bic8"], file=row["source"], line=line
                )
            own = {name: value for name, value in row.items() if name != "bic8"}
            own |= {"institution_id": owners[row["bic8"]]}
            ready.append({**own, "loaded_at": moment, "loaded_by": login})
        return add_missing(connection, rating, ready)

    return transact(engine, work)


def take_parameters(engine: Engine, rows: Sequence[Row], source: str, login: str) -> int:
    """Keep dated parameters (columns of `parameter`) that are not there yet; return how many.

    Raises `InputError` `parameter_stands` where another figure stands from the same day.
    """

    def work(connection: Connection) -> int:
        require(connection, login, "import")
        standing = {
            (row.name, row.valid_from): (row.value_e6, row.amount_minor, row.currency_code)
            for row in connection.execute(select(parameter))
        }
        new: dict[tuple[Any, Any], dict[str, Any]] = {}
        for line, row in enumerate(rows, start=2):
            place = (row["name"], row["valid_from"])
            figures = (row["value_e6"], row["amount_minor"], row["currency_code"])
            if place not in standing:
                standing[place] = figures
                new[place] = dict(row)
            elif standing[place] != figures:
                day = row["valid_from"].isoformat()
                raise InputError(
                    "parameter_stands", file=source, line=line, name=row["name"], day=day
                )
        if new:
            connection.execute(insert(parameter), list(new.values()))
        return len(new)

    return transact(engine, work)
