"""Where the book of reconciliation comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.errors import InputError
from backend.language import text
from backend.queries import reference
from backend.queries.breaks.listing import break_rows, cause_rows
from backend.queries.breaks.of_day import totals_on
from backend.queries.breaks.rows import BreakRow, ReconciliationTotals
from backend.queries.breaks.totals import newest_totals
from backend.queries.institutions import institution_names
from backend.queries.rows import Bases, Label, Versions
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.queries.sheets.versions import image_cells
from workbooks.books.reconciliation import RECONCILIATION
from workbooks.contents import Contents
from workbooks.sheets import break_causes, breaks
from workbooks.sheets.break_words import OWNERS, UNITS

#: Column of the sheet → field of the break.
_FIELDS = {
    "responsible": "responsible_unit_code",
    "owner": "owner_login",
    "treatment": "treatment",
    "explanation": "explanation",
    "promised": "promised_date",
}
_TOGETHER = ("treatment", "explanation", "responsible", "promised")


def day_of(asked: Asked) -> date | None:
    """Return the day that was asked for, if one was; refuses what is no day."""
    given = asked.scope.get("day", "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise InputError("bad_scope_day", given=given) from error


def _contents(connection: Connection, asked: Asked) -> Contents:
    wanted = day_of(asked)
    totals = newest_totals(connection) if wanted is None else totals_on(connection, wanted)
    if wanted is not None and totals is None:
        raise InputError("not_reconciled", day=wanted)
    rows = _rows(connection, asked, totals)
    lookups = name_lookups(connection, asked.day, institution_names(connection))
    return Contents(
        pull=new_pull(connection, asked.day, asked.moment, asked.login),
        lookups=replace(lookups, choices=_choices(connection)),
        rows={breaks.IDENTIFIER: rows, break_causes.IDENTIFIER: cause_rows(rows)},
        scope=asked.scope,
        scope_text=_scope_text(asked, totals),
        more=totals,
    )


def _rows(
    connection: Connection, asked: Asked, totals: ReconciliationTotals | None
) -> Sequence[BreakRow]:
    """Return what stands, and what was closed since the day of the comparison."""
    if totals is None:
        return break_rows(connection, asked.day)
    day = totals.business_date
    rows = break_rows(connection, asked.day, closed_since=day)
    return [row for row in rows if row.business_date <= day]


def _choices(connection: Connection) -> Mapping[str, Sequence[Label]]:
    """Return the lists of all units and persons: not only those that hold lines see to breaks."""
    units = reference.units(connection).values()
    persons = reference.persons(connection).values()
    return {
        UNITS: [Label(code=one.code, zh=one.name_zh, en=one.name_en) for one in units],
        OWNERS: [Label(code=one.login, zh=one.name_zh, en=one.name_en) for one in persons],
    }


def _scope_text(asked: Asked, totals: ReconciliationTotals | None) -> str:
    if totals is None:
        return ""
    return text("phrase.breaks_scope", asked.language, day=totals.business_date)


def _bases(connection: Connection, _asked: Asked, versions: Versions) -> Bases:
    together = versions.get(break_causes.IDENTIFIER, {})
    return {
        breaks.IDENTIFIER: image_cells(
            connection, "break_item", versions.get(breaks.IDENTIFIER, {}), _FIELDS
        ),
        # Nothing stands in these cells, at no version: what is typed goes to the breaks.
        break_causes.IDENTIFIER: {(key, name): None for key in together for name in _TOGETHER},
    }


RECONCILIATION_READER = Reader(
    kind=RECONCILIATION, contents=_contents, bases=_bases, scopes=("day",)
)
