"""Open draws against the entries that drew, released, revalued, undid and prolonged them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Subquery, exists, func, or_, select

from backend.queries.chain import plain, plain_columns
from backend.queries.discrepancy import Discrepancy, figures
from backend.queries.verification.sums import (
    days_between,
    deal_left,
    exposure,
    newest_extends,
)
from backend.store.tables.ledger import entry, open_draw

_AMOUNTS = ("open_deal_minor", "open_use_minor", "open_loan_minor", "open_exposure_minor")
_COPIED = ("node_id", "currency_code", "rate_e12", "factor_e6", "tenor_days", "maturity_date")


def draw_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield rows of open draws that are missing, unfounded, or say other than the entries."""
    expected = _expected(connection)
    alike = [name for name in (*_COPIED, *_AMOUNTS) if name != "maturity_date"]
    matures = (expected.c.maturity_date, open_draw.c.maturity_date)
    unlike = or_(
        open_draw.c.entry_id.is_(None),
        *(expected.c[name] != open_draw.c[name] for name in alike),
        matures[0] != matures[1],
        matures[0].is_(None) & matures[1].is_not(None),
        matures[0].is_not(None) & matures[1].is_(None),
    )
    names = (*_COPIED, *_AMOUNTS)
    found = [
        column.label(f"found_{column.name}")
        for column in plain_columns(connection, (open_draw.c[name] for name in names))
    ]
    question = (
        select(*plain_columns(connection, expected.c), open_draw.c.entry_id.label("found"), *found)
        .select_from(expected.outerjoin(open_draw, open_draw.c.entry_id == expected.c.entry_id))
        .where(unlike)
        .order_by(expected.c.entry_id)
    )
    for row in connection.execute(question):
        if row.found is None:
            yield Discrepancy("draw_missing", "open_draw", row.entry_id)
        else:
            yield from _differences(row)
    drawn = exists().where(entry.c.id == open_draw.c.entry_id, entry.c.kind == "draw")
    for entry_id in connection.scalars(select(open_draw.c.entry_id).where(~drawn)):
        yield Discrepancy("draw_unfounded", "open_draw", entry_id)


def _differences(row: Any) -> Iterator[Discrepancy]:
    for name in (*_COPIED, *_AMOUNTS):
        expected, found = row._mapping[name], row._mapping[f"found_{name}"]
        if expected == found:
            continue
        # What is open of the deal counts in its own currency, not in the ledger's.
        if name in _AMOUNTS and name != "open_deal_minor":
            detail = {"measure": name.removesuffix("_minor"), **figures(expected, found)}
            yield Discrepancy("draw_unlike_entries", "open_draw", row.entry_id, detail)
        else:
            words = {"expected": str(plain(expected)), "found": str(plain(found))}
            yield Discrepancy("draw_altered", "open_draw", row.entry_id, {"column": name, **words})


def _expected(connection: Connection) -> Subquery:
    """Return what every row should say, from the entries alone."""
    after, undone, valued = _after(), _undone(), _valued()
    extended = newest_extends(entry.c.maturity_date)

    def left(start: Any, name: str) -> Any:
        back = func.coalesce(after.c[name], 0) + func.coalesce(undone.c[name], 0)
        return (start + back).label(f"open_{name}_minor")

    return (
        select(
            entry.c.id.label("entry_id"),
            entry.c.node_id,
            entry.c.deal_currency.label("currency_code"),
            func.coalesce(valued.c.rate_e12, entry.c.rate_e12).label("rate_e12"),
            func.coalesce(valued.c.factor_e6, entry.c.factor_e6).label("factor_e6"),
            days_between(connection, entry.c.value_date, entry.c.maturity_date).label("tenor_days"),
            func.coalesce(extended.c.maturity_date, entry.c.maturity_date).label("maturity_date"),
            left(entry.c.deal_amount_minor, "deal"),
            left(entry.c.used_delta_minor, "use"),
            left(entry.c.loan_delta_minor, "loan"),
            left(exposure("used"), "exposure"),
        )
        .select_from(
            entry.outerjoin(after, after.c.entry_id == entry.c.id)
            .outerjoin(undone, undone.c.entry_id == entry.c.id)
            .outerjoin(valued, valued.c.entry_id == entry.c.id)
            .outerjoin(extended, extended.c.resolves_id == entry.c.id)
        )
        .where(entry.c.kind == "draw")
        .subquery()
    )


def _after() -> Subquery:
    """Return per draw what releases, revaluations and its reversal changed of it."""
    return (
        select(
            entry.c.resolves_id.label("entry_id"),
            func.sum(-deal_left()).label("deal"),
            func.sum(entry.c.used_delta_minor).label("use"),
            func.sum(entry.c.loan_delta_minor).label("loan"),
            func.sum(exposure("used")).label("exposure"),
        )
        .where(entry.c.kind.in_(["release", "revalue", "reverse"]))
        .group_by(entry.c.resolves_id)
        .subquery()
    )


def _undone() -> Subquery:
    """Return per draw what the reversals of its releases brought back."""
    released = entry.alias("released")
    return (
        select(
            released.c.resolves_id.label("entry_id"),
            func.sum(entry.c.deal_amount_minor).label("deal"),
            func.sum(entry.c.used_delta_minor).label("use"),
            func.sum(entry.c.loan_delta_minor).label("loan"),
            func.sum(exposure("used")).label("exposure"),
        )
        .join(released, released.c.id == entry.c.resolves_id)
        .where(entry.c.kind == "reverse", released.c.kind == "release")
        .group_by(released.c.resolves_id)
        .subquery()
    )


def _valued() -> Subquery:
    """Return rate and factor of the newest revaluation of each draw."""
    newest = (
        select(func.max(entry.c.number).label("number"))
        .where(entry.c.kind == "revalue")
        .group_by(entry.c.resolves_id)
        .subquery()
    )
    return (
        select(entry.c.resolves_id.label("entry_id"), entry.c.rate_e12, entry.c.factor_e6)
        .join(newest, newest.c.number == entry.c.number)
        .subquery()
    )
