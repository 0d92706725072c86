"""Rates, factors, agreements, currencies and the calendar of a day, read in one statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Row,
    Select,
    Table,
    Unicode,
    literal,
    null,
    select,
    union_all,
)

from backend.money import LEDGER_CURRENCY, RATE_SCALE
from backend.queries.factors import RegulatoryFactors, Steps, UseFactors, steps_of
from backend.queries.reference import WorkingDays
from backend.queries.rows import Label
from backend.store.tables import parameters
from backend.store.tables import reference as tables
from backend.store.types import Day


@dataclass(frozen=True)
class Parameters:
    """What amounts are converted by, as `backend.queries.reference` answers it one by one.

    `rates`: US dollars for one unit times 10**12, by currency. `netting`: the numbers of the
    institutions with a netting agreement on file.
    """

    rates: Mapping[str, int]
    use: UseFactors
    regulatory: RegulatoryFactors
    netting: frozenset[int]
    minor_units: Mapping[str, int]
    currencies: Mapping[str, Label]
    days: WorkingDays
    day: date

    def exposure_ratio(self, line_id: int, product: str, days: int = 0) -> Fraction:
        """Return what one of line use adds to regulatory exposure, `days` before its end."""
        netted = line_id in self.netting
        factor_e6 = self.use.use_factor(product, days, netted=netted)
        regulatory_e6 = self.regulatory.regulatory_factor(product, days, netted=netted)
        return Fraction(regulatory_e6, factor_e6) if factor_e6 else Fraction(0)


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
        use=UseFactors(
            {row.code: int(row.value) for row in dated if row.what == "factor"},
            _steps(dated, "step"),
        ),
        regulatory=RegulatoryFactors(_steps(dated, "regulatory")),
        netting=_netting(dated),
        minor_units={row.code: int(row.value) for row in currencies},
        currencies={row.code: Label(code=row.code, zh=row.zh, en=row.en) for row in currencies},
        days=days,
        day=day,
    )


def _steps(dated: Sequence[Row[Any]], what: str) -> Steps:
    return steps_of(
        (row.code, row.en == "1", int(row.zh), int(row.value)) for row in dated if row.what == what
    )


def _netting(dated: Sequence[Row[Any]]) -> frozenset[int]:
    newest = {int(row.code): int(row.value) for row in dated if row.what == "netting"}
    return frozenset(one for one, holds in newest.items() if holds)


def _stepped(what: str, table: Table) -> Select[Any]:
    """Return factors by remaining tenor in the columns of the question."""
    found = (table.c.product_code, table.c.valid_from, table.c.factor_e6)
    return select(
        literal(what), *found, table.c.from_days.cast(Unicode(16)), table.c.netted.cast(Unicode(16))
    )


def _nameless(what: str, code: Any, day: Any, value: Any) -> Select[Any]:
    return select(literal(what), code, day, value, literal(""), literal(""))


def _question() -> CompoundSelect[Any]:
    """Return all seven tables as one: what, code, day, value and two names.

    A factor by remaining tenor says the days from which on it counts, and whether it is netted.
    """
    rate, factor, agreement = tables.rate, tables.factor, parameters.netting_agreement
    currency, calendar = tables.currency, tables.calendar_day
    holder = agreement.c.institution_id.cast(Unicode(16))
    return union_all(
        select(
            literal("rate").label("what"),
            rate.c.currency_code.label("code"),
            rate.c.day.label("day"),
            rate.c.rate_e12.label("value"),
            rate.c.kind.label("zh"),
            rate.c.kind.label("en"),
        ),
        _nameless("factor", factor.c.product_code, factor.c.valid_from, factor.c.factor_e6),
        _stepped("step", parameters.factor_step),
        _stepped("regulatory", parameters.regulatory_factor),
        _nameless("netting", holder, agreement.c.valid_from, agreement.c.holds),
        select(
            literal("currency"),
            currency.c.code,
            null().cast(Day()),
            currency.c.minor_units,
            currency.c.name_zh,
            currency.c.name_en,
        ),
        _nameless("day", literal(""), calendar.c.day, calendar.c.working),
    )
