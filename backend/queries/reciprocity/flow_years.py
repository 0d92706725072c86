"""A year's flows as cells ask for them: sums by legal entity, direction and product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from backend.contract.reciprocity import Direction
from backend.queries.institution_index import codes_by_name
from backend.queries.reciprocity.dealings import Flows, MonthRates, read_flows, read_products
from backend.queries.reciprocity.material import owners_of
from backend.reciprocity.measures import Flow, together
from backend.reciprocity.period import Period, period_of


@dataclass(frozen=True)
class FlowYear:
    """The months of a year that have ended, frozen. `flows` are keyed by the entity's number.

    `products` gives code by plain code and name.
    """

    period: Period
    flows: Flows
    products: Mapping[str, str]

    def flow(self, entity: int, direction: str, product: str = "") -> Flow:
        """Return what flowed in one direction; of every product when none is named."""
        own = self.flows.get(entity, {})
        return together(
            flow
            for (side, code), flow in own.items()
            if side == direction and product in {"", code}
        )

    def sides(self, entity: int) -> tuple[int, int]:
        """Return the inward and the outward amount in US cents."""
        inward, outward = (self.flow(entity, side) for side in (Direction.IN, Direction.OUT))
        return inward.amount_minor, outward.amount_minor


def read_flow_year(connection: Connection, year: int, today: date) -> FlowYear:
    """Read a year in five statements. Raises `InputError` `no_rate_for_dealings`."""
    period = period_of(year, today)
    owners, _countries = owners_of(connection)
    products, _mutual = read_products(connection)
    return FlowYear(
        period=period,
        flows=read_flows(connection, period, owners, MonthRates(connection)),
        products=codes_by_name(products),
    )
