"""Rates, factors, currencies and the calendar of a day, read in one statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Connection, literal, null, select, union_all

from backend.money import LEDGER_CURRENCY, RATE_SCALE
from backend.queries.reference import WorkingDays
from backend.queries.rows import Label
from backend.store.tables import reference as tables
from backend.store.types import Day


@dataclass(frozen=True)
class Parameters:
    """What amounts are converted by, as `backend.queries.reference` answers it one by one.

    `rates`: US dollars for one unit times 10**12, by currency; `factors`: times 10**6, by product.
    """

    rates: Mapping[str, int]
    factors: Mapping[str, int]
    minor_units: Mapping[str, int]
    currencies: Mapping[str, Label]
    days: WorkingDays
    day: date


def read_parameters(connection: Connection, day_of: Callable[[WorkingDays], date]) -> Parameters:
    """Return the newest parameters not after the day that `day_of` picks; one statement."""
    rows = connection.execute(_question()).all()
    days = WorkingDays({row.day: bool(row.value) for row in rows if row.what == "day"})
    day = day_of(days)
    dated = sorted(
        (row for row in rows if row.day is not None and row.day <= day),
        key=lambda row: (row.day, row.zh),
    )
    currencies = [row for row in rows if row.what == "currency"]
    return Parameters(
        rates={
            LEDGER_CURRENCY: RATE_SCALE,
            **{row.code: int(row.value) for row in dated if row.what == "rate"},
        },
        factors={row.code: int(row.value) for row in dated if row.what == "factor"},
        minor_units={row.code: int(row.value) for row in currencies},
        currencies={row.code: Label(code=row.code, zh=row.zh, en=row.en) for row in currencies},
        days=days,
        day=day,
    )


def _question() -> CompoundSelect[Any]:
    """Return all four tables as one: what, code, day, value and two names."""
    rate, factor = tables.rate, tables.factor
    currency, calendar = tables.currency, tables.calendar_day
    no_day = null().cast(Day())
    return union_all(
        select(
            literal("rate").label("what"),
            rate.c.currency_code.label("code"),
            rate.c.day.label("day"),
            rate.c.rate_e12.label("value"),
            rate.c.kind.label("zh"),
            rate.c.kind.label("en"),
        ),
        select(
            literal("factor"),
            factor.c.product_code,
            factor.c.valid_from,
            factor.c.factor_e6,
            literal(""),
            literal(""),
        ),
        select(
            literal("currency"),
            currency.c.code,
            no_day,
            currency.c.minor_units,
            currency.c.name_zh,
            currency.c.name_en,
        ),
        select(
            literal("day"),
            literal(""),
            calendar.c.day,
            calendar.c.working,
            literal(""),
            literal(""),
        ),
    )
