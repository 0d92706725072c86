"""The rows of the sheet of breaks, as the database answers them. Shapes only.

Amounts of a break count in its own `currency`, uses and totals in the ledger's; all in minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from backend.contract.reconciliation import BreakClass, BreakState, System
from backend.queries.rows import InstitutionName


@dataclass(frozen=True, kw_only=True)
class BreakRow:
    """One break (差异). `version` is the row's, as text: what a sender saw.

    `our_minor` or `their_minor` is `None` where that side has nothing. `evidence_zh` and
    `evidence_en` are the whole sentence of the likely cause; its few words are the glossary's
    `break_cause.<cause>`. `age_days` counts working days, until it was closed.
    """

    key: str  # the number
    version: str
    state: BreakState
    business_date: date
    age_days: int
    kind: BreakClass
    systems: Sequence[System]
    institution: InstitutionName | None
    product: str
    unit: str
    our_reference: str
    their_reference: str
    currency: str
    minor_units: int  # of the currency
    our_minor: int | None
    their_minor: int | None
    use_difference_minor: int
    cause: str
    evidence_zh: str
    evidence_en: str
    responsible_unit: str
    owner: str  # a login
    treatment: str  # of `Treatment`, or empty
    explanation: str
    promised_date: date | None
    change_slip: str
    closed_date: date | None
    treated_by: str  # who gave the treatment: somebody else checks
    check_note: str

    @property
    def number(self) -> str:
        """The number that people say: CY-20261123-0001."""
        return self.key

    @property
    def difference_minor(self) -> int:
        """Theirs less ours in the break's currency; a missing side counts as zero."""
        return (self.their_minor or 0) - (self.our_minor or 0)

    @property
    def cause_key(self) -> str:
        """The cause under which people treat it (同因): `cause/system`."""
        return f"{self.cause}/{'+'.join(self.systems)}"


@dataclass(frozen=True, kw_only=True)
class CauseRow:
    """The open breaks of one cause with one system (同因). `untreated` have no treatment yet.

    `base` says which untreated breaks at which versions this row counts: `TreatCause.base`.
    `use_difference_minor` sums without sign; `oldest` is the first day of the oldest.
    """

    key: str  # cause/system
    base: str
    cause: str
    systems: Sequence[System]
    kinds: Sequence[BreakClass]
    count: int
    untreated: int
    use_difference_minor: int
    oldest: date
    oldest_age_days: int
    responsible_units: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ProductTotals:
    """The three control totals of a product; `None` where a system's file did not come.

    Treasury's system holds a part of the deals only: `ours_at_treasury_minor` is ours of that part.
    """

    product: str
    ours_minor: int
    limit_minor: int | None
    ours_at_treasury_minor: int
    treasury_minor: int | None

    @property
    def limit_difference_minor(self) -> int | None:
        """The limit system's total less ours."""
        return None if self.limit_minor is None else self.limit_minor - self.ours_minor

    @property
    def treasury_difference_minor(self) -> int | None:
        """Treasury's total less ours of that part."""
        if self.treasury_minor is None:
            return None
        return self.treasury_minor - self.ours_at_treasury_minor


@dataclass(frozen=True, kw_only=True)
class ReconciliationTotals:
    """The newest comparison: carried + added - cleared = left, counted in breaks.

    `missing` are the feeds that did not come for the day.
    """

    run: str
    business_date: date
    carried: int
    added: int
    cleared: int
    left: int
    products: Sequence[ProductTotals]
    missing: Sequence[str]
    files: Sequence[str]  # the ids of those that were compared
    made_at: datetime
    made_by: str
