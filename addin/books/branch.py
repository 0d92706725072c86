"""Where the pack of a branch comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from addin.books.branch_month import look_at_month
from addin.books.reader import Asked, Reader
from backend.contract.reciprocity import Direction
from backend.errors import InputError
from backend.language import both
from backend.queries.branches import branches, month_before, own_lines, read_branch_month
from backend.queries.institutions import institution_names
from backend.queries.reciprocity.dealings import read_products
from backend.queries.reference import Unit
from backend.queries.rows import Bases, Label, Versions
from backend.queries.sheets.limits_book import read_limits_book
from workbooks.books.branch import BRANCH_BOOK
from workbooks.branch_return_page import return_month
from workbooks.contents import Contents
from workbooks.sheets.branch import ASKED, LINES, OWN_UNIT


def _contents(connection: Connection, asked: Asked) -> Contents:
    """Return what a branch may see of the limits book, and its month.

    Raises `InputError` `unknown_branch` or `bad_month`.
    """
    unit = branch_named(connection, asked.scope.get("branch", ""))
    month = month_of(asked.scope.get("month", ""), asked.day)
    book = read_limits_book(connection, asked.day, asked.moment, asked.login, asked.language)
    products, _mutual = read_products(connection)
    names = institution_names(connection)
    said = ((one.value, *both(f"direction.{one.value}")) for one in Direction)
    directions = [Label(code=code, zh=chinese, en=english) for code, chinese, english in said]
    currencies = [Label(code=one, zh=one, en=one) for one in book.lookups.agreed_currencies]
    choices = {
        **book.lookups.choices,
        OWN_UNIT: [Label(code=unit.code, zh=unit.name_zh, en=unit.name_en)],
        "directions": directions,
        "dealing_products": products,
        "dealing_currencies": currencies,
    }
    return Contents(
        pull=book.pull,
        lookups=replace(book.lookups, choices=choices, ladder=[], uses=[]),
        rows={
            LINES: own_lines(book.allocation, unit.code),
            ASKED: [row for row in book.requests if row.unit == unit.code],
        },
        scope={"branch": unit.code, "month": f"{month:%Y-%m}"},
        scope_text=f"{unit.code} {month:%Y-%m}",
        more=read_branch_month(connection, unit, month, names),
    )


def branch_named(connection: Connection, given: str) -> Unit:
    """Return a branch by its code or name. Raises `InputError` `unknown_branch`."""
    for unit in branches(connection):
        if given in (unit.code, unit.name_zh, unit.name_en):
            return unit
    raise InputError("unknown_branch", given=given)


def month_of(given: str, day: date) -> date:
    """Return the month that is named, else the last one. Raises `InputError` `bad_month`."""
    try:
        month = return_month(given) if given else month_before(day)
    except ValueError:
        raise InputError("bad_month", given=given) from None
    if month >= day.replace(day=1):
        raise InputError("bad_month", given=given)
    return month


def _bases(_connection: Connection, _asked: Asked, _versions: Versions) -> Bases:
    return {}  # nothing that stands is edited


BRANCH_READER = Reader(
    kind=BRANCH_BOOK,
    contents=_contents,
    bases=_bases,
    scopes=("branch", "month"),
    beside=look_at_month,
)
