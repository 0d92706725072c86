"""What a deal takes from its line and adds to regulatory exposure, by the parameters of a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from backend.money import FACTOR_SCALE, line_use_minor
from backend.queries import reference
from backend.queries.factors import (
    RegulatoryFactors,
    UseFactors,
    netting_holders,
    read_regulatory_factors,
    read_use_factors,
)
from backend.services.charged import LineUse


@dataclass(frozen=True)
class DayParameters:
    """The rates and factors of a day, and who has a netting agreement on file then."""

    rates: Mapping[str, int]
    use: UseFactors
    regulatory: RegulatoryFactors
    netting: frozenset[int]


def parameters_of(
    connection: Connection, day: date, lines: Collection[int] | None = None
) -> DayParameters:
    """Read what deals of `day` are converted by; agreements of these lines, or of all."""
    return DayParameters(
        rates=reference.rates(connection, day),
        use=read_use_factors(connection, day),
        regulatory=read_regulatory_factors(connection, day),
        netting=netting_holders(connection, day, lines),
    )


@dataclass(frozen=True)
class Whose:
    """With whom a deal is and how long it runs.

    `line_id` is the legal entity whose line it takes: an agreement on file nets. What is `funded`
    is on our balance sheet: no conversion factor lowers its exposure.
    """

    line_id: int = 0
    until: date | None = None
    funded: bool = False


NOBODYS = Whose()


class Taking(NamedTuple):
    """A deal before it is converted: `amount_minor` in its own currency, on a day."""

    product: str
    currency: str
    amount_minor: int
    day: date
    whose: Whose

    @property
    def remaining_days(self) -> int:
        """What is left of it on the day; nothing where no end is known."""
        return (self.whose.until - self.day).days if self.whose.until is not None else 0


def line_use_of(
    parameters: DayParameters, deal: Taking, minor_units: Mapping[str, int]
) -> LineUse | None:
    """Return amount x factor x rate; `None` when there is no rate or factor yet.

    A deal takes at least one minor unit of its line: what takes nothing could not be booked.
    """
    netted = deal.whose.line_id in parameters.netting
    left = deal.remaining_days
    rate_e12 = parameters.rates.get(deal.currency)
    factor_e6 = parameters.use.use_factor(deal.product, left, netted=netted)
    if rate_e12 is None or factor_e6 is None:
        return None
    regulatory_e6 = parameters.regulatory.regulatory_factor(deal.product, left, netted=netted)
    if deal.whose.funded:
        regulatory_e6 = max(regulatory_e6, FACTOR_SCALE)
    amount, places = deal.amount_minor, minor_units[deal.currency]
    return LineUse(
        minor=max(1, line_use_minor(amount, places, rate_e12, factor_e6)),
        rate_e12=rate_e12,
        factor_e6=factor_e6,
        exposure_minor=line_use_minor(amount, places, rate_e12, regulatory_e6),
    )
