"""What every book begins with: the identity of its pull, and the names that it offers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from backend.money import FACTOR_SCALE, LEDGER_CURRENCY, RATE_SCALE
from backend.queries import reference
from backend.queries.factor_terms import FactorStep, FactorTerms
from backend.queries.factors import UseFactors, netting_holders, read_use_factors
from backend.queries.rows import InstitutionName, Lookups, Pull
from backend.store.migrate import present_schema
from backend.store.tables.reference import setting


def new_pull(connection: Connection, day: date, moment: datetime, login: str) -> Pull:
    """Return the identity of a reading of the figures of `day` that begins now."""
    database_id = connection.scalar(select(setting.c.value).where(setting.c.name == "database_id"))
    return Pull(
        id=str(uuid.uuid4()),
        made_at=moment,
        as_of=day,
        login=login,
        database_id=str(database_id),
        schema_version=present_schema(connection),
    )


def name_lookups(
    connection: Connection, day: date, names: Mapping[int, InstitutionName]
) -> Lookups:
    """Return the names that drop-downs offer, with the rates and factors of `day`."""
    units = reference.units(connection)
    sharing = [unit for unit in units.values() if unit.allocates]
    rates = reference.rates(connection, day)
    factors = read_use_factors(connection, day)
    return Lookups(
        institutions=list(names.values()),
        products=list(reference.products(connection).values()),
        units=[unit for unit in sharing if not units[unit.parent].allocates],
        branches=[unit for unit in sharing if units[unit.parent].allocates],
        countries=reference.countries(connection),
        minor_units=reference.minor_units(connection),
        # The ledger's own comes first: the form begins with it, and the list offers it first.
        agreed_currencies=sorted(rates, key=lambda code: (code != LEDGER_CURRENCY, code)),
        rates={code: Decimal(rate) / RATE_SCALE for code, rate in rates.items()},
        factors={code: Decimal(one) / FACTOR_SCALE for code, one in factors.base.items()},
        terms=FactorTerms(_steps(factors), _netting(connection, day, names), day),
    )


def _steps(factors: UseFactors) -> list[FactorStep]:
    return [
        FactorStep(product, netted, from_days, Decimal(factor_e6) / FACTOR_SCALE)
        for (product, netted), steps in factors.steps.items()
        for from_days, factor_e6 in steps
    ]


def _netting(
    connection: Connection, day: date, names: Mapping[int, InstitutionName]
) -> frozenset[str]:
    return frozenset(names[one].bic8 for one in netting_holders(connection, day) if one in names)
