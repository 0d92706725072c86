"""Take statements: whole or not at all; the same again changes nothing, a correction stands beside.

A statement is known by institution, period end and consolidation. What differs from the newest one
of the same kind is its next revision, and counts from then on; the older stays.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from backend.contract.statements import StatementFacts, StatementsTaken
from backend.errors import InputError
from backend.evaluation.items import BY_CODE, ItemKind
from backend.ledger.state import MOST_MINOR
from backend.services.rights import require
from backend.services.transaction import transact
from backend.store.bulk import insert_facts
from backend.store.tables.evaluation import statement, statement_item
from backend.store.tables.institutions import institution
from backend.store.tables.reference import currency

_NAMESPACE = uuid.UUID("2f8a47c0-53b1-4d0a-9c7d-0a5b7e2f6d11")
_MONTHS = (3, 6, 9, 12)
_Kind = tuple[int, date, bool]


def take_statements(
    engine: Engine, rows: Sequence[StatementFacts], moment: datetime, login: str
) -> StatementsTaken:
    """Keep statements in one transaction; return how many were new.

    Raises `InputError` naming file and line: `statement_institution`, `statement_currency`,
    `statement_item`, `statement_months`, `statement_future`, `statement_empty`,
    `statement_too_large`, `statement_twice`.
    """

    def work(connection: Connection) -> StatementsTaken:
        require(connection, login, "import")
        owners = _owners(connection)
        currencies = set(connection.scalars(select(currency.c.code)))
        for row in rows:
            _check(row, owners, currencies, moment)
        _refuse_twice(rows)
        newest = _newest(connection)
        new: list[dict[str, Any]] = []
        items: list[dict[str, Any]] = []
        for row in rows:
            kind = (owners[row.bic8], row.period_end, row.consolidated)
            revision, standing = newest.get(kind, (0, ""))
            content = content_of(row)
            if content != standing:
                kept = _row(row, kind[0], content, revision + 1)
                new.append({**kept, "loaded_at": moment, "loaded_by": login})
                items += [_item(kept["id"], code, value) for code, value in row.items.items()]
        for table, listed in ((statement, new), (statement_item, items)):
            insert_facts(connection, table, listed)
        return StatementsTaken(len(new), len(rows) - len(new))

    return transact(engine, work)


def content_of(row: StatementFacts) -> str:
    """Return the SHA-256 of what a statement says; where it was read does not matter."""
    said = {
        "months": row.months,
        "currency": row.currency,
        "audited": row.audited,
        "standard": row.standard,
        "source": row.source,
        "is_sample": row.is_sample,
        "items": dict(row.items),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _owners(connection: Connection) -> Mapping[str, int]:
    """Return whose statement a BIC8's is: a branch has none but its head office's."""
    rows = connection.execute(
        select(institution.c.bic8, institution.c.id, institution.c.head_office_id)
    )
    return {bic8: int(office or own) for bic8, own, office in rows}


def _check(
    row: StatementFacts, owners: Mapping[str, int], currencies: set[str], moment: datetime
) -> None:
    place = {"file": row.source_file or row.source, "line": row.source_line or 1}
    if row.bic8 not in owners:
        raise InputError("statement_institution", given=row.bic8, **place)
    if row.currency not in currencies:
        raise InputError("statement_currency", given=row.currency, **place)
    if row.months not in _MONTHS:
        raise InputError("statement_months", given=row.months, **place)
    if row.period_end > moment.date():
        raise InputError("statement_future", given=row.period_end.isoformat(), **place)
    if not row.items:
        raise InputError("statement_empty", **place)
    for code, value in row.items.items():
        if code not in BY_CODE:
            raise InputError("statement_item", given=code, **place)
        if abs(value) > MOST_MINOR:
            raise InputError("statement_too_large", item=code, **place)


def _refuse_twice(rows: Sequence[StatementFacts]) -> None:
    kinds = Counter((row.bic8, row.period_end, row.consolidated) for row in rows)
    for row in rows:
        if kinds[row.bic8, row.period_end, row.consolidated] > 1:
            raise InputError(
                "statement_twice",
                given=f"{row.bic8} {row.period_end}",
                file=row.source_file or row.source,
                line=row.source_line or 1,
            )


def _newest(connection: Connection) -> dict[_Kind, tuple[int, str]]:
    """Return revision and content of the newest statement of each kind."""
    rows = connection.execute(
        select(
            statement.c.institution_id,
            statement.c.period_end,
            statement.c.consolidated,
            statement.c.revision,
            statement.c.content_hash,
        ).order_by(statement.c.revision)
    )
    return {
        (owner, end, bool(consolidated)): (revision, content)
        for owner, end, consolidated, revision, content in rows
    }


def _row(row: StatementFacts, owner: int, content: str, revision: int) -> dict[str, Any]:
    kind = f"{owner}/{row.period_end}/{int(row.consolidated)}/{revision}"
    return {
        "id": str(uuid.uuid5(_NAMESPACE, kind)),
        "institution_id": owner,
        "period_end": row.period_end,
        "months": row.months,
        "consolidated": int(row.consolidated),
        "audited": int(row.audited),
        "standard": row.standard,
        "currency_code": row.currency,
        "source": row.source,
        "source_file": row.source_file,
        "source_line": row.source_line,
        "content_hash": content,
        "revision": revision,
        "is_sample": int(row.is_sample),
    }


def _item(statement_id: str, code: str, value: int) -> dict[str, Any]:
    is_ratio = BY_CODE[code].kind is ItemKind.RATIO
    return {
        "statement_id": statement_id,
        "item_code": code,
        "amount_minor": None if is_ratio else value,
        "ratio_e6": value if is_ratio else None,
    }
