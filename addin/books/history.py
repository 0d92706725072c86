"""Where the book of an institution's past comes from."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from addin.commands.common import product_named
from addin.commands.past import moments_of
from backend.errors import InputError
from backend.language import Language, both
from backend.queries.institution_index import InstitutionIndex, codes_by_name, plain
from backend.queries.institutions import entity_of, institution_names
from backend.queries.nodes import open_date
from backend.queries.past.history_sheet import ITEMS, history_rows
from backend.queries.rows import Bases, Label, Versions
from backend.queries.sheets.lookups import name_lookups, new_pull
from workbooks.books.history import HISTORY_BOOK
from workbooks.contents import Contents
from workbooks.sheets.history import IDENTIFIER

_SCOPES = ("institution", "product", "item", "date", "known")


def _contents(connection: Connection, asked: Asked) -> Contents:
    names, scope = institution_names(connection), asked.scope
    if not scope.get("institution"):
        raise InputError("history_of_whom")
    index = InstitutionIndex(names.values())
    institution = index.one(entity_of(index.one(scope["institution"])))
    product = product_named(connection, scope["product"]) if scope.get("product") else ""
    opened = open_date(connection)
    day, known = moments_of(connection, scope.get("date"), scope.get("known"), opened)
    item = _item(scope)
    rows = history_rows(connection, institution, day, known, product)
    short = institution.short_zh if asked.language is Language.CHINESE else institution.short_en
    return Contents(
        pull=new_pull(connection, asked.day, asked.moment, asked.login),
        lookups=name_lookups(connection, asked.day, names),
        rows={IDENTIFIER: [row for row in rows if not item or row.item == item]},
        scope=scope,
        scope_text=f"{short} {day}",
    )


def _item(scope: Mapping[str, str]) -> str:
    """Return the item asked for, by its code or its name in either language."""
    wanted = scope.get("item", "")
    said = [(one, *both(f"history_item.{one}")) for one in ITEMS]
    labels = [Label(code=code, zh=chinese, en=english) for code, chinese, english in said]
    found = codes_by_name(labels).get(plain(wanted), "")
    if wanted and not found:
        raise InputError("unknown_item", given=wanted, known=", ".join(ITEMS))
    return found


def _bases(_connection: Connection, _asked: Asked, _versions: Versions) -> Bases:
    return {}


HISTORY_READER = Reader(kind=HISTORY_BOOK, contents=_contents, bases=_bases, scopes=_SCOPES)
