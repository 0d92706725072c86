"""What a deal takes, of a day: 额度占用系数 of its line, 监管转换系数 of regulatory exposure.

The two tables are never mixed: each has its own type and its own function. Factors are times
10**6. Rows of a later day don't count; of a key the newest row stands. A `netted` row counts only
for an institution with a netting agreement on file; a product without netted rows takes the same
with and without one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Table, select

from backend.queries import reference
from backend.queries.reach import MOST_BY_NUMBER
from backend.store.tables import parameters

#: (product, netted) → (from so many remaining days on, factor), ascending.
Steps = Mapping[tuple[str, bool], Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class UseFactors:
    """额度占用系数: the base factor of a product, and what stands before it by remaining tenor."""

    base: Mapping[str, int]
    steps: Steps = field(default_factory=dict)

    def use_factor(
        self, product: str, remaining_days: int = 0, *, netted: bool = False
    ) -> int | None:
        """Return what a deal takes of its line; `None` for a product without any factor."""
        step = _step(self.steps, product, remaining_days, netted=netted)
        return self.base.get(product) if step is None else step


@dataclass(frozen=True)
class RegulatoryFactors:
    """监管转换系数: what a deal adds to regulatory exposure."""

    steps: Steps

    def regulatory_factor(
        self, product: str, remaining_days: int = 0, *, netted: bool = False
    ) -> int:
        """Return what a deal adds to regulatory exposure; 0 for a product without a row."""
        return _step(self.steps, product, remaining_days, netted=netted) or 0


def _step(steps: Steps, product: str, remaining_days: int, *, netted: bool) -> int | None:
    """Return the factor of the highest step that the remaining tenor reaches."""
    rows = (steps.get((product, True)) if netted else None) or steps.get((product, False), ())
    reached = [factor_e6 for from_days, factor_e6 in rows if from_days <= max(0, remaining_days)]
    return reached[-1] if reached else None


def steps_of(rows: Iterable[tuple[str, bool, int, int]]) -> Steps:
    """Return rows of (product, netted, from_days, factor), older ones first, as steps."""
    newest = {
        (product, netted, from_days): factor_e6 for product, netted, from_days, factor_e6 in rows
    }
    found: dict[tuple[str, bool], list[tuple[int, int]]] = {}
    for product, netted, from_days in sorted(newest):
        row = (from_days, newest[product, netted, from_days])
        found.setdefault((product, netted), []).append(row)
    return found


def read_use_factors(connection: Connection, day: date) -> UseFactors:
    """Return what deals of `day` take of their lines."""
    steps = _read_steps(connection, parameters.factor_step, day)
    return UseFactors(reference.factors(connection, day), steps)


def read_regulatory_factors(connection: Connection, day: date) -> RegulatoryFactors:
    """Return what deals of `day` add to regulatory exposure."""
    return RegulatoryFactors(_read_steps(connection, parameters.regulatory_factor, day))


def _read_steps(connection: Connection, table: Table, day: date) -> Steps:
    rows = connection.execute(
        select(table).where(table.c.valid_from <= day).order_by(table.c.valid_from)
    )
    return steps_of(
        (row.product_code, bool(row.netted), row.from_days, row.factor_e6) for row in rows
    )


def netting_holders(
    connection: Connection, day: date, institutions: Collection[int] | None = None
) -> frozenset[int]:
    """Return which institutions have an enforceable netting agreement on file at `day`.

    Of all, or of these few.
    """
    agreement = parameters.netting_agreement
    question = (
        select(agreement.c.institution_id, agreement.c.holds)
        .where(agreement.c.valid_from <= day)
        .order_by(agreement.c.valid_from)
    )
    if institutions is not None and len(institutions) <= MOST_BY_NUMBER:
        question = question.where(agreement.c.institution_id.in_(institutions))
    rows = connection.execute(question)
    newest = {institution_id: bool(holds) for institution_id, holds in rows}
    return frozenset(one for one, holds in newest.items() if holds)
